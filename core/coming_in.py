"""What came in of today's marks, and what did not: their age, rows set aside, files the inbox refused."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.days import Session, year_start
from core.driver import sqlite3
from core.model import RefusedFile
from core.record import Record

REFUSED = "inbox_failed"  # setting: what the inbox refused, for the screens


@dataclass(frozen=True, slots=True)
class ComingIn:
    """Today's imports of marks, as far as the board's head tells of them.

    `marks_at` is the export time the marks are dated by; `in_part` where fewer than half of the pupils were
    told of today. `first` is the export time of the first file of today, `aside` the rows set aside.
    """

    marks_at: datetime | None
    in_part: bool
    first: datetime | None
    aside: int
    refused: tuple[RefusedFile, ...]


def read_coming_in(record: Record, expected: Collection[int], today: date) -> ComingIn:
    """What came in today; `expected` are the pupils today's marks are about."""
    db = record.db
    rows = db.execute(
        "SELECT id, taken FROM import WHERE kind = 'marks' AND taken >= ? ORDER BY taken DESC, id DESC",
        (today.isoformat(),),
    ).fetchall()
    files = [(int(row[0]), datetime.fromisoformat(row[1])) for row in rows]
    marks_at, in_part = _age(db, files, expected, today)
    refused = tuple(one for one in refused_files(record) if one.at.date() == today)
    return ComingIn(marks_at, in_part, files[-1][1] if files else None, _aside(db, today), refused)


def refused_files(record: Record) -> list[RefusedFile]:
    """Files the inbox refused, as its latest runs left them."""
    kept = json.loads(record.setting(REFUSED) or "[]")
    return [RefusedFile(datetime.fromisoformat(at), file, why) for at, file, why in kept]


def newest_marks(db: sqlite3.Connection, before: date | None = None) -> datetime | None:
    """Export time of the newest file of marks, whatever it told; or of those from `before` a day."""
    limit = before.isoformat() if before else None
    row = db.execute(
        "SELECT max(taken) FROM import WHERE kind = 'marks' AND taken < coalesce(?, 'x')", (limit,)
    ).fetchone()
    return datetime.fromisoformat(row[0]) if row[0] else None


def _age(
    db: sqlite3.Connection, files: list[tuple[int, datetime]], expected: Collection[int], today: date
) -> tuple[datetime | None, bool]:
    """The latest time since when files together told marks of today of half of those expected, or more.

    So one pupil's file, or yesterday's marks saved again, makes no register fresh, and files of a form each
    count once they come to half of the school. Fewer are told as parts; before any, an earlier day's time.
    """
    told: set[int] = set()
    newest: datetime | None = None
    for import_id, taken in files:
        found = _told_today(db, import_id, today).intersection(expected)
        newest = newest or (taken if found else None)
        told |= found
        if told and 2 * len(told) >= len(expected):
            return taken, False
    if newest is not None:
        return newest, True
    return newest_marks(db, today), False


def _told_today(db: sqlite3.Connection, import_id: int, today: date) -> set[int]:
    """Pupils of whom an import told a mark of today, in either half."""
    place = Session(today, "AM").index
    rows = db.execute(
        """SELECT pupil_id FROM register_import WHERE import_id = ? AND year = ? AND first <= ?
           AND trim(substr(cells, ? - first, 2)) <> ''""",
        (import_id, year_start(today).isoformat(), place + 1, place + 1),
    ).fetchall()
    return {int(row[0]) for row in rows}


def _aside(db: sqlite3.Connection, today: date) -> int:
    """Rows of marks set aside today, each once, unless a newer whole file of the kind went without them.

    A file counts as whole that tells of today and is no shorter than would be refused against the other.
    """
    day, next_day, place = today.isoformat(), today + timedelta(days=1), Session(today, "AM").index
    row = db.execute(
        """SELECT count(*) FROM (
             SELECT DISTINCT q.key, q.raw FROM import i JOIN quarantine q ON q.import_id = i.id
             WHERE i.kind = 'marks' AND i.at >= ? AND i.at < ? AND NOT EXISTS (
               SELECT 1 FROM import j WHERE j.kind = 'marks' AND j.profile = i.profile
               AND (j.taken, j.id) > (i.taken, i.id) AND 10 * j.pupils > 6 * i.pupils
               AND EXISTS (SELECT 1 FROM register_import r WHERE r.import_id = j.id AND r.year = ?
                           AND r.first <= ? AND r.first + length(r.cells) > ?)))""",
        (day, next_day.isoformat(), year_start(today).isoformat(), place + 1, place),
    ).fetchone()
    return int(row[0])
