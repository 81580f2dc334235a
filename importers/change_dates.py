"""The change-dates file: days on which something changed, for everybody or for a year or reg group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .cells import Texts, Unclear, reg_group, year_group
from .lessons import day_of
from .table import Problem, Table
from .understood import understood


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `scope` is a year group, a reg group, or '' for the whole school."""

    day: date
    what: str
    scope: str


def read_change_dates(table: Table) -> tuple[list[Change], list[Problem]]:
    """Return the changes in file order, each once, and the rows that could not be understood."""
    changes: dict[Change, None] = {}
    problems: list[Problem] = []
    texts = Texts()

    def read(number: int, row: list[str]) -> Change:
        if wrong := table.misfit(row, ("date", "what")):
            raise Unclear(f"the row {wrong}")
        what = texts.line(table.cell(row, "what"), 120)
        if not what:
            raise Unclear("it does not say what changed")
        return Change(day_of(table, number, row, "date"), what, _scope(table, row))

    for _, _, change in understood(table, problems, lambda row: table.cell(row, "date"), read):
        changes[change] = None
    table.notes += texts.notes()
    return list(changes), problems


def _scope(table: Table, row: list[str]) -> str:
    either = table.cell(row, "scope")
    reg = table.cell(row, "reg")
    if reg or (either and not year_group(either).isdigit() and len(either) > 2):
        return reg_group(reg or either).upper()
    return year_group(table.cell(row, "year") or either).upper()
