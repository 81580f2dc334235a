"""Whether the record is what it should be, beside the journal's own chain: its state and its schema.

The chain covers the events. The tables that follow from them, and the list of acts taken back, can be
worked out anew; so a row changed there by hand, or by a fault of ours, is found by doing just that.
"""

from __future__ import annotations

from core.driver import sqlite3
from core.record import Record
from core.schema import STATE_TABLES, VERSION, migrations

FOLLOWS = (*STATE_TABLES, "undone")
_NAMED = 3  # rows of a table that are named one by one


def compare_state(record: Record) -> list[str]:
    """Fold all state again in a copy, and name what differs, one line a finding; [] if nothing does.

    Seconds for a large journal, and memory for a copy of the record: for `check`, never for a screen.
    """
    from core import state
    from core.scratch import scratch

    with scratch(record) as copy:
        held = {table: _rows(copy.db, table) for table in FOLLOWS}
        copy.db.execute("BEGIN")
        state.rebuild(copy.db)
        return [line for table in FOLLOWS for line in _differences(table, held[table], _rows(copy.db, table))]


def _rows(db: sqlite3.Connection, table: str) -> set[tuple[object, ...]]:
    return {tuple(row) for row in db.execute(f"SELECT * FROM {table}").fetchall()}


def _differences(table: str, held: set[tuple[object, ...]], meant: set[tuple[object, ...]]) -> list[str]:
    """What a table holds and should not, and the other way round: rows by their key, never by their words."""
    found = []
    for rows, said in ((held - meant, "does not follow from the journal"), (meant - held, "is missing")):
        keys = sorted(str(row[0]) for row in rows)
        found += [f"{table} {key}: {said}" for key in keys[:_NAMED]]
        if len(keys) > _NAMED:
            found.append(f"{table}: {len(keys) - _NAMED} more rows, each {said}")
    return found


def compare_schema(record: Record) -> list[str]:
    """Compare tables, indices, triggers and views with those of a new record; [] if they are the same.

    A trigger or a view that somebody slipped in would act, or speak, in the record's name.
    """
    from sqlite_utils import Database

    new = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrations().apply(Database(new, execute_plugins=False))
        meant, held = _schema(new), _schema(record.db)
    finally:
        new.close()
    found = [f"{name}: not of Firstday's making" for name in sorted(held.keys() - meant.keys())]
    found += [f"{name}: missing" for name in sorted(meant.keys() - held.keys())]
    found += [f"{name}: altered" for name in sorted(meant) if name in held and held[name] != meant[name]]
    version = record.db.execute("PRAGMA user_version").fetchone()[0]
    return found if version == VERSION else [f"version {version}, not {VERSION}", *found]


def _schema(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT type || ' ' || name, sql FROM sqlite_master ORDER BY 1").fetchall()
    return {str(row[0]): " ".join((row[1] or "").split()) for row in rows}
