"""The inbox: a folder where the MIS's scheduled reports land, emptied by cron, each settled file once.

A file is settled when its size and time have stood still for a minute, or `NAME.done` lies beside it.
What was taken lies in `done/`, what was refused in `failed/`, each beside a log; both for their owner's
eyes alone, and for a stated number of days, since they hold children's data. A file refused for the
record's sake (busy, no room on the disk) stays for the next run.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from core.coming_in import REFUSED, refused_files
from core.errors import RecordError, Refused, Unreadable
from core.people import Actor
from core.record import Record
from core.text import clean
from importers.apply import FileResult, Options, import_files

SETTLED = 60.0  # seconds
KEEP = 30  # days
MOST_OFFERED = 200  # files of each folder, the latest
MARKER = ".done"
_STALE = 86_400.0  # seconds
_LOCK = ".taking.lock"
_HALF_WRITTEN = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".log", MARKER)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file of the inbox; `moved_to` is '' where it stays for the next run."""

    result: FileResult
    moved_to: str

    @property
    def line(self) -> str:
        """One line of JSON without a word about any child: rows set aside are counted, not named."""
        told = self.result.as_dict()
        told["quarantined"] = len(self.result.quarantined)
        if self.result.outcome != "refused":
            told["notes"] = len(self.result.notes)
        told["moved_to"] = self.moved_to
        return json.dumps(told, ensure_ascii=False)


def take_inbox(
    record: Record, actor: Actor, folder: Path, options: Options, keep: int = KEEP, settled: float = SETTLED
) -> list[Taken]:
    """Take every settled file of `folder` once. Refused if it is no folder one may write.

    While another run is at it there is nothing to take: two crons at once do no harm.
    """
    actor.require_write()
    folder = _folder(folder)
    with _alone(folder) as first:
        if not first:
            return []
        for name in ("taking", "done", "failed"):
            _own(folder / name)
        found = _moved_in(folder, settled)
        results = import_files(record, actor, found, options)
        taken = [_put_away(folder, path, _of(path, results)) for path in found]
        for name in ("done", "failed"):
            _purge(folder / name, keep)
        if taken:
            _tell_screens(record, taken)
        return taken


@dataclass(frozen=True, slots=True)
class Offered:
    """A file of the inbox that somebody may look at: refused, waiting for the next run, or taken."""

    path: Path
    where: str
    at: float


def offered(folder: Path, settled: float = SETTLED) -> list[Offered]:
    """The inbox's own files: refused, then waiting, then taken, the latest first; no link, no half file."""
    found: list[Offered] = []
    for where, place in (("refused", folder / "failed"), ("waiting", folder), ("taken", folder / "done")):
        if not place.is_dir() or (place != folder and place.is_symlink()) or not os.access(place, os.R_OK):
            continue
        wanted = [one for one in place.iterdir() if _wanted(one)]
        paths = [one for one in wanted if place != folder or _is_settled(one, settled)]
        rows = [Offered(one, where, one.stat().st_mtime) for one in paths]
        found += sorted(rows, key=lambda one: -one.at)[:MOST_OFFERED]
    return found


def unsettled(folder: Path, settled: float = SETTLED) -> tuple[int, int]:
    """How many files are too fresh to be taken, and in how many seconds the last of them may be."""
    fresh = [one for one in folder.iterdir() if _wanted(one) and not _is_settled(one, settled)]
    return len(fresh), max((ceil(settled - _age(one)) for one in fresh), default=0)


