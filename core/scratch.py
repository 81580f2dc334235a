"""A copy of the record in memory, to try something on: nobody waits for it, and nobody sees it."""

from __future__ import annotations

from core.driver import sqlite3
from core.record import Record


def scratch(record: Record) -> Record:
    """Copy the record as it stands now; whatever is done to the copy is gone when it is closed."""
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    record.db.backup(copy)
    copy.row_factory = sqlite3.Row
    copy.execute("PRAGMA foreign_keys = ON")
    return Record(copy, record.path, record.clock)
