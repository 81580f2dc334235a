"""Asking everybody to leave the record, and finding out whether they have.

The request is a file beside the record, not a row in it: a record may be put back because it is damaged.
Sessions look for it as often as for others' saves; who opens a record then is told to come back later.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.driver import sqlite3
from core.errors import RecordError
from core.text import clean

# SQLite's lock bytes: whoever has a record open in write-ahead mode holds some of them, shared.
_LOCKS, _LOCKS_LENGTH = 0x40000000, 512
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks everybody to leave; `alive` is whether they are still at it."""

    by: str
    since: str  # HH:MM
    alive: bool


def flag_of(record: Path) -> Path:
    """Where the request lies while there is one."""
    return record.with_name(f"{record.name}-maintenance")


def stage_of(record: Path) -> Path:
    """The folder in which a record is made ready to be put back."""
    return record.with_name(f"{record.name}-restoring")


def plan_of(record: Path) -> Path:
    """What is there while files are being moved, and from a restore that was stopped there."""
    return record.with_name(f"{record.name}-restoring.json")


def request(record: Path) -> Request | None:
    """The request for this record, if there is one."""
    try:
        held = json.loads(flag_of(record).read_text("utf-8"))
        pid, mark, boot = int(held["pid"]), str(held["started"]), str(held["boot"])
        by, since = clean(str(held["by"])), clean(str(held["since"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Request("somebody", "", False)
    return Request(by, since, _lives(pid, boot, mark))


def _lives(pid: int, boot: str, mark: str) -> bool:
    """Whether the process of this number, since this start of the machine, is still the same one."""
    from core.together.claims import boot_id, started

    return bool(boot == boot_id() and mark and started(pid) == mark)


def refuse_if_asked(record: Path) -> None:
    """RecordError while a record is being put back, and after a restore that was stopped half way."""
    half_way = os.path.lexists(plan_of(record))
    if not half_way and not os.path.lexists(flag_of(record)):
        return
    asked = request(record)
    if asked is not None and asked.alive:
        raise RecordError(
            f"The record is being put back from a backup by {asked.by}: come back in a few minutes."
        )
    if half_way:
        raise RecordError(
            f"Putting {record} back was stopped half way; nothing is lost. "
            "Run the same again: firstday restore FILE"
        )


@contextmanager
def asking_to_leave(record: Path, by: str) -> Iterator[None]:
    """Ask everybody to leave for as long as the block runs."""
    from core.together.claims import boot_id, started

    held = {"by": by, "since": f"{datetime.now():%H:%M}", "pid": os.getpid(), "boot": boot_id(),
            "started": started(os.getpid())}  # fmt: skip
    flag = flag_of(record)
    new = flag.with_name(f"{flag.name}.new")
    new.write_text(json.dumps(held), "utf-8")
    new.chmod(0o644)  # who works is told by it, whoever owns the record
    new.replace(flag)
    try:
        yield
    finally:
        flag.unlink(missing_ok=True)


def who_is_on(record: Path) -> list[str]:
    """Names of those who have the board open, as far as the record can still say."""
    with suppress(sqlite3.Error), closing(_look(record)) as db:
        names = {row["account"]: row["name"] for row in db.execute("SELECT account, name FROM staff")}
        rows = db.execute("SELECT * FROM present ORDER BY since").fetchall()
        return [
            clean(f"{names.get(row['account'], row['account'])} (since {row['since']})")
            for row in rows
            if _lives(row["pid"], row["boot"], row["started"])
        ]
    return []


def _look(record: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{record.absolute().as_uri()}?mode=ro", uri=True, timeout=1, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


@contextmanager
def alone_with(record: Path, patience: float) -> Iterator[bool]:
    """Wait for everybody to have closed the record, then keep them out; False if some have not by then.

    This process must have no connection to the record: closing the file would drop its locks.
    """
    until = time.monotonic() + patience
    handle = os.open(record, os.O_RDWR)
    try:
        while not (alone := _lock(handle)) and time.monotonic() < until:
            time.sleep(_LOOK)
        yield alone
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS_LENGTH, _LOCKS)
    except OSError:
        return False
    return True
