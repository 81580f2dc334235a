"""Marks into the register: newest export wins, the old mark is kept, nothing is written that is the same.

Each import's own words stay (`register_import`), so that files in any order give the same register and
an import can be taken back. A register string is the overlay of all of them, oldest export first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.codes import NO_MARK, code_of
from core.days import session_at
from core.driver import sqlite3
from core.register import blank
from importers.marks import MarksRead

Change = tuple[int, str, str, str, str]  # pupil, day, half, old code, new code


@dataclass
class Counts:
    """How many items were new, changed, or the same as held."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


def put_marks(db: sqlite3.Connection, import_id: int, taken: str, at: str, read: MarksRead) -> Counts:
    """Put what a marks file said into the register, inside the caller's transaction.

    `taken` is the export time of the file; `at` when it came in.
    """
    counts, changes = Counts(), list[Change]()
    for start in sorted({year for years in read.grid.values() for year in years}):
        said = {one: years[start] for one, years in read.grid.items() if start in years}
        held = _held(db, start)
        newer = _newer(db, start, taken, import_id)
        _keep_words(db, import_id, start, said)
        fresh: list[tuple[int, str, str]] = []
        for one, words in said.items():
            old = held.get(one) or blank(start)
            new = _folded(db, one, start) if one in newer else overlay(old, words)
            _count(counts, changes, one, start, old, new, words)
            if new != old:
                fresh.append((one, start.isoformat(), new))
        db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?)", fresh)
    _keep_changes(db, import_id, at, changes)
    _keep_details(db, import_id, read)
    return counts


def overlay(under: str, over: str) -> str:
    """The cells of `over` where it has any, else those of `under`: a blank never takes a mark away."""
    if over == under or not over.strip():
        return under
    if not under.strip():
        return over
    first = len(over) - len(over.lstrip(NO_MARK))
    last = len(over.rstrip(NO_MARK))
    middle = over[first:last]
    if NO_MARK in middle:
        middle = "".join([b if b != NO_MARK else a for a, b in zip(under[first:last], middle, strict=True)])
    return under[:first] + middle + under[last:]


def _held(db: sqlite3.Connection, start: date) -> dict[int, str]:
    rows = db.execute("SELECT pupil_id, cells FROM register WHERE year = ?", (start.isoformat(),)).fetchall()
    return {row[0]: row[1] for row in rows}


def _newer(db: sqlite3.Connection, start: date, taken: str, import_id: int) -> set[int]:
    """Pupils of whom a file exported later than this one has spoken already."""
    rows = db.execute(
        """SELECT DISTINCT r.pupil_id FROM register_import r JOIN import i ON i.id = r.import_id
           WHERE r.year = ? AND i.taken > ? AND i.id <> ?""",
        (start.isoformat(), taken, import_id),
    ).fetchall()
    return {row[0] for row in rows}


def _keep_words(db: sqlite3.Connection, import_id: int, start: date, said: dict[int, str]) -> None:
    year = start.isoformat()
    db.executemany(
        "INSERT INTO register_import VALUES (?,?,?,?,?)",
        (
            (import_id, one, year, len(words) - len(words.lstrip(NO_MARK)), words.strip(NO_MARK))
            for one, words in said.items()
            if words.strip(NO_MARK)
        ),
    )


def _folded(db: sqlite3.Connection, one: int, start: date) -> str:
    """The register string of a pupil from all imports, oldest export first, ties by import order."""
    rows = db.execute(
        """SELECT r.first, r.cells FROM register_import r JOIN import i ON i.id = r.import_id
           WHERE r.pupil_id = ? AND r.year = ? ORDER BY i.taken, i.id""",
        (one, start.isoformat()),
    ).fetchall()
    whole = blank(start)
    for first, cells in rows:
        padded = NO_MARK * first + cells
        whole = overlay(whole, padded + NO_MARK * (len(whole) - len(padded)))
    return whole


def _count(
    counts: Counts, changes: list[Change], one: int, start: date, old: str, new: str, words: str
) -> None:
    told = len(words) - words.count(NO_MARK)
    if not old.strip():
        counts.new += told
        return
    if old == new:
        counts.same += told
        return
    filled = amended = 0
    for place, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        if before == NO_MARK:
            filled += 1
            continue
        amended += 1
        session = session_at(start, place)
        changes.append((one, session.day.isoformat(), session.half, code_of(before), code_of(after)))
    counts.new += filled
    counts.changed += amended
    counts.same += max(0, told - filled - amended)


def _keep_changes(db: sqlite3.Connection, import_id: int, at: str, changes: Iterable[Change]) -> None:
    db.executemany(
        "INSERT INTO mark_change (pupil_id, day, half, old, new, import_id, at) VALUES (?,?,?,?,?,?,?)",
        ((*change, import_id, at) for change in changes),
    )


def _keep_details(db: sqlite3.Connection, import_id: int, read: MarksRead) -> None:
    """Minutes late and comments; those of the newest export stand."""
    db.executemany(
        """INSERT INTO mark_detail VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE
           SET minutes = excluded.minutes, comment = excluded.comment, import_id = excluded.import_id
           WHERE (SELECT taken FROM import WHERE id = excluded.import_id)
              >= (SELECT taken FROM import WHERE id = mark_detail.import_id)""",
        ((d.pupil_id, d.day.isoformat(), d.half, d.minutes, d.comment, import_id) for d in read.details),
    )
