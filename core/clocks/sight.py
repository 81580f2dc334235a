"""What all clocks look at: the calendar, today, who the pupils are, and what people have noted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from core.clocks import rules
from core.clocks.compulsory import compulsory
from core.clocks.timeline import Timeline, lay, weeks_before, years_off
from core.days import Calendar, year_start
from core.questions import ClockState, State
from core.record import Record


class Person(NamedTuple):
    """What clocks need of a pupil. Dates are dates, '' where the school has not told."""

    id: int
    dob: date | None
    year: str
    reg: str
    admitted: date | None
    left: date | None
    sen: str
    looked_after: bool
    social_worker: str
    youth_justice: bool
    ehcp_review: date | None
    pt_from: date | None
    pt_to: date | None
    pt_sessions: str


class Marked(NamedTuple):
    """A pupil with the strings of the years looked at."""

    pupil: Person
    strings: Mapping[date, str]


_DATES = tuple(map(Person._fields.index, ("dob", "admitted", "left", "ehcp_review", "pt_from", "pt_to")))


@dataclass
class Sight:
    """One look at the record; `timeline` and `due_after` keep what many pupils share."""

    record: Record
    calendar: Calendar
    today: date
    year: tuple[date, date]  # the school year that holds today
    since: date  # thresholds met, N and questions are looked for from here on
    tell_since: date  # unexplained absences a worker is to be told of, from here on
    first: date  # the first day of the timelines: ten school weeks before `since`
    noted: Mapping[tuple[int, str], date]  # (pupil, kind) → the last day on which it was noted considered
    numbers: Mapping[str, int]  # the thresholds in force (core/clocks/rules.py)
    loaded: bool = True  # whether there is a calendar at all
    _lines: dict[tuple[str | None, bool], Timeline] = field(default_factory=dict)
    _dues: dict[date, date | None] = field(default_factory=dict)
    _off: frozenset[str] = frozenset()

    @property
    def base(self) -> date:
        """The 1 August from which strings are read."""
        return year_start(self.first)

    def timeline(self, year: str, long: bool = False) -> Timeline:
        """The school sessions of a year group up to today; `long`: of all strings read."""
        key = (year.upper() if self._off and year.upper() in self._off else None), long
        if key not in self._lines:
            first = self.base if long else self.first
            self._lines[key] = lay(self.calendar, self.base, first, self.today, key[0])
        return self._lines[key]

    def due_after(self, day: date, count: int) -> date | None:
        """`count` school days after `day`; None beyond the calendar."""
        if day not in self._dues:
            self._dues[day] = self.calendar.add(day, count)
        return self._dues[day]

    def settled(self, pupil: int, kind: str) -> date:
        """Up to which day a person has noted this kind considered."""
        return self.noted.get((pupil, kind), date.min)

    def stands(self, day: date) -> tuple[State, date | None]:
        """Where a deadline stands that somebody has set for `day`; none is given beyond the calendar."""
        if self.calendar.last is None or day > self.calendar.last:
            return (State.OVERDUE, day) if self.calendar.last and day < self.today else (State.BEYOND, None)
        return self.state(day), day

    def state(self, due: date) -> State:
        """Running until the day, due on it, overdue after it."""
        return State.RUNNING if self.today < due else State.DUE if self.today == due else State.OVERDUE

    def deadline(self, pupil: int, kind: str, day: date, **values: str) -> ClockState:
        """A clock for a day that somebody has set."""
        state, due = self.stands(day)
        told = rules.advice(kind, state, day=f"{day.day} {day:%b %Y}", **values)
        return ClockState(pupil, kind, state, due, None, None, (), rules.rule(kind), told)


def look(record: Record) -> Sight:
    """Everything but the pupils themselves."""
    calendar, today = record.calendar, record.clock.today()
    year = calendar.school_year(today)
    before = calendar.school_year(year[0] - timedelta(days=1))[0]
    used = in_use_since(record, today)
    # A whole year or none of it: what stood open on the day of the first import does not go in September.
    since = before if (calendar.on_or_after(used) or used) < year[0] else year[0]
    numbers = rules.numbers(record)
    back = numbers["tell_days"]
    past = calendar.days[: calendar.count(date.min, today)]
    lately = past[-back:][:1] if past else (today - timedelta(days=back),)
    return Sight(
        record, calendar, today, year, since, max(since, min([used, *lately])),
        weeks_before(calendar, since, numbers["session_weeks"]), _noted(record), numbers,
        loaded=calendar.loaded, _off=years_off(calendar),
    )  # fmt: skip


def in_use_since(record: Record, today: date) -> date:
    """The day on which the first marks came in: what was met earlier, in an earlier year, is history.

    `date.min` where no import is known.
    """
    row = record.db.execute("SELECT min(at) FROM import WHERE kind = 'marks'").fetchone()
    return min(today, date.fromisoformat(row[0][:10])) if row and row[0] else date.min


def _noted(record: Record) -> dict[tuple[int, str], date]:
    found: dict[tuple[int, str], date] = {}
    for pupil, kinds, day in record.db.execute("SELECT pupil_id, kind, day FROM considered").fetchall():
        for kind in kinds.split():
            found[pupil, kind] = max(found.get((pupil, kind), date.min), date.fromisoformat(day))
    return found


def everybody(
    sight: Sight, ids: Collection[int] | None, strings: Mapping[int, Mapping[date, str]] | None = None
) -> Iterator[Marked]:
    """Pupils with their strings, one at a time: a record of any size takes no more room than one pupil.

    `strings` are everybody's since `Sight.base` at the latest, if they are read already.
    """
    people = sight.record.db.cursor()
    people.row_factory = None  # plain tuples: half the time of reading
    columns = ", ".join(f'"{name}"' for name in Person._fields)
    rows = people.execute(f"SELECT {columns} FROM pupil {_chosen('WHERE id', ids)} ORDER BY id")
    of: Callable[[int], Mapping[date, str] | None] = _strings(sight, ids) if strings is None else strings.get
    for one in rows:
        yield Marked(_person(one), of(one[0]) or {})


def _chosen(where: str, ids: Collection[int] | None) -> str:
    return "" if ids is None else f"{where} IN ({','.join(str(int(one)) for one in ids)})"


def _strings(sight: Sight, ids: Collection[int] | None) -> Callable[[int], Mapping[date, str]]:
    """What gives the strings of one pupil after another, asked for in the order of their ids."""
    registers = sight.record.db.cursor()
    registers.row_factory = None
    rows = registers.execute(
        f"""SELECT pupil_id, year, cells FROM register WHERE year >= ? {_chosen("AND pupil_id", ids)}
            ORDER BY pupil_id""",
        (sight.base.isoformat(),),
    )
    years: dict[str, date] = {}
    row = next(rows, None)

    def of(one: int) -> dict[date, str]:
        nonlocal row
        held: dict[date, str] = {}
        while row is not None and row[0] == one:
            year = row[1]
            if year not in years:
                years[year] = date.fromisoformat(year)
            held[years[year]] = row[2]
            row = next(rows, None)
        return held

    return of


def _person(row: Sequence[Any]) -> Person:
    one = list(row)
    for place in _DATES:
        one[place] = date.fromisoformat(one[place]) if one[place] else None
    return Person._make(one)


def places_since(line: Timeline, day: date) -> int:
    """The place of the first session after `day`, 0 for a day before all."""
    return line.place(day + timedelta(days=1)) if day >= line.begins else 0


def of_age(pupil: Person, line: Timeline) -> int:
    """The sessions, as bits, at which the pupil is of compulsory school age."""
    if pupil.dob not in line.ages:
        line.ages[pupil.dob] = line.span(*compulsory_span(pupil, line))
    return line.ages[pupil.dob]


def compulsory_span(pupil: Person, line: Timeline) -> tuple[int, int]:
    """The places between which the pupil is of compulsory school age."""
    if pupil.dob is None:
        return 0, len(line.raw)
    first, last = compulsory(pupil.dob)
    low = line.place(first) if first > line.begins else 0
    high = places_since(line, last) if last < line.ends else len(line.raw)
    return low, max(low, high)
