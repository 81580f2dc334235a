"""The calendar file: terms, holidays, closures and the times a register is open."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, time

from core.days import KINDS, Entry, Half
from core.text import clean

from .cells import Texts, Unclear, year_group
from .dates import parse_date, parse_half
from .table import Problem, Table
from .understood import understood

_REGISTER = re.compile(
    r"^(?:(AM|PM)\s+)?(\d{1,2})[:.](\d{2})\s*(?:-|–|—|to)\s*(\d{1,2})[:.](\d{2})$", re.IGNORECASE
)
_OPEN_AT_MOST = 30  # minutes (WT 2026: the register should stay open no longer)
_LONGEST = 400  # days
_ALWAYS = date.max  # stands for the dates of a register row that gives none


def read_calendar(table: Table) -> tuple[list[Entry], list[Problem]]:
    """Return the calendar's entries in file order, and the rows that could not be understood."""
    problems: list[Problem] = []
    texts = Texts()
    entries = [
        entry
        for _, _, entry in understood(
            table, problems, lambda row: table.cell(row, "from"), lambda _, row: _entry(table, row, texts)
        )
    ]
    table.notes += texts.notes()
    return _with_dates(entries), problems


def kinds_of(table: Table, numbers: Collection[int]) -> set[str]:
    """The kinds of those rows; of one whose kind is no kind every kind but terms, since it could be any."""
    said = {_kind(table, row) for number, row in table.rows() if number in numbers}
    return said & set(KINDS) if said <= set(KINDS) else set(KINDS) - {"term"} | said


def _kind(table: Table, row: list[str]) -> str:
    return "-".join(clean(table.cell(row, "kind")).lower().replace("-", " ").split())


def _entry(table: Table, row: list[str], texts: Texts) -> Entry:
    if wrong := table.misfit(row, ("from", "kind")):
        raise Unclear(f"the row {wrong}")
    kind = _kind(table, row)
    if kind not in KINDS:
        raise Unclear(f'the kind "{clean(table.cell(row, "kind"), 40)}" is none of {", ".join(KINDS)}')
    first, last = _span(table, row, kind)
    name, half = texts.line(table.cell(row, "name")), _half(table, row)
    if kind == "register":
        return _register(first, last, name, half)
    if half and kind != "closed":
        raise Unclear(f'a session can only be given for "closed", not for "{kind}"')
    if kind == "year-off":
        if not name:
            raise Unclear('"year-off" needs the year group as its name')
        name = year_group(name)
    return Entry(first, last, kind, name, half)


def _span(table: Table, row: list[str], kind: str) -> tuple[date, date]:
    if kind == "register" and not table.cell(row, "from"):
        return _ALWAYS, _ALWAYS
    first = _date(table.cell(row, "from"))
    last = _date(table.cell(row, "to")) if table.cell(row, "to") else first
    if last < first:
        raise Unclear(f"it ends on {last.isoformat()}, before it begins on {first.isoformat()}")
    if (last - first).days > _LONGEST and kind != "register":
        raise Unclear(
            f"it runs for {(last - first).days:,} days, from {first.isoformat()} to {last.isoformat()}"
        )
    return first, last


def _date(text: str) -> date:
    found = parse_date(text)
    if not found:
        raise Unclear(f'"{clean(text, 40)}" is no date' if text else "there is no date")
    return found


def _half(table: Table, row: list[str]) -> Half | None:
    text = table.cell(row, "session")
    half = parse_half(text) if text else None
    if text and not half:
        raise Unclear(f'the session "{clean(text, 40)}" is neither AM nor PM')
    return half


def _register(first: date, last: date, name: str, half: Half | None) -> Entry:
    found = _REGISTER.match(name)
    said = parse_half(found[1]) if found and found[1] else half
    if not found or not said:
        raise Unclear(f'"{name}" does not say when a register is open; write "AM 08:45-09:10"')
    try:
        opens, closes = time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5]))
    except ValueError:
        raise Unclear(f'"{name}" holds a time that does not exist') from None
    minutes = 60 * (closes.hour - opens.hour) + closes.minute - opens.minute
    if minutes <= 0:
        raise Unclear(f'the register of "{name}" closes before it opens')
    if minutes > _OPEN_AT_MOST:
        raise Unclear(f"a register may be open {_OPEN_AT_MOST} minutes at most; {name} is {minutes} minutes")
    return Entry(first, last, "register", f"{opens:%H:%M}-{closes:%H:%M}", said)


def _with_dates(entries: list[Entry]) -> list[Entry]:
    """Let register rows that give no dates hold for the whole of the file's dates."""
    dated = [entry for entry in entries if entry.first != _ALWAYS]
    first = min((entry.first for entry in dated), default=date(2000, 8, 1))
    last = max((entry.last for entry in dated), default=first)
    return [replace(e, first=first, last=last) if e.first == _ALWAYS else e for e in entries]
