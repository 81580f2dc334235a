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
from core.errors import Refused
from core.register import blank
from importers.marks import MarksRead

Change = tuple[int, str, str, str, str]  # pupil, day, half, old code, new code
_Detail = tuple[int, str, str, int | None, str]  # pupil, day, half, minutes late, comment
Words = tuple[int, str]  # where the first mark stands, and the cells from there to the last
_LAST = 1 << 62  # after the number of every import


@dataclass
class Counts:
    """How many items were new, changed, or the same as held; and how many a newer export had overruled."""

    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0  # left as they stand

    def add(self, other: Counts) -> None:
        """Count these too."""
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.older += other.older

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass
class Plan:
    """What a marks file will do to the register, worked out before anybody is kept waiting.

    `counts` adds up to the marks the file tells: those it says otherwise than a newer one are the `older`.
    """

    counts: Counts = field(default_factory=Counts)
    words: list[tuple[int, str, int, str]] = field(default_factory=list)
    fresh: list[tuple[int, str, str]] = field(default_factory=list)
    changes: list[tuple[int, str, int, str, str]] = field(default_factory=list)  # …, cells before and after
    details: list[_Detail] = field(default_factory=list)

    def amended(self) -> list[Change]:
        """The marks amended, one by one."""
        return [
            (one, session.day.isoformat(), session.half, code_of(before), code_of(after))
            for one, year, first, old, new in self.changes
            for place, (before, after) in enumerate(zip(old, new, strict=True))
            if after != NO_MARK and (session := session_at(date.fromisoformat(year), first + place))
        ]


def last_import(db: sqlite3.Connection, before: int = _LAST) -> int:
    """The number of the latest import `before` that one; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM import WHERE id < ?", (before,)).fetchone()[0])


def plan_marks(db: sqlite3.Connection, taken: str, read: MarksRead) -> Plan:
    """Compare what a marks file says with the record. `taken` is the file's export time.

    Reads only; to be called in one picture of the record (`Record.reading`, or inside the write).
    """
    plan = Plan()
    newer = _newer_imports(db, taken)
    for start in sorted({year for years in read.grid.values() for year in years}):
        year = start.isoformat()
        held = _held(db, year)
        overruled = _told_by(db, year, newer)
        for one, years in read.grid.items():
            words = years.get(start)
            if words is None or not words.strip(NO_MARK):
                continue
            first, cells = trimmed(words)
            plan.words.append((one, year, first, cells))
            old = held.get(one) or blank(start)
            mine = (first, cells)
            new = folded(db, one, start, (taken, _LAST), mine) if one in overruled else overlay(old, words)
            compare(plan, one, start, old, new, cells)
            if one in overruled:
                _count_older(plan, words, new)
            if new != old:
                plan.fresh.append((one, year, new))
    plan.details = new_details(db, taken, read)
    return plan


def put_marks(db: sqlite3.Connection, import_id: int, at: str, plan: Plan) -> None:
    """Write what was planned, inside the caller's transaction; `at` is when the file came in.

    What the register holds is read back before the caller commits.
    """
    db.executemany(
        "INSERT INTO register_import VALUES (?,?,?,?,?)", ((import_id, *words) for words in plan.words)
    )
    db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?)", plan.fresh)
    db.executemany(
        "INSERT INTO register_change VALUES (?,?,?,?,?,?,?)",
        ((import_id, *change, at) for change in plan.changes),
    )
    db.executemany(
        "INSERT OR REPLACE INTO mark_detail VALUES (?,?,?,?,?,?)",
        ((*detail, import_id) for detail in plan.details),
    )
    read_back(db, plan)


def read_back(db: sqlite3.Connection, plan: Plan) -> None:
    """Refuse the import unless every register it wrote now reads as it was meant to."""
    for year in {year for _, year, _ in plan.fresh}:
        held = _held(db, year)
        if any(held.get(one) != cells for one, of, cells in plan.fresh if of == year):
            raise Refused(
                "The marks could not be read back as they were written, so nothing was changed. "
                "Run: firstday check"
            )


def overlay(under: str, over: str) -> str:
    """The cells of `over` where it has any, else those of `under`: a blank never takes a mark away."""
    if over == under or not over.strip(NO_MARK):
        return under
    if not under.strip(NO_MARK):
        return over
    first, cells = trimmed(over)
    last = first + len(cells)
    if NO_MARK in cells:
        pairs = zip(under[first:last], cells, strict=True)
        cells = "".join([above if above != NO_MARK else below for below, above in pairs])
    return under[:first] + cells + under[last:]


def trimmed(words: str) -> Words:
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


def folded(db: sqlite3.Connection, one: int, start: date, age: tuple[str, int], mine: Words) -> str:
    """The register string of a pupil from all imports and this file, oldest export first, ties by order.

    `age` is this file's export time and number; what the record holds of that number, `mine` replaces.
    """
    rows = db.execute(
        """SELECT r.first, r.cells, (i.taken, i.id) > (?, ?) FROM register_import r
           JOIN import i ON i.id = r.import_id
           WHERE r.pupil_id = ? AND r.year = ? AND i.id <> ? ORDER BY i.taken, i.id""",
        (*age, one, start.isoformat(), age[1]),
    ).fetchall()
    before = [(first, cells) for first, cells, later in rows if not later]
    after = [(first, cells) for first, cells, later in rows if later]
    whole = blank(start)
    for words in (*before, mine, *after):
        whole = overlay(whole, padded(start, words))
    return whole


def padded(start: date, words: Words) -> str:
    """The whole year's string of what an import said."""
    first, cells = words
    return NO_MARK * first + cells + NO_MARK * (len(blank(start)) - first - len(cells))


