"""Dates, times and sessions as English schools and their systems write them: always day first."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.clock import LONDON
from core.days import Half
from core.errors import Refused

_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_EXCEL_ZERO = date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+", re.IGNORECASE)
_TIME = r"(?:[T\s,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:am|pm)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE)
_NAMED = re.compile(
    rf"^(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+([a-z]{{3,9}})\.?,?[-/. ]+(\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE
)
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_ZONED = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$")

_HALVES: dict[str, Half] = {
    "am": "AM", "a": "AM", "1": "AM", "morning": "AM", "m": "AM", "1.0": "AM",
    "pm": "PM", "p": "PM", "2": "PM", "afternoon": "PM", "2.0": "PM",
}  # fmt: skip


class MonthFirst(ValueError):
    """A date that only makes sense with the month first: the whole file is in doubt."""


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if _FIRST <= made <= _LAST else None


@lru_cache(maxsize=20_000)
def parse_date(text: str, serial: bool = True) -> date | None:
    """Return the date `text` tells, None if it tells none; MonthFirst for `11/16/2026`.

    `serial` allows Excel's day numbers, which only a date column may hold.
    """
    text = _WEEKDAY.sub("", text.strip().lstrip("'"))
    if _ZONED.match(text):
        return _zoned(text)
    if found := _ISO.match(text):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(text):
        day, month, year = int(found[1]), int(found[2]), _year(found[3])
        made = _make(year, month, day)
        if made is None and month > 12 and _make(year, day, month):
            raise MonthFirst(text)
        return made
    if found := _NAMED.match(text):
        name = found[2].lower()[:3]
        return _make(_year(found[3]), _MONTHS.index(name) + 1, int(found[1])) if name in _MONTHS else None
    if serial and _SERIAL.match(text) and 20_000 <= float(text) < 80_000:
        return _EXCEL_ZERO + timedelta(days=int(float(text)))
    return None


def _zoned(text: str) -> date | None:
    # An export in UTC says 23:00 the evening before for a summer's midnight.
    try:
        return datetime.fromisoformat(text).astimezone(LONDON).date()
    except (ValueError, OverflowError):
        return None


def refuse_month_first(name: str, text: str, row: int) -> Refused:
    """The refusal of a whole file for one date that only parses month first."""
    return Refused(
        f"{name}: row {row} has the date {text.strip()}, which only makes sense with the month first; "
        "dates here are day/month/year. Nothing was read: export the dates as dd/mm/yyyy or yyyy-mm-dd."
    )


def parse_half(text: str) -> Half | None:
    """Return AM or PM for the words systems use for a session; None for any other."""
    return _HALVES.get(text.strip().lstrip("'").casefold())


def parse_dated_caption(text: str) -> tuple[date, Half | None] | None:
    """Return the date and, if told, the session of a caption such as `2026-11-16 AM`."""
    text = " ".join(text.replace("_", " ").split())
    whole = parse_date(text, serial=False)
    if whole:
        return whole, None
    for day_text, half_text in ((text.rpartition(" ")[::2]), reversed(text.partition(" ")[::2])):
        half = parse_half(half_text)
        day = parse_date(day_text, serial=False) if half else None
        if day:
            return day, half
    return None
