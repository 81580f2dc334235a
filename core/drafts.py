"""What is typed and not yet saved: in the record within a second, gone with the real save."""

from __future__ import annotations

from core.people import Actor
from core.record import Record
from core.text import NOTE_LIMIT, clean_note


def save(record: Record, actor: Actor, kind: str, pupil_id: int, text: str) -> None:
    """Keep what `actor` has typed so far; an empty text drops it."""
    actor.require_write()
    if not text:
        drop(record, actor, kind, pupil_id)
        return
    at = record.clock.now().isoformat(timespec="seconds")
    body = text if text.isprintable() and len(text) <= NOTE_LIMIT else clean_note(text)
    with record.write() as db:
        db.execute(
            "INSERT OR REPLACE INTO draft VALUES (?,?,?,?,?)", (actor.account, kind, pupil_id, body, at)
        )


def load(record: Record, actor: Actor, kind: str, pupil_id: int) -> str:
    """What `actor` had typed for this pupil, '' if nothing."""
    row = record.db.execute(
        "SELECT body FROM draft WHERE account = ? AND kind = ? AND pupil_id = ?",
        (actor.account, kind, pupil_id),
    ).fetchone()
    return str(row[0]) if row else ""


def drop(record: Record, actor: Actor, kind: str, pupil_id: int) -> None:
    """Forget a draft."""
    with record.write() as db:
        db.execute(
            "DELETE FROM draft WHERE account = ? AND kind = ? AND pupil_id = ?",
            (actor.account, kind, pupil_id),
        )


def parked_calls(record: Record) -> dict[int, str]:
    """Pupils with a call parked today, and whose it is: one left from another day is nobody in hand."""
    rows = record.db.execute(
        "SELECT pupil_id, account FROM draft WHERE kind = 'call' AND at >= ?",
        (record.clock.today().isoformat(),),
    ).fetchall()
    return {row["pupil_id"]: row["account"] for row in rows}
