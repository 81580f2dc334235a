"""What is typed and not yet saved: in the record within a second, gone with the real save.

A draft belongs to whoever typed it and to nobody else: others may know that a call is parked, never
its words. Besides the text it keeps where the cursor stood and what its strip or line needs to open
again as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.people import Actor, as_now, initials_of, staff_by_account
from core.record import Record
from core.roll import pupils
from core.text import NOTE_LIMIT, clean_note
from core.views import Parked

KEPT_FOR = timedelta(days=14)  # what nobody has gone on with by then is dropped at login
LONG = 15  # minutes after which a parked call is named in the header
RESTRICTED = "restricted"  # read back by a DSL alone, also by who typed it as one
KINDS = {  # kind → what it is called
    "call": "call",
    "note": "note",
    "barrier": "barrier",
    "follow-up": "follow-up",
    "code": "code",
    "owner": "owner",
    "review": "review",
    RESTRICTED: "restricted note",
}
_COLUMNS = "kind, pupil_id, body, at, cursor, state"


@dataclass(frozen=True, slots=True)
class Draft:
    """One text half typed. `cursor` counts characters; `state` is what its strip or line needs."""

    kind: str
    pupil_id: int
    text: str
    at: datetime
    cursor: int
    state: Mapping[str, Any] = field(default_factory=dict)


def save(
    record: Record, actor: Actor, kind: str, pupil_id: int, text: str, cursor: int = -1,
    state: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Keep what `actor` has typed so far; without text and state it is dropped.

    No right to write is asked for: who has lost it in the middle of a line must not lose the line too.
    """
    if not text and not state:
        drop(record, actor, kind, pupil_id)
        return
    at = record.clock.now().isoformat(timespec="seconds")
    body = text if text.isprintable() and len(text) <= NOTE_LIMIT else clean_note(text)
    kept = json.dumps(dict(state), separators=(",", ":")) if state else ""
    with record.write() as db:
        db.execute(
            """INSERT OR REPLACE INTO draft (account, kind, pupil_id, body, at, cursor, state, seq)
               VALUES (?,?,?,?,?,?,?, (SELECT coalesce(max(seq), 0) + 1 FROM draft))""",
            (actor.account, kind, pupil_id, body, at, cursor if cursor < len(body) else -1, kept),
        )


def find(record: Record, actor: Actor, kind: str, pupil_id: int) -> Draft | None:
    """What `actor` had typed for this pupil, None if nothing; as a DSL's what only a DSL may read."""
    if kind == RESTRICTED and not as_now(record, actor).reads_restricted:
        return None
    row = record.db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE account = ? AND kind = ? AND pupil_id = ?",
        (actor.account, kind, pupil_id),
    ).fetchone()
    return _draft(row) if row else None


def load(record: Record, actor: Actor, kind: str, pupil_id: int) -> str:
    """The text `actor` had typed for this pupil, '' if nothing."""
    found = find(record, actor, kind, pupil_id)
    return found.text if found else ""


def drafts_of(record: Record, actor: Actor) -> list[Draft]:
    """Everything this person has half typed, the newest first; as a DSL's what only a DSL may read."""
    hidden = "" if as_now(record, actor).reads_restricted else RESTRICTED
    rows = record.db.execute(
        f"SELECT {_COLUMNS} FROM draft WHERE account = ? AND kind <> ? ORDER BY seq DESC, at DESC, pupil_id",
        (actor.account, hidden),
    ).fetchall()
    return [_draft(row) for row in rows]


def _draft(row: Any) -> Draft:
    kind, pupil_id, body, at, cursor, state = row
    try:
        kept = json.loads(state) if state else {}
    except ValueError:
        kept = {}
    place = len(body) if cursor < 0 else min(cursor, len(body))
    return Draft(
        kind, pupil_id, body, datetime.fromisoformat(at), place, kept if isinstance(kept, dict) else {}
    )


def drop(record: Record, actor: Actor, kind: str, pupil_id: int) -> None:
    """Forget a draft."""
    with record.write() as db:
        db.execute(
            "DELETE FROM draft WHERE account = ? AND kind = ? AND pupil_id = ?",
            (actor.account, kind, pupil_id),
        )


def purge(record: Record) -> None:
    """Drop what has lain for fourteen days. A day only rehearsed on a real record drops nothing."""
    if record.clock.rehearsed and not record.setting("rehearsal"):
        return
    before = (record.clock.now() - KEPT_FOR).isoformat(timespec="seconds")
    if record.db.execute("SELECT 1 FROM draft WHERE at < ? LIMIT 1", (before,)).fetchone():
        with record.write() as db:
            db.execute("DELETE FROM draft WHERE at < ?", (before,))


def parked_calls(record: Record) -> dict[int, str]:
    """Pupils with a call parked today, and whose it is: one left from another day is nobody in hand."""
    rows = record.db.execute(
        "SELECT pupil_id, account FROM draft WHERE kind = 'call' AND at >= ? ORDER BY seq",
        (record.clock.today().isoformat(),),
    ).fetchall()
    return {row["pupil_id"]: row["account"] for row in rows}


def parked(record: Record, calling: Mapping[int, frozenset[str]], minutes: int = LONG) -> tuple[Parked, ...]:
    """Calls parked today at least `minutes` ago, oldest first; not those whose strip is open again.

    `calling` has, by pupil, the accounts with the strip open.
    """
    now = record.clock.now()
    rows = [
        row
        for row in record.db.execute(
            "SELECT pupil_id, account, at FROM draft WHERE kind = 'call' AND at >= ? ORDER BY at, seq",
            (now.date().isoformat(),),
        ).fetchall()
        if row["account"] not in calling.get(row["pupil_id"], frozenset())
    ]
    if not rows:
        return ()
    people, staff = pupils(record, {row["pupil_id"] for row in rows}), staff_by_account(record)
    found = []
    for row in rows:
        at, account = datetime.fromisoformat(row["at"]), row["account"]
        waited = int((now - at).total_seconds() // 60)
        if waited >= minutes:
            known = staff.get(account)
            initials = (known.initials if known else "") or initials_of(known.name if known else account)
            found.append(Parked(people[row["pupil_id"]], account, initials, at, waited))
    return tuple(found)
