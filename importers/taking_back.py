"""Taking back the latest import: what it changed is kept beside it, row by row, until it is too long ago.

While a file is written, temporary triggers keep every row of the record as it was before. Only the latest
import is ever taken back, so that nothing later rests on it; once it is gone, the one before is the latest.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from core import journal
from core.driver import sqlite3
from core.errors import Refused
from core.people import Actor, as_now
from core.record import Record
from core.schema import STATE_TABLES

STAFF = "staff"  # the kind of a staff file
KEPT = 5  # imports that can be taken back, one after the other
_NOT_KEPT = {"event", "event_body", "undone", "import", "import_before", "importing", *STATE_TABLES,
             "claim", "present", "draft", "_sqlite_migrations"}  # fmt: skip
# Rows that name their import are found by it; but what a calendar cuts in two keeps its own import's name.
_NAMED_OTHERWISE = {"calendar_entry"}


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest import: what it was, and whether it can be taken back."""

    id: int
    file: str
    kind: str
    at: str
    by: str  # account
    kept: bool

    @property
    def said(self) -> str:
        """`marks.csv (marks) of 20 Nov 09:12`, as a prompt names it."""
        came = datetime.fromisoformat(self.at)
        return f"{self.file} ({self.kind}), in since {came.day} {came:%b %H:%M}"

    def staff_of(self, actor: Actor) -> bool:
        """Whether it is a staff file that this person brought."""
        return self.kind == STAFF and self.by == actor.account


def latest(record: Record) -> Latest | None:
    """The latest import; None where there is none."""
    row = record.db.execute(
        """SELECT id, file, kind, at, by,
                  EXISTS (SELECT 1 FROM import_before b WHERE b.import_id = i.id) AS kept
           FROM import i ORDER BY id DESC LIMIT 1"""
    ).fetchone()
    if row is None:
        return None
    return Latest(row["id"], row["file"], row["kind"], row["at"], row["by"], bool(row["kept"]))


@contextmanager
def kept_as_before(db: sqlite3.Connection, import_id: int) -> Iterator[None]:
    """Keep each row that is written inside, as it was; to be used inside `Record.write`."""
    db.execute("DELETE FROM import_before WHERE import_id <= ?", (import_id - KEPT,))
    _keep(db, import_id, "", "", None)  # so that an import that changed nothing can be taken back too
    replaced = db.execute("PRAGMA recursive_triggers").fetchone()[0]
    db.execute("PRAGMA recursive_triggers = ON")  # else a row that is replaced would go unseen
    made = [name for table in _tables(db) for name in _watch(db, table, import_id)]
    try:
        yield
    finally:
        for name in made:
            db.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
        db.execute(f"PRAGMA recursive_triggers = {replaced}")


def _keep(db: sqlite3.Connection, import_id: int, table: str, key: str, old: str | None) -> None:
    db.execute("INSERT INTO import_before (import_id, place, row, old) VALUES (?,?,?,?)",
               (import_id, table, key, old))  # fmt: skip


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [row[0] for row in rows if row[0] not in _NOT_KEPT and not row[0].startswith("sqlite_")]


def _columns(db: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """All columns of a table, and those of its primary key."""
    rows = db.execute(f"PRAGMA main.table_info({table})").fetchall()
    return [row["name"] for row in rows], [row["name"] for row in rows if row["pk"]]


def _by_import(table: str, columns: list[str]) -> bool:
    return "import_id" in columns and table not in _NAMED_OTHERWISE


def _watch(db: sqlite3.Connection, table: str, import_id: int) -> list[str]:
    """Make the triggers of one table; their names."""
    columns, keys = _columns(db, table)
    pairs = ", ".join(f"'{name}', old.{name}" for name in columns)
    made = []
    for verb in ("INSERT", "UPDATE", "DELETE"):
        # What waited in an earlier file comes in under that file's name.
        others = verb == "INSERT" and _by_import(table, columns)
        when = f"WHEN new.import_id <> {import_id}" if others else ""
        side = "new" if verb == "INSERT" else "old"
        key = f"json_array({', '.join(f'{side}.{name}' for name in keys)})"
        kept = "NULL" if verb == "INSERT" else f"json_object({pairs})"
        name = f"keep_{verb.lower()}_{table}"
        db.execute(
            f"""CREATE TEMP TRIGGER {name} AFTER {verb} ON main.{table} {when} BEGIN
                INSERT INTO import_before (import_id, place, row, old)
                VALUES ({import_id}, '{table}', {key}, {kept}); END"""
        )
        made.append(name)
    return made


def take_back(record: Record, actor: Actor, shown: int | None = None) -> str:
    """Take the latest import back and say what was taken back; with `shown`, only if it is still that one.

    Refused where there is none, where it is too long ago, where people have since worked with pupils that
    only it brought, and for a staff file that somebody else brought: it may be what took a role away. Who
    brought it takes it back even if it took their own away: else nothing but a backup would mend that.
    """
    with record.write() as db:
        found = latest(record)
        if found is None or not found.staff_of(actor):
            actor.require_write()
            as_now(record, actor).require_write()
        if found is None:
            raise Refused("Nothing has been imported yet.")
        if shown not in (None, found.id):
            raise Refused(f"{found.said}: it came since you looked, so nothing was taken back. Look again.")
        if found.kind == STAFF and not found.staff_of(actor):
            raise Refused(
                f"{found.said}: it says who may do what, so only {found.by}, who brought it, takes it back. "
                "Import the right file instead."
            )
        if not found.kept:
            raise Refused(f"{found.said}: too long ago to be taken back. Import the right file instead.")
        db.execute("PRAGMA defer_foreign_keys = ON")
        _put_back(db, found.id)
        if broken := db.execute("PRAGMA foreign_key_check").fetchall():
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise Refused(
                f"{found.said}: people have worked with pupils that only this file brought ({tables}), "
                "so it stays. Import the right file instead."
            )
        record.set_setting("calendar_version", secrets.token_hex(4))
        now = record.clock.now()
        data = {"file": found.file, "kind": found.kind, "import": found.id}
        entry = journal.Entry("import-undone", None, now.date().isoformat(), data)
        journal.append(db, journal.new_act(), now, actor.account, [entry])
    return f"Taken back: {found.said}"


def _put_back(db: sqlite3.Connection, import_id: int) -> None:
    """Every row as it was before the import, latest change first; and no trace of the import."""
    tables = {table: _columns(db, table) for table in _tables(db)}
    for table, (columns, _) in tables.items():
        if _by_import(table, columns):
            db.execute(f"DELETE FROM {table} WHERE import_id = ?", (import_id,))
    rows = db.execute(
        "SELECT place, row, old FROM import_before WHERE import_id = ? AND place <> '' ORDER BY id DESC",
        (import_id,),
    ).fetchall()
    for place, key, old in rows:
        columns, keys = tables[place]
        where = " AND ".join(f"{name} IS ?" for name in keys)
        db.execute(f"DELETE FROM {place} WHERE {where}", json.loads(key))
        if old is not None:
            values = json.loads(old)
            db.execute(
                f"INSERT INTO {place} ({', '.join(values)}) VALUES ({','.join('?' * len(values))})",
                tuple(values.values()),
            )
    db.execute("DELETE FROM import_before WHERE import_id = ?", (import_id,))
    db.execute("DELETE FROM import WHERE id = ?", (import_id,))
