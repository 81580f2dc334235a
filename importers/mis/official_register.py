"""SIMS's Official Register, pasted or saved: a block a reg group and five weeks or so, a cell a day.

Each block repeats its titles. A month stands over the first of its days, even where that is a weekend's blank
column; the day numbers below have no year, which follows from the period above. A cell holds both marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from core.errors import Refused
from core.text import clean

from ..cells import reg_group
from ..dates import MonthFirst, parse_date, refuse_month_first
from ..table import Given, Listed, Sheet

NAME = "sims-official-register"
_TITLE = "official register"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?(?:\s+\d{2,4})?$",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"^(.+?)\s+(?:to|-|–)\s+(.+?)$")
_SCOPE = re.compile(r"^reg(?:istration)?\s+group\s*:?\s*(.+)$", re.IGNORECASE)
_NOT_PUPILS = ("missing", "total", "printed", "page", "key")


@dataclass
class _Block:
    """Where the reading stands: the titles read last, and the dates of the columns below them."""

    reg: str = ""
    first: date | None = None
    last: date | None = None
    month: int = 0  # the month the last block of this group ended in
    labels: dict[int, int] = field(default_factory=dict)  # column → month
    days: dict[int, date] = field(default_factory=dict)  # column → date


def is_one(top: list[tuple[int, list[str]]]) -> bool:
    """Whether the first rows of a sheet are the title of an Official Register."""
    return any(_first(row).casefold().startswith(_TITLE) for _, row in top[:5])


def read(name: str, sheet: Sheet) -> Given:
    """One row a pupil and day: reg group, name, date, and the cell with both marks.

    Refused where a block's dates cannot be told for sure, since every mark below would be in doubt.
    """
    found: list[tuple[int, list[str]]] = [(1, ["Reg", "Name on the register", "Date", "Marks of the day"])]
    block = _Block()
    for number, row in sheet.rows():
        _take(name, block, number, row, found)
    if len(found) == 1:
        raise Refused(
            f"{name}: an Official Register without a pupil's row. Run it by Reg Group, and paste all of it."
        )
    return Given(Listed(sheet.format, found, sheet.encoding, list(sheet.notes)), NAME, NAME)


def _take(name: str, block: _Block, number: int, row: list[str], found: list[tuple[int, list[str]]]) -> None:
    """Take one row of the report: a title, a line of months or days, or a pupil."""
    first = _first(row)
    word = first.casefold().rstrip(":").strip()
    if word.startswith(_TITLE):
        block.labels, block.days = {}, {}
    elif word == "period":
        _period(name, block, number, row)
    elif word == "scope":
        _scope(name, block, number, row)
    elif months := _months(row):
        block.labels, block.days = months, {}
    elif days := _numbers(row):
        block.days = _dates(name, block, number, days)
    elif first and block.days and not word.startswith(_NOT_PUPILS):
        for column, day in block.days.items():
            if column < len(row) and row[column].strip():
                found.append((number, [block.reg, first, day.isoformat(), row[column]]))


def _first(row: list[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


def _rest(row: list[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()][1:]


def _period(name: str, block: _Block, number: int, row: list[str]) -> None:
    found = next((_PERIOD.match(cell) for cell in _rest(row) if _PERIOD.match(cell)), None)
    try:
        ends = [parse_date(text, serial=False) for text in found.groups()] if found else []
    except MonthFirst as odd:
        raise refuse_month_first(name, str(odd), number) from None
    if len(ends) != 2 or not ends[0] or not ends[1] or ends[0] > ends[1]:
        raise Refused(
            f"{name}: row {number} does not say which dates the register covers. Paste its title rows too."
        )
    if (ends[1] - ends[0]).days > 366:
        raise Refused(
            f"{name}: row {number}: the period is longer than a year. Run the report a year at a time."
        )
    if (block.first, block.last) != tuple(ends):
        block.month = 0
    block.first, block.last = ends[0], ends[1]


def _scope(name: str, block: _Block, number: int, row: list[str]) -> None:
    said = " ".join(" ".join(_rest(row)).split())
    found = _SCOPE.match(said)
    if not found:
        raise Refused(
            f'{name}: row {number}: the scope is "{clean(said, 60)}". Pupils are found by name within '
            "their reg group: run the report with the group type Reg Group."
        )
    reg = reg_group(found[1])
    if reg != block.reg:
        block.month = 0
    block.reg = reg


def _months(row: list[str]) -> dict[int, int]:
    """Column → month, where a row holds nothing but names of months."""
    cells = {column: _MONTH.match(cell.strip()) for column, cell in enumerate(row) if cell.strip()}
    found = {column: _MONTHS.index(hit[1].lower()) + 1 for column, hit in cells.items() if hit}
    return found if len(found) == len(cells) else {}


def _numbers(row: list[str]) -> dict[int, int]:
    """Column → day of the month, where a row holds nothing but such numbers."""
    cells = {column: cell.strip().removesuffix(".0") for column, cell in enumerate(row) if cell.strip()}
    if not cells or not all(
        cell.isascii() and cell.isdigit() and 0 < int(cell) < 32 for cell in cells.values()
    ):
        return {}
    return {column: int(cell) for column, cell in cells.items()}


def _dates(name: str, block: _Block, number: int, days: dict[int, int]) -> dict[int, date]:
    if block.first is None or block.last is None or not block.reg:
        raise Refused(
            f"{name}: row {number} comes before a Period and a Scope. Paste the report's title rows too."
        )
    found: dict[int, date] = {}
    month, before = block.month or block.first.month, date.min
    for column, number_of_day in days.items():
        month = next((m for c, m in sorted(block.labels.items(), reverse=True) if c <= column), month)
        day = _in_period(block.first, block.last, month, number_of_day)
        if day is None or day <= before:
            raise Refused(
                f"{name}: row {number}: day {number_of_day} under {_MONTHS[month - 1].capitalize()} is no "
                f"later day of {block.first:%d/%m/%Y} to {block.last:%d/%m/%Y}. Paste the row of months too."
            )
        found[column] = before = day
    block.month = month
    return found


def _in_period(first: date, last: date, month: int, day: int) -> date | None:
    for year in range(first.year, last.year + 1):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if first <= made <= last:
            return made
    return None
