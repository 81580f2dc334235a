"""The lessons file: marks of single lessons, which patterns read and no attendance figure counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.codes import BY_CELL
from core.text import clean

from .cells import Texts, Unclear
from .dates import MonthFirst, parse_date, refuse_month_first
from .grid import BLANK, cell_of, undefined
from .match import Matcher
from .table import Problem, Table
from .understood import understood
from .who import Who

Key = tuple[int, str, str, str]  # pupil, ISO date, period, subject


@dataclass(frozen=True, slots=True)
class LessonsRead:
    """Each lesson with its mark, those told in two ways left out."""

    marks: dict[Key, str]
    problems: list[Problem]

    @property
    def pupils(self) -> int:
        """How many pupils the file speaks of."""
        return len({key[0] for key in self.marks})


def read_lessons(table: Table, match: Matcher) -> LessonsRead:
    """Return the lessons of a file and the rows that could not be understood.

    A lesson of which the file says two things is set aside, both rows; a blank mark says nothing.
    """
    who, texts = Who(table, match), Texts()
    found: dict[Key, tuple[int, list[str], str]] = {}
    clashing: set[Key] = set()
    problems: list[Problem] = []

    def read(number: int, row: list[str]) -> tuple[Key, str]:
        return _lesson(table, who, number, row, texts)

    for number, row, (key, mark) in understood(table, problems, who.key, read):
        if mark:
            first = found.setdefault(key, (number, row, mark))
            if first[2] != mark:
                reason = f"row {first[0]} says {first[2]}, row {number} {mark}; neither was taken"
                clashing.add(key)
                problems += [table.problem(n, who.key(r), reason, r) for n, r in (first[:2], (number, row))]
    table.notes += texts.notes()
    marks = {key: mark for key, (_, _, mark) in found.items() if key not in clashing}
    return LessonsRead(marks, sorted(problems, key=lambda problem: problem.row))


def _lesson(table: Table, who: Who, number: int, row: list[str], texts: Texts) -> tuple[Key, str]:
    if wrong := table.misfit(row, ("date", "period", "subject", "mark")):
        raise Unclear(f"the row {wrong}")
    pupil = who.find(number, row)
    if pupil is None:
        raise Unclear(who.unknown(row))
    day = day_of(table, number, row, "date")
    period, subject = (texts.line(table.cell(row, name), 60) for name in ("period", "subject"))
    if not period or not subject:
        raise Unclear(f"there is no {'subject' if period else 'period'}")
    text = table.cell(row, "mark")
    cell = cell_of(text)
    if cell is None:
        raise Unclear(undefined(text))
    mark = "" if cell == BLANK else BY_CELL[chr(cell)].code
    return (pupil, day.isoformat(), period, subject), mark


def day_of(table: Table, number: int, row: list[str], name: str) -> date:
    """The date in a column; Unclear if there is none, Refused where it has the month first."""
    text = table.cell(row, name)
    try:
        found = parse_date(text)
    except MonthFirst:
        raise refuse_month_first(table.name, text, number) from None
    if not found:
        raise Unclear(f'"{clean(text, 40)}" is no date' if text else "there is no date")
    return found
