"""Grouped reports: the pupil stands on the first row of each group and the rows below leave them blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .header import Header
from .table import Sheet
from .who import NAMING

_SAMPLE = 5_000
_KINDS = ("marks", "contacts", "lessons")
_GROUPED = (*NAMING, "year", "reg", "date")


@dataclass
class Filled:
    """A sheet whose rows say whom they are about even where the report left it out."""

    sheet: Sheet
    person: list[int]
    grouped: list[int]

    def __post_init__(self) -> None:
        self.format = self.sheet.format
        self.encoding = self.sheet.encoding
        self.notes = [*self.sheet.notes, "a grouped report: rows without a pupil belong to the pupil above"]

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """As `Sheet.rows`."""
        above: list[str] = []
        for number, row in self.sheet.rows(after):
            if any(cell.strip() for cell in row):
                above = row if not above or _says(row, self.person) else self._below(above, row)
                yield number, above

    def _below(self, above: list[str], row: list[str]) -> list[str]:
        filled = self.grouped
        return [
            above[place] if place in filled and not cell.strip() and place < len(above) else cell
            for place, cell in enumerate(row)
        ]


def filled(sheet: Sheet, header: Header) -> Sheet:
    """`sheet`, filled down if it is a grouped report.

    A forgotten number must not give its row to the pupil above: it counts as grouped only where no two
    rows running name the same pupil, as an ungrouped export would, and a quarter of the rows name none.
    """
    person = [place for name, place in header.columns.items() if name in NAMING]
    if header.layout.kind not in _KINDS or not person:
        return sheet
    rows = none = 0
    before: list[str] = []
    for _, row in islice(sheet.rows(header.row), _SAMPLE):
        if not any(cell.strip() for cell in row):
            continue
        rows += 1
        if not _says(row, person):
            none += 1
            if not before:
                return sheet
            continue
        named = [row[place] for place in person if place < len(row)]
        if named == before:
            return sheet
        before = named
    if not none or 4 * none < rows:
        return sheet
    grouped = [place for name, place in header.columns.items() if name in _GROUPED]
    return Filled(sheet, person, grouped)


def _says(row: list[str], places: list[int]) -> bool:
    return any(place < len(row) and row[place].strip() for place in places)
