"""The whole school's year as bit sets, with what was the school's own event taken out of everybody's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import NamedTuple

from core.driver import sqlite3
from core.patterns.thresholds import HERE, LATE, Thresholds, thresholds
from core.questions import Flag
from core.record import Record
from core.register import Register, registers
from core.sessions_bits import Cut, Frame, column_counts, counts, places, to_bits

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
    lives: dict[int, Life]
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
        return Flag(life.id, kind, sentence, len(sessions), of, elsewhere, sessions, f"Clears {clears}.")


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
    lives = _lives(record, frame, rules, strings)
    events = _events(frame, rules, lives.values())
    for life in lives.values():
        life.kept &= ~events.get(life.year, 0)
        life.away, life.here = life.away & life.kept, life.here & life.kept
    return School(record, frame, rules, lives, events, ids)


def _lives(
    record: Record, frame: Frame, rules: Thresholds, strings: Mapping[int, Register]
) -> dict[int, Life]:
    today = frame.last.isoformat()
    people = record.db.cursor()
    people.row_factory = None  # plain tuples: half the time of reading
    rows = people.execute(
        """SELECT id, coalesce(nullif(preferred, ''), forename), year, reg, admitted FROM pupil
           WHERE (admitted IS NULL OR admitted <= ?) AND (left IS NULL OR left >= ?) ORDER BY id""",
        (today, today),
    ).fetchall()
    masks = {year: frame.of_year(year) for year in {row[2] for row in rows}}
    cut, away_cells = Cut(frame.first, frame.last), rules.away_table()
    found: dict[int, Life] = {}
    for one, name, year, reg, admitted in rows:
        held = strings.get(one)
        if held is None:
            continue
        cells = cut.reversed_cells(held)
        mask = masks[year]
        if admitted and admitted > frame.first.isoformat():
            mask &= frame.since(date.fromisoformat(admitted))
        away, here = to_bits(cells, away_cells) & mask, to_bits(cells, HERE) & mask
        found[one] = Life(one, name, year, reg, away, here, mask, cells)
    return found


def _events(frame: Frame, rules: Thresholds, lives: Iterable[Life]) -> dict[str, int]:
    """Sessions from which so many were away that it was the school's doing (snow, a strike), by year group.

    A session stands out when its rate is far above the usual of its group, and of its own weekday and
    half in that group: what comes back every week is no event.
    """
    groups: dict[str, list[Life]] = {}
    for life in lives:
        groups.setdefault(life.year, []).append(life)
    tallies = {year: _Tally.of(frame, members) for year, members in groups.items()}
    whole = _standing_out(frame, rules, _Tally.together(tallies.values()))
    return {year: whole | _standing_out(frame, rules, tally) for year, tally in tallies.items()}


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many of a group were away, and could have been in, at each place of the frame."""

    pupils: int
    away: Sequence[int]
    possible: Sequence[int]

    @classmethod
    def of(cls, frame: Frame, members: Sequence[Life]) -> _Tally:
        away = counts(column_counts(life.away for life in members), frame.width)
        return cls(len(members), away, counts(column_counts(life.possible for life in members), frame.width))

    @classmethod
    def together(cls, parts: Iterable[_Tally]) -> _Tally:
        every = list(parts)
        away, possible = (list(map(sum, zip(*sums, strict=True))) for sums in (
            [one.away for one in every], [one.possible for one in every]
        ))  # fmt: skip
        return cls(sum(one.pupils for one in every), away, possible)


def _standing_out(frame: Frame, rules: Thresholds, tally: _Tally) -> int:
    limits = rules["event"]
    if tally.pupils < limits["pupils"]:
        return 0
    rates: dict[int, float] = {}
    for place in places(frame.school):
        if (base := tally.possible[place]) >= limits["pupils"]:
            rates[place] = 100 * tally.away[place] / base
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
