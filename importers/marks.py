"""Marks files of all three layouts, into one string of sessions a pupil and year.

Speed lies in asking each question once: what a date and session mean, whom a UPN means and what a
code means are looked up in dictionaries by the very text of the cells; only what is not there yet
goes the slow way. Nothing depends on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from core.days import HALVES, Half, Session, session_at
from core.errors import Refused
from core.text import clean

from .cells import Texts, Unclear
from .dates import MonthFirst, parse_date, parse_dated_caption, parse_half, refuse_month_first
from .grid import BLANK, Grid, Year, cell_of, told, tokens, undefined
from .match import Matcher
from .table import Problem, Table, blank
from .who import NAMING, Who

Tick = Callable[[int], None]
Row = tuple[int, list[str]]
Telling = tuple[int, bytearray, int, int]  # pupil, their string, place in it, cell
_BATCH = 5_000
_LATEST = 600  # minutes


@dataclass(frozen=True, slots=True)
class MarkDetail:
    """What a row says beside its mark."""

    pupil_id: int
    day: date
    half: Half
    minutes: int | None
    comment: str


@dataclass
class MarksRead:
    """A whole marks file: register strings by pupil and year, and everything to be said about it."""

    grid: dict[int, dict[date, str]]
    details: list[MarkDetail]
    problems: list[Problem]
    notes: list[str]
    rows: int
    first: date | None
    last: date | None


def read_marks(table: Table, match: Matcher, tick: Tick | None = None) -> MarksRead:
    """Read a marks file; `tick` hears now and then how many rows have been read.

    Raises Unreadable where the file breaks off, Refused if a date has the month first.
    """
    reader = _READERS[table.layout](table, match)
    reader.read(tick)
    return reader.result()


class _Reader:
    """What the layouts share: who, when, what, and what to do with a session told twice."""

    def __init__(self, table: Table, match: Matcher) -> None:
        self.table = table
        self.grid = Grid()
        self.who = Who(table, match)
        self.key: Callable[[Any], Hashable] = _getter(table, *NAMING)
        self.pupils: dict[Hashable, int | None] = {}
        self.codes: dict[str, int] = {}
        self.width = len(table.header)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.count = 0

    def read(self, tick: Tick | None) -> None:
        """Read all rows, then set aside the sessions of which the file says two things."""
        rows = self.table.rows()
        while batch := list(islice(rows, _BATCH)):
            self.take(batch)
            self.count += len(batch)
            if tick:
                tick(self.count)
        if self.grid.clashes:
            self._set_clashes_aside()

    def take(self, batch: Iterable[Row]) -> None:
        """Enter a batch of rows into the grid."""
        raise NotImplementedError

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """Everything one row tells, the slow way; what it cannot tell becomes a problem."""
        raise NotImplementedError

    def enter(self, number: int, row: list[str]) -> None:
        """Enter one row the slow way, and remember what its cells mean."""
        for _, cells, place, cell in self.tellings(number, row):
            self.grid.put(cells, place, cell)

    def set_aside(self, number: int, row: list[str], reason: str) -> None:
        """Make a row a problem."""
        self.problems.append(self.table.problem(number, self.who.key(row), reason, row))

    def pupil(self, number: int, row: list[str]) -> int | None:
        """The row's pupil; None, and a problem, if there is none."""
        key = self.key(row + [""] * (self.width - len(row)))
        if key not in self.pupils:
            self.pupils[key] = self.who.find(number, row)
        if self.pupils[key] is None:
            self.set_aside(number, row, self.who.unknown(row))
        return self.pupils[key]

    def string(self, year: Year, pupil: int, row: list[str]) -> bytearray:
        """The pupil's string, from now on found by what the file calls them."""
        held = year.string(pupil)
        if len(row) >= self.width:
            year.cells[self.key(row)] = held
        return held

    def cell(self, text: str) -> int:
        """The cell of a mark; Unclear if it is no code."""
        found = cell_of(text)
        if found is None:
            raise Unclear(undefined(text))
        self.codes[text] = found
        return found

    def day(self, number: int, row: list[str]) -> date:
        """The row's date; Unclear if there is none."""
        text = self.table.cell(row, "date")
        try:
            found = parse_date(text)
        except MonthFirst:
            raise refuse_month_first(self.table.name, text, number) from None
        if not found:
            raise Unclear(f'"{clean(text, 40)}" is no date' if text else "there is no date")
        return found

    def _set_clashes_aside(self) -> None:
        """Go through the file once more for the rows behind each clash: rare, so nothing was kept for it."""
        found: dict[tuple[int, int], list[tuple[int, list[str], int]]] = {}
        start_of = {id(cells): year.start for year in self.grid.years.values() for cells in year.by_pupil.values()}
        known, self.problems = self.problems, []  # the second time round they are known already
        for number, row in self.table.rows():
            for _, cells, place, cell in self.tellings(number, row):
                if cell != BLANK and self.grid.clashing(cells, place):
                    found.setdefault((id(cells), place), []).append((number, row, cell))
        self.problems = known
        for (string, place), rows in found.items():
            self._clash(session_at(start_of[string], place), rows)
        self.grid.clear_clashes()

    def _clash(self, session: Session, rows: list[tuple[int, list[str], int]]) -> None:
        said = ", ".join(f"row {number} says {told(cell)}" for number, _, cell in rows[:6])
        for number, row, _ in rows:
            self.set_aside(number, row, f"{said} for {session}; neither was taken")

    def details(self) -> list[MarkDetail]:
        """What rows said beside their marks."""
        return []

    def result(self) -> MarksRead:
        """Everything read."""
        return MarksRead(
            grid=self.grid.strings(),
            details=self.details(),
            problems=sorted(self.problems, key=lambda problem: problem.row),
            notes=self.grid.notes() + self.notes,
            rows=self.count,
            first=self.grid.first,
            last=self.grid.last,
        )


