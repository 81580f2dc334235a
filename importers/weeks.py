"""Marks, a row a pupil and week: a column a session of the week, `MonAM` to `FriPM`, and the week's dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.days import HALVES
from core.text import clean

from .cells import Unclear
from .dates import MonthFirst, parse_date, refuse_month_first
from .reading import Reader, Telling

DAYS = ("mon", "tue", "wed", "thu", "fri")
COLUMNS = {f"{day}_{half.lower()}": (weekday, half) for weekday, day in enumerate(DAYS) for half in HALVES}


class Weeks(Reader):
    """A row a pupil and week."""

    def tellings(self, number: int, row: list[str]) -> Iterator[Telling]:
        """The ten marks of a row; one that is no code does not take the others with it."""
        try:
            if wrong := self.table.misfit(row, ("from",)):
                raise Unclear(f"the row {wrong}")
            days = self._days(number, row)
        except Unclear as unclear:
            self.set_aside(number, row, str(unclear))
            return
        pupil = self.pupil(number, row)
        if pupil is None:
            return
        for name, (weekday, half) in COLUMNS.items():
            text = self.table.cell(row, name)
            if name not in self.table.columns or (weekday not in days and not text):
                continue
            try:
                if weekday not in days:
                    raise Unclear(f"{clean(text, 20)} stands on a day outside the row's own dates")
                cell = self.cell(text)
            except Unclear as unclear:
                self.set_aside(
                    number, row, f"{unclear}, under {DAYS[weekday].capitalize()}{half}", unclear.mark
                )
                continue
            year, place = self.grid.place(days[weekday])
            yield pupil, year.string(pupil), place + HALVES.index(half), cell

    def _days(self, number: int, row: list[str]) -> dict[int, date]:
        """The dates of a row's week, by weekday."""
        first = self._date(number, row, "from")
        if first is None:
            raise Unclear("there is no date on which the week starts")
        last = self._date(number, row, "to") or first + timedelta(days=6)
        length = (last - first).days
        if not 0 <= length < 7:
            raise Unclear(f"the row's week runs from {first} to {last}")
        return {day.weekday(): day for day in (first + timedelta(days=n) for n in range(length + 1))}

    def _date(self, number: int, row: list[str], name: str) -> date | None:
        text = self.table.cell(row, name)
        try:
            found = parse_date(text) if text else None
        except MonthFirst:
            raise refuse_month_first(self.table.name, text, number) from None
        if text and not found:
            raise Unclear(f'"{clean(text, 40)}" is no date')
        return found
