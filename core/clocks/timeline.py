"""School sessions laid end to end: a pupil's marks as one string without weekends and closed days.

With nothing between one school session and the next, "in a row" is a run of letters, "in ten school
weeks" a difference of two numbers, and most pupils are done with after a count or two.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter

from core.codes import NO_MARK
from core.days import HALVES, Calendar, Session, session_at, string_length

_DAY = timedelta(days=1)
OFF_ROLL = "~"  # stands for a session before the pupil came or after they left: it is nobody's mark


def where(cells: str, wanted: str, low: int, high: int) -> list[int]:
    """The places from `low` up to `high` at which one of the cells `wanted` stands, in order.

    One search a cell: a third of the time of any way that looks at every place.
    """
    found: list[int] = []
    for cell in wanted:
        place = cells.find(cell, low, high)
        while place >= 0:
            found.append(place)
            place = cells.find(cell, place + 1, high)
    if len(wanted) > 1:
        found.sort()
    return found


def marked(cells: str, wanted: bytes) -> int:
    """The places of a timeline's cells that are in a `table`, as bits: the last session is the lowest."""
    return int(cells.encode("ascii", "replace").translate(wanted), 2) if cells else 0


@dataclass(frozen=True)
class Timeline:
    """The sessions of one year group, up to today.

    `raw` holds the place of each in the register strings of the years joined from `base`, a 1 August;
    `days` numbers the days and `weeks` the school weeks (domain.md §4) they lie in.
    """

    base: date
    raw: array[int]
    days: array[int]
    weeks: array[int]
    _windows: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def _pieces(self) -> Callable[[str], tuple[str, ...]]:
        """Cuts the runs of places that follow one another out of a string: a school week is one."""
        found: list[slice] = [slice(0, 0), slice(0, 0)]
        for place in self.raw:
            if found[-1].stop == place:
                found[-1] = slice(found[-1].start, place + 1)
            else:
                found.append(slice(place, place + 1))
        return itemgetter(*found)

    @cached_property
    def _years(self) -> list[tuple[date, str]]:
        """The 1 August of each string needed, and what stands for one that is not held."""
        starts = [self.base]
        while self.raw and 2 * (date(starts[-1].year + 1, 8, 1) - self.base).days <= self.raw[-1]:
            starts.append(date(starts[-1].year + 1, 8, 1))
        return [(start, NO_MARK * string_length(start)) for start in starts]

    def cells(self, strings: Mapping[date, str], first: date | None, last: date | None) -> str:
        """The marks of these sessions, `OFF_ROLL` before `first` and after `last`."""
        joined = "".join([strings.get(start, blank) for start, blank in self._years])
        found = "".join(self._pieces(joined))
        if first and first > self.begins:
            low = self.place(first)
            found = OFF_ROLL * low + found[low:]
        if last is not None and (high := self.place(last + _DAY)) < len(found):
            found = found[:high] + OFF_ROLL * (len(found) - high)
        return found

    @cached_property
    def begins(self) -> date:
        """The day of the first session."""
        return self.day(0) if self.raw else self.base

    @cached_property
    def ends(self) -> date:
        """The day of the last session."""
        return self.day(-1) if self.raw else self.base

    @cached_property
    def _sessions(self) -> list[Session]:
        return [session_at(self.base, place) for place in self.raw]

    def place(self, day: date) -> int:
        """Which session is the first on or after `day`; how many there are if none is."""
        return bisect_left(self.raw, 2 * (day - self.base).days)

    def session(self, place: int) -> Session:
        """The session at a place."""
        return self._sessions[place]

    def sessions(self, places: Iterable[int]) -> tuple[Session, ...]:
        """The sessions at these places."""
        return tuple(map(self._sessions.__getitem__, places))

    def day(self, place: int) -> date:
        """The day of the session at a place."""
        return self._sessions[place].day

    def day_of(self, place: int) -> range:
        """The places of all sessions of the day on which this one lies."""
        return self._days[place]

    def windows(self, weeks: int) -> tuple[int, ...]:
        """The sessions of each `weeks` school weeks in a row, one a last week, as masks for `marked`."""
        if weeks not in self._windows:
            by_week = [0] * (self.weeks[-1] + 1 if self.weeks else 0)
            for place, week in enumerate(self.weeks):
                by_week[week] |= 1 << (len(self.raw) - 1 - place)
            every = (by_week[max(0, last + 1 - weeks) : last + 1] for last in range(len(by_week)))
            self._windows[weeks] = tuple(sum(one) for one in every)
        return self._windows[weeks]

    def days_of(self, places: Iterable[int]) -> list[int]:
        """The numbers of the days on which these places lie, each once, in order."""
        return list(dict.fromkeys(map(self.days.__getitem__, places)))

    def date_of(self, number: int) -> date:
        """The day of a number."""
        return self.day(bisect_left(self.days, number))

    def single_among(self, numbers: Iterable[int]) -> int:
        """How many of these days have one session alone."""
        return len(self._single.intersection(numbers)) if self._single else 0

    def at_least(self, days: int) -> int:
        """How many sessions so many days have at the least: two each, but for days with one alone."""
        return max(days, 2 * days - len(self._single))

    @cached_property
    def _single(self) -> frozenset[int]:
        return frozenset(number for number, sessions in Counter(self.days).items() if sessions == 1)

    @cached_property
    def _days(self) -> list[range]:
        ends = ((bisect_left(self.days, one), bisect_right(self.days, one)) for one in self.days)
        return [range(low, high) for low, high in ends]


def lay(calendar: Calendar, base: date, first: date, today: date, year: str | None) -> Timeline:
    """The timeline of a year group (None: of all without days off of their own) from `first` to today."""
    raw, days, weeks = array("i"), array("i"), array("i")
    shut = _shut(calendar)
    number, week, monday = 0, -1, None
    for day in _days(calendar, first, today):
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


def _days(calendar: Calendar, first: date, today: date) -> Iterable[date]:
    """School days from `first` to `today`; without a calendar the weekdays, since nothing else is known."""
    if calendar.loaded:
        return calendar.days[bisect_left(calendar.days, first) : bisect_right(calendar.days, today)]
    every = (first + timedelta(days=n) for n in range((today - first).days + 1))
    return (day for day in every if day.weekday() < 5)


def _shut(calendar: Calendar) -> frozenset[tuple[date, str]]:
    """Halves of days on which the school was closed for that half alone."""
    halves = (e for e in calendar.entries if e.kind == "closed" and e.half is not None)
    return frozenset((day, str(e.half)) for e in halves for day in e.days())


def years_off(calendar: Calendar) -> frozenset[str]:
    """Year groups with days off of their own, in capitals."""
    return frozenset(e.name.upper() for e in calendar.entries if e.kind == "year-off")


def weeks_before(calendar: Calendar, day: date, weeks: int) -> date:
    """The Monday from which `weeks` school weeks lie before the week of `day`."""
    place = bisect_left(calendar.weeks, day - timedelta(days=day.weekday()))
    return min(day, calendar.weeks[max(0, place - weeks)]) if calendar.weeks else day
