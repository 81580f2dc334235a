"""A backup brought from elsewhere: looked at in a private copy, and refused unless all of it is right."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing
from pathlib import Path

from core import journal
from core.clock import Clock
from core.driver import require_sound, sqlite3
from core.errors import FirstdayError, Refused, Unreadable
from core.keeping.manifest import Manifest, beside, counts, digest, read_manifest
from core.keeping.sealing import is_sealed, unseal
from core.record import Record
from core.schema import APPLICATION_ID, VERSION

_SPARE = 50_000_000  # bytes of room that must be left


def examine(backup: Path, folder: Path, key: Path | None, bare: bool) -> tuple[Path, Manifest | None]:
    """Copy `backup` into the private `folder`, open it if it is sealed, and check everything.

    Returns the checked record and its manifest. `bare` goes on without a manifest. Unreadable or Refused,
    in one line, for whatever is wrong; the file itself is only read.
    """
    manifest = read_manifest(backup)
    if manifest is None and not bare:
        raise Refused(
            f"{backup} has no manifest beside it ({beside(backup).name}), which says what it should hold. "
            "Bring it too, or restore without that check: --without-manifest"
        )
    found = _brought(backup, folder, manifest)
    if is_sealed(found):
        found = _opened(found, folder, key, manifest)
    _look_inside(found, backup, manifest)
    _bring_up_to_date(found, backup)
    return found, manifest


def _brought(backup: Path, folder: Path, manifest: Manifest | None) -> Path:
    """The file copied here, once and for all: what is checked is what will be used."""
    try:
        about = backup.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{backup} is not a file; nothing was touched.")
        free = shutil.disk_usage(folder).free
        if free < 3 * about.st_size + _SPARE:
            raise Refused(
                f"No room beside the record for a copy of {backup}: make {about.st_size >> 18} MB free."
            )
        copy = folder / "brought"
        copy.touch(0o600)
        shutil.copyfile(backup, copy)
    except OSError as error:
        raise Unreadable(f"{backup} cannot be read: {error.strerror}. Nothing was touched.") from error
    for end in ("-wal", "-journal"):
        if os.path.lexists(f"{backup}{end}"):
            raise Refused(f"{backup} has {backup.name}{end} beside it: it is a record in use, no backup.")
    if manifest is not None and digest(copy) != (manifest.sha256, manifest.bytes):
        raise Unreadable(
            f"{backup} is not what its manifest says: it was cut short or altered. Nothing was touched."
        )
    return copy


def _opened(sealed: Path, folder: Path, key: Path | None, manifest: Manifest | None) -> Path:
    if key is None:
        raise Refused("This backup is sealed: give the private key's file with --key.")
    plain = folder / "plain.db"
    plain.touch(0o600)
    unseal(sealed, plain, key)
    sealed.unlink()
    if manifest is not None and digest(plain)[0] != manifest.plain_sha256:
        raise Unreadable("What was sealed is not what the manifest says. Nothing was touched.")
    return plain


def _look_inside(copy: Path, backup: Path, manifest: Manifest | None) -> None:
    """All that can be told without writing one byte."""
    require_sound()
    where = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(where, uri=True, isolation_level=None)) as db:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            wrong = _wrong(db, manifest)
    except (sqlite3.Error, ValueError, TypeError) as error:
        wrong = f"is no sound record ({error})"
    if wrong:
        raise Unreadable(f"{backup} {wrong}; nothing was touched.")


def _wrong(db: sqlite3.Connection, manifest: Manifest | None) -> str:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return "is not a Firstday record"
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if not 1 <= version <= VERSION:
        return (
            f"was made by a newer Firstday (record version {version}, this one knows {VERSION}): update first"
        )
    found = db.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok" or db.execute("PRAGMA foreign_key_check").fetchall():
        return f"is damaged ({found.splitlines()[0]})"
    verdict = journal.verify(db, manifest.head if manifest else "")
    if not verdict.sound:
        return f"has a journal that does not verify ({verdict.said})"
    if manifest and (verdict.head, version) != (manifest.head, manifest.record_version):
        return "has another journal head than its manifest says"
    return "holds other rows than its manifest says" if manifest and counts(db) != manifest.counts else ""


def _bring_up_to_date(copy: Path, backup: Path) -> None:
    """Grow an older record to this version in the private copy, and compare its tables with a new one's.

    A trigger or view that somebody slipped in would act in the record's name: the copy is then dropped.
    """
    from core.keeping.checking import compare_schema

    try:
        with Record.open(copy, Clock()) as record:
            wrong = compare_schema(record)
    except FirstdayError as error:
        raise Unreadable(f"{backup}: {error}") from error
    if wrong:
        raise Unreadable(f"{backup} does not have the tables of a record ({wrong[0]}); nothing was touched.")
