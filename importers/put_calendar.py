"""The calendar into the record, with England's bank holidays added from a library."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.days import Calendar, Entry
from core.driver import sqlite3
from core.errors import Refused
from importers.put_marks import Counts

_DAY = timedelta(days=1)


def bank_holidays(first: date, last: date) -> list[Entry]:
    """England's bank holidays from `first` to `last`."""
    import holidays  # heavy: only an import of a calendar pays for it

    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return [
        Entry(day, day, "bank-holiday", name) for day, name in sorted(found.items()) if first <= day <= last
    ]


def span(entries: Sequence[Entry]) -> tuple[date, date]:
    """The days a calendar file speaks for: those of its terms, holidays and closures.

    When a register is open is often given for many years at once, and says nothing of their days.
    """
    dated = [entry for entry in entries if entry.kind != "register"] or entries
    return min(e.first for e in dated), max(e.last for e in dated)


def whole_calendar(name: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of the file `name` with the bank holidays it leaves out.

    Refused when it names no term: there would be no school day.
    """
    if not any(entry.kind == "term" for entry in entries):
        raise Refused(
            f"{name}: no row names a term (kind “term”), and without one there is no school day; "
            "nothing was changed. Add the terms and import it again."
        )
    first, last = span(entries)
    within = [
        replace(e, first=max(e.first, first), last=min(e.last, last))
        for e in entries
        if e.first <= last and e.last >= first
    ]
    written = {day for e in within if e.kind == "bank-holiday" for day in e.days()}
    return [*within, *(entry for entry in bank_holidays(first, last) if entry.first not in written)]


def put_calendar(
    db: sqlite3.Connection,
    import_id: int,
    entries: Sequence[Entry],
    notes: list[str],
    unread: Collection[str] = (),
) -> Counts:
    """Put the entries in place of what was held for the same span of days; other days stay as they were.

    What is held of the kinds `unread` stays too: of those a row could not be understood, and what it took
    away would be guessed.
    """
    first, last = span(entries)
    held = _overlapping(db, first, last)
    stay = [one for one in held if one[2].kind in unread and one[2] not in set(entries)]
    held = [one for one in held if one not in stay]
    db.executemany("DELETE FROM calendar_entry WHERE id = ?", ((row_id,) for row_id, _, _ in held))
    kept = [(piece, source) for _, source, entry in held for piece in _outside(entry, first, last)]
    _insert(db, [*kept, *((entry, import_id) for entry in entries)])
    db.execute("INSERT OR REPLACE INTO setting VALUES ('calendar_version', ?)", (str(import_id),))
    days = Calendar((*entries, *(entry for _, _, entry in stay))).days
    school_days = sum(first <= day <= last for day in days)
    notes.append(f"{school_days} school days from {first:%d %b %Y} to {last:%d %b %Y}")
    if stay:
        kinds = ", ".join(sorted({entry.kind for _, _, entry in stay}))
        notes.append(f"{len(stay)} held before stay ({kinds}), since a row of that kind was set aside")
    new, old = set(entries), {entry for _, _, entry in held}
    added, gone = len(new - old), len(old - new)
    return Counts(new=max(0, added - gone), changed=gone, same=len(new & old))


def _overlapping(db: sqlite3.Connection, first: date, last: date) -> list[tuple[int, int | None, Entry]]:
    """What is held of those days: row, import it came from, entry."""
    rows = db.execute(
        """SELECT id, import_id, first, last, kind, name, half FROM calendar_entry
           WHERE first <= ? AND last >= ? ORDER BY id""",
        (last.isoformat(), first.isoformat()),
    ).fetchall()
    return [
        (r[0], r[1], Entry(date.fromisoformat(r[2]), date.fromisoformat(r[3]), r[4], r[5], r[6]))
        for r in rows
    ]


def _outside(entry: Entry, first: date, last: date) -> list[Entry]:
    """What is left of an entry once the days from `first` to `last` are somebody else's."""
    pieces = []
    if entry.first < first:
        pieces.append(replace(entry, last=first - _DAY))
    if entry.last > last:
        pieces.append(replace(entry, first=last + _DAY))
    return pieces


def _insert(db: sqlite3.Connection, entries: Sequence[tuple[Entry, int | None]]) -> None:
    db.executemany(
        "INSERT INTO calendar_entry (first, last, kind, name, half, import_id) VALUES (?,?,?,?,?,?)",
        ((e.first.isoformat(), e.last.isoformat(), e.kind, e.name, e.half, source) for e, source in entries),
    )
