"""When a return to the local authority is made again while the absence goes on."""

from __future__ import annotations

from datetime import date, timedelta

from core.clocks import rules
from core.clocks.sight import Sight
from core.days import Calendar
from core.questions import State
from core.telling import day_words


def month_after(day: date) -> date:
    """The same day of the next calendar month, else that month's last day: 31 Jan → 28 Feb."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=1)


def latest_day(day: date, weeks: int) -> date:
    """The last day for a return after one on `day`: `weeks` later as agreed, a calendar month for 0.

    At intervals agreed with the local authority, at least once a calendar month: reg 13; domain.md §4
    [S34 S35].
    """
    return day + timedelta(weeks=weeks) if weeks else month_after(day)


def next_return(calendar: Calendar, made: date, weeks: int) -> date | None:
    """The school day on which the return after one `made` is due; None beyond the calendar.

    The latest day itself, else the last school day before it, since the law sets how long it may be at
    the most; where no school day lies between (a long holiday), the first one after.
    """
    latest = latest_day(made, weeks)
    if calendar.last is None or latest > calendar.last:
        return None
    before = calendar.on_or_before(latest)
    return before if before and before > made else calendar.on_or_after(latest)


def stands(sight: Sight, made: date) -> tuple[State, date | None, str]:
    """Where the next return stands, its day, and what to do."""
    due = next_return(sight.calendar, made, sight.numbers["return_weeks"])
    state = sight.state(due) if due else State.BEYOND
    latest = latest_day(made, sight.numbers["return_weeks"])
    said = rules.advice("ten-days-unauthorised", state, "again", made=day_words(made), day=day_words(latest))
    return state, due, said
