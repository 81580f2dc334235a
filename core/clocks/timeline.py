"""School sessions laid end to end: a pupil's marks as one string without weekends and closed days.

With nothing between one school session and the next, "in a row" is a run of letters, "in ten school
weeks" a difference of two numbers, and most pupils are done with after a count or two.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import compress, groupby, pairwise
from struct import Struct
from typing import Any

from core.codes import NO_MARK
from core.days import HALVES, Calendar, Session, session_at, string_length

_DAY = timedelta(days=1)
_DIGITS = bytes(code == ord("1") for code in range(256))
OFF_ROLL = "~"  # stands for a session before the pupil came or after they left: it is nobody's mark


def marked(cells: str, wanted: bytes) -> int:
    """The places of a timeline's cells that are in a `table`, as bits: the last session is the lowest.

    Bits are counted and compared at next to no cost; `Timeline.sessions_of` lists those that are shown.
    """
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
    ages: dict[date | None, int] = field(default_factory=dict)  # by date of birth: `sight.of_age`
    _windows: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _known: dict[date, int] = field(default_factory=dict)  # places asked for: the same few for every pupil

    @cached_property
    def _cut(self) -> Struct:
        """Cuts the runs of places that follow one another out of a string: a school week is one."""
        form, done = "=", 0
        for low, high in _runs(self.raw):
            form += f"{low - done}x{high - low}s"
            done = high
        return Struct(form)

    @cached_property
    def _years(self) -> list[tuple[date, str]]:
        """The 1 August of each string needed, and what stands for one that is not held."""
        starts = [self.base]
        while self.raw and 2 * (date(starts[-1].year + 1, 8, 1) - self.base).days <= self.raw[-1]:
            starts.append(date(starts[-1].year + 1, 8, 1))
        return [(start, NO_MARK * string_length(start)) for start in starts]

    def cells(self, strings: Mapping[date, str], first: date | None, last: date | None) -> str:
        """The marks of these sessions, `OFF_ROLL` before `first` and after `last`."""
        joined = "".join([strings.get(start, blank).ljust(len(blank)) for start, blank in self._years])
        found = b"".join(self._cut.unpack_from(joined.encode("ascii", "replace"))).decode("ascii")
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
        if day not in self._known:
            self._known[day] = bisect_left(self.raw, 2 * (day - self.base).days)
        return self._known[day]

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

    def sessions_of(self, bits: int) -> tuple[Session, ...]:
        """The sessions whose bits are set, oldest first."""
        return tuple(self._chosen(self._sessions, bits))

    def places(self, bits: int) -> list[int]:
        """The places whose bits are set, oldest first."""
        return list(self._chosen(range(len(self.raw)), bits))

    def _chosen(self, every: Sequence[Any], bits: int) -> Iterator[Any]:
        """Those of every session's whose bits are set."""
        first, after = self.first(bits), (bits & -bits).bit_length() - 1
        digits = f"{bits >> after:b}".encode().translate(_DIGITS)
        return compress(every[first : len(every) - after], digits)

    def windows(self, weeks: int) -> tuple[int, ...]:
        """The sessions of each `weeks` school weeks in a row, one a last week, as masks for `marked`."""
        if weeks not in self._windows:
            by_week = [0] * (self.weeks[-1] + 1 if self.weeks else 0)
            for place, week in enumerate(self.weeks):
                by_week[week] |= self.bit(place)
            every = (by_week[max(0, last + 1 - weeks) : last + 1] for last in range(len(by_week)))
            self._windows[weeks] = tuple(sum(one) for one in every)
        return self._windows[weeks]

    def bit(self, place: int) -> int:
        """The bit of a place, as `marked` sets it."""
        return 1 << (len(self.raw) - 1 - place)

    def span(self, low: int, high: int) -> int:
        """The bits of all places from `low` up to `high`; none where they cross."""
        whole = len(self.raw)
        return (1 << (whole - low)) - (1 << (whole - high)) if low < high else 0

    def since(self, place: int) -> int:
        """The bits of all places from this one on."""
        return (1 << (len(self.raw) - place)) - 1

    def first(self, bits: int) -> int:
        """The oldest place of bits of which one at least is set."""
        return len(self.raw) - bits.bit_length()

    def count_days(self, bits: int) -> int:
        """How many days these sessions lie on."""
        return bits.bit_count() - (bits & bits >> 1 & self._second).bit_count()

    def count_single(self, bits: int) -> int:
        """How many of these sessions are the only one of their day."""
        return (bits & self._alone).bit_count()

    @cached_property
    def _second(self) -> int:
        """The later session of each day that has two."""
        pairs = enumerate(pairwise(self.days), 1)
        return sum(self.bit(place) for place, (before, day) in pairs if before == day)

    @cached_property
    def _alone(self) -> int:
        return sum(self.bit(place) for place, day in enumerate(self.days) if day in self._single)

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


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Places that follow one another, as the first of each run and the one after its last."""
    for _, run in groupby(enumerate(places), key=lambda one: one[1] - one[0]):
        every = [place for _, place in run]
        yield every[0], every[-1] + 1


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
