"""Marks, a row a pupil: a column a session (`2026-11-16 AM`), or a column a date that holds both marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from core.days import HALVES, Half, Session
from core.errors import Refused
from core.text import clean

from .cells import Unclear
from .dates import MonthFirst, parse_dated_caption, refuse_month_first
from .grid import Year
from .match import Matcher
from .reading import Reader, Telling
from .table import Table


class Wide(Reader):
    """A row a pupil, and one or two columns a date."""

    def __init__(self, table: Table, match: Matcher) -> None:
        super().__init__(table, match)
        self.dated: list[tuple[int, str, bool, Year, int]] = []
        seen: dict[tuple[date, Half], str] = {}
        for column, caption in enumerate(table.header):
            found = _dated(table, caption)
            if found is not None and column not in table.columns.values():
                day, half = found
                self._refuse_twice(seen, caption, day, (half,) if half else HALVES)
                year, morning = self.grid.place(day)
                self.dated.append((column, caption, half is None, year, morning + (half == "PM")))

    def _refuse_twice(
        self, seen: dict[tuple[date, Half], str], caption: str, day: date, halves: Iterable[Half]
    ) -> None:
        for half in halves:
            other = seen.setdefault((day, half), caption)
            if other is not caption:
                raise Refused(
                    f'{self.table.name}: the columns "{clean(other, 40)}" and "{clean(caption, 40)}" '
                    f"are both {Session(day, half)}. Take one out."
                )

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """All marks of a row; a cell that is none does not take the others with it."""
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
                marks = self.two(text) if pair else (self.cell(text),)
            except Unclear as unclear:
                self.set_aside(number, row, f"{unclear}, under {clean(caption, 40)}", unclear.mark)
                continue
            cells = year.string(pupil)
            for later, cell in enumerate(marks):
                yield pupil, cells, place + later, cell


def _dated(table: Table, caption: str) -> tuple[date, Half | None] | None:
    try:
        return parse_dated_caption(caption) if caption else None
    except MonthFirst:
        raise refuse_month_first(table.name, caption, table.header_row) from None
