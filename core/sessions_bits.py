"""A span of school days as Python integers: one bit a session, so that counting costs next to nothing.

Bit `2 * days since the frame's first Monday + (1 for PM)` stands for one session, whatever the calendar
says; masks of the calendar (school sessions, weekdays, weeks, first days after a break) are integers of
the same shape. "How many Monday mornings away" is `(away & frame.weekday[0] & frame.am).bit_count()`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from core.days import Calendar, Session, year_start
from core.register import Register

_DAY = timedelta(days=1)
WEEK = 14  # places of a calendar week
_BREAK = 2  # weekdays without school that make a gap a break (domain.md §9)


def table(cells: Iterable[str]) -> bytes:
    """What turns a register string into the text of a number: 1 for each of `cells`, 0 for all others."""
    wanted = {ord(cell) for cell in cells}
    return bytes(ord("1") if code in wanted else ord("0") for code in range(256))


def to_bits(reversed_cells: bytes, wanted: bytes) -> int:
    """The bit set of a register string that was turned round, for one `table`. `b""` is nothing."""
    return int(reversed_cells.translate(wanted), 2) if reversed_cells else 0


class Cut:
    """The calendar days from `first` to `last`, to be cut out of many registers."""

    def __init__(self, first: date, last: date) -> None:
        self._parts: list[tuple[date, slice, str]] = []
        start = year_start(first)
        while start <= last:
            following = date(start.year + 1, 8, 1)
            low = max(0, 2 * (first - start).days)
            high = 2 * (min(last + _DAY, following) - start).days
            self._parts.append((start, slice(low, high), " " * (high - low)))
            start = following

    def cells(self, register: Register) -> str:
        """The register cells of every calendar day, two a day, blank where none are held."""
        return "".join(
            [
                register[start][part].ljust(len(none)) if start in register else none
                for start, part, none in self._parts
            ]
        )


def cells_between(register: Register, first: date, last: date) -> str:
    """The register cells of every calendar day from `first` to `last`, two a day, blank where none held."""
    return Cut(first, last).cells(register)


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


@dataclass(frozen=True)
class Frame:
    """The calendar from a Monday to `last`, as masks. Masks never reach beyond `last`."""

    calendar: Calendar
    first: date
    last: date

    @classmethod
    def back_from(cls, calendar: Calendar, last: date, weeks: int) -> Frame:
        """The frame of the `weeks` calendar weeks that end with the one holding `last`."""
        monday = last - timedelta(days=last.weekday() + 7 * (weeks - 1))
        return cls(calendar, monday, last)

    def place(self, day: date) -> int:
        """The bit of the morning of `day`; negative before the frame."""
        return 2 * (day - self.first).days

    def session(self, place: int) -> Session:
        """The session a bit stands for."""
        return Session(self.first + timedelta(days=place // 2), "PM" if place % 2 else "AM")

    def sessions(self, bits: int) -> tuple[Session, ...]:
        """The sessions of a bit set, oldest first."""
        return tuple(self.session(place) for place in places(bits))

    def begin(self, bits: int) -> int:
        """The bit of the oldest of these sessions, to shift older ones away by; `width` if there are none."""
        return (bits & -bits).bit_length() - 1 if bits else self.width

    @property
    def width(self) -> int:
        """How many bits a whole set has: two a calendar day."""
        return 2 * ((self.last - self.first).days + 1)

    def since(self, day: date) -> int:
        """Every bit from the morning of `day` on."""
        low = min(max(self.place(day), 0), self.width)
        return (1 << self.width) - (1 << low)

    def until(self, day: date) -> int:
        """Every bit up to the afternoon of `day`."""
        return (1 << min(max(self.place(day) + 2, 0), self.width)) - 1

    @cached_property
    def days(self) -> tuple[date, ...]:
        """School days of the frame, in order."""
        days = self.calendar.days
        return days[bisect_left(days, self.first) : bisect_right(days, self.last)]

    def of_days(self, days: Iterable[date]) -> int:
        """Both sessions of each of these days."""
        bits = 0
        for day in days:
            bits |= 3 << self.place(day)
        return bits

    @cached_property
    def school(self) -> int:
        """Sessions that take place: school days less the halves that were closed."""
        bits = self.of_days(self.days)
        for entry in self.calendar.entries:
            if entry.kind == "closed" and entry.half is not None:
                for day in entry.days():
                    if self.first <= day <= self.last:
                        bits &= ~(1 << self.place(day) + (entry.half == "PM"))
        return bits

    def of_year(self, year: str) -> int:
        """Sessions that take place for one year group."""
        bits = self.school
        for entry in self.calendar.entries:
            if entry.kind == "year-off" and entry.name.upper() == year.upper():
                bits &= ~self.of_days(day for day in entry.days() if self.first <= day <= self.last)
        return bits

    @cached_property
    def am(self) -> int:
        """All mornings, school or not."""
        return ((1 << self.width) - 1) // 3

    @cached_property
    def pm(self) -> int:
        """All afternoons, school or not."""
        return self.am << 1

    @cached_property
    def weekday(self) -> tuple[int, ...]:
        """School sessions by day of the week, Monday first."""
        return tuple(self.of_days(d for d in self.days if d.weekday() == n) & self.school for n in range(5))

    @cached_property
    def weeks(self) -> tuple[int, ...]:
        """The sessions of each school week (a week that holds a session), in order."""
        by_week: dict[int, int] = {}
        for day in self.days:
            week = (day - self.first).days // 7
            by_week[week] = by_week.get(week, 0) | 3 << self.place(day)
        return tuple(bits & self.school for bits in by_week.values())

    @cached_property
    def alternate(self) -> tuple[int, int]:
        """Sessions of the first, third, … school weeks of each school year, and of the weeks between."""
        found = [0, 0]
        for week in self.weeks:
            day = self.session((week & -week).bit_length() - 1).day if week else self.first
            found[((self.calendar.week_of_year(day) or 1) - 1) % 2] |= week
        return found[0], found[1]

    def last_days(self, count: int, until: date | None = None) -> int:
        """School sessions of the last `count` school days, those up to `until` if given."""
        end = bisect_right(self.days, until) if until is not None else len(self.days)
        return self.of_days(self.days[max(0, end - count) : end]) & self.school

    def last_weeks(self, count: int) -> int:
        """School sessions of the last `count` school weeks."""
        bits = 0
        for week in self.weeks[-count:]:
            bits |= week
        return bits

    @cached_property
    def _breaks(self) -> tuple[int, int]:
        """First days after, and last days before, each gap of two or more weekdays without school."""
        days = self.calendar.days
        low, high = bisect_left(days, self.first), bisect_right(days, self.last)
        after = [d for i, d in enumerate(days[low:high], low) if _gap_before(self.calendar, days, i)]
        before = [d for i, d in enumerate(days[low:high], low) if i + 1 < len(days) and _gap(d, days[i + 1])]
        return self.of_days(after) & self.school, self.of_days(before) & self.school

    @property
    def after_break(self) -> int:
        """Sessions of first days after a break; the first day of a school year is one."""
        return self._breaks[0]

    @property
    def before_break(self) -> int:
        """Sessions of last days before a break that the calendar knows the end of."""
        return self._breaks[1]

    @cached_property
    def _following(self) -> dict[int, int]:
        """Each school session's place and that of the one right after it, if there is one."""
        return {one: two for one, two in pairwise(places(self.school)) if self._follows(one, two)}

    def _follows(self, one: int, two: int) -> bool:
        """The afternoon of the same day, or the morning of the next school day with no break between."""
        if one // 2 == two // 2:
            return True
        return one % 2 == 1 and two % 2 == 0 and not _gap(self.session(one).day, self.session(two).day)

    def following(self, bits: int) -> int:
        """The school sessions that come right after each of these: none after a break, or a closed half."""
        found = 0
        for place in places(bits & self.school):
            if place in self._following:
                found |= 1 << self._following[place]
        return found

    def whole_days(self, bits: int) -> int:
        """The mornings' bits of all days of which `bits` holds any session: one bit a day."""
        return (bits | bits >> 1) & self.am


def weekdays_between(day: date, following: date) -> int:
    """How many weekdays lie between two days; two weeks' worth at most are counted."""
    between = (following - day).days - 1
    return sum((day + timedelta(days=n)).weekday() < 5 for n in range(1, min(between, 14) + 1))


def _gap(day: date, following: date) -> bool:
    """Whether two school days in a row have a break between them."""
    return weekdays_between(day, following) >= _BREAK


def _gap_before(calendar: Calendar, days: Sequence[date], place: int) -> bool:
    if place == 0:
        return calendar.school_year(days[0])[0] >= days[0] - timedelta(days=7)
    return _gap(days[place - 1], days[place])
