"""Drafts: what is typed is kept for whoever typed it, and holds nobody back."""

from __future__ import annotations

from datetime import datetime

import pytest

from core import drafts, journal
from core.errors import Refused
from tests.core.conftest import School
from tests.core.making import open_again, rows, set_now


def test_a_draft_is_there_for_its_writer_alone_child_by_child_and_kind_by_kind(school: School) -> None:
    drafts.save(school.record, school.ann, "call", school.kit, "said he is")
    with open_again(school.record) as later:
        assert drafts.load(later, school.ann, "call", school.kit) == "said he is"
        assert drafts.load(later, school.bob, "call", school.kit) == ""
        assert drafts.load(later, school.ann, "note", school.kit) == ""
        assert drafts.load(later, school.ann, "call", school.sam) == ""


def test_the_latest_text_stands_and_an_empty_one_drops_it(school: School) -> None:
    for text in ("a", "ab", "abc"):
        drafts.save(school.record, school.ann, "call", school.kit, text)
    assert drafts.load(school.record, school.ann, "call", school.kit) == "abc"
    drafts.save(school.record, school.ann, "call", school.kit, "")
    assert rows(school.record, "draft") == []
    drafts.drop(school.record, school.ann, "call", school.kit)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("trailing ", "trailing "),
        ("a\nb", "a\nb"),
        ("a\x1b[2Jb", "a[2Jb"),
        ("x" * 20_000, "x" * 9_999 + "…"),
    ],
)
def test_a_draft_passes_the_gate_and_keeps_what_is_being_typed(school: School, typed: str, kept: str) -> None:
    drafts.save(school.record, school.ann, "note", school.kit, typed)
    assert drafts.load(school.record, school.ann, "note", school.kit) == kept


def test_a_parked_call_is_in_hand_today_only(school: School) -> None:
    drafts.save(school.record, school.ann, "call", school.kit, "typed on Friday")
    drafts.save(school.record, school.ann, "note", school.sam, "a note parks no call")
    assert drafts.parked_calls(school.record) == {school.kit: "ann"}
    set_now(school.record, datetime(2026, 11, 23, 9, 0))
    assert drafts.parked_calls(school.record) == {}
    assert drafts.load(school.record, school.ann, "call", school.kit) == "typed on Friday"


def test_drafts_are_no_events_and_who_only_reads_has_none(school: School) -> None:
    drafts.save(school.record, school.ann, "call", school.kit, "x")
    assert journal.events(school.record.db) == []
    with pytest.raises(Refused):
        drafts.save(school.record, school.lee, "call", school.kit, "x")
