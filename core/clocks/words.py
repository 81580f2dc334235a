"""A clock in words: where it stands, and what was counted."""

from __future__ import annotations

from datetime import date

from core.days import Session
from core.questions import ClockState, State
from core.telling import day_words


def when(clock: ClockState, today: date) -> str:
    """`due today`, `overdue since Mon 16 Nov`, `met Thu 12 Nov PM`, `by Mon 23 Nov`."""
    if clock.state is State.BEYOND:
        return "beyond the calendar"
    if clock.state is State.MET:
        on = clock.met_on
        if on is None:
            return "met"
        if isinstance(on, Session):
            return f"met {day_words(on.day, today)} {on.half}"
        return f"met {day_words(on, today)}"
    if clock.due is None:
        return "running"
    if clock.state is State.DUE:
        return "due today"
    return f"{'overdue since' if clock.state is State.OVERDUE else 'by'} {day_words(clock.due, today)}"


def counted(clock: ClockState, today: date) -> str:
    """`10 sessions, Mon 9 Nov AM to Thu 12 Nov PM`; '' where nothing is counted."""
    if not clock.sessions:
        return ""
    first, last = clock.sessions[0], clock.sessions[-1]
    count = f"{len(clock.sessions)} session{'s' if len(clock.sessions) > 1 else ''}"
    span = f"{day_words(first.day, today)} {first.half}"
    return f"{count}, {span}" + (f" to {day_words(last.day, today)} {last.half}" if last != first else "")
