"""Workers are told of unexplained absence: WT Aug 2024 para 52; domain.md §4 [S32 S11 S33], §11.11."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import arrived, consider, log_call
from core.model import Outcome
from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, import_marks, put, stand
from tests.core.making import add_contact, add_pupil, add_staff

SW, YJ = "tell-social-worker", "tell-youth-justice"


@pytest.mark.parametrize(
    ("who", "kinds"),
    [({"social_worker": "CP"}, {SW}), ({"social_worker": "Jo Hart, 01632 960001"}, {SW}),
     ({"looked_after": True}, {SW}), ({"youth_justice": True}, {YJ}),
     ({"social_worker": "CIN", "youth_justice": True}, {SW, YJ}), ({}, set())],
)  # fmt: skip
def test_who_has_such_a_worker(record: Record, who: dict[str, object], kinds: set[str]) -> None:
    one = add_pupil(record, **who)
    attend(record, one)
    put(record, one, {"2026-11-20 AM": "N"})
    told = [clock for clock in clocks(record, one) if clock.kind in (SW, YJ)]
    assert {clock.kind for clock in told} == kinds
    for clock in told:
        assert (clock.state, clock.due, clock.count) == (State.DUE, date(2026, 11, 20), 1)


@pytest.mark.parametrize(
    ("mark", "fires"),
    [("N", True), ("O", True), ("-", False), ("I", False), ("U", False), ("G", False), ("/", False)],
)  # fmt: skip
def test_only_an_absence_nobody_has_explained(record: Record, mark: str, fires: bool) -> None:
    one = add_pupil(record, social_worker="CP")
    attend(record, one)
    put(record, one, {"2026-11-20": mark})
    assert bool(clocks(record, one, SW)) is fires


def test_a_reason_or_an_arrival_ends_it(record: Record) -> None:
    officer = add_staff(record, "ann")
    told, came = add_pupil(record, social_worker="CP"), add_pupil(record, social_worker="CP")
    add_contact(record, told)
    for one in (told, came):
        attend(record, one)
        put(record, one, {"2026-11-20": "N -"})
    log_call(record, officer, told, Outcome.VOICEMAIL)
    assert clocks(record, told, SW)
    log_call(record, officer, told, Outcome.SPOKE, reason="ill")
    assert clocks(record, told, SW) == []
    arrived(record, officer, [came])
    assert clocks(record, came, SW) == []


def test_a_reason_covers_its_days_and_no_others(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record, social_worker="CP")
    add_contact(record, one)
    attend(record, one)
    stand(record, "2026-11-17")
    log_call(record, officer, one, Outcome.SPOKE, reason="ill", back=date(2026, 11, 19))
    stand(record, "2026-11-20")
    put(record, one, {"2026-11-17": "N", "2026-11-18": "N", "2026-11-19": "N"})
    (clock,) = clocks(record, one, SW)
    assert [str(s) for s in clock.sessions] == ["2026-11-19 AM", "2026-11-19 PM"]
    put(record, one, {"2026-11-18 AM": "/"})  # here since: the reason has ended
    assert str(clocks(record, one, SW)[0].sessions[0]) == "2026-11-18 PM"


def test_it_stays_until_noted_done_and_the_next_absence_asks_anew(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record, social_worker="CP")
    attend(record, one)
    put(record, one, {"2026-11-18": "O", "2026-11-20": "N -"})
    (clock,) = clocks(record, one, SW)
    assert (clock.state, clock.due, clock.count) == (State.OVERDUE, date(2026, 11, 18), 3)
    consider(record, officer, one, "Told Jo Hart at 09:20")
    assert clocks(record, one, SW) == []
    put(record, one, {"2026-11-20": "N"})  # the afternoon of a day she was told of
    assert clocks(record, one, SW) == []
    stand(record, "2026-11-23")
    put(record, one, {"2026-11-23": "N -"})
    assert [c.state for c in clocks(record, one, SW)] == [State.DUE]


def test_marks_older_than_the_record_are_asked_about_for_five_school_days(record: Record) -> None:
    one = add_pupil(record, social_worker="CP")
    attend(record, one)
    put(record, one, {"2026-11-13": "O", "2026-11-16": "O"})
    import_marks(record, "2026-11-20")
    (clock,) = clocks(record, one, SW)
    assert {s.day for s in clock.sessions} == {date(2026, 11, 16)}
