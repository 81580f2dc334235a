"""Who is on, and who is calling whom: courtesies between live sessions, not guards.

A claim is a lease measured on the boot clock, so that a step of the wall clock neither frees nor
freezes anything; it is renewed while the strip is open, and falls at once when its process is dead.
Each open strip has its own: two people may ring about one pupil, each told of the other.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from core.clock import boot_clock
from core.driver import sqlite3
from core.people import Actor, staff_by_account
from core.record import Record
from core.views import Claim

LEASE = 45.0  # seconds; renew every 15
KEPT = 12 * 3600.0  # seconds for which one that ran out still tells its strip's late log what it has missed


def boot_id() -> str:
    """What tells this start of the machine from any other; '' where the system does not say."""
    place = Path("/proc/sys/kernel/random/boot_id")
    return place.read_text().strip() if place.exists() else ""


def started(pid: int) -> str:
    """Start time of a process, which tells it from a later one of the same number; '' if it is gone."""
    try:
        about = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return "" if Path("/proc/self").exists() or not there(pid) else str(pid)
    state = about.rsplit(")", 1)[1].split()
    return "" if state[0] in "ZX" else state[19]  # a zombie is dead, whoever has not buried it yet


def there(pid: int) -> bool:
    """Whether a process of this number is there: all that can be told where there is no /proc (macOS)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another account's
    return True


def _alive(row: sqlite3.Row) -> bool:
    return bool(row["boot"] == boot_id() and row["started"] and started(row["pid"]) == row["started"])


def new_token() -> str:
    """The token of one strip."""
    return secrets.token_hex(8)


def claim(record: Record, actor: Actor, pupil_id: int, token: str = "", opened: int | None = None) -> str:
    """Claim a pupil for calling and return the token of this strip; others who ring already keep theirs.

    A strip that opened before it could claim gives its `token` and the last event there then was.
    """
    actor.require_write()
    token = token or new_token()
    pid = os.getpid()
    since = record.clock.now().strftime("%H:%M")
    with record.write() as db:
        db.execute("DELETE FROM claim WHERE until <= ?", (boot_clock() - KEPT,))
        db.execute(
            """INSERT OR REPLACE INTO claim
               (token, pupil_id, account, boot, pid, started, until, since, event)
               VALUES (?,?,?,?,?,?,?,?, coalesce(?, (SELECT max(id) FROM event), 0))""",
            (
                token,
                pupil_id,
                actor.account,
                boot_id(),
                pid,
                started(pid),
                boot_clock() + LEASE,
                since,
                opened,
            ),
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


def callers(record: Record, pupil_id: int | None = None) -> dict[int, tuple[Claim, ...]]:
    """Live claims by pupil (of one, if given), who began first in front: lease running, process there."""
    rows = record.db.execute(
        """SELECT * FROM claim WHERE until > ? AND pupil_id = coalesce(?, pupil_id)
           ORDER BY since, event, account, token""",
        (boot_clock(), pupil_id),
    ).fetchall()
    names = staff_by_account(record) if rows else {}
    found: dict[int, tuple[Claim, ...]] = {}
    for row in filter(_alive, rows):
        account = row["account"]
        name = names[account].name if account in names else account
        one = Claim(row["pupil_id"], account, name, row["since"], row["token"])
        found[one.pupil_id] = (*found.get(one.pupil_id, ()), one)
    return found


def claims(record: Record) -> dict[int, Claim]:
    """Who is calling about whom, by pupil: where several are, the one who began first."""
    return {one: several[0] for one, several in callers(record).items()}


def meanwhile(record: Record, actor: Actor, pupil_id: int, token: str) -> tuple[str, ...]:
    """Who else rings about a pupil, or has logged a call since the strip of `token` opened: accounts."""
    ringing = [one.account for one in callers(record, pupil_id).get(pupil_id, ()) if one.token != token]
    mine = record.db.execute("SELECT event FROM claim WHERE token = ?", (token,)).fetchone()
    logged = (
        record.db.execute(
            "SELECT by FROM attempt WHERE pupil_id = ? AND id > ? AND outcome <> 'message' ORDER BY id",
            (pupil_id, mine["event"]),
        ).fetchall()
        if mine
        else []
    )
    everybody = dict.fromkeys([*(row["by"] for row in logged), *ringing])
    return tuple(one for one in everybody if one != actor.account)


def enter(record: Record, actor: Actor) -> str:
    """Note that this process has the board open; sweep out sessions that died without a word."""
    token = new_token()
    pid = os.getpid()
    since = record.clock.now().strftime("%H:%M")
    with record.write() as db:
        for table in ("present", "claim"):
            for row in db.execute(f"SELECT * FROM {table}").fetchall():
                if not _alive(row):
                    db.execute(f"DELETE FROM {table} WHERE token = ?", (row["token"],))
        db.execute(
            "INSERT INTO present VALUES (?,?,?,?,?,?)",
            (token, actor.account, boot_id(), pid, started(pid), since),
        )
    return token


def leave(record: Record, token: str) -> None:
    """Take this process off the list of those who are on, and free what it claimed."""
    with record.write() as db:
        db.execute(
            """DELETE FROM claim WHERE pid = ? AND boot = ?
               AND account = (SELECT account FROM present WHERE token = ?)""",
            (os.getpid(), boot_id(), token),
        )
        db.execute("DELETE FROM present WHERE token = ?", (token,))


def people_on(record: Record) -> int:
    """How many people have the board open; one with two windows is one."""
    rows = record.db.execute("SELECT * FROM present").fetchall()
    return len({row["account"] for row in rows if _alive(row)})


def sessions(record: Record) -> frozenset[str]:
    """Tokens of all that is live, boards and strips: changes when somebody comes, goes or dies."""
    rows = record.db.execute("SELECT token, boot, pid, started FROM present").fetchall()
    calls = record.db.execute(
        "SELECT token, boot, pid, started FROM claim WHERE until > ?", (boot_clock(),)
    ).fetchall()
    return frozenset(row["token"] for row in (*rows, *calls) if _alive(row))
