"""Lessons, timetable and change dates into the record: what patterns look at beside the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.driver import sqlite3
from importers.change_dates import Change
from importers.lessons import Key
from importers.put_marks import Counts
from importers.timetable import Slot


@dataclass
class LessonPlan:
    """What a lessons file will change."""

    counts: Counts = field(default_factory=Counts)
    fresh: list[tuple[int, str, str, str, str]] = field(default_factory=list)


def plan_lessons(db: sqlite3.Connection, taken: str, marks: Mapping[Key, str]) -> LessonPlan:
    """Compare lesson marks with those held; where another export told of the same, the newer stands."""
    plan = LessonPlan()
    pupils = {key[0] for key in marks}
    held = {key: (mark, when) for one in pupils for key, mark, when in _held(db, one)}
    for key, mark in marks.items():
        before = held.get(key)
        if before is not None and (before[0] == mark or before[1] > taken):
            plan.counts.same += 1
            continue
        plan.counts.new += before is None
        plan.counts.changed += before is not None
        plan.fresh.append((*key, mark))
    return plan


def put_lessons(db: sqlite3.Connection, import_id: int, plan: LessonPlan) -> Counts:
    """Write what was planned."""
    db.executemany(
        "INSERT OR REPLACE INTO lesson VALUES (?,?,?,?,?,?)", ((*one, import_id) for one in plan.fresh)
    )
    return plan.counts


def _held(db: sqlite3.Connection, one: int) -> Iterable[tuple[Key, str, str]]:
    rows = db.execute(
        """SELECT l.pupil_id, l.day, l.period, l.subject, l.mark, i.taken FROM lesson l
           JOIN import i ON i.id = l.import_id WHERE l.pupil_id = ?""",
        (one,),
    ).fetchall()
    return [((r[0], r[1], r[2], r[3]), r[4], r[5]) for r in rows]


def put_timetable(
    db: sqlite3.Connection, import_id: int, taken: str, slots: Sequence[Slot], notes: list[str]
) -> Counts:
    """Put a timetable in place of what was held for the same reg groups and pupils."""
    owners = dict.fromkeys((slot.pupil_id, slot.reg) for slot in slots)
    counts, newer = Counts(), 0
    for owner in owners:
        rows = db.execute(
            """SELECT t.id, t.week, t.weekday, t.period, t.subject, i.taken FROM timetable t
               JOIN import i ON i.id = t.import_id WHERE t.pupil_id IS ? AND t.reg = ?""",
            owner,
        ).fetchall()
        if any(row[5] > taken for row in rows):
            newer += 1
            continue
        own = {
            (slot.week, slot.weekday, slot.period, slot.subject)
            for slot in slots
            if (slot.pupil_id, slot.reg) == owner
        }
        held = {tuple(row)[1:5]: row[0] for row in rows}
        db.executemany("DELETE FROM timetable WHERE id = ?", ((held[gone],) for gone in held.keys() - own))
        db.executemany(
            """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
               VALUES (?,?,?,?,?,?,?)""",
            ((*owner, *fresh, import_id) for fresh in sorted(own - held.keys())),
        )
        added, gone = len(own - held.keys()), len(held.keys() - own)
        counts.new += max(0, added - gone)
        counts.changed += gone
        counts.same += len(own & held.keys())
    if newer:
        notes.append(f"{newer} timetables left as a newer export says")
    return counts


def put_change_dates(db: sqlite3.Connection, import_id: int, changes: Sequence[Change]) -> Counts:
    """Put the changes in place of what was held for the same span of days; other days stay as they were."""
    first = min(change.day for change in changes).isoformat()
    last = max(change.day for change in changes).isoformat()
    rows = db.execute(
        "SELECT id, day, what, scope FROM change_date WHERE day BETWEEN ? AND ?", (first, last)
    ).fetchall()
    held = {tuple(row)[1:]: row[0] for row in rows}
    told = {(change.day.isoformat(), change.what, change.scope) for change in changes}
    db.executemany("DELETE FROM change_date WHERE id = ?", ((held[gone],) for gone in held.keys() - told))
    db.executemany(
        "INSERT INTO change_date (day, what, scope, import_id) VALUES (?,?,?,?)",
        ((*fresh, import_id) for fresh in sorted(told - held.keys())),
    )
    added, gone = len(told - held.keys()), len(held.keys() - told)
    return Counts(new=max(0, added - gone), changed=gone, same=len(told & held.keys()))