class _Sessions(_Reader):
    """A row a session."""

    def __init__(self, table: Table, match: Matcher) -> None:
        super().__init__(table, match)
        self.when: Callable[[Any], Hashable] = _getter(table, "date", "session")
        self.places: dict[Hashable, tuple[Year, int]] = {}
        self.texts = Texts()
        self.bad_minutes = 0
        self._details: set[MarkDetail] = set()

    def take(self, batch: Iterable[Row]) -> None:
        """The loop that reads a year of a school: everything in it is a local or a dictionary."""
        key, when, mark, width = self.key, self.when, self.table.columns["mark"], self.width
        places, codes, again = self.places, self.codes, self.grid.again
        beside = _beside(self.table)
        for number, row in batch:
            try:
                if len(row) != width:
                    raise KeyError
                year, place = places[when(row)]
                cells = year.cells[key(row)]
                cell = codes[row[mark]]
            except KeyError:
                self.enter(number, row)
            else:
                if cells[place] == BLANK:
                    cells[place] = cell
                elif cell != BLANK:
                    again(cells, place, cell)
            if beside and any(beside(row) if len(row) >= width else row):
                self._detail(number, row)

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """The one mark of a row."""
        if blank(row):
            return
        try:
            if wrong := self.table.misfit(row, ("date", "session", "mark")):
                raise Unclear(f"the row {wrong}")
            year, place = self._place(number, row)
            cell = self.cell(row[self.table.columns["mark"]])
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear))
            return
        pupil = self.pupil(number, row)
        if pupil is not None:
            yield pupil, self.string(year, pupil, row), place, cell

    def _place(self, number: int, row: list[str]) -> tuple[Year, int]:
        day = self.day(number, row)
        text = self.table.cell(row, "session")
        half = parse_half(text)
        if not half:
            raise Unclear(f'the session "{clean(text, 40)}" is neither AM nor PM' if text else "there is no session")
        year, morning = self.grid.place(day)
        place = year, morning + HALVES.index(half)
        if len(row) >= self.width:
            self.places[self.when(row)] = place
        return place

    def _detail(self, number: int, row: list[str]) -> None:
        minutes, comment = self._minutes(row), self.texts.line(self.table.cell(row, "comment"))
        if not (minutes or comment):
            return
        known = len(self.problems)
        for pupil, _, place, _ in self.tellings(number, row):
            session = session_at(self._place(number, row)[0].start, place)
            self._details.add(MarkDetail(pupil, session.day, session.half, minutes, comment))
        del self.problems[known:]  # the row's own were noted when its mark was read

    def _minutes(self, row: list[str]) -> int | None:
        text = self.table.cell(row, "minutes").lstrip("'").casefold().removesuffix(".0")
        text = text.removesuffix("minutes").removesuffix("mins").removesuffix("min").strip()
        if text in ("", "-"):
            return None
        if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= _LATEST:
            return int(text) or None
        self.bad_minutes += 1
        return None

    def details(self) -> list[MarkDetail]:
        """Each detail once, in order of pupil and session, without those of clashing marks."""
        kept = [detail for detail in self._details if not self._clashes(detail)]
        return sorted(kept, key=lambda d: (d.pupil_id, d.day, d.half, d.minutes or 0, d.comment))

    def _clashes(self, detail: MarkDetail) -> bool:
        year, morning = self.grid.place(detail.day)
        return self.grid.clashing(year.by_pupil[detail.pupil_id], morning + HALVES.index(detail.half))

    def result(self) -> MarksRead:
        """Everything read, with what the texts had to lose."""
        self.notes += self.texts.notes()
        if self.bad_minutes:
            self.notes.append(f"{self.bad_minutes:,} minutes late were no number and were left out")
        return super().result()


