"""Half-days at a glance: a school year in five rows, or the last weeks in one.

A cell is a school day: `█` away all day, `▀` the morning, `▄` the afternoon, `l` late, `L` late and
away in the afternoon, `·` present, blank not expected, `?` no mark. Colour adds the kind, never alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.codes import BY_CELL, NO_MARK, UNEXPLAINED, Kind
from core.views import Strip
from tui import ink
from tui.ink import Line, Span

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
LEGEND = "█ away  ▀ morning  ▄ afternoon  l late  · in  ? no mark  ¦ no school"


@dataclass(frozen=True, slots=True)
class _Half:
    """One session of a day, as the strip sees it."""

    expected: bool
    away: bool = False
    late: bool = False
    marked: bool = False
    tone: str = ""


def _half(strip: Strip, index: int) -> _Half:
    if not 0 <= index < len(strip.cells) or strip.expected[index : index + 1] != b"\x01":
        return _Half(False)
    cell = strip.cells[index]
    if cell == NO_MARK or cell not in BY_CELL:
        return _Half(True)
    code = BY_CELL[cell]
    if code.kind in (Kind.NOT_POSSIBLE, Kind.NOT_COLLECTED):
        return _Half(False)
    if not code.absent or code.code == "U":
        return _Half(True, late=code.late, marked=True, tone="unauthorised" if code.code == "U" else "")
    tone = "unexplained" if code.code in UNEXPLAINED else code.kind.value
    return _Half(True, away=True, marked=True, tone=tone)


def day_cell(strip: Strip, day: date) -> Span:
    """The sign of one day."""
    if not strip.first <= day <= strip.last:
        return Span(" ")
    index = 2 * (day - strip.start).days
    am, pm = _half(strip, index), _half(strip, index + 1)
    if not am.expected and not pm.expected:
        return Span(" ")
    tone = am.tone or pm.tone
    if am.away and (pm.away or not pm.expected):
        return Span("█" if pm.away else "▀", tone)
    if am.late:
        return Span("L" if pm.away else "l", pm.tone or am.tone)
    if am.away or pm.away:
        return Span("▀" if am.away else "▄", tone)
    if not am.marked and not pm.marked:
        return Span("?", "dim")
    return Span("l" if pm.late else "·", "" if pm.late else "dim")


def without_reason(strip: Strip) -> list[tuple[date, str]]:
    """Days whose mark says nothing of a reason (codes N and O), newest first, each with `AM`, `PM` or ''.

    They are what the colour of a cell says, in words: for who sees no colour, and as what to ask about.
    """
    found: list[tuple[date, str]] = []
    for number in range((strip.last - strip.start).days, (strip.first - strip.start).days - 1, -1):
        am, pm = (_half(strip, index).tone == "unexplained" for index in (2 * number, 2 * number + 1))
        if am or pm:
            half = "" if am and pm else "AM" if am else "PM"
            found.append((strip.start + timedelta(days=number), half))
    return found


def _weeks(strip: Strip) -> list[date | None]:
    """Mondays from first to last; None stands for a gap of weeks without school."""
    monday = strip.first - timedelta(days=strip.first.weekday())
    found: list[date | None] = []
    while monday <= strip.last:
        days = (monday + timedelta(days=n) for n in range(5))
        inside = [d for d in days if strip.first <= d <= strip.last]
        begin = [2 * (day - strip.start).days for day in inside]
        if any(strip.expected[i : i + 2].count(1) for i in begin):
            found.append(monday)
        elif found and found[-1] is not None:
            found.append(None)
        monday += timedelta(days=7)
    while found and found[-1] is None:
        found.pop()
    return found


def year_width(strip: Strip) -> int:
    """Columns that the whole year takes, two a week."""
    return 5 + 2 * len(_weeks(strip))


def year(strip: Strip, cells: int) -> list[Line]:
    """Months, the date of each month's first Monday, five rows by weeks: the newest if not all fit."""
    weeks = _weeks(strip)
    room = cells - 5
    step = 2 if 2 * len(weeks) <= room else 1
    weeks = weeks[-max(1, room // step) :]
    rows: list[Line] = [(Span("     "), Span(_months(weeks, step), "dim")),
                        (Span("     "), Span(_mondays(weeks, step), "dim"))]  # fmt: skip
    for weekday, name in enumerate(DAYS):
        parts = [Span(f" {name} ", "dim")]
        for monday in weeks:
            if monday is None:
                parts.append(Span("¦".ljust(step), "dim"))
                continue
            cell = day_cell(strip, monday + timedelta(days=weekday))
            parts.append(Span(cell.text.ljust(step), cell.tone))
        rows.append(tuple(parts))
    return rows


def _months(weeks: list[date | None], step: int) -> str:
    """The name of each month over the first week that ends in it."""
    text = ""
    month = 0
    for place, monday in enumerate(weeks):
        if monday is None or (monday + timedelta(days=4)).month == month:
            continue
        friday = monday + timedelta(days=4)
        month = friday.month
        if len(text) <= place * step:
            text = text.ljust(place * step) + f"{friday:%b} "
    return text


def _mondays(weeks: list[date | None], step: int) -> str:
    """The day of each month's first Monday with school, over its own week."""
    text = ""
    month = 0
    for place, monday in enumerate(weeks):
        if monday is None or monday.month == month or monday.month != (monday + timedelta(days=4)).month:
            continue
        month = monday.month
        if len(text) <= place * step:
            text = text.ljust(place * step) + f"{monday.day} "
    return text


def caption(strip: Strip) -> str:
    """The school year a strip belongs to: `2026–27`, or `2026` where it ends in the year it began."""
    first, last = strip.start.year, (strip.start + timedelta(days=364)).year
    return f"{first}–{last % 100:02}" if last != first else str(first)


def row(strip: Strip, weeks: int = 6) -> Line:
    """The last weeks in one row, five days a week."""
    parts: list[Span] = []
    mondays = [monday for monday in _weeks(strip) if monday is not None][-weeks:]
    for monday in mondays:
        parts += [day_cell(strip, monday + timedelta(days=n)) for n in range(5)]
        parts.append(Span(" "))
    return tuple(parts[:-1]) if parts else ink.line(("no marks yet", "dim"))
