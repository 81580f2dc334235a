"""The questions of the morning: flags and clocks of the whole school, and which of them belong on the board.

They follow from marks and from what people noted, not from the minute, so they are worked out once
and kept until an import, an act or the day changes (`Questions.mark`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core import clocks, patterns
from core.clocks import TELLS, THRESHOLDS, read_clocks
from core.clocks.words import when
from core.days import Calendar, Session
from core.habits import habits
from core.patterns import read_flags
from core.questions import ClockState, Flag, State
from core.record import Record
from core.register import registers
from core.telling import day_words

NEW_FOR = 5  # school days: what is older is in the lists (g k, g p), not on the board
_DEADLINES = frozenset({"n-code", "promised-help", "part-time-end", "ehcp-review", *TELLS})
_QUIET = frozenset({"silent", "same-again", "improved"})  # flags with a list of their own

Mark = tuple[object, ...]


@dataclass(frozen=True)
class Questions:
    """Flags and clocks by pupil, and what they were worked out from."""

    flags: Mapping[int, list[Flag]] = field(default_factory=dict)
    clocks: Mapping[int, list[ClockState]] = field(default_factory=dict)
    mark: Mark = ()
    today: date = date.min  # the day of which they speak


NONE = Questions()


def mark_of(record: Record) -> Mark:
    """What the questions follow from: the day, the imports, the journal."""
    row = record.db.execute("SELECT (SELECT max(id) FROM import), (SELECT max(id) FROM event)").fetchone()
    return (record.clock.today(), row[0], row[1])


def read_questions(record: Record) -> Questions:
    """Every flag and clock of the school as of now; the registers are read once for both."""
    with record.reading():
        since = min(patterns.first_day(record), clocks.first_day(record))
        strings = registers(record, None, since)
        flags, found = read_flags(record, None, strings), read_clocks(record, None, strings)
        return Questions(flags, found, mark_of(record), record.clock.today())


def pressing(questions: Questions, one: int, calendar: Calendar, today: date) -> list[ClockState]:
    """Clocks of a pupil that ask for something today: deadlines due, thresholds newly reached."""
    return [clock for clock in questions.clocks.get(one, ()) if _presses(clock, calendar, today)]


def _presses(clock: ClockState, calendar: Calendar, today: date) -> bool:
    if clock.kind in _DEADLINES or (clock.kind in THRESHOLDS and clock.due):
        return clock.state in (State.DUE, State.OVERDUE)
    on = clock.met_on.day if isinstance(clock.met_on, Session) else clock.met_on
    return (
        clock.kind in THRESHOLDS and clock.state is State.MET and on is not None and _new(on, calendar, today)
    )


def fresh(questions: Questions, one: int, calendar: Calendar, today: date) -> list[Flag]:
    """Flags of a pupil with a new session in the last days, one a habit.

    Left out are those that have a list of their own.
    """
    return [
        habit.flag
        for habit in habits(questions.flags.get(one, ()))
        if habit.flag.kind not in _QUIET
        and any(flag.sessions and _new(max(flag.sessions).day, calendar, today) for flag in habit.flags)
    ]


def _new(day: date, calendar: Calendar, today: date) -> bool:
    return calendar.count(day, today) < NEW_FOR


def say_clock(clock: ClockState, today: date) -> str:
    """A clock as a row of the board says it: `settle N from Fri 13 Nov: due today`."""
    if clock.kind == "n-code" and clock.sessions:
        return f"settle N from {day_words(clock.sessions[0].day, today)}: {when(clock, today)}"
    if clock.kind in TELLS:
        who = "social worker" if clock.kind == "tell-social-worker" else "youth justice worker"
        return f"tell the {who}: {when(clock, today)}"
    return f"{clock.rule}: {when(clock, today)}"


def said(clocks: Iterable[ClockState], flags: Iterable[Flag], today: date) -> list[str]:
    """What clocks and flags add to the reasons of a row."""
    return [*(say_clock(clock, today) for clock in clocks), *(flag.sentence for flag in flags)]


def most_pressing(questions: Questions, one: int, today: date) -> str:
    """The clock of a pupil that asks soonest, else the first flag; '' without either."""
    for clock in questions.clocks.get(one, ()):
        if clock.state in (State.OVERDUE, State.DUE, State.MET):
            return say_clock(clock, today)
    return next((habit.flag.sentence for habit in habits(questions.flags.get(one, ()))), "")
