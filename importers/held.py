"""Rows that were set aside and may yet be read: kept whole, and taken the moment they can be.

A row about nobody waits for its pupil, a row with a mark that is no code for what the mark stands for. Each
keeps its own export's time, so that what comes in late overrules nothing newer. A mark never makes a pupil:
only a list of pupils lets rows go, or a person who says who is meant (importers.fixing).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from json import dumps, loads
from pathlib import Path

from core.driver import sqlite3
from importers.table import Listed, Table

Row = tuple[int, list[str], str]  # its number in the file, its cells, what the file calls the pupil
MOST = 20_000  # rows of one file; more are a file gone wrong
DAYS = 90  # for which a row waits


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one import that are kept, as the table they came in; `cells` is theirs by row number."""

    import_id: int
    shape_id: int
    table: Table
    cells: dict[int, list[str]]

    @property
    def taken(self) -> str:
        """When their file was exported."""
        return self.table.taken.isoformat(timespec="seconds")

    def only(self, numbers: Iterable[int]) -> Table:
        """A table of some of the rows."""
        rows = [(number, loads(cells)) for number in sorted(numbers) for cells in self.cells[number]]
        return replace(self.table, sheet=Listed("held", rows), notes=[])


def hold(db: sqlite3.Connection, import_id: int, table: Table, rows: Sequence[Row], now: datetime) -> str:
    """Keep rows of a file that were set aside; return what is to be said of it, as a rule nothing."""
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
    left = f"{len(rows) - MOST:,} rows that were set aside were not kept"
    return f"{left}: import the file again once what is wrong has been put right"


def kept(db: sqlite3.Connection) -> Iterator[Kept]:
    """All rows kept, oldest export first."""
    found = db.execute(
        """SELECT h.import_id, s.id, i.taken, i.file, s.kind, s.layout, s.system, s.header, s.columns,
                  h.row, h.cells
           FROM held_row h JOIN held_shape s ON s.id = h.shape_id JOIN import i ON i.id = h.import_id
           ORDER BY i.taken, i.id, s.id, h.row"""
    ).fetchall()
    for (import_id, shape_id), group in groupby(found, key=lambda row: (row[0], row[1])):
        rows = list(group)
        cells: dict[int, list[str]] = {}
        for row in rows:
            cells.setdefault(row[9], []).append(row[10])
        yield Kept(import_id, shape_id, _table(rows[0]), cells)


def _table(row: sqlite3.Row) -> Table:
    _, _, taken, name, kind, layout, system, header, columns = tuple(row)[:9]
    return Table(
        path=Path(name), name=name, sha256="", kind=kind, layout=layout, header=loads(header),
        columns=loads(columns), header_row=-1, sheet=Listed("held", []),
        taken=datetime.fromisoformat(taken), taken_from="", system=system,
    )  # fmt: skip
