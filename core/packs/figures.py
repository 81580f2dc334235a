"""Figures of one pupil side by side, and the register they can be counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clocks.part_time import C2, Agreement, agreements, covering, noted_agreements
from core.codes import BY_CELL, NO_MARK
from core.days import HALVES, Session
from core.model import Pupil
from core.record import Record
from core.register import ABSENT, Register, attendance, only_cells, span
from core.views import Attendance

AROUND = 20  # sessions looked at before and after something was tried
SINCE = "since the review"  # a span that lies within the school year's
ENOUGH = 10  # under so many it is too early to say (product: "Review")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days with its figures, and how many sessions hold each code; C2 agreed, as far as noted."""

    name: str
    attendance: Attendance
    codes: Mapping[str, int]
    agreed: int


@dataclass(frozen=True, slots=True)
class Week:
    """The marks of a school week: a pair a weekday; `·` where no session was expected, `-` for no mark."""

    monday: date
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Around:
    """Sessions missed, of those possible, before a day and from it on."""

    before: tuple[int, int]
    since: tuple[int, int]

    @property
    def early(self) -> bool:
        """Whether it is too early to say anything."""
        return min(self.before[1], self.since[1]) < ENOUGH


def periods(record: Record, one: Pupil, register: Register, held: date | None) -> tuple[Period, ...]:
    """Since the last review held, this school year, and the one before it where marks are held."""
    calendar, today = record.calendar, record.clock.today()
    year = calendar.school_year(today)[0]
    before = calendar.school_year(year - timedelta(days=1))
    wanted = [(SINCE, held + timedelta(days=1), today)] if held and held < today else []
    wanted.append(("this school year", year, today))
    if only_cells(calendar, one, register, *before).strip(NO_MARK):
        wanted.append(("last school year", *before))
    agreed = agreements(one, noted_agreements(record).get(one.id, []))
    return tuple(_period(record, one, register, agreed, *each) for each in wanted)


def _period(
    record: Record,
    one: Pupil,
    register: Register,
    agreed: list[Agreement],
    name: str,
    first: date,
    last: date,
) -> Period:
    held, sessions = span(record.calendar, one, register, first, last)
    cells = Counter(held)
    codes = {entry.code: cells[cell] for cell, entry in BY_CELL.items() if cells[cell]}
    part_time = [session for session, cell in zip(sessions, held, strict=True) if cell == C2]
    known = sum(covering(agreed, session) is not None for session in part_time)
    return Period(name, attendance(record, one, first, last, register), codes, known)


def weeks(record: Record, one: Pupil, register: Register, first: date) -> tuple[Week, ...]:
    """The register by weeks from `first` to today: what every figure can be counted from."""
    cells, sessions = span(record.calendar, one, register, first, record.clock.today())
    held = dict(zip(sessions, cells, strict=True))
    mondays = sorted({session.day - timedelta(days=session.day.weekday()) for session in sessions})
    return tuple(
        Week(monday, tuple(_pair(held, monday + timedelta(days=day)) for day in range(5)))
        for monday in mondays
    )


def _pair(held: Mapping[Session, str], day: date) -> tuple[str, str]:
    am, pm = (held.get(Session(day, half)) for half in HALVES)
    return _shown(am), _shown(pm)


def _shown(cell: str | None) -> str:
    return "·" if cell is None else "-" if cell == NO_MARK else BY_CELL[cell].code


class Possible:
    """A pupil's possible sessions in order, to look at what changed on a day.

    Those coded C2 are left out, as patterns leave them out: a part-time timetable is no sign that
    something else did not help.
    """

    def __init__(self, record: Record, one: Pupil, register: Register, first: date) -> None:
        cells, sessions = span(record.calendar, one, register, first, record.clock.today())
        known = [(s.day, c in ABSENT) for s, c in zip(sessions, cells, strict=True) if _counts(c)]
        self._days, self._missed = [day for day, _ in known], [missed for _, missed in known]

    def around(self, day: date) -> Around:
        """Up to `AROUND` sessions before the day, and as many from it on."""
        place = sum(one < day for one in self._days)
        before, since = self._missed[max(0, place - AROUND) : place], self._missed[place : place + AROUND]
        return Around((sum(before), len(before)), (sum(since), len(since)))


def _counts(cell: str) -> bool:
    return cell not in (NO_MARK, C2) and BY_CELL[cell].possible
