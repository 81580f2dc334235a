"""The whole school's year as bit sets, with what was the school's own event taken out of everybody's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import NamedTuple

from core.codes import NO_MARK
from core.driver import sqlite3
from core.patterns.columns import Columns, turned
from core.patterns.thresholds import HERE, LATE, Thresholds, thresholds
from core.questions import Flag
from core.record import Record
from core.register import Register, registers
from core.sessions_bits import Cut, Frame, to_bits

WEEKS = 53  # a year back, so that every break of it is seen


@dataclass(slots=True)
class Life:
    """One pupil's sessions: `away` (an absence; not U, nothing arranged) and `here` (U included).

    Both are of the sessions `kept`: within time on roll, those that take place for the year group, without
    school events. `cells` are all marks of the frame, the newest first.
    """

    id: int
    name: str
    year: str
    reg: str
    away: int
    here: int
    kept: int
    cells: bytes

    @property
    def late(self) -> int:
        """Sessions with L or U."""
        return to_bits(self.cells, LATE) & self.kept

    @property
    def possible(self) -> int:
        """What every denominator counts: neither not possible, nor arranged, nor without a mark."""
        return self.away | self.here


class Lesson(NamedTuple):
    """A lesson of the timetable, of one pupil or of a whole reg group. `week` is '' for every week."""

    pupil: int | None
    reg: str
    week: str
    weekday: int
    period: str
    subject: str


@dataclass(frozen=True)
class School:
    """Everything the kinds of pattern look at. `events` are sessions many were away from, by year group.

    `ids`: flags of these pupils alone are wanted, of everybody if None.
    """

    record: Record
    frame: Frame
    rules: Thresholds
    lives: Mapping[int, Life]
    columns: Columns
    events: dict[str, int]
    ids: Collection[int] | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The record's connection, for the few tables kinds read themselves."""
        return self.record.db

    @cached_property
    def timetable(self) -> list[Lesson]:
        """Every lesson of the timetable."""
        rows = self.db.cursor()
        rows.row_factory = None  # plain tuples: half the time of reading
        rows.execute("SELECT pupil_id, reg, week, weekday, period, subject FROM timetable")
        return list(map(Lesson._make, rows))

    @property
    def wanted(self) -> int:
        """The pupils whose flags are wanted, as bits of the columns."""
        return self.columns.everybody if self.ids is None else self.columns.of(self.ids)

    @property
    def today(self) -> date:
        """The day the frame ends with."""
        return self.frame.last

    def flag(
        self,
        life: Life,
        kind: str,
        said: str,
        counted: int,
        of: int,
        elsewhere: tuple[int, int],
        clears: str,
    ) -> Flag:
        """A flag that rests on the bits `counted`, of `of` chances; `clears` completes “Clears …”."""
        sentence = f"{said} Clears {clears}."
        sessions = self.frame.sessions(counted)
        short = said.rpartition("; ")[0]  # what a school names (subjects, changes) stands before the last one
        ends = f"Clears {clears}."
        return Flag(life.id, kind, sentence, len(sessions), of, elsewhere, sessions, ends, short)


# Whom a kind of pattern has to look at, as bits of `Columns`; and what looks at one pupil. The first is a
# shortcut alone: whoever has a flag must be in it, and what looks must be right for everybody.
Search = tuple[int, Callable[[Life], Flag | None]]


def first_day(record: Record) -> date:
    """The day from which patterns look at marks."""
    return Frame.back_from(record.calendar, record.clock.today(), WEEKS).first


def read_school(
    record: Record, ids: Collection[int] | None = None, strings: Mapping[int, Register] | None = None
) -> School:
    """Read everybody on roll today; to be called inside `Record.reading`.

    `strings` are everybody's registers since `first_day`, if they are read already.
    """
    rules = thresholds(record)
    frame = Frame.back_from(record.calendar, record.clock.today(), WEEKS)
    if strings is None:
        strings = registers(record, None, frame.first)
    people = _people(record, frame, strings)
    marks = _Marks(frame, strings, rules.away_table())
    columns = _columns(frame, people, marks)
    events = _events(frame, rules, columns)
    for year, sessions in events.items():
        columns.leave_out(sessions, columns.years[year])
    kept = {year: frame.of_year(year) & ~sessions for year, sessions in events.items()}
    return School(record, frame, rules, Lives(people, marks, kept), columns, events, ids)


class _Pupil(NamedTuple):
    id: int
    name: str
    year: str
    reg: str
    admitted: str | None


