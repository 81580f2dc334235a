"""Whom a row of contacts or marks is about."""

from __future__ import annotations

from datetime import date

from core.text import clean, fold

from .cells import reg_group
from .dates import MonthFirst, parse_date, refuse_month_first
from .match import Elsewhere, Matcher, SameAs, plain_adno, plain_upn
from .table import Problem, Table

NAMING = ("upn", "mis_id", "adno", "surname", "forename", "preferred", "dob", "called")
SYSTEMS = {"sims": "SIMS", "arbor": "Arbor", "bromcom": "Bromcom", "wonde": "Wonde", "oneroster": "OneRoster"}


def naming(table: Table) -> tuple[str, ...]:
    """The fields that say which pupil a row of `table` is about."""
    return (*NAMING, "reg") if "called" in table.columns else NAMING


class Who:
    """Finds a row's pupil and says, where there is none, who was looked for."""

    def __init__(self, table: Table, match: Matcher) -> None:
        self._table = table
        self._match = match

    def find(self, number: int, row: list[str]) -> int | None:
        """The pupil's id, or None; Refused for a date of birth with the month first."""
        cell = self._table.cell
        dob = self._dob(number, row)
        known_as = Elsewhere(self._table.system, cell(row, "mis_id"))
        for first in dict.fromkeys((cell(row, "forename"), cell(row, "preferred"))):
            found = self._match.match(
                cell(row, "upn"), cell(row, "adno"), cell(row, "surname"), first, dob, known_as
            )
            if found is not None:
                return found
        called = self._called(row)
        if len(called) == 1:
            return called[0]
        return self._match.same_as(self.known_by(row))

    def _called(self, row: list[str]) -> list[int]:
        """Those of a reg group who bear the one cell of the row's name, where it has nothing else."""
        name = self._table.cell(row, "called")
        return self._match.named_in(reg_group(self._table.cell(row, "reg")), name) if name else []

    def _dob(self, number: int, row: list[str]) -> date | None:
        text = self._table.cell(row, "dob")
        try:
            return parse_date(text) if text else None
        except MonthFirst:
            raise refuse_month_first(self._table.name, text, number) from None

    def key(self, row: list[str]) -> str:
        """What the row calls its pupil."""
        cell = self._table.cell
        known = plain_upn(cell(row, "upn")) or cell(row, "adno") or cell(row, "mis_id")
        return clean(known or self._named(row))

    def _named(self, row: list[str]) -> str:
        cell = self._table.cell
        if called := cell(row, "called"):
            return f"{called} ({cell(row, 'reg')})" if cell(row, "reg") else called
        first = cell(row, "forename") or cell(row, "preferred")
        return ", ".join(part for part in (cell(row, "surname"), first) if part)

    def known_by(self, row: list[str]) -> str:
        """By what somebody may say who is meant: a number, else names with date of birth or reg group.

        '' where the row has neither, or where what it has belongs to several pupils: then no choice of one
        of them could hold for all such rows.
        """
        cell = self._table.cell
        if upn := plain_upn(cell(row, "upn")):
            return SameAs("", "upn", clean(upn)).text
        born = parse_date(cell(row, "dob")) if cell(row, "dob") else None
        first = cell(row, "forename") or cell(row, "preferred")
        if self._match.shared(cell(row, "adno"), cell(row, "surname"), first, born):
            return ""
        if adno := plain_adno(cell(row, "adno")):
            return SameAs("", "adno", clean(adno)).text
        if number := plain_adno(cell(row, "mis_id")):
            return SameAs(self._table.system, "mis_id", clean(number)).text
        if called := cell(row, "called"):
            reg = reg_group(cell(row, "reg"))
            whole = f"{fold(called)} {fold(reg)}" if reg and len(self._called(row)) < 2 else ""
            return SameAs("", "called", whole).text if whole else ""
        if born and (named := fold(self._named(row))):
            return SameAs("", "named", f"{named} {born.isoformat()}").text
        return ""

    def unknown(self, row: list[str]) -> str:
        """Why no pupil was found."""
        cell = self._table.cell
        if cell(row, "upn"):
            return f"no pupil with UPN {clean(plain_upn(cell(row, 'upn')), 40)} on the record"
        if cell(row, "adno"):
            return f"no pupil with admission number {clean(cell(row, 'adno'), 40)} on the record"
        if cell(row, "mis_id"):
            return f"no pupil on the record has the {self._whose()} number {clean(cell(row, 'mis_id'), 40)}"
        if called := cell(row, "called"):
            many = len(self._called(row)) > 1
            count = "more than one pupil is" if many else "no pupil on the record is"
            return f"{count} called {clean(called, 80)} in {clean(cell(row, 'reg'), 40) or 'no reg group'}"
        if not self._named(row):
            return "the row does not say which pupil"
        born = f" born {clean(cell(row, 'dob'), 40)}" if cell(row, "dob") else " (no date of birth given)"
        return f"no one pupil named {clean(self._named(row), 80)}{born} on the record"

    def _whose(self) -> str:
        return SYSTEMS.get(self._table.system, "system's")


def about_nobody(problem: Problem) -> bool:
    """Whether a row was set aside because its pupil is not known (`Who.unknown`), and for nothing else."""
    return problem.about == "pupil" or problem.reason.startswith(
        ("no pupil ", "no one pupil ", "more than one pupil ", "the row does not say which pupil")
    )
