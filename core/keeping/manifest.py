"""What lies beside a backup: which file it is, what it holds, and the journal's head on that day.

`FILE.json`, written last: a backup without one was not finished. It is no secret and no proof by itself;
its head, noted elsewhere, is.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from core.driver import sqlite3
from core.errors import Unreadable

FORMAT = 1
LARGEST = 100_000  # bytes of a manifest; ours take about one thousand
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's papers; `sha256` and `bytes` of the file as it lies, `plain_sha256` of the record in it."""

    format: int
    file: str
    sha256: str
    bytes: int
    plain_sha256: str
    sealed: str  # '' or 'age'
    school: str
    made: str  # ISO, English wall time
    by: str
    record_version: int
    firstday: str
    sqlite: str
    events: int
    head: str
    counts: dict[str, int]  # rows of every table


def beside(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(f"{backup.name}.json")


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file. Never of a record in use: closing it would drop SQLite's locks."""
    sum_, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            sum_.update(piece)
            size += len(piece)
    return sum_.hexdigest(), size


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table, by name."""
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        if not row[0].startswith("sqlite_")
    ]
    return {name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Write it, durably, readable by its owner only."""
    handle = os.open(beside(backup), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, ensure_ascii=False, indent=1)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())


def read_manifest(backup: Path) -> Manifest | None:
    """The manifest beside a backup, None if there is none; Unreadable if it is not one of ours."""
    place = beside(backup)
    try:
        with place.open("rb") as source:
            held = json.loads(source.read(LARGEST))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Unreadable(f"{place} is no manifest of a backup ({error}); nothing was touched.") from error
    try:
        found = Manifest(**{field.name: held[field.name] for field in fields(Manifest)})
        right = found.format == FORMAT and all(
            isinstance(getattr(found, field.name), str) for field in fields(Manifest) if field.type == "str"
        )
        right = right and isinstance(found.events, int) and isinstance(found.counts, dict)
    except (KeyError, TypeError):
        right = False
    if not right:
        raise Unreadable(f"{place} is no manifest of a backup that this Firstday knows; nothing was touched.")
    return found
