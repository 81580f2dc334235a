"""School sessions laid end to end: a pupil's marks as one string without weekends and closed days.

With nothing between one school session and the next, "in a row" is a run of letters, "in ten school
weeks" a difference of two numbers, and most pupils are done with after a count or two.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.codes import NO_MARK
from core.days import HALVES, Calendar, Session, session_at, string_length, year_start

OFF_ROLL = "~"  # stands for a session before the pupil came or after they left: it is nobody's mark


@dataclass(frozen=True)
class Timeline:
    """The sessions of one year group from `base` (a 1 August) to today.

    `raw` holds the place of each session in the register strings of the years joined from `base` on;
    `days` numbers the days and `weeks` the school weeks (domain.md §4) they lie in.
    """

    base: date
    raw: array[int]
    days: array[int]
    weeks: array[int]

    @cached_property
    def _pieces(self) -> list[tuple[int, int]]:
        """Runs of places that follow one another: a school week is one."""
        found: list[tuple[int, int]] = []
        for place in self.raw:
            if found and found[-1][1] == place:
                found[-1] = (found[-1][0], place + 1)
            else:
                found.append((place, place + 1))
        return found

    def cells(self, strings: Mapping[date, str], first: date | None, last: date | None) -> str:
        """The marks of these sessions, `OFF_ROLL` before `first` and after `last`."""
        parts, start = [], self.base
        end = self.raw[-1] if self.raw else 0
        while 2 * (start - self.base).days <= end:
            held = strings.get(start)
            parts.append(NO_MARK * string_length(start) if held is None else held)
            start = date(start.year + 1, 8, 1)
        joined = parts[0] if len(parts) == 1 else "".join(parts)
        found = "".join([joined[low:high] for low, high in self._pieces])
        low = self.place(first) if first and first > self.base else 0
        if low:
            found = OFF_ROLL * low + found[low:]
        if last is not None and (high := self.place(last + timedelta(days=1))) < len(found):
            found = found[:high] + OFF_ROLL * (len(found) - high)
        return found

    def place(self, day: date) -> int:
        """Which session is the first on or after `day`; how many there are if none is."""
        return bisect_left(self.raw, 2 * (day - self.base).days)

    def session(self, place: int) -> Session:
        """The session at a place."""
        return session_at(self.base, self.raw[place])

    def sessions(self, places: Iterable[int]) -> tuple[Session, ...]:
        """The sessions at these places."""
        return tuple(map(self.session, places))

    def day(self, place: int) -> date:
        """The day of the session at a place."""
        return self.base + timedelta(days=self.raw[place] // 2)

    def day_of(self, place: int) -> range:
        """The places of all sessions of the day on which this one lies."""
        number = self.days[place]
        return range(bisect_left(self.days, number), bisect_right(self.days, number))


def lay(calendar: Calendar, base: date, today: date, year: str | None) -> Timeline:
    """The timeline of a year group (None: of all that have no days off of their own)."""
    raw, days, weeks = array("i"), array("i"), array("i")
    shut = _shut(calendar)
    number, week, monday = 0, -1, None
    for day in _days(calendar, base, today):
        begins = day.toordinal() - day.weekday()
        week, monday = (week + 1, begins) if begins != monday else (week, monday)
        if year is not None and not calendar.is_school_day(day, year):
            continue
        place = 2 * (day - base).days
        for half in HALVES:
            if (day, half) not in shut:
                raw.append(place + (half == "PM"))
                days.append(number)
                weeks.append(week)
        number += 1
    return Timeline(base, raw, days, weeks)


def _days(calendar: Calendar, base: date, today: date) -> Iterable[date]:
    """School days from `base` to `today`; without a calendar the weekdays, since nothing else is known."""
    if calendar.loaded:
        return calendar.days[bisect_left(calendar.days, base) : bisect_right(calendar.days, today)]
    every = (base + timedelta(days=n) for n in range((today - base).days + 1))
    return (day for day in every if day.weekday() < 5)


def _shut(calendar: Calendar) -> frozenset[tuple[date, str]]:
    """Halves of days on which the school was closed for that half alone."""
    halves = (e for e in calendar.entries if e.kind == "closed" and e.half is not None)
    return frozenset((day, str(e.half)) for e in halves for day in e.days())


def years_off(calendar: Calendar) -> frozenset[str]:
    """Year groups with days off of their own, in capitals."""
    return frozenset(e.name.upper() for e in calendar.entries if e.kind == "year-off")


def base_of(calendar: Calendar, first: date, weeks: int) -> date:
    """The 1 August from which strings must be read so that `weeks` school weeks lie before `first`."""
    place = bisect_left(calendar.weeks, first - timedelta(days=first.weekday()))
    reach = calendar.weeks[max(0, place - weeks)] if calendar.weeks else first
    return year_start(min(first, reach))
