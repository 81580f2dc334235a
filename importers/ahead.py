"""Marks that only a register gives, on a day still to come: no export knows them, so they are asked about.

A month-first date or a wrong clock puts them there. What is entered ahead (a trip, an illness rung in, a
planned closure: every code but `core.register.TAKEN`) comes in as ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.codes import NO_MARK
from core.days import session_at, year_start
from core.errors import Refused
from core.register import TAKEN
from core.telling import day_words
from importers.reading import MarksRead, Place
from importers.table import Problem

_BLANKED = str.maketrans(dict.fromkeys(TAKEN, NO_MARK))


def set_ahead_aside(name: str, read: MarksRead, last: date) -> None:
    """Make problems of the register's marks after the day `last`.

    Refused where no day of the file is later than the 12th, since its dates are then month first as it
    seems; and where the file holds nothing else.
    """
    early = all(day.day <= 12 for day in _days(read)) if read.last and read.last > last else False
    problems = taken_out_ahead(read, last)
    if not problems:
        return
    where = f"(row {problems[0].row}: {problems[0].reason})"
    if early:
        raise Refused(
            f"{name}: its dates look month first: none is after the 12th of a month {where}. Nothing was "
            "changed: export them as dd/mm/yyyy or yyyy-mm-dd, or import it with --force if they are right."
        )
    if not _days(read):
        raise Refused(
            f"{name}: all its marks are a register's, on days still to come {where}. Nothing was changed: "
            "export the dates as dd/mm/yyyy, or say with --taken when it was exported."
        )
    read.problems = sorted([*read.problems, *problems], key=lambda problem: problem.row)


def _days(read: MarksRead) -> set[date]:
    """The days of which a file tells."""
    return {
        session_at(start, place).day
        for years in read.grid.values()
        for start, cells in years.items()
        for place, cell in enumerate(cells)
        if cell != NO_MARK
    }


def taken_out_ahead(read: MarksRead, last: date) -> list[Problem]:
    """Take the register's marks after the day `last` out of what was read; the rows behind them."""
    if read.last is None or read.last <= last:
        return []
    found: set[Place] = set()
    for one, years in read.grid.items():
        for start, cells in years.items():
            first = _after(start, last, len(cells))
            rest = cells[first:].translate(_BLANKED)
            if rest != cells[first:]:
                found |= {(one, start, n) for n in range(first, len(cells)) if cells[n] in TAKEN}
                years[start] = cells[:first] + rest
    read.details = [d for d in read.details if not _stands(d.pupil_id, d.day, str(d.half), found)]
    return _a_row_each(read, found)


def _after(start: date, last: date, length: int) -> int:
    """Where the day after `last` begins in the string that begins on `start`."""
    return min(max(0, 2 * (last - start).days + 2), length)


def _stands(one: int, day: date, half: str, places: set[Place]) -> bool:
    start = year_start(day)
    return (one, start, 2 * (day - start).days + (half == "PM")) in places


def _a_row_each(read: MarksRead, places: set[Place]) -> list[Problem]:
    """One problem a row, by the first day of it that is still to come."""
    found: dict[int, tuple[date, Problem]] = {}
    for (_, start, place), problem in read.about(places) if places else ():
        day = session_at(start, place).day
        if problem.row not in found or day < found[problem.row][0]:
            found[problem.row] = day, problem
    return [
        replace(
            problem,
            reason=f"a register's mark for {day_words(day)} {day.year}, still to come: "
            "is the date month first, or a clock wrong?",
        )
        for day, problem in found.values()
    ]
