"""Files coming in: C3 (a year amended while officers save), R7 (no room), R14 (a migration killed)."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from core.acts import add_note
from core.driver import sqlite3
from core.errors import FirstdayError
from core.record import Record
from core.together import drafts
from tests.core.test_growing import record_of_version_2
from tests.importers.desk import MARKS, Desk, upn
from tests.soak.measure import ME, Effort, Finding, answers, child, opened, saving, share


def days_of() -> list[str]:
    """190 weekdays of the school year."""
    days = (date(2025, 9, 1) + timedelta(days=n) for n in range(400))
    return [day.isoformat() for day in days if day.weekday() < 5][:190]


def _year(code: str, pupils: int) -> str:
    rows = (
        f"{upn(n)},{day},{half},{code}\n"
        for n in range(1, pupils + 1)
        for day in days_of()
        for half in ("AM", "PM")
    )
    return MARKS + "".join(rows)


def _reading(path: Path, until: float) -> dict[str, Any]:
    took = list[float]()
    with opened(path) as record:
        while time.monotonic() < until:
            began = time.perf_counter()
            record.db.execute(
                "SELECT cells FROM register WHERE pupil_id = ?", (1 + len(took) % 2000,)
            ).fetchall()
            took.append((time.perf_counter() - began) * 1000)
            time.sleep(0.05)
    return {"took": took}


def c3(effort: Effort) -> list[Finding]:
    """760,000 marks amended while eight officers save and two read."""
    folder = effort.folder / "c3"
    folder.mkdir()
    pupils = max(100, round(2000 * min(1.0, effort.length * 2)))
    desk = Desk(folder).with_pupils(pupils, "ABCDEFGH")
    desk.one(desk.file(_year("/", pupils)), "2026-11-18T09:00")
    file = desk.file(_year("I", pupils))
    desk.record.close()
    until = time.monotonic() + max(15, 40 * min(1.0, effort.length * 2))
    ids = list(range(1, pupils + 1))
    officers = [child(lambda: saving(desk.path, ME, ids, until, 0.2)) for _ in range(8)]
    readers = [child(lambda: _reading(desk.path, until)) for _ in range(2)]
    began = time.monotonic()
    desk.record = opened(desk.path)
    result = desk.one(file, "2026-11-19T09:00")
    seconds = time.monotonic() - began
    log = Path(f"{desk.path}-wal").stat().st_size / 1e6
    told, read = answers(officers), answers(readers)
    took = [one for answer in told for one in answer["took"]]
    failed = [one for answer in told for one in answer["failed"]]
    reads = share([one for answer in read for one in answer["took"]], 0.99)
    limit = 500 if effort.slow else 250
    return [
        Finding("C3", f"{result.marks.changed:,} marks amended, {len(took)} saves: failed", "0",
                str(len(failed)), not failed),
        Finding("C3", "the worst save", f"≤ {limit} ms", f"{max(took):.0f} ms", max(took) <= limit),
        Finding("C3", "the import", "≤ 120 s", f"{seconds:.1f} s", seconds <= 120),
        Finding("C3", "a read, p99", "≤ 20 ms", f"{reads:.1f} ms", reads <= 20),
        Finding("C3", "the log", "≤ 256 MB", f"{log:.0f} MB", log <= 256),
    ]  # fmt: skip


def r7(effort: Effort) -> list[Finding]:
    """The disk fills: at a note, a draft and an import; then room is made."""
    place = effort.folder / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        return [Finding("R7", "a disk of its own", "a tmpfs", "not run: mounting needs root", True)]
    try:
        desk = Desk(place).with_pupils(50)
        try:
            return _fill(effort, place, desk)
        finally:
            desk.record.close()
    finally:
        subprocess.run(["umount", str(place)], capture_output=True, check=False)


def _fill(effort: Effort, place: Path, desk: Desk) -> list[Finding]:
    file = effort.folder / "marks.csv"
    file.write_text(_year("/", 50))
    ballast = place / "ballast"
    out = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(out, b"x" * 4096):
            pass
    os.close(out)
    said = []
    tries = (
        lambda: [add_note(desk.record, ME, [1], "x" * 3000) for _ in range(400)],
        lambda: [drafts.save(desk.record, ME, "note", n, "y" * 3000) for n in range(1, 51)],
        lambda: said.append(str(desk.load(file)[0].error)),
    )
    for attempt in tries:
        try:
            attempt()
        except FirstdayError as error:
            said.append(str(error))
    plain = len(said) == len(tries) and all("No room" in line and "\n" not in line for line in said)
    rows = desk.rows("SELECT count(*) FROM import WHERE kind = 'marks'") == [(0,)]
    ballast.unlink()
    add_note(desk.record, ME, [1], "room again")
    whole = desk.record.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return [
        Finding("R7", "full at a note, a draft, an import", "a plain line each",
                f"{len(said)} of {len(tries)}", plain),
        Finding("R7", "nothing half done; works once there is room", "yes",
                "yes" if rows and whole else "no", rows and whole),
    ]  # fmt: skip


def r14(effort: Effort) -> list[Finding]:
    """A migration killed at many points leaves the old or the new schema, and runs again."""
    folder = effort.folder / "r14"
    folder.mkdir()
    record_of_version_2(folder / "old.db")
    points, wrong, died = effort.many(50), 0, 0
    for point in range(1, points + 1):
        path = Path(shutil.copy(folder / "old.db", folder / f"{point}.db"))
        [answer] = answers([child(lambda p=path, n=point: _grow_until(p, n))])
        died += answer is None
        with sqlite3.connect(path) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            old = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'mark_change'").fetchone()[0]
        db.close()
        wrong += (version == 2) is not bool(old)
        with Record.open(path) as record:
            wrong += record.db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    what = f"{died} kills of a migration: neither old nor new, or unsound"
    return [Finding("R14", what, "0", str(wrong), died == points and not wrong)]


def _grow_until(path: Path, statement: int) -> str:
    """Open the record, which brings it to this version; die at that statement."""
    from core import connecting as room

    count = 0
    connect = room._connect

    def watched(place: Path, mode: str = "rw") -> sqlite3.Connection:
        made = connect(place, mode)

        def look(_: str) -> None:
            nonlocal count
            count += 1
            if count == statement + 20:
                os.kill(os.getpid(), 9)

        made.set_trace_callback(look)
        return made

    room._connect = watched
    Record.open(path).close()
    return f"lived: {count} statements"
