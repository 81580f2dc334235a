"""Putting a record back from a backup: never over a live file, and never half.

The backup is checked in a folder beside the record. Then everybody is asked to leave; once nobody has the
record open its files are moved away together, and the checked copy takes their place. Killed anywhere,
the next `restore` finishes that or puts everything back, and says which.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from core.connecting import refuse_leftovers
from core.errors import RecordError, Refused
from core.keeping.maintenance import alone_with, asking_to_leave, plan_of, stage_of, who_is_on
from core.keeping.manifest import counts, digest
from core.keeping.untrusted import examine
from core.record import Record

PATIENCE = 30.0  # seconds in which everybody may save and leave
ENDS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now: `head` is the journal's, `aside` the folder of what stood before ('' if nothing)."""

    path: Path
    pupils: int
    events: int
    head: str
    aside: str
    began: str = "Put back"

    @property
    def said(self) -> str:
        """One line."""
        kept = f" What was there before is in {self.aside}." if self.aside else ""
        held = f"{self.pupils} pupils, {self.events} events"
        return f"{self.began} {self.path}: {held}.{kept} Journal head {self.head}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is being moved, and with which mode and group the new record stands."""

    aside: str  # '' where nothing stood before
    mode: int
    group: int
    sha256: str  # of the checked record that takes the place


@dataclass(frozen=True, slots=True)
class How:
    """How a restore is asked for: by whom, with which key, and how much it may go without."""

    by: str
    key: Path | None = None
    now: bool = False  # go on though some have not left: what they save then stays with the old record
    bare: bool = False  # without a manifest
    patience: float = PATIENCE


def restore(path: Path, backup: Path, how: How, say: Callable[[str], None]) -> Restored:
    """Put the record at `path` back from `backup`; `say` tells what is waited for.

    FirstdayError, with everything as it was, when the backup is not right in every way, the place is
    another's, or somebody does not leave.
    """
    _refuse_place(path, backup)
    with _stage(path) as folder:
        if plan_of(path).exists():
            with asking_to_leave(path, how.by):
                return _take_up(path, folder)
        if not os.path.lexists(path):
            refuse_leftovers(path)
        new, _ = examine(backup, folder, how.key, how.bare)
        new = new.rename(folder / "new.db")
        _flush(new)
        plan = _plan(path, new)
        with asking_to_leave(path, how.by), _nobody_on(path, how, say):
            _write(plan_of(path), json.dumps(asdict(plan)))
            _swap(path, new, plan)
            return _told(path, plan.aside)


def _refuse_place(path: Path, backup: Path) -> None:
    """A place that is not ours to change, or not what it should be."""
    if path.is_symlink() or (os.path.lexists(path) and not path.is_file()):
        raise Refused(f"{path} is a link or no file: name the record's own place with --record.")
    if not backup.exists() and not plan_of(path).exists():
        raise Refused(f"{backup} does not exist: look at the path. Nothing was touched.")
    if path.exists() and backup.exists() and path.samefile(backup):
        raise Refused(f"{backup} is the record itself, no backup.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place in (path, path.parent):
        if place.exists() and place.stat().st_uid != os.geteuid():
            owner = _name(place.stat().st_uid)
            raise Refused(
                f"{place} belongs to {owner}, and only {owner} puts one there: sudo -u {owner} firstday …"
            )


def _name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


@contextmanager
def _stage(path: Path) -> Iterator[Path]:
    """The folder of one restore at a time; it goes unless files are being moved."""
    folder = stage_of(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RecordError(f"Somebody else is putting {path} back just now.") from error
        if not plan_of(path).exists():
            for left in folder.iterdir():
                left.unlink()
        yield folder
    finally:
        if not plan_of(path).exists():
            shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _plan(path: Path, new: Path) -> Plan:
    sha256 = digest(new)[0]
    if not path.exists():
        about = path.parent.stat()
        shared = about.st_mode & stat.S_ISGID and about.st_mode & stat.S_IWGRP
        return Plan("", 0o660 if shared else 0o600, about.st_gid if shared else -1, sha256)
    about = path.stat()
    return Plan(
        str(_free(path.with_name(f"{path.name}-before-{datetime.now():%Y-%m-%d-%H%M%S}"))),
        stat.S_IMODE(about.st_mode),
        about.st_gid,
        sha256,
    )


def _free(place: Path) -> Path:
    """This name, or with a number: nothing that was kept before is ever written over."""
    several = (place.with_name(f"{place.name}-{n}") for n in count(2))
    return next(one for one in chain([place], several) if not os.path.lexists(one))


@contextmanager
def _nobody_on(path: Path, how: How, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until nobody has the record open, and keep everybody out. Refused, naming them, if they stay."""
    if not path.exists():
        yield
        return
    on = who_is_on(path)
    if on:
        say(f"Asked to save and leave: {', '.join(on)} …")
    with alone_with(path, how.patience) as alone:
        if not alone and not how.now:
            who = ", ".join(who_is_on(path)) or "another command, perhaps an import"
            raise Refused(
                f"Still at work on {path}: {who}. Nothing was changed. Try again, or go on all the same with "
                "--now: what they save from then on stays with the old record."
            )
        yield


def _swap(path: Path, new: Path, plan: Plan) -> None:
    """Move the old files away, the record first, then put the new one there. May be run again anywhere."""
    if plan.aside:
        aside = Path(plan.aside)
        aside.mkdir(mode=0o700, exist_ok=True)
        for end in ("", *ENDS):
            left = Path(f"{path}{end}")
            if os.path.lexists(left) and not (end == "" and left.samefile(new)):
                left.rename(aside / left.name)
        _flush(aside)
    new.chmod(plan.mode)
    if plan.group >= 0 and new.stat().st_gid != plan.group:
        os.chown(new, -1, plan.group)
    if not os.path.lexists(path):
        os.link(new, path)  # unlike rename, never over another file
    _flush(path.parent)
    new.unlink()
    plan_of(path).unlink()


def _take_up(path: Path, folder: Path) -> Restored:
    """Finish a restore that was stopped while files were moved; or put back what it had moved."""
    plan = Plan(**json.loads(plan_of(path).read_text("utf-8")))
    new = folder / "new.db"
    if new.exists() and digest(new)[0] == plan.sha256:
        _swap(path, new, plan)
        return _told(path, plan.aside, "Finished what was stopped: put back")
    if os.path.lexists(path):  # the new one stands already
        plan_of(path).unlink()
        return _told(path, plan.aside, "Finished what was stopped: put back")
    for end in (*ENDS, ""):  # the record last: until then nobody can open it without its log
        moved = Path(plan.aside) / f"{path.name}{end}"
        if moved.exists():
            moved.rename(f"{path}{end}")
    plan_of(path).unlink()
    return _told(path, "", "The stopped restore was taken back, as before it:")


def _told(path: Path, aside: str, began: str = "Put back") -> Restored:
    """Open what stands now, verify it, and say what it holds. The request to leave must still stand."""
    from core import journal

    with Record.open(path, asked=True) as record:
        verdict = journal.verify(record.db)
        pupils = counts(record.db)["pupil"]
    if not verdict.sound:
        raise RecordError(f"{path} stands but its journal does not verify: {verdict.said}")
    return Restored(path, pupils, verdict.events, verdict.head, aside, began)


def _write(place: Path, text: str) -> None:
    """Write a small file whole or not at all, durably."""
    new = place.with_name(f"{place.name}.new")
    with new.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(place)
    _flush(place.parent)


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
