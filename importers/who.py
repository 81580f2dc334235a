"""Whom a row of contacts or marks is about."""

from __future__ import annotations

from datetime import date

from core.text import clean

from .dates import MonthFirst, parse_date, refuse_month_first
from .match import Matcher, plain_upn
from .table import Table

NAMING = ("upn", "adno", "surname", "forename", "preferred", "dob")


class Who:
    """Finds a row's pupil and says, where there is none, who was looked for."""

    def __init__(self, table: Table, match: Matcher) -> None:
        self._table = table
        self._match = match

    def find(self, number: int, row: list[str]) -> int | None:
        """The pupil's id, or None; Refused for a date of birth with the month first."""
        cell = self._table.cell
        dob = self._dob(number, row)
        for first in dict.fromkeys((cell(row, "forename"), cell(row, "preferred"))):
            found = self._match.match(cell(row, "upn"), cell(row, "adno"), cell(row, "surname"), first, dob)
            if found is not None:
                return found
        return None

    def _dob(self, number: int, row: list[str]) -> date | None:
        text = self._table.cell(row, "dob")
        try:
            return parse_date(text) if text else None
        except MonthFirst:
            raise refuse_month_first(self._table.name, text, number) from None

    def key(self, row: list[str]) -> str:
        """What the row calls its pupil."""
        cell = self._table.cell
        return clean(plain_upn(cell(row, "upn")) or cell(row, "adno") or self._named(row))

    def _named(self, row: list[str]) -> str:
        cell = self._table.cell
        first = cell(row, "forename") or cell(row, "preferred")
        return ", ".join(part for part in (cell(row, "surname"), first) if part)

    def unknown(self, row: list[str]) -> str:
        """Why no pupil was found."""
        cell = self._table.cell
        if cell(row, "upn"):
            return f"no pupil with UPN {clean(plain_upn(cell(row, 'upn')), 40)} on the record"
        if cell(row, "adno"):
            return f"no pupil with admission number {clean(cell(row, 'adno'), 40)} on the record"
        if not self._named(row):
            return "the row does not say which pupil"
        born = f" born {clean(cell(row, 'dob'), 40)}" if cell(row, "dob") else " (no date of birth given)"
        return f"no one pupil named {clean(self._named(row), 80)}{born} on the record"