def _people(record: Record, frame: Frame, strings: Mapping[int, Register]) -> dict[int, _Pupil]:
    """Everybody on roll today with a register, by id."""
    today = frame.last.isoformat()
    rows = record.db.cursor()
    rows.row_factory = None  # plain tuples: half the time of reading
    rows.execute(
        """SELECT id, coalesce(nullif(preferred, ''), forename), year, reg, admitted FROM pupil
           WHERE (admitted IS NULL OR admitted <= ?) AND (left IS NULL OR left >= ?) ORDER BY id""",
        (today, today),
    )
    return {one.id: one for one in map(_Pupil._make, rows) if one.id in strings}


class _Marks:
    """The marks of the frame, cut out of the registers."""

    def __init__(self, frame: Frame, strings: Mapping[int, Register], away: bytes) -> None:
        self.away = away
        self._frame = frame
        self._first = frame.first.isoformat()
        self._strings = strings
        self._cut = Cut(frame.first, frame.last)

    def cells(self, pupil: _Pupil) -> str:
        """The cells of a pupil, blank before the day of coming."""
        found = self._cut.cells(self._strings[pupil.id])
        if pupil.admitted and pupil.admitted > self._first:
            came = self._frame.place(date.fromisoformat(pupil.admitted))
            return NO_MARK * came + found[came:]
        return found


class Lives(Mapping[int, Life]):
    """Everybody's sessions by id, each pupil's made when it is looked at: most never are."""

    def __init__(self, people: Mapping[int, _Pupil], marks: _Marks, kept: Mapping[str, int]) -> None:
        self._people = people
        self._marks = marks
        self._kept = kept
        self._made: dict[int, Life] = {}

    def __getitem__(self, one: int) -> Life:
        if one not in self._made:
            pupil = self._people[one]
            cells = self._marks.cells(pupil).encode("ascii", "replace")[::-1]
            kept = self._kept[pupil.year]
            away, here = to_bits(cells, self._marks.away) & kept, to_bits(cells, HERE) & kept
            self._made[one] = Life(one, pupil.name, pupil.year, pupil.reg, away, here, kept, cells)
        return self._made[one]

    def __iter__(self) -> Iterator[int]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)


def _columns(frame: Frame, people: Mapping[int, _Pupil], marks: _Marks) -> Columns:
    """Everybody's sessions by session, but for days off of a year group."""
    years: dict[str, int] = {}
    regs: dict[str, int] = {}
    for bit, one in enumerate(people.values()):
        years[one.year] = years.get(one.year, 0) | 1 << bit
        regs[one.reg.upper()] = regs.get(one.reg.upper(), 0) | 1 << bit
    rows = [marks.cells(one) for one in people.values()]
    away, here = turned(rows, ((marks.away, frame.school), (HERE, frame.school)))
    found = Columns(list(people), rows, away, here, years, regs)
    for year, pupils in years.items():
        found.leave_out(frame.school & ~frame.of_year(year), pupils)
    return found


def _events(frame: Frame, rules: Thresholds, columns: Columns) -> dict[str, int]:
    """Sessions from which so many were away that it was the school's doing (snow, a strike), by year group.

    A session stands out when its rate is far above the usual of its group, and of its own weekday and
    half in that group: what comes back every week is no event.
    """
    whole = _standing_out(frame, rules, columns, columns.everybody)
    return {
        year: whole | _standing_out(frame, rules, columns, pupils) for year, pupils in columns.years.items()
    }


def _standing_out(frame: Frame, rules: Thresholds, columns: Columns, pupils: int) -> int:
    limits = rules["event"]
    if pupils.bit_count() < limits["pupils"]:
        return 0
    rates: dict[int, float] = {}
    for place, away in columns.away.items():
        missed = (away & pupils).bit_count()
        if (base := missed + (columns.here[place] & pupils).bit_count()) >= max(1, limits["pupils"]):
            rates[place] = 100 * missed / base
    if not rates:
        return 0
    usual = median(rates.values())
    high = [
        place
        for place, rate in rates.items()
        if rate >= usual + limits["points"] and 100 * rate >= usual * limits["times"]
    ]
    found = 0
    for place in high:
        own = median(rate for other, rate in rates.items() if (other - place) % 14 == 0)
        recent = [
            rates[near] for near in range(place - 42, place + 43, 14) if near != place and near in rates
        ]
        expected = max(usual, own, median(recent) if recent else 0)
        if rates[place] >= expected + limits["points"] and 100 * rates[place] >= expected * limits["times"]:
            found |= 1 << place
    return found
