"""Marks into the register: newest export wins, the old mark is kept, nothing is written that is the same.

Each import's own words stay (`register_import`), so that files in any order give the same register and
an import can be taken back. A register string is the overlay of all of them, oldest export first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.codes import NO_MARK, code_of
from core.days import session_at
from core.driver import sqlite3
from core.register import blank
from importers.marks import MarksRead

Change = tuple[int, str, str, str, str]  # pupil, day, half, old code, new code
_Words = tuple[int, str]  # where the first mark stands, and the cells from there to the last


@dataclass
class Counts:
    """How many items were new, changed, or the same as held."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def add(self, other: Counts) -> None:
        """Count these too."""
        self.new += other.new
        self.changed += other.changed
        self.same += other.same

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass
class Plan:
    """What a marks file will do to the register, worked out before anybody is kept waiting.

    `counts` adds up to the marks the file tells: those an older file says otherwise than a newer one
    are among the `same`, since nothing comes of them.
    """

    after: int  # the last import it knows of: once there is another, it has to be worked out again
    counts: Counts = field(default_factory=Counts)
    words: list[tuple[int, str, int, str]] = field(default_factory=list)
    fresh: list[tuple[int, str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def last_import(db: sqlite3.Connection, before: int = 1 << 62) -> int:
    """The number of the latest import `before` that one; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM import WHERE id < ?", (before,)).fetchone()[0])


def plan_marks(db: sqlite3.Connection, taken: str, read: MarksRead) -> Plan:
    """Compare what a marks file says with the record. `taken` is the file's export time.

    Reads only; to be called in one picture of the record (`Record.reading`, or inside the write).
    """
    plan = Plan(last_import(db))
    newer = _newer_imports(db, taken)
    for start in sorted({year for years in read.grid.values() for year in years}):
        year = start.isoformat()
        held = _held(db, year)
        overruled = _told_by(db, year, newer)
        for one, years in read.grid.items():
            words = years.get(start)
            if words is None or not words.strip(NO_MARK):
                continue
            first, cells = _trimmed(words)
            plan.words.append((one, year, first, cells))
            old = held.get(one) or blank(start)
            new = _folded(db, one, start, taken, (first, cells)) if one in overruled else overlay(old, words)
            _compare(plan, one, start, old, new, cells)
            if new != old:
                plan.fresh.append((one, year, new))
    return plan


def put_marks(db: sqlite3.Connection, import_id: int, at: str, plan: Plan, read: MarksRead) -> None:
    """Write what was planned, inside the caller's transaction; `at` is when the file came in."""
    db.executemany(
        "INSERT INTO register_import VALUES (?,?,?,?,?)", ((import_id, *words) for words in plan.words)
    )
    db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?)", plan.fresh)
    db.executemany(
        "INSERT INTO mark_change (pupil_id, day, half, old, new, import_id, at) VALUES (?,?,?,?,?,?,?)",
        ((*change, import_id, at) for change in plan.changes),
    )
    _keep_details(db, import_id, read)


def overlay(under: str, over: str) -> str:
    """The cells of `over` where it has any, else those of `under`: a blank never takes a mark away."""
    if over == under or not over.strip(NO_MARK):
        return under
    if not under.strip(NO_MARK):
        return over
    first, cells = _trimmed(over)
    last = first + len(cells)
    if NO_MARK in cells:
        pairs = zip(under[first:last], cells, strict=True)
        cells = "".join([above if above != NO_MARK else below for below, above in pairs])
    return under[:first] + cells + under[last:]


def _trimmed(words: str) -> _Words:
    return len(words) - len(words.lstrip(NO_MARK)), words.strip(NO_MARK)


def _held(db: sqlite3.Connection, year: str) -> dict[int, str]:
    return dict(db.execute("SELECT pupil_id, cells FROM register WHERE year = ?", (year,)).fetchall())


def _newer_imports(db: sqlite3.Connection, taken: str) -> list[int]:
    """Imports of marks exported later than this file: as a rule none."""
    rows = db.execute("SELECT id FROM import WHERE kind = 'marks' AND taken > ?", (taken,)).fetchall()
    return [row[0] for row in rows]


def _told_by(db: sqlite3.Connection, year: str, imports: Iterable[int]) -> set[int]:
    """Pupils of whom any of these imports speaks in that year."""
    found: set[int] = set()
    for one in imports:
        rows = db.execute(
            "SELECT pupil_id FROM register_import WHERE import_id = ? AND year = ?", (one, year)
        )
        found.update(row[0] for row in rows.fetchall())
    return found


def _folded(db: sqlite3.Connection, one: int, start: date, taken: str, mine: _Words) -> str:
    """The register string of a pupil from all imports and this file, oldest export first, ties by order."""
    rows = db.execute(
        """SELECT r.first, r.cells, i.taken > ? FROM register_import r JOIN import i ON i.id = r.import_id
           WHERE r.pupil_id = ? AND r.year = ? ORDER BY i.taken, i.id""",
        (taken, one, start.isoformat()),
    ).fetchall()
    before = [(first, cells) for first, cells, later in rows if not later]
    after = [(first, cells) for first, cells, later in rows if later]
    whole = blank(start)
    for first, cells in (*before, mine, *after):
        padded = NO_MARK * first + cells
        whole = overlay(whole, padded + NO_MARK * (len(whole) - len(padded)))
    return whole


def _compare(plan: Plan, one: int, start: date, old: str, new: str, cells: str) -> None:
    """Count what the file tells of one pupil and year, and note each mark it amends."""
    told = len(cells) - cells.count(NO_MARK)
    filled = amended = 0
    if old == new:
        pass
    elif not old.strip(NO_MARK):
        filled = told
    else:
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            if before == after:
                continue
            if before == NO_MARK:
                filled += 1
                continue
            amended += 1
            session = session_at(start, place)
            day = session.day.isoformat()
            plan.changes.append((one, day, session.half, code_of(before), code_of(after)))
    plan.counts.new += filled
    plan.counts.changed += amended
    plan.counts.same += told - filled - amended


def _keep_details(db: sqlite3.Connection, import_id: int, read: MarksRead) -> None:
    """Minutes late and comments; those of the newest export stand."""
    db.executemany(
        """INSERT INTO mark_detail VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE
           SET minutes = excluded.minutes, comment = excluded.comment, import_id = excluded.import_id
           WHERE (SELECT taken FROM import WHERE id = excluded.import_id)
              >= (SELECT taken FROM import WHERE id = mark_detail.import_id)""",
        ((d.pupil_id, d.day.isoformat(), d.half, d.minutes, d.comment, import_id) for d in read.details),
    )
