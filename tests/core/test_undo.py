"""Taking back and bringing back: one's own latest, whole, unless somebody has changed the same thing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import acts, journal, state
from core.acts import Done
from core.errors import Changed, FirstdayError, Refused
from core.model import Outcome
from core.people import Actor
from core.record import Record
from core.schema import STATE_TABLES
from tests.core.conftest import School, make_school
from tests.core.making import make_record, rows, set_now

Picture = dict[str, list[tuple[object, ...]]]


def picture(record: Record, *without: str) -> Picture:
    """All state that follows from the journal."""
    return {table: rows(record, table) for table in (*STATE_TABLES, "undone") if table not in without}


def rebuilt(record: Record) -> Picture:
    """The same, thrown away and folded again."""
    with record.write() as db:
        state.rebuild(db)
    return picture(record)


# -- any morning ---------------------------------------------------------------------------------

Children = tuple[int, ...]
Act = Callable[[Record, Actor, Children, int], Done]
DAYS = (date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 11))
OUTCOMES = tuple(Outcome)


def _call(record: Record, actor: Actor, who: Children, n: int) -> Done:
    outcome = OUTCOMES[n % len(OUTCOMES)]
    reason = ("i", "n", "C1", "")[n % 4] if outcome is Outcome.SPOKE else ""
    back = DAYS[1] if reason == "i" and n % 3 == 0 else None
    also = {} if n % 2 else dict.fromkeys(who[1:], "")
    return acts.log_call(
        record,
        actor,
        who[0],
        outcome,
        reason=reason,
        note="x" * (n % 2),
        back=back,
        also=also,
        ring_at="10:30",
    )


ACTS: dict[str, Act] = {
    "call": _call,
    "message": lambda r, a, who, n: acts.send_message(r, a, who),
    "arrived": lambda r, a, who, n: acts.arrived(r, a, who),
    "suggest": lambda r, a, who, n: acts.suggest(r, a, who, "IMG"[n % 3], "mother emailed" * (n % 2)),
    "ack": lambda r, a, who, n: acts.acknowledge(r, a, who[0]),
    "assign": lambda r, a, who, n: acts.assign(r, a, who, ("ann", "bob", "dee")[n % 3]),
    "review": lambda r, a, who, n: acts.set_review(r, a, who, DAYS[n % 3]),
    "step": lambda r, a, who, n: acts.set_step(r, a, who, f"step {n}"),
    "barrier": lambda r, a, who, n: acts.set_barrier(r, a, who, f"the gate {n}", keep=True),
    "note": lambda r, a, who, n: acts.add_note(r, a, who, f"note {n}"),
    "card": lambda r, a, who, n: acts.set_card(r, a, who[0], ("hard", "helps")[n % 2], "quiet" * (n % 3)),
    "follow": lambda r, a, who, n: acts.follow_up(
        r, a, who, ("@bob fri meet at gate", "+2w / the bell hurts", "@ann", "ring aunt")[n % 4], keep=True
    ),
    "undo": lambda r, a, who, n: acts.undo(r, a),
    "redo": lambda r, a, who, n: acts.redo(r, a),
}
steps = st.tuples(
    st.integers(0, 2),
    st.one_of(st.sampled_from(sorted(ACTS)), st.sampled_from(["undo", "redo", "assign", "call"])),
    st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True),
    st.integers(0, 11),
)


class Morning:
    """A school in a folder of its own, and a plain account of what may be taken back by whom."""

    def __init__(self, folder: str) -> None:
        self.school = make_school(make_record(Path(folder)))
        self.record = self.school.record
        self.people = (self.school.ann, self.school.bob, self.school.dee)
        self.children = (self.school.kit, self.school.kim, self.school.sam)
        self.done: dict[str, list[str]] = {one.account: [] for one in self.people}
        self.taken: dict[str, list[str]] = {one.account: [] for one in self.people}

    def step(self, person: int, verb: str, who: list[int], n: int) -> None:
        """Do one thing; check that what is refused changes nothing, and what undo and redo choose."""
        actor = self.people[person]
        set_now(self.record, self.record.clock.now() + timedelta(minutes=1))
        before, events = picture(self.record), len(journal.events(self.record.db))
        try:
            made = ACTS[verb](self.record, actor, tuple(self.children[one] for one in who), n)
        except FirstdayError:
            assert picture(self.record) == before
            assert len(journal.events(self.record.db)) == events
            return
        self.follow(actor.account, verb, made)

    def follow(self, account: str, verb: str, made: Done) -> None:
        """Keep the account, and compare."""
        done, taken = self.done[account], self.taken[account]
        if verb not in ("undo", "redo"):
            done.append(made.act)
            taken.clear()
            return
        about = {(event.data or {})["act"] for event in journal.of_act(self.record.db, made.act)}
        touched = {event.pupil_id for event in journal.of_act(self.record.db, *about)}
        assert touched == set(made.pupils)
        source, target = (done, taken) if verb == "undo" else (taken, done)
        if verb == "undo":
            source.sort(key=self.first_event)
        assert about == {source.pop()}
        target.append(*about)

    def first_event(self, act: str) -> int:
        """Where an act stands in the journal."""
        return journal.of_act(self.record.db, act)[0].id


@settings(max_examples=80)
@given(st.lists(steps, min_size=5, max_size=30))
def test_state_grown_step_by_step_is_state_folded_from_the_journal(
    morning: list[tuple[int, str, list[int], int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Morning(folder)
        for one in morning:
            here.step(*one)
        grown = picture(here.record)
        assert rebuilt(here.record) == grown
        assert journal.verify(here.record.db).sound
        here.record.close()


@settings(max_examples=40)
@given(st.lists(steps, max_size=10), steps.filter(lambda step: step[1] not in ("undo", "redo")))
def test_undo_right_after_an_act_gives_the_state_before_and_redo_the_state_after(
    morning: list[tuple[int, str, list[int], int]], last: tuple[int, str, list[int], int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Morning(folder)
        for one in morning:
            here.step(*one)
        before, count = picture(here.record, "undone"), len(here.done[here.people[last[0]].account])
        here.step(*last)
        after, me = picture(here.record, "undone"), here.people[last[0]]
        if len(here.done[me.account]) > count:
            acts.undo(here.record, me)
            assert picture(here.record, "undone") == before
            acts.redo(here.record, me)
            assert picture(here.record, "undone") == after
        here.record.close()


# -- one thing at a time -------------------------------------------------------------------------


def owner(school: School, child: int) -> str:
    row = school.record.db.execute("SELECT owner FROM casework WHERE pupil_id = ?", (child,)).fetchone()
    return row[0] if row else ""


def test_a_bulk_act_is_taken_back_and_brought_back_as_one(school: School) -> None:
    acts.assign(school.record, school.ann, [school.kit, school.kim, school.sam], "bob")
    done = acts.undo(school.record, school.ann)
    assert done.text == "Took back: owner: Bob Best · Kerr, Kit and 2 more"
    assert [owner(school, one) for one in (school.kit, school.kim, school.sam)] == ["", "", ""]
    assert acts.redo(school.record, school.ann).text.startswith("Brought back: owner: Bob Best")
    assert [owner(school, one) for one in (school.kit, school.kim, school.sam)] == ["bob"] * 3


def test_each_takes_back_only_her_own_latest(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "ann 1")
    acts.add_note(school.record, school.ann, [school.kit], "ann 2")
    acts.add_note(school.record, school.bob, [school.kit], "bob 1")
    assert "ann 2" in acts.undo(school.record, school.ann).text
    assert "ann 1" in acts.undo(school.record, school.ann).text
    with pytest.raises(Refused, match="nothing of yours to take back"):
        acts.undo(school.record, school.ann)
    with pytest.raises(Refused, match="nothing of yours to bring back"):
        acts.redo(school.record, school.bob)
    assert [row[5] for row in rows(school.record, "note")] == ["bob 1"]
    assert "ann 1" in acts.redo(school.record, school.ann).text
    assert "ann 2" in acts.redo(school.record, school.ann).text


def test_after_a_new_act_nothing_older_is_brought_back(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "old")
    acts.undo(school.record, school.ann)
    acts.add_note(school.record, school.bob, [school.kit], "somebody else's does not count")
    acts.add_note(school.record, school.ann, [school.sam], "new")
    with pytest.raises(Refused):
        acts.redo(school.record, school.ann)


@pytest.mark.parametrize(
    ("act", "thing"),
    [
        (lambda s, a: acts.assign(s.record, a, [s.kit], a.account), "the owner"),
        (lambda s, a: acts.set_review(s.record, a, [s.kit], DAYS[1]), "the review"),
        (lambda s, a: acts.set_step(s.record, a, [s.kit], a.name), "the step"),
        (lambda s, a: acts.set_barrier(s.record, a, [s.kit], "busy gate at 8:40", keep=True), "the barrier"),
        (lambda s, a: acts.set_card(s.record, a, s.kit, "hard", a.name), "the card"),
        (lambda s, a: acts.follow_up(s.record, a, [s.kit, s.sam], "@bob"), "the owner"),
    ],
)
def test_refused_naming_who_what_and_when_if_somebody_changed_the_same_thing(
    school: School, act: Callable[[School, Actor], Done], thing: str
) -> None:
    act(school, school.ann)
    set_now(school.record, datetime(2026, 11, 20, 9, 41))
    act(school, school.bob)
    before = picture(school.record)
    with pytest.raises(Changed) as refused:
        acts.undo(school.record, school.ann)
    assert str(refused.value) == f"Bob Best changed {thing} of Kerr, Kit at 09:41 on 20 Nov: not taken back."
    assert picture(school.record) == before
    acts.undo(school.record, school.bob)
    acts.undo(school.record, school.ann)
    acts.redo(school.record, school.bob)
    with pytest.raises(Changed, match=f"Bob Best changed {thing} .*: not brought back"):
        acts.redo(school.record, school.ann)


def test_one_pupil_changed_by_a_colleague_keeps_the_whole_bulk_act(school: School) -> None:
    acts.assign(school.record, school.ann, [school.kit, school.sam], "ann")
    acts.assign(school.record, school.bob, [school.sam], "bob")
    with pytest.raises(Changed, match="Stone, Sam"):
        acts.undo(school.record, school.ann)
    assert (owner(school, school.kit), owner(school, school.sam)) == ("ann", "bob")


def test_another_thing_changed_by_a_colleague_does_not_stand_in_the_way(school: School) -> None:
    acts.assign(school.record, school.ann, [school.kit], "ann")
    acts.set_review(school.record, school.bob, [school.kit], DAYS[1])
    acts.set_card(school.record, school.bob, school.kit, "helps", "dog")
    acts.assign(school.record, school.bob, [school.sam], "bob")
    acts.undo(school.record, school.ann)
    assert owner(school, school.kit) == ""


def test_a_handover_seen_by_the_dsl_even_days_later_is_not_taken_back(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.DID_NOT_KNOW)
    set_now(school.record, datetime(2026, 11, 23, 8, 50))
    acts.acknowledge(school.record, school.dee, school.kit)
    with pytest.raises(Changed, match="Dee Dale has seen the hand-over of Kerr, Kit at 08:50 on 23 Nov"):
        acts.undo(school.record, school.ann)


def test_two_calls_stand_beside_each_other(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.DID_NOT_KNOW)
    acts.log_call(school.record, school.bob, school.kit, Outcome.DID_NOT_KNOW)
    acts.undo(school.record, school.ann)
    assert [row[4] for row in rows(school.record, "handover")] == ["bob"]


def test_a_retry_of_an_undo_takes_back_no_second_act(school: School) -> None:
    for text in ("one", "two", "three"):
        acts.add_note(school.record, school.ann, [school.kit], text)
    again = journal.new_act()
    assert acts.undo(school.record, school.ann, again) == acts.undo(school.record, school.ann, again)
    assert len(rows(school.record, "note")) == 2
    back = journal.new_act()
    assert acts.redo(school.record, school.ann, back) == acts.redo(school.record, school.ann, back)
    assert len(rows(school.record, "note")) == 3


def test_those_who_only_read_take_nothing_back(school: School) -> None:
    for act in (acts.undo, acts.redo):
        with pytest.raises(Refused, match="may read but not change"):
            act(school.record, school.lee)


def test_imports_and_settings_are_never_taken_back(school: School) -> None:
    for kind in ("import", "setting", "erased"):
        with school.record.write() as db:
            journal.append(
                db, journal.new_act(), school.record.clock.now(), "ann", [journal.Entry(kind, None, "", {})]
            )
    with pytest.raises(Refused):
        acts.undo(school.record, school.ann)


def test_a_long_note_is_not_kept_twice_by_taking_it_back(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "secret " * 200 + "\nmore")
    done = acts.undo(school.record, school.ann)
    assert len(done.text) < 200
    assert "\n" not in done.text
