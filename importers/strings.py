"""Marks as one string from a start date, two a date: how a leaver's file (CTF) sends a year of them.

Some exporters write every day, with a closed mark on weekends, some weekdays only, and no file says which. A
string is taken only where one of the two fits: weekends and bank holidays closed, and no date still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from core.text import clean

from .cells import Unclear
from .dates import parse_date
from .grid import BLANK, cell_of, tokens
from .reading import Reader, Telling

_CLOSED = ord("#")
_SURE = 3  # weekends closed one after the other, seven days apart: no school closes so on weekdays
_LONGEST = 2 * 370


class Strings(Reader):
    """A row a pupil and year: the first date, the marks, and the last date they can be of."""

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """All marks of a row, or none of them."""
        pupil = self.pupil(number, row)
        if pupil is None:
            return
        try:
            start, until = (parse_date(self.table.cell(row, name)) for name in ("from", "to"))
            if start is None:
                raise Unclear("the marks have no date to start from")
            cells = _cells(self.table.cell(row, "marks"))
            days = dates(start, cells, until or start.replace(year=start.year + 1))
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear))
            return
        for place, day in enumerate(days):
            year, morning = self.grid.place(day)
            string = year.string(pupil)
            for half in (0, 1):
                if cells[2 * place + half] != BLANK:
                    yield pupil, string, morning + half, cells[2 * place + half]


def _cells(text: str) -> list[int]:
    found = tokens(text)
    if found is None:
        odd = sorted({letter for letter in text if not letter.isspace() and cell_of(letter) is None})
        raise Unclear(f"the marks hold {clean(' '.join(odd[:5]), 20)}, which is no attendance code")
    if len(found) % 2 or not found or len(found) > _LONGEST:
        raise Unclear(f"{len(found)} marks are no two for every date of a year")
    return found


def dates(start: date, cells: Sequence[int], until: date) -> list[date]:
    """The date of each pair of marks; Unclear where weekends may be in the string or not."""
    count = len(cells) // 2
    every = [start + timedelta(days=n) for n in range(count)]
    weekdays = _weekdays(start, count)
    if every == weekdays:
        return every
    closed = [cells[2 * n] in (_CLOSED, BLANK) and cells[2 * n + 1] in (_CLOSED, BLANK) for n in range(count)]
    with_weekends = _fits(every, closed, until)
    without = start.weekday() < 5 and _fits(weekdays, closed, until)
    weekends = sum(day.weekday() == 6 for day in every)
    if with_weekends and without and weekends >= _SURE and not all(closed):
        return every
    if with_weekends == without:
        how = "both with and without weekends" if without else "neither with nor without weekends"
        raise Unclear(f"{count} days of marks from {start} fit {how}, so that their dates cannot be told")
    return every if with_weekends else weekdays


def _weekdays(start: date, count: int) -> list[date]:
    days = (start + timedelta(days=n) for n in range(2 * count + 3))
    return [day for day in days if day.weekday() < 5][:count]


def _fits(days: Sequence[date], closed: Sequence[bool], until: date) -> bool:
    if days[-1] > until:
        return False
    return all(shut or (day.weekday() < 5 and day not in _bank_holidays(day.year))
               for day, shut in zip(days, closed, strict=True))  # fmt: skip


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    import holidays  # late: slow to load, and only for these files

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
