"""When a file was exported: by a line above its header, by its name, or else by the file's own time."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path

from core.clock import LONDON

from .dates import MonthFirst, parse_date

_SAYS_WHEN = re.compile(
    r"\b(export|taken|print|produced|generated|created|extracted|run (?:on|at|date)|date of report"
    r"|report date|as at)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}[ -]\d{2,4}"
)
_CLOCK = re.compile(r"(?<![\d/.-])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(am|pm)?(?![\d/-])", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<!\d)(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?:[T _-]+([01]\d|2[0-3])"
    r"[-:._h]?([0-5]\d)(?:[-:._]?([0-5]\d))?)?(?!\d)"
)
_NAMED_DAY_FIRST = re.compile(
    r"(?<!\d)(\d\d)[-_.](\d\d)[-_.](20\d\d)(?:[T _-]+([01]\d|2[0-3])[-:._h]?([0-5]\d))?(?!\d)"
)


def taken(path: Path, above: list[list[str]], modified: float) -> tuple[datetime, str]:
    """Return when the file was exported and where that was read."""
    for row in above:
        found = _in_line(" ".join(cell.strip() for cell in row if cell.strip()))
        if found:
            return found, "in the file"
    named = _in_name(path.stem)
    if named:
        return named, "file name"
    return datetime.fromtimestamp(modified, LONDON).replace(tzinfo=None), "file time"


def _in_line(line: str) -> datetime | None:
    said = _SAYS_WHEN.search(line)
    found = _DATE.search(line, said.start()) if said else None
    if not found:
        return None
    try:
        day = parse_date(found[0], serial=False)
    except MonthFirst:
        return None
    return datetime.combine(day, _clock(line[found.end() :].lstrip("T ,"))) if day else None


def _clock(text: str) -> time:
    found = _CLOCK.search(text)
    if not found:
        return time()
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _time(hour, int(found[2]), int(found[3] or 0)) or time()


def _time(hour: int, minute: int, second: int) -> time | None:
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _in_name(stem: str) -> datetime | None:
    found: list[tuple[datetime, bool]] = []
    for hit in _NAMED.finditer(stem):
        year, _, month, day, hour, minute, second = hit.groups()
        found += _moment((year, month, day), hour, minute, second)
    for hit in _NAMED_DAY_FIRST.finditer(stem):
        day, month, year, hour, minute = hit.groups()
        found += _moment((year, month, day), hour, minute, None)
    timed = [moment for moment, exact in found if exact]
    # Two dates without a time are a span of marks, not the moment of the export.
    return timed[0] if timed else found[0][0] if len(found) == 1 else None


def _moment(
    day: tuple[str, str, str], hour: str | None, minute: str | None, second: str | None
) -> list[tuple[datetime, bool]]:
    try:
        made = date(*map(int, day))
    except ValueError:
        return []
    return [
        (datetime.combine(made, time(int(hour or 0), int(minute or 0), int(second or 0))), hour is not None)
    ]
