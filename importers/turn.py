"""One import at a time: whoever imports holds the turn; who comes second is told whom to wait for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from core.driver import sqlite3
from core.errors import RecordError, Refused
from core.people import Actor, staff_by_account
from core.record import Record
from core.text import clean
from core.together.claims import boot_id, started


@contextmanager
def turn(record: Record, actor: Actor, paths: Sequence[Path]) -> Iterator[None]:
    """Hold the turn to import for as long as the block runs.

    Refused, naming who has it since when, while another process imports. The turn of a process that
    died is free at once: boot, number and start time tell it from a later process of the same number.
    """
    pid, boot = os.getpid(), boot_id()
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    what = "".join(clean(path.name, 60) for path in paths[:1]) + more
    since = record.clock.now().strftime("%H:%M")
    with record.write() as db:
        row = db.execute("SELECT * FROM importing").fetchone()
        if row is not None and row["pid"] != pid and _runs(row):
            raise Refused(_told(record, row))
        db.execute(
            "INSERT OR REPLACE INTO importing VALUES (1,?,?,?,?,?,?)",
            (actor.account, boot, pid, started(pid), since, what),
        )
    try:
        yield
    finally:
        with suppress(RecordError), record.write() as db:  # not freed now, it is once the process ends
            db.execute("DELETE FROM importing WHERE pid = ? AND boot = ?", (pid, boot))


def _runs(row: sqlite3.Row) -> bool:
    return bool(row["boot"] == boot_id() and row["started"] and started(row["pid"]) == row["started"])


def _told(record: Record, row: sqlite3.Row) -> str:
    staff = staff_by_account(record).get(row["account"])
    return (
        f"{staff.name if staff else row['account']} has been importing {row['what']} since {row['since']} "
        f"(process {row['pid']}): wait until that is done, then import again. Nothing was changed."
    )
