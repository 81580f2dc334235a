"""The SQLite driver: the only module that may import one.

Two copies of SQLite in one process drop each other's locks on a shared file, so this takes the same
copy as sqlite-utils does: pysqlite3 when it can be imported, else the standard library's. Importing
it here directly keeps sqlite-utils (and what it loads) out of the board's start.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from core.errors import RecordError

if TYPE_CHECKING:
    import sqlite3 as sqlite3  # noqa: PLC0414 -- the alias is what exports it to other modules
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        sqlite3 = importlib.import_module("sqlite3")

BUSY = 5
FULL = 13
IO = 10
CANNOT_OPEN = 14
# Busy, read-only, failing, damaged, full, not to be opened, no database: never a fault of ours.
OUTSIDE = (BUSY, 8, IO, 11, FULL, CANNOT_OPEN, 26)

Version = tuple[int, ...]


def sound(version: Version) -> bool:
    """Whether this SQLite is free of the WAL-reset race (3.7.0 to 3.51.2, but for two back-ports)."""
    if version == (3, 52, 0):  # withdrawn
        return False
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def require_sound() -> None:
    """Refuse to go on with a SQLite that can lose acknowledged commits. There is no override."""
    if not sound(sqlite3.sqlite_version_info):
        raise RecordError(
            f"SQLite {sqlite3.sqlite_version} can lose saved work when several people write at once. "
            "Install a sound one: pip install 'pysqlite3>=0.6.1' (README, “Which machines”)."
        )


def is_busy(error: Exception) -> bool:
    """Whether `error` says that somebody else holds the lock."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == BUSY


def is_full(error: Exception) -> bool:
    """Whether `error` says that the disk is full."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == FULL


def is_io(error: BaseException) -> bool:
    """Whether `error` says that the disk failed to read or write."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == IO


def cannot_open(error: BaseException) -> bool:
    """Whether `error` says that a file of the record could not be opened."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == CANNOT_OPEN


def is_outside(error: BaseException) -> bool:
    """Whether `error` is the disk's or the file's, or somebody else holds the lock; not a fault of ours."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in OUTSIDE
