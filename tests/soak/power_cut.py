"""R5: the power is cut. What a disk could then hold is built from what was really written and synced.

Two processes save through the program's own path while a shim (`power_cut.c`) writes down every write,
truncation, sync and unlink in the record's folder, and each acknowledgement. At random moments of that log
images are made: everything synced is there; of what was not, each sector of 512 bytes is there or is not,
and the folder's own changes up to any of them. A record must open from each, sound, hold all that had been
acknowledged, and be what the record was at some moment. The -shm file is left out: SQLite makes it anew.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core import journal, record
from core.acts import add_note
from core.driver import sqlite3
from core.errors import FirstdayError
from core.journal import new_act
from core.together import drafts
from tests.importers.desk import Desk
from tests.soak.measure import ME, Effort, Finding, opened, shim

SECTOR = 512
SHARES = (0.0, 0.5, 0.9)  # of the sectors that were written and not synced, how many are there
_HEAD = struct.Struct("<IIIIq")
_WRITER = "import sys; from tests.soak.power_cut import write; write(*sys.argv[1:])"


# -- what is saved ----------------------------------------------------------------------------------------


def write(path: str, writer: str, count: str, synchronous: str) -> None:
    """Save so many notes and drafts; each is acknowledged in the folder's `acks` once the program says so.

    The record is left and opened again now and then: the last to leave empties the log and unlinks it.
    """
    record.SETTINGS["synchronous"] = int(synchronous)
    acks = os.open(Path(path).with_name("acks"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for first in range(0, int(count), 40):
        with opened(Path(path)) as mine:
            for n in range(first, min(first + 40, int(count))):
                act = new_act()
                add_note(mine, ME, [1 + n % 20], f"note {n} of {writer}", act=act)
                os.write(acks, f"act {act}\n".encode())
                drafts.save(mine, ME, "note", int(writer), f"{n}")
                os.write(acks, f"draft {writer} {n}\n".encode())


def _record_log(folder: Path, counts: tuple[int, ...], synchronous: int) -> tuple[Path, Path]:
    """The record's folder as it was before the first save, and the log of what was done to it."""
    live, before, log = folder / "live", folder / "before", folder / "log"
    live.mkdir(parents=True)
    desk = Desk(live).with_pupils(20)
    desk.record.close()
    shutil.copytree(live, before)
    env = {**os.environ, "LD_PRELOAD": str(shim("power_cut")), "FIRSTDAY_CUT": str(live.resolve()),
           "FIRSTDAY_CUT_LOG": str(log)}  # fmt: skip
    args = [sys.executable, "-c", _WRITER, str(desk.path)]
    running = [
        subprocess.Popen([*args, str(n), str(count), str(synchronous)], env=env)
        for n, count in enumerate(counts, 1)
    ]
    if any(one.wait(1800) for one in running):
        raise RuntimeError("a writer failed")
    return before, log


# -- what a disk may hold ---------------------------------------------------------------------------------


@dataclass
class Entry:
    """One line of the shim's log."""

    op: str
    pid: int
    name: str
    offset: int
    data: bytes


def entries(log: Path) -> Iterator[Entry]:
    """The shim's log from its beginning."""
    with log.open("rb") as file:
        while head := file.read(_HEAD.size):
            op, pid, name, more, offset = _HEAD.unpack(head)
            yield Entry(chr(op), pid, file.read(name).decode(), offset, file.read(more))


