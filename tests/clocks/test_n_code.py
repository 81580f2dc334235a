"""Code N becomes another code within five school days, else O: regs 10(7)-(9); WT 2026 paras 407-409."""

from __future__ import annotations

from datetime import date

import pytest

from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, put, stand
from tests.core.making import add_calendar, add_pupil, make_record

# N on this day → due on that one, and why. The calendar is that of tests.core.making, and an INSET day.
ROWS = [
    ("2026-11-09", "2026-11-16", "Monday to Monday: the day after is day 1 (WT 2026 para 408)"),
    ("2026-11-13", "2026-11-20", "Friday: the weekend does not count"),
    ("2026-11-18", "2026-11-26", "an INSET day on the 25th does not count"),
    ("2026-10-19", "2026-11-02", "half-term: 23 Oct is day 4, 2 Nov day 5"),
    ("2026-10-23", "2026-11-06", "the last day before half-term: nothing counts until 2 Nov"),
    ("2026-12-14", "2027-01-04", "Christmas: 18 Dec is day 4"),
    ("2026-12-18", "2027-01-08", "the last day before Christmas"),
    ("2027-03-22", "2027-03-31", "Good Friday and Easter Monday are bank holidays"),
    ("2027-04-28", "2027-05-06", "the early May bank holiday"),
]


@pytest.mark.parametrize(("on", "due", "why"), ROWS, ids=[row[2] for row in ROWS])
@pytest.mark.parametrize("half", ["AM", "PM"])
def test_five_school_days_after_the_session(record: Record, on: str, due: str, why: str, half: str) -> None:
    add_calendar(record, (("2026-11-25", "2026-11-25", "inset", "INSET", None),))
    stand(record, on)
    one = add_pupil(record)
    put(record, one, {f"{on} {half}": "N"})
    (clock,) = clocks(record, one, "n-code")
    assert (clock.due, clock.state, clock.count) == (date.fromisoformat(due), State.RUNNING, 1)
    assert [str(session) for session in clock.sessions] == [f"{on} {half}"]
    stand(record, due)
    assert clocks(record, one, "n-code")[0].state is State.DUE
    stand(record, "2027-05-28")
    late = clocks(record, one, "n-code")[0]
    assert late.state is State.OVERDUE
    assert "mend to O in the MIS" in late.advice


def test_each_day_has_a_clock_of_its_own_and_both_its_sessions(record: Record) -> None:
    one = add_pupil(record)
    put(record, one, {"2026-11-17": "N", "2026-11-18": "N /"})
    found = clocks(record, one, "n-code")
    assert [(str(c.due), c.count) for c in found] == [("2026-11-24", 2), ("2026-11-25", 1)]


def test_an_amended_mark_ends_it(record: Record) -> None:
    one = add_pupil(record)
    put(record, one, {"2026-11-09": "N"})
    assert clocks(record, one, "n-code")
    put(record, one, {"2026-11-09": "O"})
    assert clocks(record, one, "n-code") == []


def test_beyond_the_calendar_there_is_no_date(record: Record) -> None:
    one = add_pupil(record)
    stand(record, "2027-07-21")
    put(record, one, {"2027-07-15": "N"})
    (clock,) = clocks(record, one, "n-code")
    assert (clock.state, clock.due) == (State.BEYOND, None)
    assert "beyond the loaded calendar" in clock.advice


def test_a_mark_on_a_day_without_school_is_nobodys_clock(record: Record) -> None:
    one = add_pupil(record)
    put(record, one, {"2026-10-28": "N", "2026-11-15": "N"})  # half-term, a Sunday
    assert clocks(record, one, "n-code") == []


def test_no_calendar_no_deadline(tmp_path_factory: pytest.TempPathFactory) -> None:
    with make_record(tmp_path_factory.mktemp("bare"), calendar=False) as bare:
        one = add_pupil(bare)
        put(bare, one, {"2026-11-09": "N", "2026-11-10": "O"})
        assert clocks(bare, one) == []


def test_before_admission_and_after_leaving_a_mark_is_nobodys(record: Record) -> None:
    joined = add_pupil(record, admitted=date(2026, 11, 9))
    left = add_pupil(record, left=date(2026, 11, 9))
    for one in (joined, left):
        put(record, one, {"2026-11-06": "N", "2026-11-09": "N", "2026-11-10": "N"})
    assert [str(c.sessions[0].day) for c in clocks(record, joined, "n-code")] == ["2026-11-09", "2026-11-10"]
    assert [str(c.sessions[0].day) for c in clocks(record, left, "n-code")] == ["2026-11-06", "2026-11-09"]


def test_a_leaver_keeps_only_what_the_register_needs(record: Record) -> None:
    one = add_pupil(record, left=date(2026, 11, 13), ehcp_review=date(2026, 12, 1), social_worker="CP")
    attend(record, one)
    put(record, one, {f"2026-11-{day:02}": "N" for day in range(2, 14) if date(2026, 11, day).weekday() < 5})
    assert {c.kind for c in clocks(record, one)} == {"n-code"}