class _Days(_Reader):
    """A row a day, with a morning and an afternoon mark."""

    def __init__(self, table: Table, match: Matcher) -> None:
        super().__init__(table, match)
        self.places: dict[str, tuple[Year, int]] = {}

    def take(self, batch: Iterable[Row]) -> None:
        """Enter a batch of days."""
        columns, key, width, put = self.table.columns, self.key, self.width, self.grid.put
        day, am, pm, places, codes = columns["date"], columns["am"], columns["pm"], self.places, self.codes
        for number, row in batch:
            try:
                if len(row) != width:
                    raise KeyError
                year, place = places[row[day]]
                cells = year.cells[key(row)]
                morning, afternoon = codes[row[am]], codes[row[pm]]
            except KeyError:
                self.enter(number, row)
            else:
                put(cells, place, morning)
                put(cells, place + 1, afternoon)

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """Both marks of a row; one that is no code does not take the other with it."""
        if blank(row):
            return
        try:
            if wrong := self.table.misfit(row, ("date",)):
                raise Unclear(f"the row {wrong}")
            year, place = self.grid.place(self.day(number, row))
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear))
            return
        pupil = self.pupil(number, row)
        if pupil is None:
            return
        self.places[row[self.table.columns["date"]]] = year, place
        for later, name in enumerate(("am", "pm")):
            column = self.table.columns[name]
            try:
                cell = self.cell(row[column] if column < len(row) else "")
            except Unclear as unclear:
                self.set_aside(number, row, f"{unclear} ({HALVES[later]})")
            else:
                yield pupil, self.string(year, pupil, row), place + later, cell


class _Wide(_Reader):
    """A row a pupil, and one or two columns a date."""

    def __init__(self, table: Table, match: Matcher) -> None:
        super().__init__(table, match)
        self.dated: list[tuple[int, str, bool, Year, int]] = []
        self.pairs: dict[str, tuple[int, int]] = {}
        seen: dict[tuple[date, Half], str] = {}
        for column, caption in enumerate(table.header):
            found = _dated(table, caption)
            if found is not None and column not in table.columns.values():
                day, half = found
                self._refuse_twice(seen, caption, day, (half,) if half else HALVES)
                year, morning = self.grid.place(day)
                self.dated.append((column, caption, half is None, year, morning + (half == "PM")))

    def _refuse_twice(self, seen: dict[tuple[date, Half], str], caption: str, day: date, halves: Iterable[Half]) -> None:
        for half in halves:
            other = seen.setdefault((day, half), caption)
            if other is not caption:
                raise Refused(
                    f'{self.table.name}: the columns "{clean(other, 40)}" and "{clean(caption, 40)}" '
                    f"are both {Session(day, half)}. Take one out."
                )

    def take(self, batch: Iterable[Row]) -> None:
        """Enter a batch of pupils."""
        for number, row in batch:
            self.enter(number, row)

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """All marks of a row; a cell that is none does not take the others with it."""
        if blank(row):
            return
        if wrong := self.table.misfit(row):
            self.set_aside(number, row, f"the row {wrong}")
            return
        pupil = self.pupil(number, row)
        if pupil is None:
            return
        for column, caption, pair, year, place in self.dated:
            if column >= len(row):
                break
            text = row[column]
            try:
                marks = self._two(text) if pair else (self._one(text),)
            except Unclear as unclear:
                self.set_aside(number, row, f"{unclear}, under {clean(caption, 40)}")
                continue
            cells = year.string(pupil)
            for later, cell in enumerate(marks):
                yield pupil, cells, place + later, cell

    def _one(self, text: str) -> int:
        found = self.codes.get(text)
        return self.cell(text) if found is None else found

    def _two(self, text: str) -> tuple[int, int]:
        """Morning and afternoon out of one cell: exactly two marks, since one could be either's."""
        if text in self.pairs:
            return self.pairs[text]
        found = tokens(text)
        if found is None:
            raise Unclear(undefined(text))
        if not found or found == [BLANK]:
            found = [BLANK, BLANK]
        if len(found) != 2:
            raise Unclear(f'"{clean(text, 40)}" is not two marks, a morning and an afternoon')
        self.pairs[text] = found[0], found[1]
        return self.pairs[text]


_READERS: dict[str, type[_Reader]] = {"marks-session": _Sessions, "marks-day": _Days, "marks-wide": _Wide}


def _getter(table: Table, *names: str) -> Callable[[Any], Hashable]:
    """What takes the cells of the fields named out of a row: one text, or a tuple of them."""
    return itemgetter(*(table.columns[name] for name in names if name in table.columns))


def _beside(table: Table) -> Callable[[Any], Iterable[str]] | None:
    places = [table.columns[name] for name in ("minutes", "comment") if name in table.columns]
    return itemgetter(*places) if places else None


def _dated(table: Table, caption: str) -> tuple[date, Half | None] | None:
    try:
        return parse_dated_caption(caption) if caption else None
    except MonthFirst:
        raise refuse_month_first(table.name, caption, table.header_row) from None