def compare(plan: Plan, one: int, start: date, old: str, new: str, cells: str) -> None:
    """Count what the file tells of one pupil and year, and note each mark it amends."""
    told = len(cells) - cells.count(NO_MARK)
    filled = amended = 0
    if old == new:
        pass
    elif not old.strip(NO_MARK):
        filled = told
    elif new.startswith(old.rstrip(NO_MARK)):  # only what follows the latest mark is new
        filled = old.count(NO_MARK) - new.count(NO_MARK)
    else:
        before, after = _amended(old, new)
        amended = len(after) - after.count(NO_MARK)
        filled = old.count(NO_MARK) - new.count(NO_MARK)
        if amended:
            first, after = trimmed(after)
            plan.changes.append((one, start.isoformat(), first, before[first : first + len(after)], after))
    plan.counts.new += filled
    plan.counts.changed += amended
    plan.counts.same += told - filled - amended


def _count_older(plan: Plan, words: str, new: str) -> None:
    """Count what the file tells and a newer export says otherwise: nothing comes of it."""
    older = sum(mine not in (NO_MARK, stands) for mine, stands in zip(words, new, strict=True))
    plan.counts.older += older
    plan.counts.same -= older


def _amended(old: str, new: str) -> tuple[str, str]:
    """Both strings with only the cells that held one mark and now hold another."""
    before, after = [NO_MARK] * len(old), [NO_MARK] * len(new)
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        if one not in (other, NO_MARK):
            before[place], after[place] = one, other
    return "".join(before), "".join(after)


def new_details(db: sqlite3.Connection, taken: str, read: MarksRead) -> list[_Detail]:
    """Minutes late and comments of which no newer export has told; those told again belong to this one."""
    if not read.details:
        return []
    days = [detail.day for detail in read.details]
    newer = {
        tuple(row)
        for row in db.execute(
            """SELECT m.pupil_id, m.day, m.half FROM mark_detail m JOIN import i ON i.id = m.import_id
               WHERE m.day BETWEEN ? AND ? AND i.taken > ?""",
            (min(days).isoformat(), max(days).isoformat(), taken),
        ).fetchall()
    }
    told = [(d.pupil_id, d.day.isoformat(), str(d.half), d.minutes, d.comment) for d in read.details]
    return [detail for detail in told if detail[:3] not in newer]


# -- rows that come in after their file ----------------------------------------------------------


def plan_late(db: sqlite3.Connection, import_id: int, taken: str, read: MarksRead) -> Plan:
    """As `plan_marks`, for rows of an import that is in already: they take its place among the exports.

    Only the sessions they tell of are looked at: what else a register holds stays as it is.
    """
    plan = Plan()
    for one, years in read.grid.items():
        for start, words in years.items():
            if not words.strip(NO_MARK):
                continue
            year = start.isoformat()
            mine = trimmed(overlay(told_by_import(db, import_id, one, start), words))
            row = db.execute(
                "SELECT cells FROM register WHERE pupil_id = ? AND year = ?", (one, year)
            ).fetchone()
            old = str(row[0]) if row else blank(start)
            whole = folded(db, one, start, (taken, import_id), mine)
            cells = zip(old, whole, words, strict=True)
            new = "".join([under if word == NO_MARK else over for under, over, word in cells])
            plan.words.append((one, year, *mine))
            compare(plan, one, start, old, new, trimmed(words)[1])
            _count_older(plan, words, new)
            if new != old:
                plan.fresh.append((one, year, new))
    plan.details = new_details(db, taken, read)
    return plan


def told_by_import(db: sqlite3.Connection, import_id: int, one: int, start: date) -> str:
    """What an import said of a pupil's year, as a whole string; blank where it said nothing."""
    row = db.execute(
        "SELECT first, cells FROM register_import WHERE import_id = ? AND pupil_id = ? AND year = ?",
        (import_id, one, start.isoformat()),
    ).fetchone()
    return padded(start, (row[0], row[1])) if row else blank(start)


def put_late(db: sqlite3.Connection, import_id: int, into: int, at: str, plan: Plan) -> None:
    """Write what `plan_late` planned; what it amended is noted under the import `into` that let it in."""
    db.executemany(
        "INSERT OR REPLACE INTO register_import VALUES (?,?,?,?,?)",
        ((import_id, *words) for words in plan.words),
    )
    db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?)", plan.fresh)
    for change in plan.changes:
        _note_change(db, into, at, change)
    db.executemany(
        "INSERT OR REPLACE INTO mark_detail VALUES (?,?,?,?,?,?)",
        ((*detail, import_id) for detail in plan.details),
    )
    read_back(db, plan)


def _note_change(db: sqlite3.Connection, into: int, at: str, change: tuple[int, str, int, str, str]) -> None:
    """Note what was amended, beside what the same import amended of that pupil and year already."""
    one, year, first, old, new = change
    row = db.execute(
        "SELECT first, old, new FROM register_change WHERE import_id = ? AND pupil_id = ? AND year = ?",
        (into, one, year),
    ).fetchone()
    if row:
        start = date.fromisoformat(year)
        before = overlay(padded(start, (first, old)), padded(start, (row[0], row[1])))
        after = overlay(padded(start, (row[0], row[2])), padded(start, (first, new)))
        first = len(before) - len(before.lstrip(NO_MARK))
        last = len(before.rstrip(NO_MARK))
        old, new = before[first:last], after[first:last]
    db.execute("INSERT OR REPLACE INTO register_change VALUES (?,?,?,?,?,?,?)",
               (into, one, year, first, old, new, at))  # fmt: skip
