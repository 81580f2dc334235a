"""What a record holds, as plain lists of sessions: nothing here knows of bit sets."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import core.data
from core.codes import CODES, code_of
from core.days import HALVES, Session, year_start
from core.record import Record
from core.register import Register, day_cells, registers

RULES = tomllib.loads((Path(core.data.__file__).parent / "patterns.toml").read_text(encoding="utf-8"))
ARRANGED = {"C1", "C2", "E", "J1", "R", "S", "T"}
CHANGES = ("barrier", "step", "follow-up", "part-time", "card")
NO_ANSWER = ("", "wont-say", "present", "other")

Wanted = Callable[[Session], bool]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def missed(code: str) -> bool:
    """Whether a mark is an absence of a pattern: U came, though late."""
    return CODES[code].absent and code != "U"


class World:
    """A record on one day; `events` are the sessions taken out of everybody's, by year group."""

    def __init__(self, record: Record, today: date, events: dict[str, set[Session]]) -> None:
        self.record, self.today, self.events = record, today, events
        self.calendar = record.calendar
        self.first = monday(today) - timedelta(weeks=52)
        self.days = [day for day in self.calendar.days if self.first <= day <= today]
        self.strings: dict[int, Register] = registers(record)
        self.pupils = {row[0]: (row[1], row[2]) for row in self.rows("SELECT id, year, reg FROM pupil")}

    def rows(self, sql: str, *args: object) -> list[tuple[int, ...]]:
        """Rows of the record, as tuples."""
        return [tuple(row) for row in self.record.db.execute(sql, args).fetchall()]

    def pupil(self, one: int) -> Pupil:
        """One pupil, to be counted again."""
        return Pupil(self, one, *map(str, self.pupils[one]))

    def last(self, days: int, skip: int = 0) -> set[date]:
        """The last school days, less those at the end."""
        return set(self.days[max(0, len(self.days) - days - skip) : len(self.days) - skip])

    def weeks(self, count: int) -> set[date]:
        """Days of the last school weeks."""
        mondays = sorted({monday(day) for day in self.days})[-count:]
        return {day for day in self.days if monday(day) in mondays}

    @cached_property
    def sessions(self) -> list[Session]:
        """Every session the school held."""
        every = (Session(day, half) for day in self.days for half in HALVES)
        return [session for session in every if self.calendar.is_session(session)]

    def turn(self, day: date) -> int:
        """0 for the first, third, … school week of the school year, 1 for those between."""
        weeks = {monday(d) for d in self.calendar.days if year_start(d) == year_start(day)}
        return sorted(weeks).index(monday(day)) % 2

    def breaks(self) -> tuple[set[date], set[date]]:
        """First days after, and last days before, two or more weekdays without school."""
        after, before = set(), set()
        known = self.calendar.days
        for one, following in pairwise(known):
            gap = (one + timedelta(days=n) for n in range(1, (following - one).days))
            if sum(day.weekday() < 5 for day in gap) >= 2:
                before.add(one)
                after.add(following)
        return after, before


@dataclass
class Pupil:
    """One pupil's marks as codes: only sessions that took place, were possible and nobody's event."""

    world: World
    id: int
    year: str
    reg: str

    @cached_property
    def marks(self) -> dict[Session, str]:
        """Code by session, in order."""
        found: dict[Session, str] = {}
        events = self.world.events.get(self.year, set())
        register = self.world.strings[self.id]
        for session in self.world.sessions:
            code = code_of((day_cells(register, session.day) or "  ")[session.half == "PM"])
            held = self.world.calendar.is_session(session, self.year) and session not in events
            if code and held and CODES[code].possible and code not in ARRANGED:
                found[session] = code
        return found

    def away(self, session: Session) -> bool:
        """Whether the session was missed."""
        return session in self.marks and missed(self.marks[session])

    def here(self, session: Session) -> bool:
        """Whether the pupil was in."""
        return session in self.marks and not missed(self.marks[session])

    def count(self, wanted: Wanted) -> tuple[int, int]:
        """Missed and possible among the sessions wanted."""
        found = [session for session in self.marks if wanted(session)]
        return sum(map(self.away, found)), len(found)

    def in_days(self, days: Iterable[date]) -> tuple[int, int]:
        """Missed and possible on some days."""
        wanted = set(days)
        return self.count(lambda session: session.day in wanted)

    def last_in(self, before: Session) -> Session | None:
        """The last session in before one."""
        return max((s for s in self.marks if s < before and self.here(s)), default=None)
