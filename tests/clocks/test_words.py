"""A clock in words: a day of another year is not taken for one of this."""

from __future__ import annotations

from datetime import date

import pytest

from core.clocks.words import counted, when
from core.days import Session
from core.questions import ClockState, State

TODAY = date(2026, 11, 20)
SINCE, BY = date(2025, 11, 14), date(2027, 3, 8)


def clock(state: State, due: date | None = None, met_on: Session | date | None = None) -> ClockState:
    sessions = (Session(SINCE), Session(date(2026, 11, 9), "PM"))
    return ClockState(1, "ehcp-review", state, due, met_on, 2, sessions, "rule", "advice")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (clock(State.OVERDUE, SINCE), "overdue since Fri 14 Nov 2025"),
        (clock(State.OVERDUE, date(2026, 11, 13)), "overdue since Fri 13 Nov"),
        (clock(State.RUNNING, BY), "by Mon 8 Mar 2027"),
        (clock(State.MET, met_on=SINCE), "met Fri 14 Nov 2025"),
        (clock(State.MET, met_on=Session(SINCE, "PM")), "met Fri 14 Nov 2025 PM"),
        (clock(State.MET), "met"),
        (clock(State.DUE, TODAY), "due today"),
        (clock(State.RUNNING), "running"),
        (clock(State.BEYOND), "beyond the calendar"),
    ],
)
def test_where_a_clock_stands(one: ClockState, said: str) -> None:
    assert when(one, TODAY) == said


def test_what_was_counted_says_its_year() -> None:
    assert counted(clock(State.MET), TODAY) == "2 sessions, Fri 14 Nov 2025 AM to Mon 9 Nov PM"
