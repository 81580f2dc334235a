"""The lists behind g: who is in them, in which order, and what is said when they are empty."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core import acts
from core.errors import Unknown
from core.lists.by_key import read_list
from core.model import Outcome, Role
from core.people import Actor
from core.record import Record
from tests.core.board_making import TODAY, Group
from tests.core.making import add_pupil, add_staff, mark, mark_days, set_now

NAMES = ("reviews", "dsl", "missing", "corrections", "quarantine", "people", "log")


@pytest.fixture
def group(record: Record) -> Group:
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    mark_days(record, made.here(), "2026-09-02", "2026-11-19", "/")
    return made


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_list_says_so(record: Record, name: str) -> None:
    found = read_list(record, name)
    assert found.rows == ()
    assert found.empty.endswith(".")
    assert found.title


def test_there_is_no_such_list(record: Record) -> None:
    with pytest.raises(Unknown, match="reviews, dsl, missing"):
        read_list(record, "secrets")


def test_reviews_oldest_first_without_leavers(group: Group) -> None:
    set_now(group.record, datetime(2026, 11, 16, 9, 0))
    late, today, later = (add_pupil(group.record, surname=s) for s in ("Late", "Today", "Later"))
    gone = add_pupil(group.record, left=date(2026, 11, 18))
    for one, day in ((later, 27), (late, 18), (today, 20), (gone, 20)):
        acts.set_review(group.record, group.ann, [one], date(2026, 11, day))
    acts.assign(group.record, group.ann, [late], "ann")
    set_now(group.record, datetime(2026, 11, 20, 9, 16))
    rows = read_list(group.record, "reviews").rows
    assert [row.pupil_id for row in rows] == [late, today, later]
    assert [row.cells[1] for row in rows] == ["overdue", "today", ""]
    assert rows[0].cells[4] == "Ann Able"


def test_the_dsls_queue_has_the_unseen_first_and_names_who_saw(group: Group) -> None:
    seen, unseen = group.away(), group.away()
    for one in (seen, unseen):
        acts.log_call(group.record, group.ann, one, Outcome.DID_NOT_KNOW)
    add_staff(group.record, "dee", "Dee Dale", "dsl")
    acts.acknowledge(group.record, Actor("dee", "Dee Dale", "DD", Role.DSL), seen)
    rows = read_list(group.record, "dsl").rows
    assert [(row.pupil_id, row.cells[-1]) for row in rows] == [
        (unseen, "not yet seen"),
        (seen, "seen by Dee Dale 09:16"),
    ]


def test_missing_registers_first_then_marks_newest_first(group: Group) -> None:
    one = group.away(surname="Gap")
    mark_days(group.record, one, "2026-09-02", "2026-11-19", "/")
    mark(group.record, one, "2026-11-17 PM", "")
    mark(group.record, one, "2026-11-18 AM", "")
    mark(group.record, one, f"{TODAY} AM", "")
    whole = add_pupil(group.record, reg="8B")
    mark_days(group.record, whole, "2026-09-02", "2026-11-18", "/")
    rows = [(row.pupil_id, *row.cells[:3]) for row in read_list(group.record, "missing").rows]
    assert rows == [
        (None, "Fri 20 Nov", "AM", "register of 8B"),
        (None, "Thu 19 Nov", "PM", "register of 8B"),
        (None, "Thu 19 Nov", "AM", "register of 8B"),
        (one, "Fri 20 Nov", "AM", "Gap, Ann"),
        (one, "Wed 18 Nov", "AM", "Gap, Ann"),
        (one, "Tue 17 Nov", "PM", "Gap, Ann"),
    ]


def test_what_was_done_newest_first_with_what_was_taken_back(group: Group) -> None:
    one = group.away()
    acts.add_note(group.record, group.ann, [one], "rang the office")
    acts.undo(group.record, group.ann)
    rows = read_list(group.record, "log").rows
    assert [row.cells[-1] for row in rows] == ["took back: rang the office", "rang the office (taken back)"]


def test_staff_by_name(group: Group) -> None:
    add_staff(group.record, "abe", "Abe Adams", "dsl")
    assert [row.cells[0] for row in read_list(group.record, "people").rows] == ["Abe Adams", "Ann Able"]
