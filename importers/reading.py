"""What the three layouts of a marks file share.

Speed lies in asking each question once: what a date and session mean, whom a UPN means and what a
code means are looked up in dictionaries by the very text of the cells; only what is not there yet
goes the slow way. Nothing depends on the order of the rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from core.days import Half, Session, session_at
from core.text import clean

from .cells import Unclear
from .dates import MonthFirst, parse_date, refuse_month_first
from .grid import BLANK, HOLLOW, Grid, Year, cell_of, odd_mark, tokens, told, undefined
from .match import Matcher
from .meanings import Meanings, plain_mark
from .table import Problem, Table, blank
from .who import Who, naming

Tick = Callable[[int], None]
Row = tuple[int, list[str]]
Telling = tuple[int, bytearray, int, int]  # pupil, their string, place in it, cell
Place = tuple[int, date, int]  # pupil, 1 August, place in that year's string
_BATCH = 250  # small: what fits a processor's cache is read a quarter faster
_TICK = 5_000


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
    hollow: list[Place]  # sessions the file expressly says nothing of
    about: Callable[[Collection[Place]], list[tuple[Place, Problem]]]  # the rows behind some of them
    held: list[tuple[int, list[str], str]]  # rows that may yet be read, and what they call the pupil


class Reader(ABC):
    """What the layouts share: who, when, what, and what to do with a session told twice."""

    def __init__(self, table: Table, match: Matcher) -> None:
        self.table = table
        self.meanings = Meanings()
        self.renamed: dict[str, str] = {}
        self.pairs: dict[str, tuple[int, int]] = {}
        self.grid = Grid()
        self.who = Who(table, match)
        self.key: Callable[[Any], Hashable] = getter(table, *naming(table))
        self.pupils: dict[Hashable, int | None] = {}
        # What to call them, why they are set aside, and by what they may be known.
        self.strangers: dict[Hashable, tuple[str, str, str]] = {}
        self.codes: dict[str, int] = {}
        self.width = len(table.header)
        self.problems: list[Problem] = []
        self.held: list[tuple[int, list[str], str]] = []
        self.notes: list[str] = []
        self.count = 0

    def read(self, tick: Tick | None) -> None:
        """Read all rows, then set aside the sessions of which the file says two things."""
        rows = self.table.rows()
        while batch := list(islice(rows, _BATCH)):
            self.take(batch)
            self.count += len(batch)
            if tick and self.count % _TICK < len(batch):
                tick(self.count)
        if self.grid.clashes:
            self._set_clashes_aside()

    def take(self, batch: Iterable[Row]) -> None:
        """Enter a batch of rows into the grid; a layout with a row a mark has a quicker way."""
        for number, row in batch:
            self.enter(number, row)

    @abstractmethod
    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """Everything a row that holds anything tells, the slow way; what it cannot tell becomes a problem."""

    def _told(self, number: int, row: list[str]) -> Iterable[Telling]:
        return () if blank(row) else self.tellings(number, row)

    def enter(self, number: int, row: list[str]) -> None:
        """Enter one row the slow way, and remember what its cells mean."""
        for _, cells, place, cell in self._told(number, row):
            self.grid.put(cells, place, cell)

    def set_aside(self, number: int, row: list[str], reason: str, mark: str = "") -> None:
        """Make a row a problem; one with a mark that is no code waits until somebody says what it means."""
        key = self.who.key(row)
        problem = self.table.problem(number, key, reason, row)
        if mark and key:
            problem = replace(problem, about="mark", what=mark)
            self.held.append((number, row, key))
        self.problems.append(problem)

    def pupil(self, number: int, row: list[str]) -> int | None:
        """The row's pupil; None, and a problem, if there is none."""
        key = self.key(row + [""] * (self.width - len(row)))
        if key not in self.pupils:
            self.pupils[key] = self.who.find(number, row)
        found = self.pupils[key]
        if found is None:
            if key not in self.strangers:
                self.strangers[key] = self.who.key(row), self.who.unknown(row), self.who.known_by(row)
            known, why, same = self.strangers[key]
            problem = self.table.problem(number, known, why, row)
            self.problems.append(replace(problem, about="pupil", what=same) if same else problem)
            if self.strangers[key][0]:
                self.held.append((number, row, self.strangers[key][0]))
        return found

    def string(self, year: Year, pupil: int, row: list[str]) -> bytearray:
        """The pupil's string, from now on found by what the file calls them."""
        held = year.string(pupil)
        if len(row) >= self.width:
            year.cells[self.key(row)] = held
        return held

    def cell(self, text: str) -> int:
        """The cell of a mark; Unclear if it is no code."""
        found = self.codes.get(text)
        if found is None:
            found = cell_of(text)
            if found is None:
                meant = self.meanings.code(text)
                found = cell_of(meant) if meant else None
                if found is None:
                    hint = "; import the list of attendance codes too" if self.meanings.by_number else ""
                    raise Unclear(undefined(text) + hint, plain_mark(text))
                if not self.meanings.by_number:
                    self.renamed[clean(text, 20)] = meant
            found = self.codes[text] = HOLLOW if found == BLANK else found
        return found

    def two(self, text: str) -> tuple[int, int]:
        """Morning and afternoon out of one cell: exactly two marks, since one could be either's."""
        if text not in self.pairs:
            found = tokens(text, self._meant)
            if found is None:
                odd = odd_mark(text, self.meanings.code)
                raise Unclear(f'{undefined(odd)}, in "{clean(text, 40)}"', plain_mark(odd))
            if not found or found == [BLANK]:
                found = [BLANK, BLANK]
            if len(found) == 1 and self.meanings.lone_is_both and len(text.strip()) == 2:
                found *= 2
            if len(found) != 2:
                raise Unclear(f'"{clean(text, 40)}" is not two marks, a morning and an afternoon')
            morning, afternoon = (HOLLOW if cell == BLANK else cell for cell in found)
            self.pairs[text] = morning, afternoon
        return self.pairs[text]

    def _meant(self, text: str) -> str:
        """The code a mark of the school's own stands for, remembered to be said."""
        if meant := self.meanings.code(text):
            self.renamed[clean(text, 20)] = meant
        return meant

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
        start_of = {
            id(cells): year.start for year in self.grid.years.values() for cells in year.by_pupil.values()
        }
        known, held = self.problems, self.held
        self.problems, self.held = [], []  # the second time round they are known already
        for number, row in self.table.rows():
            for _, cells, place, cell in self._told(number, row):
                if cell not in (BLANK, HOLLOW) and self.grid.clashing(cells, place):
                    found.setdefault((id(cells), place), []).append((number, row, cell))
        self.problems, self.held = known, held
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
            problems=_each_once(self.problems),
            notes=self.grid.notes() + self.notes + self._renamed(),
            rows=self.count,
            first=self.grid.first,
            last=self.grid.last,
            hollow=self.grid.hollow(),
            about=self.about,
            held=self.held,
        )

    def _renamed(self) -> list[str]:
        if not self.renamed:
            return []
        some = ", ".join(f"{mark} as {code}" for mark, code in sorted(self.renamed.items())[:8])
        return [f"marks of the school's own read as what they stand for: {some}"]

    def about(self, places: Collection[Place]) -> list[tuple[Place, Problem]]:
        """The rows behind some sessions, each as a problem still without its reason."""
        found: list[tuple[Place, Problem]] = []
        wanted = set(places)
        start_of = {
            id(cells): year.start for year in self.grid.years.values() for cells in year.by_pupil.values()
        }
        known, held = self.problems, self.held
        self.problems, self.held = [], []
        for number, row in self.table.rows():
            for pupil, cells, place, _ in self._told(number, row):
                where = pupil, start_of[id(cells)], place
                if where in wanted:
                    found.append((where, self.table.problem(number, self.who.key(row), "", row)))
        self.problems, self.held = known, held
        return found


def _each_once(problems: list[Problem]) -> list[Problem]:
    """In order of rows; what is wrong with a row as a whole is said once, however many marks it has."""
    once: dict[tuple[int, str, str], Problem] = {}
    for problem in sorted(problems, key=lambda problem: problem.row):
        once.setdefault((problem.row, problem.key, problem.reason), problem)
    return list(once.values())


def getter(table: Table, *names: str) -> Callable[[Any], Hashable]:
    """What takes the cells of the fields named out of a row: one text, or a tuple of them."""
    return itemgetter(*(table.columns[name] for name in names if name in table.columns))
