"""The record: the one SQLite file all officers share, and the one transaction that changes it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.clock import Clock
from core.connecting import explain, file_id, make, open_file
from core.driver import is_busy, is_io, sqlite3
from core.errors import RecordDoubt, RecordError
from core.schema import VERSION

if TYPE_CHECKING:
    from core.days import Calendar

PATIENCE = 5.0  # seconds a save waits for somebody else's before it says so


class Record:
    """An open record. One thread at a time; each process and thread opens its own.

    Reads see what is committed; `write()` is the only way to change anything.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Clock) -> None:
        self.db = connection
        self.path = path
        self.clock = clock
        self._place = path.absolute()
        self._file = file_id(self._place)
        self._depth = 0
        self.patience: float | None = None  # seconds a save waits here; None: PATIENCE
        self._calendar: tuple[str, Calendar] | None = None

    @classmethod
    def create(cls, path: Path, school: str, clock: Clock | None = None) -> Record:
        """Make a new record at `path`, readable by its owner only. RecordError if something is there."""
        make(path, school)
        return cls.open(path, clock)

    @classmethod
    def open(cls, path: Path, clock: Clock | None = None, *, asked: bool = False) -> Record:
        """Open the record at `path`. RecordError, in one line, when that cannot be.

        While it is being put back from a backup only who does that may open it (`asked`).
        """
        return cls(open_file(path, asked=asked), path, clock or Clock())

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def data_version(self) -> int:
        """A number that changes when another connection has committed (3–4 µs to ask)."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging picture of the record for several reads. Keep it short."""
        if self.db.in_transaction:
            yield self.db
            return
        try:
            self.db.execute("BEGIN")
            yield self.db
        except sqlite3.Error as error:
            raise explain(error, self.path) from error
        finally:
            if self.db.in_transaction:
                self.db.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The one write transaction: all of it is saved, or none.

        An inner call joins the outer one; what it did goes if it raises, even where the outer one goes
        on. Raises RecordBusy when others held the lock for `PATIENCE` seconds; RecordError when the
        disk is full, or the record was upgraded or replaced under this session; RecordDoubt when the
        disk failed at the commit: an act is then looked up by its id (`core.journal.known`).
        """
        if self._depth:
            with self._inner():
                yield self.db
            return
        self._begin()
        self._depth, committing = 1, False
        try:
            self._still_ours()
            yield self.db
            committing = True
            self.db.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            if committing and is_io(error):
                raise RecordDoubt(
                    f"The disk that holds {self.path} failed while saving ({error}): it is not known whether "
                    "this was saved. Look before you try again, and tell whoever looks after the server."
                ) from error
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                raise explain(error, self.path) from error
            raise
        finally:
            self._depth = 0

    @contextmanager
    def _inner(self) -> Iterator[None]:
        name = f"inner{self._depth}"
        self.db.execute(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has rolled everything back already
                self.db.execute(f"ROLLBACK TO {name}")
                self.db.execute(f"RELEASE {name}")
            raise
        else:
            self.db.execute(f"RELEASE {name}")
        finally:
            self._depth -= 1

    def _still_ours(self) -> None:
        """Stop a session left open over an upgrade or a restore: nobody would read what it saves."""
        if self.db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            raise RecordError("This record was upgraded by a newer Firstday: leave and open it again.")
        if file_id(self._place) != self._file:
            raise RecordError(f"{self.path} was replaced by another file: leave and open it again.")

    def _begin(self) -> None:
        """Take the write lock; our own short, uneven waits, since SQLite's starve who waited longest."""
        give_up = time.monotonic() + (PATIENCE if self.patience is None else self.patience)
        self.db.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.db.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.Error as error:
                    if not is_busy(error) or time.monotonic() > give_up:
                        raise explain(error, self.path) from error
                time.sleep(random.uniform(0.005, 0.025))
        finally:
            self.db.execute("PRAGMA busy_timeout = 5000")

    def setting(self, key: str, default: str = "") -> str:
        """A setting of this school, or `default`."""
        row = self.db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of this school."""
        with self.write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    @property
    def school(self) -> str:
        """The school's name."""
        return self.setting("school", "School")

    @property
    def calendar(self) -> Calendar:
        """The school's calendar, kept until a new one is imported."""
        mark = self.setting("calendar_version")
        if self._calendar is None or self._calendar[0] != mark:
            self._calendar = (mark, self._read_calendar())
        return self._calendar[1]

    def _read_calendar(self) -> Calendar:
        from datetime import date

        from core.days import Calendar, Entry

        rows: list[Any] = self.db.execute(
            "SELECT first, last, kind, name, half FROM calendar_entry ORDER BY first, id"
        ).fetchall()
        return Calendar(
            tuple(Entry(date.fromisoformat(r[0]), date.fromisoformat(r[1]), r[2], r[3], r[4]) for r in rows)
        )
