"""Marks, a row a session: the layout of a whole year's export, and so the one that must be fast."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from core.days import HALVES, session_at
from core.text import clean

from .cells import Texts, Unclear
from .dates import parse_half
from .grid import BLANK, Year
from .match import Matcher
from .reading import MarkDetail, MarksRead, Reader, Row, Telling, getter
from .table import Table

_LATEST = 600  # minutes


class Sessions(Reader):
    """A row a session."""

    def __init__(self, table: Table, match: Matcher) -> None:
        super().__init__(table, match)
        self.when: Callable[[Any], Hashable] = getter(table, "date", "session")
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
        try:
            if wrong := self.table.misfit(row, ("date", "session", "mark")):
                raise Unclear(f"the row {wrong}")
            year, place = self._place(number, row)
            cell = self.cell(row[self.table.columns["mark"]])
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear), unclear.mark)
            return
        pupil = self.pupil(number, row)
        if pupil is not None:
            yield pupil, self.string(year, pupil, row), place, cell

    def _place(self, number: int, row: list[str]) -> tuple[Year, int]:
        if len(row) >= self.width and self.when(row) in self.places:
            return self.places[self.when(row)]
        day = self.day(number, row)
        text = self.table.cell(row, "session")
        half = parse_half(text)
        if not half:
            raise Unclear(
                f'the session "{clean(text, 40)}" is neither AM nor PM' if text else "there is no session"
            )
        year, morning = self.grid.place(day)
        place = year, morning + HALVES.index(half)
        if len(row) >= self.width:
            self.places[self.when(row)] = place
        return place

    def _detail(self, number: int, row: list[str]) -> None:
        minutes, comment = self._minutes(row), self.texts.line(self.table.cell(row, "comment"))
        if not (minutes or comment):
            return
        known, held = len(self.problems), len(self.held)
        for pupil, _, place, _ in self.tellings(number, row):
            session = session_at(self._place(number, row)[0].start, place)
            self._details.add(MarkDetail(pupil, session.day, session.half, minutes, comment))
        del self.problems[known:], self.held[held:]  # the row's own were noted when its mark was read

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


def _beside(table: Table) -> Callable[[Any], Iterable[str]] | None:
    places = [table.columns[name] for name in ("minutes", "comment") if name in table.columns]
    return itemgetter(*places) if places else None
