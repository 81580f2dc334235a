"""Rows about pupils who are not on the record yet: kept whole, and taken the moment the pupil arrives.

A row keeps its own export's time, so that what comes in late overrules nothing newer. A mark never makes a
pupil: only a list of pupils lets rows go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from json import dumps, loads
from pathlib import Path

from core.driver import sqlite3
from importers.contacts import read_contacts
from importers.marks import read_marks
from importers.match import Matcher
from importers.meanings import meanings
from importers.put_contacts import plan_contacts, put_contacts
from importers.put_marks import Counts, plan_marks, put_marks
from importers.table import Listed, Table
from importers.who import Who

Row = tuple[int, list[str], str]  # its number in the file, its cells, what the file calls the pupil
MOST = 20_000  # rows of one file; more are no joiners
DAYS = 90  # for which a row waits


@dataclass
class Released:
    """What came of rows that had waited."""

    marks: Counts = field(default_factory=Counts)
    contacts: Counts = field(default_factory=Counts)
    pupils: set[int] = field(default_factory=set)
    rows: int = 0

    def note(self) -> str:
        """What is said of it."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        pupils = "1 pupil who has" if len(self.pupils) == 1 else f"{len(self.pupils)} pupils who have"
        return f"{rows} of earlier files had waited for {pupils} now arrived, and were taken"


def hold(db: sqlite3.Connection, import_id: int, table: Table, rows: Sequence[Row], now: datetime) -> str:
    """Keep the rows of a file that are about nobody; return what is to be said of it, as a rule nothing."""
    old = (now - timedelta(days=DAYS)).isoformat(timespec="seconds")
    db.execute("DELETE FROM held_row WHERE import_id IN (SELECT id FROM import WHERE at < ?)", (old,))
    if not rows:
        return ""
    shape = (table.kind, table.layout, table.system, dumps(table.header), dumps(table.columns))
    db.execute(
        "INSERT OR IGNORE INTO held_shape (kind, layout, system, header, columns) VALUES (?,?,?,?,?)", shape
    )
    (shape_id,) = db.execute(
        "SELECT id FROM held_shape WHERE (kind, layout, system, header, columns) = (?,?,?,?,?)", shape
    ).fetchone()
    db.executemany(
        """INSERT INTO held_row VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE
           SET import_id = excluded.import_id, row = excluded.row
           WHERE (SELECT taken FROM import WHERE id = excluded.import_id)
              >= (SELECT taken FROM import WHERE id = held_row.import_id)""",
        ((shape_id, dumps(cells), key, import_id, number) for number, cells, key in rows[:MOST]),
    )
    if len(rows) <= MOST:
        return ""
    left = f"{len(rows) - MOST:,} rows about nobody on the record were not kept"
    return f"{left}: import the file again once the pupils are in"


def release(db: sqlite3.Connection, at: str, match: Matcher) -> Released:
    """Take rows whose pupil is on the record now, oldest export first; inside the caller's transaction."""
    done = Released()
    found = db.execute(
        """SELECT h.import_id, i.taken, i.file, s.id, s.kind, s.layout, s.system, s.header, s.columns,
                  h.row, h.cells, h.key
           FROM held_row h JOIN held_shape s ON s.id = h.shape_id JOIN import i ON i.id = h.import_id
           ORDER BY i.taken, i.id, s.id, h.row"""
    ).fetchall()
    for _, group in groupby(found, key=lambda row: (row[0], row[3])):
        rows = list(group)
        ready = dict(_ready(db, _table(rows), match, rows[0][0]))
        if ready:
            gone = [row for row in rows if row[10] in ready]
            _take(db, at, match, _table(gone), rows[0][0], done)
            _forget(db, gone)
            done.pupils.update(ready.values())
            done.rows += len(gone)
    return done


def _forget(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    """Take rows out of those that wait, and out of those set aside."""
    db.executemany(
        "DELETE FROM held_row WHERE shape_id = ? AND cells = ?", ((row[3], row[10]) for row in rows)
    )
    db.executemany(
        "DELETE FROM quarantine WHERE import_id = ? AND row = ? AND key = ?",
        ((row[0], row[9], row[11]) for row in rows),
    )


def _table(rows: Sequence[sqlite3.Row]) -> Table:
    _, taken, name, _, kind, layout, system, header, columns = tuple(rows[0])[:9]
    listed = [(row[9], loads(row[10])) for row in rows]
    return Table(
        path=Path(name), name=name, sha256="", kind=kind, layout=layout, header=loads(header),
        columns=loads(columns), header_row=-1, sheet=Listed("held", listed),
        taken=datetime.fromisoformat(taken), taken_from="", system=system,
    )  # fmt: skip


def _ready(db: sqlite3.Connection, table: Table, match: Matcher, import_id: int) -> Iterator[tuple[str, int]]:
    """The cells of each row whose pupil is known now, and who that is."""
    who = Who(table, match)
    told = db.execute("SELECT pupil_id FROM register_import WHERE import_id = ?", (import_id,)).fetchall()
    spoken_of = {row[0] for row in told}
    for number, row in table.rows():
        pupil = who.find(number, row)
        if pupil is not None and pupil not in spoken_of:
            yield dumps(row), pupil


def _take(
    db: sqlite3.Connection, at: str, match: Matcher, table: Table, import_id: int, done: Released
) -> None:
    taken = table.taken.isoformat(timespec="seconds")
    if table.kind == "contacts":
        contacts, _ = read_contacts(table, match)
        done.contacts.add(put_contacts(db, plan_contacts(db, taken, contacts, ()), []))
        return
    read = read_marks(table, match, None, meanings(db, table.system))
    plan = plan_marks(db, taken, read)
    put_marks(db, import_id, at, plan)
    done.marks.add(plan.counts)
