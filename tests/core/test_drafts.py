"""Drafts: what is typed is kept for whoever typed it, and holds nobody back."""

from __future__ import annotations

from datetime import datetime

import pytest

from core import journal
from core.together import drafts
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


def test_drafts_are_no_events_and_a_role_lost_while_typing_loses_no_words(school: School) -> None:
    drafts.save(school.record, school.ann, "call", school.kit, "x")
    assert journal.events(school.record.db) == []
    drafts.save(school.record, school.lee, "note", school.kit, "half a li")
    assert drafts.load(school.record, school.lee, "note", school.kit) == "half a li"


def test_a_draft_keeps_where_the_cursor_stood_and_what_its_strip_needs(school: School) -> None:
    drafts.save(school.record, school.ann, "call", school.kit, "he is ill", 3, {"stage": "note"})
    found = drafts.find(school.record, school.ann, "call", school.kit)
    assert found is not None
    assert (found.text, found.cursor, found.state) == ("he is ill", 3, {"stage": "note"})
    drafts.save(school.record, school.ann, "call", school.kit, "he", 99)
    found = drafts.find(school.record, school.ann, "call", school.kit)
    assert found is not None
    assert (found.cursor, found.state) == (2, {})


def test_a_draft_whose_state_was_tampered_with_still_opens(school: School) -> None:
    for state in ("{", "[1]", '"x"'):
        drafts.save(school.record, school.ann, "call", school.kit, "text")
        with school.record.write() as db:
            db.execute("UPDATE draft SET state = ?", (state,))
        found = drafts.find(school.record, school.ann, "call", school.kit)
        assert found is not None
        assert (found.text, found.state) == ("text", {})


def test_the_newest_comes_first_within_one_second_too(school: School) -> None:
    for kind, one in (("note", school.kit), ("call", school.sam), ("barrier", school.kim)):
        drafts.save(school.record, school.ann, kind, one, "x")
    drafts.save(school.record, school.ann, "note", school.kit, "xy")
    found = [draft.kind for draft in drafts.drafts_of(school.record, school.ann)]
    assert found == ["note", "barrier", "call"]


def test_what_has_lain_for_a_fortnight_is_dropped_but_not_by_a_rehearsal(school: School) -> None:
    drafts.save(school.record, school.ann, "note", school.kit, "old")
    set_now(school.record, datetime(2026, 12, 4, 9, 16))
    drafts.save(school.record, school.ann, "note", school.sam, "new")
    school.record.set_setting("rehearsal", "2026-11-20T09:16")
    drafts.purge(school.record)
    assert len(drafts.drafts_of(school.record, school.ann)) == 2
    set_now(school.record, datetime(2026, 12, 4, 9, 17))
    with school.record.write() as db:
        db.execute("DELETE FROM setting WHERE key = 'rehearsal'")
    drafts.purge(school.record)  # this clock only rehearses
    assert len(drafts.drafts_of(school.record, school.ann)) == 2
    school.record.set_setting("rehearsal", "2026-11-20T09:16")
    drafts.purge(school.record)
    assert [draft.text for draft in drafts.drafts_of(school.record, school.ann)] == ["new"]
