"""The record's files, and the disk they lie on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from core.keeping import place
from core.keeping.checkup.finding import GRAVE, LOOK, OK, Finding

LITTLE = 1_000_000_000  # bytes of room under which to look
NONE_LEFT = 200_000_000  # … and under which a morning's work may not fit


def look(path: Path) -> list[Finding]:
    """Owner, modes, links, file system, room; where the record cannot be reached, that alone."""
    try:
        found = [_finding(wrong) for wrong in place.wrongs(path)]
        about = path.stat()
        where = _file_system(path)
        room = [*_room("room", path.parent, path), *_left(path)]
    except OSError as error:
        return [Finding("files", GRAVE, f"{error.filename or path}: {error.strerror}",
                        "name the record with --record, and run this as its owner")]  # fmt: skip
    owner = place.names(about.st_uid, about.st_gid)
    return [*(found or [Finding("files", OK, f"{path}, of {owner}")]), where, *room]


def _finding(wrong: place.Wrong) -> Finding:
    return Finding("files", GRAVE if wrong.grave else LOOK, wrong.said, wrong.remedy)


def _file_system(path: Path) -> Finding:
    kind = place.file_system(path)
    if place.on_network(kind):
        return Finding("file system", GRAVE, f"{kind}, shared between machines: saves can be lost there",
                       "move the record to the server's own disk (docs/server.md)")  # fmt: skip
    if kind in place.PASSING:
        return Finding("file system", LOOK, f"{kind}: what lies there does not outlive the machine's start",
                       "move the record to the server's own disk")  # fmt: skip
    return Finding("file system", OK, kind or "this system does not say which")


def _room(what: str, folder: Path, record: Path) -> list[Finding]:
    free = shutil.disk_usage(folder).free
    size = record.stat().st_size
    said = f"{free // 1_000_000:,} MB free in {folder}"
    if free < max(NONE_LEFT, size):
        return [Finding(what, GRAVE, said, "make room now: nothing can be saved on a full disk")]
    if free < max(LITTLE, 4 * size):
        return [Finding(what, LOOK, said, "make room soon")]
    return [Finding(what, OK, said)]


def _left(record: Path) -> list[Finding]:
    """What backups and restores left beside the record: whole copies of it, that somebody must clear away."""
    left = [one for one in record.parent.glob(".firstday-backup-*") if os.access(one, os.R_OK)]
    return [
        Finding("files", LOOK, f"{one}: left by a backup that was stopped", f"rm -r {one}") for one in left
    ] + [
        Finding(
            "files", LOOK, f"{one}: what stood here before a restore", f"once it is not needed: rm -r {one}"
        )
        for one in sorted(record.parent.glob(f"{record.name}-before-*"))
    ]
