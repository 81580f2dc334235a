"""The return to the local authority while ten days away go on: reg 13; domain.md §4 [S34 S35]."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider, undo
from core.asking import pressing, read_questions
from core.clocks.returns import next_return
from core.errors import Refused
from core.people import Actor
from core.questions import ClockState, State
from core.record import Record
from core.rules import keep
from tests.clocks.making import attend, clocks, put, put_days, stand
from tests.core.making import add_calendar, add_pupil, add_staff

TEN = "ten-days-unauthorised"
MONTHLY = 0


@pytest.mark.parametrize(
    ("made", "weeks", "due", "source"),
    [
        ("2026-11-16", MONTHLY, "2026-12-16", "at least once a calendar month: reg 13 [S34 S35]"),
        ("2026-11-20", MONTHLY, "2026-12-18", "20 Dec is a Sunday: a month at the most, so before it"),
        ("2026-11-30", MONTHLY, "2026-12-18", "30 Dec lies in the holiday: the last day of term"),
        ("2026-12-18", MONTHLY, "2027-01-18", "over a holiday the month runs on"),
        ("2027-01-31", MONTHLY, "2027-02-26", "no 31 Feb: the month ends on Sunday the 28th"),
        ("2026-11-20", 4, "2026-12-18", "as agreed with the local authority: WT [S34]"),
        ("2026-12-04", 2, "2026-12-18", "as agreed"),
        ("2026-12-11", 2, "2026-12-18", "25 Dec: the last day of term"),
        ("2026-12-18", 1, "2027-01-04", "no school day lies between: the first one after"),
        ("2027-04-01", 1, "2027-04-19", "no school day lies between: the first one after"),
        ("2027-07-01", MONTHLY, None, "beyond the calendar there is no date"),
        ("2027-07-16", 1, None, "beyond the calendar there is no date"),
    ],
)
def test_the_next_return(record: Record, made: str, weeks: int, due: str | None, source: str) -> None:
    found = next_return(record.calendar, date.fromisoformat(made), weeks)
    assert found == (date.fromisoformat(due) if due else None), source


def test_an_inset_day_moves_it_to_the_school_day_before(record: Record) -> None:
    add_calendar(record, (("2026-12-16", "2026-12-16", "inset", "INSET", None),))
    assert next_return(record.calendar, date(2026, 11, 16), MONTHLY) == date(2026, 12, 15)


def away(record: Record, last: str = "2027-03-05") -> tuple[Actor, int]:
    """A pupil away without a reason since 2 November, the return made and noted on 20 November."""
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one, last="2026-11-01")
    days = [day for day in record.calendar.days if "2026-11-02" <= str(day) <= last]
    put(record, one, {str(day): "O" for day in days})
    consider(record, officer, one, "On the return of the 20th", TEN)
    return officer, one


def the(record: Record, one: int) -> ClockState:
    (clock,) = clocks(record, one, TEN)
    return clock


@pytest.mark.parametrize(
    ("today", "state"),
    [("2026-11-20", State.RUNNING), ("2026-12-17", State.RUNNING), ("2026-12-18", State.DUE),
     ("2027-01-04", State.OVERDUE)],
)  # fmt: skip
def test_it_falls_due_again_while_the_absence_goes_on(record: Record, today: str, state: State) -> None:
    _, one = away(record)
    stand(record, today)
    clock = the(record, one)
    assert (clock.state, clock.due, clock.met_on) == (state, date(2026, 12, 18), None)
    since = [day for day in record.calendar.days if "2026-11-02" <= str(day) <= today]
    assert (clock.count, len(clock.sessions)) == (len(since), 2 * len(since))
    assert "Fri 20 Nov" in clock.advice


def test_each_return_noted_gives_the_day_of_the_next(record: Record) -> None:
    officer, one = away(record)
    stand(record, "2026-12-18")
    assert "Considered: ten days" in consider(record, officer, one, "On the December return", TEN).text
    assert (the(record, one).state, the(record, one).due) == (State.RUNNING, date(2027, 1, 18))
    undo(record, officer)
    assert (the(record, one).state, the(record, one).due) == (State.DUE, date(2026, 12, 18))


def test_one_sent_early_is_noted_by_its_name_and_by_nothing_else(record: Record) -> None:
    officer, one = away(record)
    stand(record, "2026-11-25")
    consider(record, officer, one, "Met mother at the gate")  # ten sessions in ten weeks
    assert the(record, one).due == date(2026, 12, 18)
    stand(record, "2026-12-02")
    consider(record, officer, one, "Sent with the others", TEN)
    assert the(record, one).due == date(2026, 12, 18)  # 2 January lies in the holiday
    stand(record, "2026-12-10")
    consider(record, officer, one, "Sent again", TEN)
    assert the(record, one).due == date(2027, 1, 8)  # the 10th is a Sunday


@pytest.mark.parametrize("mark", ["/", "I", "C"])
def test_when_the_absence_ends_no_return_is_due(record: Record, mark: str) -> None:
    _, one = away(record, "2026-12-17")
    stand(record, "2026-12-18")
    assert the(record, one).state is State.DUE
    put(record, one, {"2026-12-17": mark})
    assert clocks(record, one, TEN) == []


def test_the_interval_agreed_with_the_local_authority_is_the_schools_to_say(record: Record) -> None:
    _, one = away(record)
    keep(record, "ann", "clocks", "[numbers]\nreturn_weeks = 2\n")
    assert the(record, one).due == date(2026, 12, 4)
    keep(record, "ann", "clocks", "[numbers]\nreturn_weeks = 4\n")
    assert the(record, one).due == date(2026, 12, 18)


@pytest.mark.parametrize("weeks", [5, 6, -1])
def test_an_interval_longer_than_a_month_is_refused_with_its_source(record: Record, weeks: int) -> None:
    with pytest.raises(Refused, match=r"once a calendar month \(reg 13\)"):
        keep(record, "ann", "clocks", f"[numbers]\nreturn_weeks = {weeks}\n")


def test_beyond_the_calendar_it_says_so_and_gives_no_date(record: Record) -> None:
    stand(record, "2027-07-09")
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one, last="2027-06-25")
    put_days(record, one, "2027-06-28", 10, "O")
    assert the(record, one).state is State.MET
    consider(record, officer, one, "On the July return", TEN)
    clock = the(record, one)
    assert (clock.state, clock.due) == (State.BEYOND, None)
    assert "by Mon 9 Aug" in clock.advice and "no date" in clock.advice


def test_on_its_day_it_stands_on_the_board(record: Record) -> None:
    _, one = away(record)
    for today, shown in (("2026-12-17", False), ("2026-12-18", True), ("2027-01-05", True)):
        stand(record, today)
        questions, day = read_questions(record), date.fromisoformat(today)
        kinds = {clock.kind for clock in pressing(questions, one, record.calendar, day)}
        assert (TEN in kinds) is shown
