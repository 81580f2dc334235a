"""The school's calendar: days, sessions, years, weeks, and "n school days after".

A school day is a weekday inside a term that no holiday, INSET day, bank holiday or whole-day closure
takes out. Nothing is guessed: past the loaded calendar, or with none, a deadline has no date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from typing import Literal

Half = Literal["AM", "PM"]
HALVES: tuple[Half, Half] = ("AM", "PM")
_DAY = timedelta(days=1)
KINDS = ("term", "holiday", "inset", "bank-holiday", "closed", "year-off", "register")


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """Half a school day."""

    day: date
    half: Half = "AM"

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.half}"

    @property
    def index(self) -> int:
        """Place of the session in the register string that begins on 1 August (`year_start`)."""
        return 2 * (self.day - year_start(self.day)).days + (self.half == "PM")


def year_start(day: date) -> date:
    """The 1 August on or before `day`: where the register string holding `day` begins.

    DfE's statistical year runs 1 August to 31 July; it is how marks are *kept*. The year that
    figures *cover* is `Calendar.school_year`.
    """
    return date(day.year if day.month >= 8 else day.year - 1, 8, 1)


def session_at(start: date, index: int) -> Session:
    """The session at place `index` of the register string that begins on `start`."""
    return Session(start + timedelta(days=index // 2), "PM" if index % 2 else "AM")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a calendar file. `last` equals `first` for a single day; `half` only for half closures."""

    first: date
    last: date
    kind: str
    name: str = ""
    half: Half | None = None

    def days(self) -> Iterator[date]:
        """Every day of the entry."""
        day = self.first
        while day <= self.last:
            yield day
            day += _DAY


