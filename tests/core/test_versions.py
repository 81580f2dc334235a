"""Two people change the same thing: the second is told who, when and what, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from core import acts, journal
from core.acts import Done
from core.errors import Changed, Refused
from core.journal import new_act
from core.model import Outcome
from core.people import Actor
from core.together import drafts
from core.together.versions import as_seen, last_event, seen_when_drafted
from tests.core.conftest import School
from tests.core.making import set_now

FRIDAY = date(2026, 12, 4)


def seen_now(school: School) -> int:
    return last_event(school.record.db)


def answer(
    school: School, seen: int, perform: Callable[..., Done], *args: object, by: Actor | None = None
) -> Done:
    """An act of Ann's (or of `by`) on a screen read when `seen` was the last event."""
    act, actor = new_act(), by or school.ann
    return as_seen(school.record, actor, act, seen, lambda: perform(school.record, actor, *args, act=act))


EDITS: dict[str, tuple[Callable[..., Done], tuple[object, ...], tuple[object, ...], str]] = {
    "owner": (acts.assign, ("ann",), ("dee",), "owner Dee Dale"),
    "review": (acts.set_review, (date(2026, 11, 27),), (FRIDAY,), "review Fri 4 Dec"),
    "barrier": (
        acts.set_barrier, ("the bus leaves before breakfast club",), ("the gate is loud at 08:40",),
        "barrier “the gate is loud at 08:40”",
    ),
    "step": (acts.set_step, ("ring on Monday",), ("meet at the gate",), "next step “meet at the gate”"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_the_second_to_change_it_is_told_who_when_and_what(school: School, name: str) -> None:
    perform, mine, theirs, said = EDITS[name]
    seen = seen_now(school)
    set_now(school.record, datetime(2026, 11, 20, 9, 31))
    perform(school.record, school.bob, [school.kit], *theirs)
    before = journal.head(school.record.db)
    with pytest.raises(Changed) as told:
        answer(school, seen, perform, [school.kit], *mine)
    assert str(told.value) == f"Bob Best changed this at 09:31 for Kerr, Kit: {said}."
    assert journal.head(school.record.db) == before  # nothing of mine is saved, theirs stands
    assert answer(school, told.value.seen, perform, [school.kit], *mine).pupils == (school.kit,)


def test_a_field_of_the_card_clashes_with_the_same_field_alone(school: School) -> None:
    seen = seen_now(school)
    acts.set_card(school.record, school.bob, school.kit, "helps", "a seat by the door")
    answer(school, seen, acts.set_card, school.kit, "hard", "assembly")
    with pytest.raises(Changed, match="helps: “a seat by the door”"):
        answer(school, seen, acts.set_card, school.kit, "helps", "a quiet start")


def test_one_line_for_all_of_it_clashes_with_each_part(school: School) -> None:
    seen = seen_now(school)
    acts.follow_up(school.record, school.bob, [school.kit], "@dee 4/12 meet at the gate")
    with pytest.raises(Changed, match=r"owner Dee Dale · review Fri 4 Dec\."):
        answer(school, seen, acts.follow_up, [school.kit], "@ann +1w / the gate is loud at 08:40")
    answer(school, seen, acts.set_barrier, [school.kit], "the gate is loud at 08:40")


def test_ones_own_changes_in_another_window_are_no_clash(school: School) -> None:
    seen = seen_now(school)
    acts.assign(school.record, school.ann, [school.kit], "dee")
    answer(school, seen, acts.assign, [school.kit], "bob")


def test_what_was_seen_is_no_clash_and_neither_is_another_pupil(school: School) -> None:
    acts.assign(school.record, school.bob, [school.kit], "dee")
    seen = seen_now(school)
    acts.assign(school.record, school.bob, [school.sam], "dee")
    answer(school, seen, acts.assign, [school.kit], "ann")


def test_calls_notes_and_messages_stand_beside_each_other(school: School) -> None:
    seen = seen_now(school)
    for by in (school.bob, school.ann):
        answer(school, seen, acts.add_note, [school.kit], "rang", by=by)
        answer(school, seen, acts.send_message, [school.kit], by=by)
        act = new_act()
        as_seen(
            school.record, by, act, seen,
            partial(acts.log_call, school.record, by, school.kit, Outcome.DID_NOT_KNOW, act=act),
        )  # fmt: skip
    kinds = [event.kind for event in journal.events(school.record.db)]
    assert kinds == ["note", "message", "call"] * 2


def test_an_act_for_many_names_those_somebody_has_changed_and_does_none(school: School) -> None:
    seen = seen_now(school)
    acts.assign(school.record, school.bob, [school.kim], "dee")
    with pytest.raises(Changed, match=r"for Kerr, Kim \(1 of the 3\): owner Dee Dale"):
        answer(school, seen, acts.assign, [school.kit, school.kim, school.sam], "ann")
    assert [event.by for event in journal.events(school.record.db)] == ["bob"]


def test_what_was_changed_and_taken_back_again_is_no_clash(school: School) -> None:
    seen = seen_now(school)
    acts.assign(school.record, school.bob, [school.kit], "dee")
    acts.undo(school.record, school.bob)
    answer(school, seen, acts.assign, [school.kit], "ann")


def test_what_she_saw_and_somebody_took_back_is_a_clash(school: School) -> None:
    acts.assign(school.record, school.bob, [school.kit], "dee")
    seen = seen_now(school)
    acts.undo(school.record, school.bob)
    with pytest.raises(Changed, match="took back owner Dee Dale"):
        answer(school, seen, acts.assign, [school.kit], "ann")


def test_tried_again_after_a_doubt_it_is_done_once_whatever_came_between(school: School) -> None:
    seen, act = seen_now(school), new_act()
    for between in (True, False):
        as_seen(
            school.record, school.ann, act, seen,
            lambda: acts.assign(school.record, school.ann, [school.kit], "ann", act=act),
        )  # fmt: skip
        if between:
            acts.assign(school.record, school.bob, [school.kit], "dee")
    assert [event.by for event in journal.events(school.record.db)] == ["ann", "bob"]


def test_a_refused_act_is_refused_as_ever(school: School) -> None:
    with pytest.raises(Refused, match="may read but not change"):
        answer(school, 0, acts.assign, [school.kit], "ann", by=school.lee)


def test_a_change_of_another_day_is_told_with_its_day(school: School) -> None:
    seen = seen_now(school)
    acts.assign(school.record, school.bob, [school.kit], "dee")
    set_now(school.record, datetime(2026, 11, 23, 8, 30))
    with pytest.raises(Changed, match="at 09:16 on Fri 20 Nov"):
        answer(school, seen, acts.assign, [school.kit], "ann")


def test_a_draft_left_over_night_is_based_on_what_she_knew_then(school: School) -> None:
    acts.set_step(school.record, school.bob, [school.kit], "before")
    set_now(school.record, datetime(2026, 11, 20, 15, 0))
    drafts.save(school.record, school.ann, "barrier", school.kit, "the bus leaves before breakfast")
    then = seen_now(school)
    set_now(school.record, datetime(2026, 11, 20, 15, 0) + timedelta(minutes=1))
    acts.set_barrier(school.record, school.bob, [school.kit], "the gate is loud at 08:40")
    assert seen_when_drafted(school.record, school.ann, "barrier", school.kit) == then
    assert seen_when_drafted(school.record, school.ann, "note", school.kit) is None
