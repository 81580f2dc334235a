"""Marks, a row a day: a morning and an afternoon column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.days import HALVES

from .cells import Unclear
from .grid import Year
from .match import Matcher
from .reading import Reader, Row, Telling
from .table import Table


class Pairs(Reader):
    """A row a day, whose one cell holds both marks: `/\\`, `LI`."""

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """Both marks of a row."""
        try:
            marks = self.two(self.table.cell(row, "marks"))
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear), unclear.mark)
            return
        pupil = self.pupil(number, row)
        if pupil is not None:
            year, place = self.grid.place(self.day(number, row))
            cells = year.string(pupil)
            yield pupil, cells, place, marks[0]
            yield pupil, cells, place + 1, marks[1]


class Days(Reader):
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
                self.set_aside(number, row, f"{unclear} ({HALVES[later]})", unclear.mark)
            else:
                yield pupil, self.string(year, pupil, row), place + later, cell