@dataclass(frozen=True)
class Calendar:
    """School days and sessions, from calendar entries. Empty (`loaded` is False) when none came in."""

    entries: tuple[Entry, ...] = ()
    _cache: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def loaded(self) -> bool:
        """Whether any term is known."""
        return any(entry.kind == "term" for entry in self.entries)

    def _of(self, *kinds: str) -> Iterable[Entry]:
        return (entry for entry in self.entries if entry.kind in kinds)

    @cached_property
    def _closed(self) -> frozenset[date]:
        whole = (e for e in self._of("holiday", "inset", "bank-holiday", "closed") if e.half is None)
        both = {
            day
            for e in self._of("closed")
            if e.half == "AM"
            for day in e.days()
            if any(o.half == "PM" and o.first <= day <= o.last for o in self._of("closed"))
        }
        return frozenset(day for e in whole for day in e.days()) | frozenset(both)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All school days, in order."""
        inside = {day for e in self._of("term") for day in e.days() if day.weekday() < 5}
        return tuple(sorted(inside - self._closed))

    @cached_property
    def _day_set(self) -> frozenset[date]:
        return frozenset(self.days)

    @cached_property
    def _half_closed(self) -> frozenset[Session]:
        return frozenset(
            Session(day, e.half) for e in self._of("closed") if e.half is not None for day in e.days()
        )

    @cached_property
    def _year_off(self) -> dict[str, frozenset[date]]:
        off: dict[str, set[date]] = {}
        for e in self._of("year-off"):
            off.setdefault(e.name.upper(), set()).update(e.days())
        return {year: frozenset(found) for year, found in off.items()}

    @property
    def first(self) -> date | None:
        """First school day known."""
        return self.days[0] if self.days else None

    @property
    def last(self) -> date | None:
        """Last school day known: a deadline beyond it has no date."""
        return self.days[-1] if self.days else None

    def is_school_day(self, day: date, year: str | None = None) -> bool:
        """Whether the school (or, with `year`, that year group) has a session on `day`."""
        return day in self._day_set and not (year and day in self._year_off.get(year.upper(), ()))

    def is_session(self, session: Session, year: str | None = None) -> bool:
        """Whether the session takes place (for year group `year`, if given)."""
        return self.is_school_day(session.day, year) and session not in self._half_closed

    def why_closed(self, day: date) -> str:
        """Say in a few words why `day` is no school day; '' if it is one."""
        if day in self._day_set:
            return ""
        if day.weekday() > 4:
            return f"a {day:%A}"
        if not self.loaded:
            return "no calendar loaded"
        for kind in ("bank-holiday", "inset", "closed", "holiday"):
            for e in self._of(kind):
                if e.first <= day <= e.last and (e.half is None or day in self._closed):
                    return e.name or kind.replace("-", " ")
        return "beyond the loaded calendar" if self.last and day > self.last else "outside term"

    def add(self, day: date, count: int) -> date | None:
        """The date `count` school days after `day` (the next school day is 1; `day` need not be one).

        None when the calendar does not reach that far (reg 10(9): *school* days).
        """
        place = bisect_right(self.days, day) + count - 1
        if not self.days or day < self.days[0] - timedelta(days=62) or not 0 <= place < len(self.days):
            return None
        return self.days[place]

    def count(self, after: date, until: date) -> int:
        """How many school days lie after `after`, up to and including `until`."""
        return max(0, bisect_right(self.days, until) - bisect_right(self.days, after))

    def on_or_after(self, day: date) -> date | None:
        """`day` itself or the next school day; None beyond the calendar."""
        place = bisect_left(self.days, day)
        return self.days[place] if place < len(self.days) else None

    def on_or_before(self, day: date) -> date | None:
        """`day` itself or the latest school day before it; None before the calendar."""
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place else None

    @cached_property
    def _terms(self) -> tuple[Entry, ...]:
        return tuple(sorted(self._of("term"), key=lambda e: e.first))

    def school_year(self, day: date) -> tuple[date, date]:
        """First and last day of the school year holding `day`.

        It begins with the first term to begin after July and ends the day before the next such term
        (SI 1999/3181 reg 2); where the calendar does not say, with 1 August.
        """
        begin = self._year_begins(day.year)
        if day < begin:
            return self._year_begins(day.year - 1), begin - _DAY
        return begin, self._year_begins(day.year + 1) - _DAY

    def _year_begins(self, year: int) -> date:
        august = date(year, 8, 1)
        starts = (e.first for e in self._terms if august <= e.first < date(year + 1, 1, 1))
        return min(starts, default=august)

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """Mondays of all school weeks (Monday to Sunday weeks that hold a session), in order."""
        return tuple(sorted({day - timedelta(days=day.weekday()) for day in self.days}))

    def week_number(self, day: date) -> int | None:
        """Place of `day`'s week among `weeks`; None if that week holds no session."""
        monday = day - timedelta(days=day.weekday())
        place = bisect_left(self.weeks, monday)
        return place if place < len(self.weeks) and self.weeks[place] == monday else None

    def week_of_year(self, day: date) -> int | None:
        """Which school week of its school year `day` lies in, from 1; None outside school weeks."""
        here = self.week_number(day)
        if here is None:
            return None
        begin = self.school_year(day)[0]
        return here - bisect_left(self.weeks, begin - timedelta(days=begin.weekday())) + 1

    def mask(self, start: date, year: str | None = None) -> bytes:
        """One byte a session of the register string beginning at `start`: 1 where it takes place.

        Without a calendar every session counts, since nothing is known to take one out.
        """
        key = ("mask", start, year)
        found = self._cache.get(key)
        if isinstance(found, bytes):
            return found
        length = string_length(start)
        if not self.loaded:
            made = bytes([1]) * length
        else:
            made = bytes(self.is_session(session_at(start, i), year) for i in range(length))
        self._cache[key] = made
        return made

    def register_times(self, half: Half, day: date | None = None) -> tuple[time, time] | None:
        """When the register of that half of the day opens and closes, if the calendar says.

        Of several, the one whose dates hold `day`; else the latest begun, since times change by year.
        """
        found = sorted((e for e in self._of("register") if e.half == half), key=lambda e: e.first)
        held = [e for e in found if day is not None and e.first <= day <= e.last]
        if not found:
            return None
        opens, _, closes = (held or found)[-1].name.partition("-")
        return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())


def string_length(start: date) -> int:
    """Sessions in the register string beginning on 1 August `start`: two a calendar day."""
    return 2 * (date(start.year + 1, 8, 1) - start).days
