"""The calendar into the record, with England's bank holidays added from a library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.days import Calendar, Entry
from core.driver import sqlite3
from core.errors import Refused
from importers.put_marks import Counts


def bank_holidays(first: date, last: date) -> list[Entry]:
    """England's bank holidays from `first` to `last`."""
    import holidays  # heavy: only an import of a calendar pays for it

    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return [
        Entry(day, day, "bank-holiday", name) for day, name in sorted(found.items()) if first <= day <= last
    ]


def put_calendar(
    db: sqlite3.Connection, import_id: int, entries: Sequence[Entry], notes: list[str]
) -> Counts:
    """Put the entries in place of what was held for the same span of days; other years stay.

    Refused when the file names no term: there would be no school day.
    """
    if not any(entry.kind == "term" for entry in entries):
        raise Refused("The calendar file names no term (kind “term”): without one there is no school day.")
    first, last = min(e.first for e in entries), max(e.last for e in entries)
    entries = [*entries, *_missing_holidays(entries, first, last)]
    held = _held(db, first, last)
    db.execute(
        "DELETE FROM calendar_entry WHERE first >= ? AND first <= ?", (first.isoformat(), last.isoformat())
    )
    db.executemany(
        "INSERT INTO calendar_entry (first, last, kind, name, half, import_id) VALUES (?,?,?,?,?,?)",
        ((e.first.isoformat(), e.last.isoformat(), e.kind, e.name, e.half, import_id) for e in entries),
    )
    db.execute("INSERT OR REPLACE INTO setting VALUES ('calendar_version', ?)", (str(import_id),))
    notes.append(f"{len(Calendar(tuple(entries)).days)} school days from {first:%d %b %Y} to {last:%d %b %Y}")
    new = set(entries)
    return Counts(new=len(new - held), changed=len(held - new), same=len(new & held))


def _missing_holidays(entries: Sequence[Entry], first: date, last: date) -> list[Entry]:
    written = {day for e in entries if e.kind == "bank-holiday" for day in e.days()}
    return [entry for entry in bank_holidays(first, last) if entry.first not in written]


def _held(db: sqlite3.Connection, first: date, last: date) -> set[Entry]:
    rows = db.execute(
        "SELECT first, last, kind, name, half FROM calendar_entry WHERE first >= ? AND first <= ?",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return {Entry(date.fromisoformat(r[0]), date.fromisoformat(r[1]), r[2], r[3], r[4]) for r in rows}
