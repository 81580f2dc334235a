"""Who is on, and who is calling whom: courtesies between live sessions, not guards.

A claim is a lease measured on the boot clock, so that a step of the wall clock neither frees nor
freezes anything; it is renewed while the strip is open, and falls at once when its process is dead.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from core.driver import sqlite3
from core.people import Actor, staff_by_account
from core.record import Record
from core.views import Claim

LEASE = 45.0  # seconds; renew every 15


def boot_clock() -> float:
    """Seconds since the machine started, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def boot_id() -> str:
    """What tells this start of the machine from any other; '' where the system does not say."""
    place = Path("/proc/sys/kernel/random/boot_id")
    return place.read_text().strip() if place.exists() else ""


def started(pid: int) -> str:
    """Start time of a process, which tells it from a later one of the same number; '' if it is gone."""
    try:
        about = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return "" if Path("/proc/self").exists() else str(pid)
    state = about.rsplit(")", 1)[1].split()
    return "" if state[0] in "ZX" else state[19]  # a zombie is dead, whoever has not buried it yet


def _alive(row: sqlite3.Row) -> bool:
    return bool(row["boot"] == boot_id() and row["started"] and started(row["pid"]) == row["started"])


def claim(record: Record, actor: Actor, pupil_id: int) -> str:
    """Claim a pupil for calling and return the token; whoever opens the strip last holds it."""
    actor.require_write()
    token = secrets.token_hex(8)
    pid = os.getpid()
    since = record.clock.now().strftime("%H:%M")
    with record.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO claim VALUES (?,?,?,?,?,?,?,?)",
            (pupil_id, actor.account, token, boot_id(), pid, started(pid), boot_clock() + LEASE, since),
        )
    return token


def renew(record: Record, token: str) -> None:
    """Keep a claim for another lease: a long talk without a key keeps it."""
    with record.write() as db:
        db.execute("UPDATE claim SET until = ? WHERE token = ?", (boot_clock() + LEASE, token))


def release(record: Record, token: str) -> None:
    """Free a claim, if it is still held under this token."""
    with record.write() as db:
        db.execute("DELETE FROM claim WHERE token = ?", (token,))


def claims(record: Record) -> dict[int, Claim]:
    """Live claims by pupil: lease not run out and the process still there."""
    rows = record.db.execute("SELECT * FROM claim WHERE until > ?", (boot_clock(),)).fetchall()
    names = staff_by_account(record) if rows else {}
    return {
        row["pupil_id"]: Claim(
            row["pupil_id"],
            row["account"],
            names[row["account"]].name if row["account"] in names else row["account"],
            row["since"],
        )
        for row in rows
        if _alive(row)
    }


def enter(record: Record, actor: Actor) -> str:
    """Note that this process has the board open; sweep out sessions that died without a word."""
    token = secrets.token_hex(8)
    pid = os.getpid()
    since = record.clock.now().strftime("%H:%M")
    with record.write() as db:
        for row in db.execute("SELECT * FROM present").fetchall():
            if not _alive(row):
                db.execute("DELETE FROM present WHERE token = ?", (row["token"],))
        db.execute(
            "INSERT INTO present VALUES (?,?,?,?,?,?)",
            (token, actor.account, boot_id(), pid, started(pid), since),
        )
    return token


def leave(record: Record, token: str) -> None:
    """Take this process off the list of those who are on, and free what it claimed."""
    with record.write() as db:
        db.execute("DELETE FROM present WHERE token = ?", (token,))
        db.execute("DELETE FROM claim WHERE pid = ? AND boot = ?", (os.getpid(), boot_id()))


def people_on(record: Record) -> int:
    """How many live sessions have the board open."""
    return sum(map(_alive, record.db.execute("SELECT * FROM present").fetchall()))
