"""The days a marks file speaks of: said in its summary, and asked about where they are last year's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.codes import NO_MARK
from core.days import session_at, year_start
from core.driver import sqlite3
from core.errors import Refused

Grid = Mapping[int, Mapping[date, str]]


def days_told(grid: Grid) -> tuple[date, date] | None:
    """The first and the last day of which a file tells a mark."""
    places = [
        (session_at(start, len(cells) - len(cells.lstrip(NO_MARK))).day,
         session_at(start, len(cells.rstrip(NO_MARK)) - 1).day)
        for years in grid.values()
        for start, cells in years.items()
        if cells.strip(NO_MARK)
    ]  # fmt: skip
    return (min(first for first, _ in places), max(last for _, last in places)) if places else None


def span_words(first: date, last: date, today: date) -> str:
    """`20 Nov`, `1–19 Nov`, `28 Sep–2 Oct`; with the year where it is not the school year of `today`."""
    ours = year_start(first) == year_start(last) == year_start(today)

    def words(day: date, month: bool = True, year: bool = True) -> str:
        return f"{day.day}" + f" {day:%b}" * month + f" {day.year}" * (year and not ours)

    if first == last:
        return words(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{words(first, month=False, year=False)}–{words(last)}"
    return f"{words(first, year=first.year != last.year)}–{words(last)}"


def refuse_last_years(db: sqlite3.Connection, name: str, last: date, today: date) -> None:
    """Refuse marks that end before this school year, where the record holds marks of this year already.

    Until it does, older years are history on its way in, and nobody is asked.
    """
    now = year_start(today)
    if year_start(last) >= now:
        return
    held = db.execute(
        "SELECT 1 FROM register WHERE year >= ? AND trim(cells) <> '' LIMIT 1", (now.isoformat(),)
    )
    if held.fetchone():
        raise Refused(
            f"{name}: its newest mark is of {last.day} {last:%b %Y}, an earlier school year, and this year's "
            "marks are on the record. Last year's file? Nothing was changed: if older years are meant, "
            "import it with --force."
        )