@dataclass
class Held:
    """One file: what is safe on the disk, and what is written and not synced (when, where, what)."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, int, bytes | None]] = field(default_factory=list)  # None: cut off there

    def sync(self, before: int) -> None:
        """What was written before that moment is safe now."""
        for at, offset, data in self.waiting:
            if at < before:
                _put(self.safe, offset, data)
        self.waiting = [one for one in self.waiting if one[0] >= before]

    def image(self, share: float, chance: random.Random) -> bytes:
        """What may be found after a cut now."""
        found = bytearray(self.safe)
        for _, offset, data in self.waiting:
            if data is None:
                if chance.random() < share:
                    _put(found, offset, None)
                continue
            for start, end in _sectors(offset, len(data)):
                if chance.random() < share:
                    _put(found, start, data[start - offset : end - offset])
        return bytes(found)


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _sectors(offset: int, length: int) -> Iterator[tuple[int, int]]:
    at, end = offset, offset + length
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, stop
        at = stop


class Disk:
    """The folder on a disk whose cache is lost with the power."""

    def __init__(self, before: Path) -> None:
        self.now = {one.name: Held(bytearray(one.read_bytes())) for one in before.iterdir()}
        self.safe = dict(self.now)  # names whose entry in the folder is safe
        self.waiting: list[tuple[int, str, Held | None]] = []  # entries made (or, None, taken away) since
        self.begun: dict[tuple[int, str], int] = {}
        self.acts: set[str] = set()
        self.drafts: dict[str, int] = {}

    def take(self, at: int, one: Entry) -> None:
        """Do what entry number `at` says."""
        if one.name == "acks":
            kind, *what = one.data.decode().split()
            if kind == "act":
                self.acts.add(what[0])
            elif kind == "draft":
                self.drafts[what[0]] = int(what[1])
            return
        match one.op:
            case "w":
                self._file(at, one.name).waiting.append((at, one.offset, one.data))
            case "t":
                self._file(at, one.name).waiting.append((at, one.offset, None))
            case "b":
                self.begun[one.pid, one.name] = at
            case "s":
                self._sync(one.name, self.begun[one.pid, one.name])
            case "u":
                self.now.pop(one.name, None)
                self.waiting.append((at, one.name, None))
            case "r":
                moved = self.now.pop(one.name)
                self.now[one.data.decode()] = moved
                self.waiting += [(at, one.data.decode(), moved), (at, one.name, None)]

    def _file(self, at: int, name: str) -> Held:
        if name not in self.now:
            self.now[name] = Held()
            self.waiting.append((at, name, self.now[name]))
        return self.now[name]

    def _sync(self, name: str, before: int) -> None:
        if name:
            if name in self.now:
                self.now[name].sync(before)
            return
        for at, one, held in self.waiting:
            if at < before:
                _link(self.safe, one, held)
        self.waiting = [one for one in self.waiting if one[0] >= before]

    def image(self, folder: Path, share: float, chance: random.Random) -> None:
        """Write what may be found after a cut now into an empty folder."""
        names = dict(self.safe)
        for _, name, held in self.waiting[: chance.randint(0, len(self.waiting)) if share else 0]:
            _link(names, name, held)
        for name, held in names.items():
            if name.startswith("record.db") and not name.endswith("-shm"):
                file = folder / name
                file.write_bytes(held.image(share, chance))
                file.chmod(0o600)


def _link(names: dict[str, Held], name: str, held: Held | None) -> None:
    if held is None:
        names.pop(name, None)
    else:
        names[name] = held


# -- what is found ----------------------------------------------------------------------------------------


@dataclass
class Tally:
    """Images looked at, and what was wrong with them."""

    images: int = 0
    lost: int = 0  # images without something that had been acknowledged
    corrupt: int = 0
    torn: int = 0  # images that are no moment of the record's own past
    acknowledged: int = 0

    def look(self, path: Path, disk: Disk, past: list[bytes]) -> None:
        """Open one image as the program does, and compare."""
        self.images += 1
        self.acknowledged = len(disk.acts)
        try:
            with opened(path) as found:
                db = found.db
                whole = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                self.corrupt += not (whole and journal.verify(db).sound)
                rows = db.execute("SELECT act, hash FROM event ORDER BY id").fetchall()
                notes = db.execute("SELECT count(*) FROM note").fetchone()[0]
                typed = {str(row[0]): int(row[1]) for row in db.execute("SELECT pupil_id, body FROM draft")}
        except (FirstdayError, sqlite3.Error):
            self.corrupt += 1
            return
        self.torn += [row[1] for row in rows] != past[: len(rows)] or notes != len(rows) - 1  # the import
        drafted = all(typed.get(one, -1) >= n for one, n in disk.drafts.items())
        self.lost += not drafted or not disk.acts <= {row[0] for row in rows}


def _cuts(log: Path, several: int, chance: random.Random) -> set[int]:
    """Moments to cut at: half anywhere, half straight after an acknowledgement."""
    total, acks = 0, []
    for total, one in enumerate(entries(log), 1):
        if one.name == "acks":
            acks.append(total)
    after = chance.sample(acks, min(len(acks), several // 2))
    other = sorted(set(range(1, total + 1)) - set(after))
    return {*after, *chance.sample(other, several - len(after))}


def tally(folder: Path, counts: tuple[int, ...], images: int, synchronous: int) -> Tally:
    """Save, cut the power again and again, and look at what is found."""
    before, log = _record_log(folder, counts, synchronous)
    with opened(folder / "live" / "record.db") as last:
        past = [row[0] for row in last.db.execute("SELECT hash FROM event ORDER BY id")]
    chance, disk, found, place = random.Random(5), Disk(before), Tally(), folder / "image"
    cuts = _cuts(log, max(1, images // len(SHARES)), chance)
    for at, one in enumerate(entries(log), 1):
        disk.take(at, one)
        for share in SHARES if at in cuts else ():
            place.mkdir()
            disk.image(place, share, chance)
            found.look(place / "record.db", disk, past)
            shutil.rmtree(place)
    log.unlink()
    return found


def r5(effort: Effort) -> list[Finding]:
    """Power cuts, and the same with the one setting that is known to lose, which shows that this looks."""
    if shim("power_cut") is None:
        return [Finding("R5", "power cuts", "a C compiler", "not run: no cc for the shim", True)]
    saves = effort.many(800)
    found = tally(effort.folder / "full", (saves, saves // 2), effort.many(600), 2)
    normal = tally(effort.folder / "normal", (max(40, saves // 8),), 30, 1)
    bad = (found.lost, found.corrupt, found.torn)
    what = f"{found.images} images of {3 * saves:,} saves: lost, corrupt, no moment of its past"
    return [
        Finding("R5", what, "0, 0, 0", ", ".join(map(str, bad)), not any(bad) and found.acknowledged > 0),
        Finding("R5", f"the same at synchronous=NORMAL, {normal.images} images: some lose, none corrupt",
                "> 0, 0", f"{normal.lost}, {normal.corrupt}", normal.lost > 0 and not normal.corrupt),
    ]  # fmt: skip
