"""A checked copy of the record, taken in one step while everyone works."""

from __future__ import annotations

import os
from pathlib import Path

from core import journal
from core.driver import sqlite3
from core.errors import RecordError, Refused
from core.record import Record, refuse_leftovers


def write_backup(record: Record, target: Path) -> str:
    """Copy the record to `target`, verify the copy, and say what it holds and the journal's head.

    Refused if something is at `target`; RecordError if the copy does not verify (it is removed).
    """
    refuse_leftovers(target)
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise Refused(
            f"{target} is there already: a backup never overwrites. Give it a new name, with the date."
        ) from error
    except (OSError, ValueError) as error:
        raise Refused(f"{target} cannot be written: {getattr(error, 'strerror', '') or error}.") from error
    try:
        return _copy(record, target)
    except BaseException:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        raise


def _copy(record: Record, target: Path) -> str:
    copy = sqlite3.connect(target, isolation_level=None)
    copy.row_factory = sqlite3.Row
    try:
        record.db.backup(copy)  # one step: a copy in several starts again at every save of others
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        broken = copy.execute("PRAGMA foreign_key_check").fetchall()
        verdict = journal.verify(copy)
        if found != "ok" or broken or not verdict.sound:
            raise RecordError(f"The copy did not verify ({found}; {verdict.said}); it was removed.")
        pupils = copy.execute("SELECT count(*) FROM pupil").fetchone()[0]
    except sqlite3.Error as error:
        raise RecordError(f"{target}: {error}. The backup was not made.") from error
    finally:
        copy.close()
    return f"{target}: {pupils} pupils, {verdict.events} events. Journal head {verdict.head}"
