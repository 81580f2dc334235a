"""Opening the file of a record: how a connection is set, what a file must be, how SQLite's words are told.

Why each setting stands where it does was measured: `docs/reliability.md`. Nothing but this module opens a
connection to a record.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from core.driver import cannot_open, is_busy, is_full, is_outside, require_sound, sqlite3
from core.errors import RecordBusy, RecordError
from core.keeping import place
from core.keeping.maintenance import refuse_if_asked
from core.schema import APPLICATION_ID, VERSION

SETTINGS = {  # pragma → value it must read back as
    "synchronous": 2,  # FULL: an acknowledged save survives a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # erased words leave the file
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "wal_autocheckpoint": 1000,
    "journal_size_limit": 67108864,
}


def _connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    require_sound()
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=5,  # who leaves last locks the record for a moment; writers wait in Record.write
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def _settle(connection: sqlite3.Connection) -> None:
    """Put every setting in force and read each back: a pragma that is not understood is silent."""
    for name, value in SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        found = connection.execute(f"PRAGMA {name}").fetchone()
        # A build without memory maps answers nothing to mmap_size: as good as 0.
        if found is None and name == "mmap_size":
            continue
        if found is None or found[0] != value:
            raise RecordError(
                f"SQLite did not take the setting {name} = {value}; this build is not fit for use."
            )
    connection.execute("PRAGMA busy_timeout = 5000")  # readers only; writers wait in Record.write


def _mode(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        raise RecordError("The record is not in write-ahead mode: restore it from a backup.")


def _identify(connection: sqlite3.Connection, path: Path) -> int:
    """Return the record's version; RecordError if it is no record of ours or a newer one's."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise RecordError(
            f"{path} is not a Firstday record; nothing was touched. Choose another with --record."
        )
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise RecordError(
            f"{path} was made by a newer Firstday (record version {version}, this one knows {VERSION}). "
            "Update Firstday; nothing was touched."
        )
    return version


def _grow(connection: sqlite3.Connection) -> None:
    """Bring the schema to `VERSION` in one transaction: killed anywhere, it is old or new, never between.

    State is folded anew from the journal: an earlier Firstday may have folded the same events otherwise.
    """
    from sqlite_utils import Database

    from core.schema import migrations
    from core.state import rebuild

    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            migrations().apply(Database(connection, execute_plugins=False))
            rebuild(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _look(path: Path) -> None:
    """Identify a record without changing anything, even where the last to leave takes its log away meanwhile.

    A connection that only reads cannot open one whose -shm goes between its looking and its opening.
    """
    for left in range(20, -1, -1):
        try:
            with closing(_connect(path, "ro")) as look:
                _identify(look, path)
            return
        except sqlite3.OperationalError as error:
            if not left or not cannot_open(error):
                raise
            if not Path(f"{path.resolve()}-wal").exists():
                return  # no log is left that could be played into the file
            time.sleep(random.uniform(0.005, 0.025))


def explain(error: Exception, path: Path) -> RecordError:
    """One line for what SQLite said, with the remedy."""
    if is_busy(error):
        return RecordBusy("Somebody else is saving and the record stayed busy; nothing was lost. Try again.")
    if is_full(error):
        return RecordError(
            f"No room on the disk that holds {path}: make room, then save again. Nothing was lost."
        )
    said = str(error)
    if "not a database" in said or "malformed" in said:
        return RecordError(f"{path} is not a Firstday record or is damaged ({said}); nothing was touched.")
    if "readonly" in said or "unable to open" in said:
        return RecordError(f"{path} cannot be written here: {place.why_not(path)}.")
    return RecordError(f"{path}: {said}. Nothing was saved.")


def told(error: Exception, path: Path) -> Exception:
    """What a read raised, as the one line that says so; a fault of ours as it is."""
    return explain(error, path) if is_outside(error) else error


def _is_there(path: Path) -> bool:
    """Whether anything is at `path`, a dangling link included. RecordError if one may not look."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise RecordError(
            f"{path} cannot be reached: {_words_of(error)}. Choose another with --record."
        ) from error
    return True


def _words_of(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def refuse_leftovers(path: Path) -> None:
    """Refuse a new database beside another's log: SQLite would play that log into it."""
    for end in ("-wal", "-shm", "-journal"):
        left = Path(f"{path}{end}")
        if _is_there(left):
            raise RecordError(
                f"{left} is left over from another record and holds its latest saves; nothing was touched. "
                "Move it away together with that record, or choose another place."
            )


def file_id(path: Path) -> tuple[int, int] | None:
    """Which file is at `path`: looked at, never opened, since closing it would drop SQLite's locks."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def make(path: Path, school: str) -> None:
    """Make the file of a new record, readable by its owner only. RecordError if something is there."""
    if _is_there(path):
        raise RecordError(f"{path} is there already; nothing was touched. Choose another with --record.")
    refuse_leftovers(path)
    require_sound()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made 0600
    except OSError as error:
        raise RecordError(
            f"{path.parent} cannot be written: {error.strerror}. Choose another place."
        ) from error
    os.close(handle)
    new = Path(name)
    try:
        _fill(new, school)
        os.link(new, path)  # unlike rename, never over another record made meanwhile
    except FileExistsError as error:
        raise RecordError(f"{path} is there already; nothing was touched.") from error
    except OSError as error:
        raise RecordError(
            f"{path.parent} cannot hold a record: {_words_of(error)}. Choose a place on a local disk."
        ) from error
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        for leftover in (new, Path(f"{new}-wal"), Path(f"{new}-shm")):
            leftover.unlink(missing_ok=True)


def _fill(path: Path, school: str) -> None:
    connection = _connect(path)
    connection.execute("PRAGMA journal_mode = wal").fetchall()
    _settle(connection)
    _grow(connection)
    connection.execute("INSERT INTO setting VALUES ('school', ?)", (school,))
    connection.close()


def open_file(path: Path, *, asked: bool = False) -> sqlite3.Connection:
    """Open a record's file, grown to this version. RecordError, in one line, when that cannot be.

    While it is being put back from a backup only who does that may open it (`asked`).
    """
    if not asked:
        refuse_if_asked(path)
    if not _is_there(path):
        raise RecordError(
            f"There is no record at {path}. Make one with: firstday init --school NAME, or try: firstday demo"
        )
    if not path.is_file():
        raise RecordError(f"{path} is not a file, so no record. Choose another with --record.")
    place.refuse_as_root(path)
    connection = None
    try:
        if Path(f"{path.resolve()}-wal").exists():
            # Only looked at: a writing connection would play another program's log into its file.
            _look(path)
        connection = _connect(path)
        version = _identify(connection, path)
        _settle(connection)
        _mode(connection)
        if version < VERSION:
            _grow(connection)
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise sqlite3.OperationalError("attempt to write a readonly database")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise explain(error, path) from error
        raise
    return connection
