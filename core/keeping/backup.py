"""A checked copy of the record, taken in one step while everyone works.

The copy is verified before it counts: SQLite's own check, foreign keys, the journal's chain. Its manifest
(core.keeping.manifest) is written last; what became of it is noted in the record (core.keeping.kept_safe).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import journal
from core.connecting import refuse_leftovers
from core.driver import sqlite3
from core.errors import FirstdayError, RecordError, Refused
from core.keeping.manifest import FORMAT, Manifest, beside, counts, digest, read_manifest, write_manifest
from core.record import Record

PATTERN = "firstday-*.db"  # names we choose in a folder, plain or sealed
_ASIDE = ".firstday-backup-"
_STALE = 3600.0  # seconds after which a copy made aside is a dead process's


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and verified."""

    path: Path
    manifest: Manifest
    removed: int = 0  # older ones that made room

    @property
    def said(self) -> str:
        """One line: where it is, what it holds, the head to note."""
        m = self.manifest
        how = ", sealed" if m.sealed else ""
        gone = f" {self.removed} older removed." if self.removed else ""
        return f"{self.path}: {m.counts['pupil']} pupils, {m.events} events{how}. Journal head {m.head}{gone}"


def write_backup(record: Record, place: Path, by: str, to: str = "", keep: int = 0) -> Backup:
    """Copy the record to the file `place`, or into that folder under the day's name; verify; note it.

    `to` is a public key, or a file of them, to seal the copy to. `keep` > 0 removes all but the latest
    that many in the folder (ours, of this school, with their manifests). Refused if something is at the
    file already; RecordError if the copy cannot be made or does not verify: nothing of it is kept, and
    the record notes that it failed.
    """
    from core.keeping import kept_safe
    from core.keeping.heads import tell_log
    from core.keeping.sealing import recipients

    if keep and not _is_folder(place):
        raise Refused("--keep goes with a folder, not with a file's name: firstday backup FOLDER --keep 30")
    keys = recipients(to) if to else []
    try:
        made = _make(record, _target(record, place, bool(keys)), by, keys)
    except Refused:
        raise  # asked for wrongly: no backup was begun
    except FirstdayError as error:
        kept_safe.note_failed(record, by, str(error))
        raise
    kept_safe.note_made(record, by, made.path, made.manifest)
    tell_log(record)
    removed = _make_room(made.path.parent, made.manifest.school, keep) if keep else 0
    return Backup(made.path, made.manifest, removed)


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _target(record: Record, place: Path, sealed: bool) -> Path:
    """The file to write: as named, or today's name in the folder."""
    from core.keeping.sealing import ENDING

    if _is_folder(place):
        name = f"firstday-{record.clock.now():%Y-%m-%d-%H%M%S}"
        names = (
            f"{name}{more}.db{ENDING if sealed else ''}" for more in ("", *(f"-{n}" for n in range(2, 100)))
        )
        return next(one for one in map(place.joinpath, names) if not os.path.lexists(one))
    if sealed and place.suffix != ENDING:
        raise Refused(f"A sealed backup is named so: {place.name}{ENDING}")
    return place


def _make(record: Record, target: Path, by: str, keys: list[Any]) -> Backup:
    with _new(target):
        if keys:
            with _aside(record) as plain:
                facts = _copy(record, plain)
                _seal(plain, target, keys)
        else:
            facts = _copy(record, target)
        manifest = _manifest(record, target, by, facts, "age" if keys else "")
        try:
            _flush(target)
            write_manifest(target, manifest)
        except OSError as error:
            raise RecordError(f"{target}: {error.strerror}. The backup was not made.") from error
    return Backup(target, manifest)


@contextmanager
def _new(target: Path) -> Iterator[None]:
    """Make the file, its owner's only; if the block fails nothing is left of it."""
    there = Refused(
        f"{target} is there already: a backup never overwrites. Give it a new name, with the date."
    )
    if os.path.lexists(target):
        raise there
    if os.path.lexists(beside(target)):
        raise Refused(f"{beside(target)} is there already, of another backup. Give this one a new name.")
    refuse_leftovers(target)
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise there from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", "") or error
        raise RecordError(f"{target} cannot be written: {said}. The backup was not made.") from error
    try:
        yield
    except BaseException:
        for end in ("", "-wal", "-shm", "-journal", ".json"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        raise


@contextmanager
def _aside(record: Record) -> Iterator[Path]:
    """A place for the plain copy of what is to be sealed: beside the record, never where backups go."""
    home = record.path.absolute().parent
    for left in home.glob(f"{_ASIDE}*"):
        if time.time() - left.lstat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=home))
    except OSError as error:
        raise RecordError(f"{home} cannot be written: {error.strerror}. The backup was not made.") from error
    try:
        plain = folder / "plain.db"
        plain.touch(0o600)
        yield plain
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seal(plain: Path, target: Path, keys: list[Any]) -> None:
    from core.keeping.sealing import seal

    try:
        seal(plain, target, keys)
    except OSError as error:
        raise RecordError(f"{target}: {error.strerror or error}. The backup was not made.") from error


@dataclass(frozen=True, slots=True)
class _Facts:
    version: int
    events: int
    head: str
    counts: dict[str, int]
    sha256: str


def _copy(record: Record, target: Path) -> _Facts:
    copy = sqlite3.connect(target, isolation_level=None)
    copy.row_factory = sqlite3.Row
    try:
        record.db.backup(copy)  # one step: a copy in several starts again at every save of others
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        broken = copy.execute("PRAGMA foreign_key_check").fetchall()
        verdict = journal.verify(copy)
        if found != "ok" or broken or not verdict.sound:
            raise RecordError(f"The copy did not verify ({found}; {verdict.said}); it was removed.")
        version = int(copy.execute("PRAGMA user_version").fetchone()[0])
        held = counts(copy)
    except sqlite3.Error as error:
        raise RecordError(f"{target}: {error}. The backup was not made.") from error
    finally:
        copy.close()
    return _Facts(version, verdict.events, verdict.head, held, digest(target)[0])


def _manifest(record: Record, target: Path, by: str, facts: _Facts, sealed: str) -> Manifest:
    from importlib.metadata import version

    sha256, size = digest(target)
    made = record.clock.now().isoformat(timespec="seconds")
    return Manifest(
        FORMAT, target.name, sha256, size, facts.sha256, sealed, record.school, made, by, facts.version,
        version("firstday"), sqlite3.sqlite_version, facts.events, facts.head, facts.counts,
    )  # fmt: skip


def _flush(target: Path) -> None:
    for place in (target, target.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _make_room(folder: Path, school: str, keep: int) -> int:
    """Remove all but the latest `keep` of our own name in a folder; how many went."""
    ours = []
    for path in (*folder.glob(PATTERN), *folder.glob(f"{PATTERN}.age")):
        try:
            manifest = read_manifest(path)
        except FirstdayError:
            continue
        if manifest is not None and manifest.school == school and manifest.file == path.name:
            ours.append((manifest.made, path))
    gone = sorted(ours)[:-keep]
    for _, path in gone:
        path.unlink(missing_ok=True)
        beside(path).unlink(missing_ok=True)
    return len(gone)