def put_back(folder: Path, path: Path) -> bool:
    """Lay a refused file into the inbox again for the next run; whether it was one and could be moved."""
    if path.parent != folder / "failed":
        return False
    try:
        path.rename(_free(folder / path.name))
    except OSError:
        return False
    return True


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise Unreadable(f"{clean(str(folder))}: no such folder. Make it, and let the MIS write there.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"{clean(str(folder))}: files cannot be moved out of it. Give this account the folder.")
    return folder


def _own(place: Path) -> None:
    """Make a folder of ours in the inbox. Refused if a link or another's lies there.

    Who may write into the inbox could else have any folder of this account emptied and its files moved.
    """
    place.mkdir(mode=0o700, exist_ok=True)
    about = place.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
        raise Refused(f"{clean(str(place))}: a link, or another account's. Move it away; nothing was taken.")


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this run is the only one here; the lock falls with the process, however it ends."""
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def _moved_in(folder: Path, settled: float) -> list[Path]:
    """The settled files, moved to where nobody else writes; those an interrupted run left there first."""
    taking = folder / "taking"
    found = sorted(path for path in taking.iterdir() if _plain(path))
    held = {path.name for path in found}
    for path in sorted(folder.iterdir()):
        if path.name not in held and _wanted(path) and _is_settled(path, settled):
            path.rename(taking / path.name)
            path.with_name(path.name + MARKER).unlink(missing_ok=True)
            found.append(taking / path.name)
    return found


def _wanted(path: Path) -> bool:
    name = path.name
    return not name.startswith((".", "~")) and not name.lower().endswith(_HALF_WRITTEN) and _plain(path)


def _plain(path: Path) -> bool:
    """Whether it is a file of its own: no folder, no link to somewhere else, soft or hard."""
    about = path.lstat()
    return stat.S_ISREG(about.st_mode) and about.st_nlink == 1


def _open_elsewhere(path: Path) -> bool:
    """Whether LibreOffice has it open; a lock left behind by a crash holds a file for a day at most."""
    lock = path.with_name(f".~lock.{path.name}#")
    return lock.exists() and time.time() - lock.lstat().st_mtime < _STALE


def _is_settled(path: Path, settled: float) -> bool:
    if _open_elsewhere(path):
        return False
    if path.with_name(path.name + MARKER).exists():
        return True
    return _age(path) >= settled


def _age(path: Path) -> float:
    """For how many seconds a file has stood still where it is."""
    about = path.stat()
    return time.time() - max(about.st_mtime, about.st_ctime)


def _of(path: Path, results: Sequence[FileResult]) -> FileResult:
    return next(result for result in results if result.path == path)


def _put_away(folder: Path, path: Path, result: FileResult) -> Taken:
    """Move a file to where it belongs, its log beside it."""
    if isinstance(result.error, RecordError):  # the record's trouble, not the file's: for the next run
        path.rename(_free(folder / path.name))
        return Taken(result, "")
    place = "failed" if result.outcome == "refused" else "done"
    target = _free(folder / place / path.name)
    path.rename(target)
    target.chmod(0o600)
    log = json.dumps(result.as_dict(), ensure_ascii=False, indent=1)
    handle = os.open(f"{target}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(log + "\n")
    return Taken(result, f"{place}/{target.name}")


def _free(target: Path) -> Path:
    """The place itself, or the first free one with a number: nothing is overwritten."""
    number, found = 1, target
    while found.exists():
        number += 1
        found = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return found


def _purge(folder: Path, keep: int) -> None:
    """Remove what has lain here longer than `keep` days since it came."""
    oldest = time.time() - keep * 86_400
    for path in folder.iterdir():
        if _plain(path) and path.stat().st_ctime < oldest:
            path.unlink(missing_ok=True)


def _tell_screens(record: Record, taken: Sequence[Taken]) -> None:
    """Keep what was refused where the board can show it, that day or until a file of the series is taken."""
    now = record.clock.now()
    came = {_series(one.result.file) for one in taken}
    kept = [
        one for one in refused_files(record) if one.at.date() == now.date() and _series(one.file) not in came
    ]
    failed = [[one.at.isoformat(timespec="minutes"), one.file, one.why] for one in kept]
    failed += [
        [now.isoformat(timespec="minutes"), one.result.file, str(one.result.error)]
        for one in taken
        if one.result.error is not None
    ]
    said = json.dumps(failed, ensure_ascii=False) if failed else ""
    if said != record.setting(REFUSED):
        record.set_setting(REFUSED, said)


def _series(name: str) -> str:
    """What the exports of one report are called, whatever day or time each has in its name."""
    return re.sub(r"\d+", "", name).casefold()
