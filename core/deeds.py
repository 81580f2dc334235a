"""What people did that bears on a morning, read back: attempts, reasons, arrivals, handovers, casework."""

from __future__ import annotations

from datetime import date, datetime

from core.driver import sqlite3
from core.model import Arrival, Attempt, Casework, Handover, Outcome, Reason

_ATTEMPT = "id, pupil_id, day, at, by, outcome, contact, contact_id, phone, reason, code, note, ring_at"


def attempt_of(row: sqlite3.Row) -> Attempt:
    """One attempt from a row of `_ATTEMPT`."""
    v = list(row)
    v[2], v[3], v[5] = date.fromisoformat(v[2]), datetime.fromisoformat(v[3]), Outcome(v[5])
    return Attempt(*v)


def attempts_of(db: sqlite3.Connection, pupil_id: int) -> list[Attempt]:
    """All attempts about one pupil, oldest first."""
    rows = db.execute(
        f"SELECT {_ATTEMPT} FROM attempt WHERE pupil_id = ? ORDER BY id", (pupil_id,)
    ).fetchall()
    return [attempt_of(row) for row in rows]


def attempts(db: sqlite3.Connection, day: str) -> dict[int, list[Attempt]]:
    """All attempts of one day by pupil, oldest first."""
    found: dict[int, list[Attempt]] = {}
    for row in db.execute(f"SELECT {_ATTEMPT} FROM attempt WHERE day = ? ORDER BY id", (day,)).fetchall():
        found.setdefault(row[1], []).append(attempt_of(row))
    return found


_REASON = "pupil_id, day, until, word, code, source, by, at"


def _reason(row: sqlite3.Row) -> Reason:
    v = list(row)
    v[1], v[2], v[7] = date.fromisoformat(v[1]), date.fromisoformat(v[2]), datetime.fromisoformat(v[7])
    return Reason(*v)


# An arrival ends a reason: who came in and is away again later has not been explained by it.
_ENDED = """SELECT 1 FROM arrival a WHERE a.pupil_id = reason.pupil_id AND a.id > reason.id"""


def reasons(db: sqlite3.Connection, day: str, pupil_id: int | None = None) -> dict[int, Reason]:
    """The latest reason that covers the day and no arrival has ended, by pupil (of one, if given)."""
    rows = db.execute(
        f"""SELECT {_REASON} FROM reason WHERE until >= ? AND day <= ? AND pupil_id = coalesce(?, pupil_id)
            AND NOT EXISTS ({_ENDED}) ORDER BY id""",
        (day, day, pupil_id),
    ).fetchall()
    return {row[0]: _reason(row) for row in rows}


def arrivals(db: sqlite3.Connection, day: str) -> dict[int, Arrival]:
    """The latest arrival of each pupil on one day."""
    rows = db.execute(
        "SELECT pupil_id, day, time, by, at FROM arrival WHERE day = ? ORDER BY id", (day,)
    ).fetchall()
    return {
        r[0]: Arrival(r[0], date.fromisoformat(r[1]), r[2], r[3], datetime.fromisoformat(r[4])) for r in rows
    }


def handovers(db: sqlite3.Connection, day: str) -> dict[int, Handover]:
    """Open handovers up to `day`: with no arrival and no explaining reason since, in the order of acts."""
    rows = db.execute(
        """SELECT pupil_id, day, why, by, at, acked_by, acked_at FROM handover h WHERE day <= ?
           AND NOT EXISTS (SELECT 1 FROM arrival a WHERE a.pupil_id = h.pupil_id AND a.id > h.id)
           AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.pupil_id = h.pupil_id AND r.id > h.id)
           ORDER BY id""",
        (day,),
    ).fetchall()
    return {
        r[0]: Handover(
            r[0], date.fromisoformat(r[1]), r[2], r[3], datetime.fromisoformat(r[4]), r[5],
            datetime.fromisoformat(r[6]) if r[6] else None,
        )
        for r in rows
    }  # fmt: skip


def casework(db: sqlite3.Connection) -> dict[int, Casework]:
    """Owner, review and next step of every pupil who has any."""
    rows = db.execute(
        "SELECT pupil_id, owner, owner_by, review, review_by, step, step_by FROM casework"
    ).fetchall()
    return {
        r[0]: Casework(r[0], r[1], r[2], date.fromisoformat(r[3]) if r[3] else None, r[4], r[5], r[6])
        for r in rows
    }
