"""The journal: every act as events, appended under one hash chain.

An event's hash covers the one before it, its envelope (who, when, what kind, which pupil: ids only)
and a salted commitment to its words. So words can be erased later, salt and all, and the chain still
verifies; but no event can be altered, moved or taken out unseen. Cutting the tail, or computing the
whole chain anew, leaves a chain that is sound in itself: it shows against a head noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.driver import sqlite3
from core.errors import Changed, Refused
from core.model import Event

FIRST = bytes(32)  # what the first event's hash follows
# Events that are the DSL's alone. The kind stands in the envelope: it is never erased, nor altered unseen.
RESTRICTED = ("restricted", "restricted-undo", "restricted-redo", "restricted-erased", "read")
COUNTER = ("undo", "redo", "restricted-undo", "restricted-redo")  # events about other acts
ERASING = ("erased", "restricted-erased")
# Never taken back by `u`.
SILENT = (*COUNTER, *ERASING, "import", "import-undone", "import-fix", "setting", "export", "read", "backup")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be journalled: one event on one pupil (or on none), of one kind, about one day."""

    kind: str
    pupil_id: int | None
    day: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of verifying: `head` is `id:hash` of the last event, to be noted elsewhere."""

    sound: bool
    events: int
    head: str
    said: str


def new_act() -> str:
    """A fresh id for one act of a person."""
    return secrets.token_hex(8)


def _digest(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each with its length, so that no two different lists look the same."""
    told = [piece for part in parts for piece in (len(part).to_bytes(8, "big"), part)]
    return hashlib.sha256(b"".join(told)).digest()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: half the time


def _envelope(row: Sequence[Any] | sqlite3.Row) -> bytes:
    """Canonical bytes of (id, act, n, at, by, kind, pupil_id, day)."""
    return _encode(list(row)).encode()


def append(db: sqlite3.Connection, act: str, at: datetime, by: str, entries: Sequence[Entry]) -> list[Event]:
    """Append one event an entry, all under one `act`; to be called inside `Record.write`.

    Everything written is read back and checked before the caller commits.
    """
    last = db.execute("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    place, prev = (last["id"], last["hash"]) if last else (0, FIRST)
    stamp = at.isoformat(timespec="seconds")
    events = []
    for n, entry in enumerate(entries):
        place += 1
        body = json.dumps(dict(entry.data), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        salt = secrets.token_bytes(16)
        row = (place, act, n, stamp, by, entry.kind, entry.pupil_id, entry.day)
        commitment = _digest(salt, body.encode())
        digest = _digest(prev, _envelope(row), commitment)
        db.execute("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?)", (*row, commitment, prev, digest))
        db.execute("INSERT INTO event_body VALUES (?,?,?)", (place, salt, body))
        _read_back(db, place, prev, body)
        prev = digest
        data = json.loads(body)
        events.append(Event(place, act, at, by, entry.kind, entry.pupil_id, data, digest.hex()))
    return events


def _read_back(db: sqlite3.Connection, place: int, prev: bytes, body: str) -> None:
    """Rebuild the event from its stored form; Refused, so that all goes back, if it is not what was meant."""
    row = db.execute(
        """SELECT e.id, e.act, e.n, e.at, e.by, e.kind, e.pupil_id, e.day, e.commitment, e.prev, e.hash,
                  b.salt, b.body FROM event e JOIN event_body b USING (id) WHERE id = ?""",
        (place,),
    ).fetchone()
    if row is None or row["body"] != body or _wrong(row, place, prev, set()):
        raise Refused(
            "What was written could not be read back, so nothing was saved. Run: firstday journal --verify"
        )


def known(db: sqlite3.Connection, act: str) -> bool:
    """Whether this act is in the journal already (asked after any doubt, so that it is done once)."""
    return db.execute("SELECT 1 FROM event WHERE act = ? LIMIT 1", (act,)).fetchone() is not None


_SELECT = """
    SELECT e.id, e.act, e.at, e.by, e.kind, e.pupil_id, e.hash, b.body, coalesce(u.by, '') AS undone_by
    FROM event e LEFT JOIN event_body b USING (id) LEFT JOIN undone u USING (act)
"""


def _sql(kinds: Sequence[str]) -> str:
    """A list of our own kinds as SQL writes it."""
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _event(row: sqlite3.Row, kept: Mapping[int, Mapping[str, Any]]) -> Event:
    data = json.loads(row["body"]) if row["body"] is not None else kept.get(row["id"])
    at = datetime.fromisoformat(row["at"])
    return Event(
        row["id"],
        row["act"],
        at,
        row["by"],
        row["kind"],
        row["pupil_id"],
        data,
        row["hash"].hex(),
        row["undone_by"],
    )


def _told(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Event]:
    """Rows of `_SELECT` as events; what an erasure kept of one stands in the place of its words."""
    kept = kept_of_erased(db) if any(row["body"] is None for row in rows) else {}
    return [_event(row, kept) for row in rows]


def kept_of_erased(db: sqlite3.Connection) -> dict[int, Mapping[str, Any]]:
    """Event → what its erasure kept of it (a register entry's codes and times; which act was undone)."""
    found: dict[int, Mapping[str, Any]] = {}
    for place, data in _erasures(db):
        kept = data.get("kept")
        for one, rest in (kept if isinstance(kept, dict) else {}).items():
            if one.isdigit() and int(one) < place and isinstance(rest, dict):
                found[int(one)] = rest
    return found


def events(
    db: sqlite3.Connection, pupil_id: int | None = None, limit: int | None = None, *, restricted: bool = False
) -> list[Event]:
    """Events in order (of one pupil, if given); with `limit`, the latest that many.

    Those that are the DSL's alone are left out unless `restricted`, which nobody else may be given.
    """
    where = ["e.pupil_id = ?"] if pupil_id is not None else []
    where += [] if restricted else [f"e.kind NOT IN {_sql(RESTRICTED)}"]
    args: list[Any] = [pupil_id] if pupil_id is not None else []
    only = f"WHERE {' AND '.join(where)}" if where else ""
    rows = db.execute(f"{_SELECT} {only} ORDER BY e.id DESC LIMIT ?", [*args, limit or -1]).fetchall()
    return _told(db, rows[::-1])


def standing(db: sqlite3.Connection, pupil_id: int | None = None) -> Iterator[Event]:
    """Events on pupils that are not taken back, in order, without counter-events: the source of all state.

    Restricted ones are among them: whoever shows them must look who reads (`core.people.Actor`).
    """
    where = "AND e.pupil_id = ?" if pupil_id is not None else ""
    args = [pupil_id] if pupil_id is not None else []
    rows = db.execute(
        f"""{_SELECT} WHERE u.act IS NULL AND e.pupil_id IS NOT NULL AND e.kind NOT IN {_sql(COUNTER)}
            {where} ORDER BY e.id""",
        args,
    ).fetchall()
    return iter(_told(db, rows))


def of_act(db: sqlite3.Connection, act: str) -> list[Event]:
    """All events of one act."""
    return _told(db, db.execute(f"{_SELECT} WHERE e.act = ? ORDER BY e.n", (act,)).fetchall())


def last_act(db: sqlite3.Connection, by: str, *, restricted: bool = False) -> str | None:
    """The latest act of `by` that can be taken back, or None; a restricted one only if they may read it."""
    left = SILENT if restricted else (*SILENT, *RESTRICTED)
    row = db.execute(
        f"""SELECT act FROM event WHERE by = ? AND kind NOT IN {_sql(left)}
            AND act NOT IN (SELECT act FROM undone) ORDER BY id DESC LIMIT 1""",
        (by,),
    ).fetchone()
    return str(row[0]) if row else None


def last_undone(db: sqlite3.Connection, by: str, *, restricted: bool = False) -> str | None:
    """The act that `redo` by `by` would bring back: undone by them, with no newer act of theirs since."""
    row = db.execute(
        f"""SELECT u.act FROM undone u JOIN event e ON e.act = u.undo_act AND e.n = 0 WHERE u.by = ?
           AND e.kind NOT IN {_sql(() if restricted else RESTRICTED)}
           AND NOT EXISTS (SELECT 1 FROM event n WHERE n.by = u.by AND n.id > e.id
                           AND n.kind NOT IN {_sql(SILENT)})
           ORDER BY e.id DESC LIMIT 1""",
        (by,),
    ).fetchone()
    return str(row[0]) if row else None


def slots(event: Event) -> frozenset[str]:
    """What of the pupil an event sets: two events that share a slot change the same thing."""
    data = event.data or {}
    match event.kind:
        case "assign":
            return frozenset({"owner"})
        case "review":
            return frozenset({"review"})
        case "barrier":
            return frozenset({"barrier"})
        case "step":
            return frozenset({"step"})
        case "follow-up":
            return frozenset(key for key in ("owner", "review", "barrier", "step") if data.get(key))
        case "card":
            return frozenset({f"card {data.get('field')}"})
        case "promise":
            return frozenset({f"promise {event.id}"})
        case "promise-kept":
            return frozenset({f"promise {data.get('promise')}"})
        case "part-time":
            return frozenset({"timetable"})
        case "ack":
            return frozenset({"handover"})
        case "handoff-ack":
            return frozenset({"hand-off"})
        case "call" if data.get("outcome") == "did-not-know":
            return frozenset({"handover"})
    return frozenset()


def refuse_if_changed(db: sqlite3.Connection, act: str, by: str, left: str = "not taken back") -> None:
    """Raise Changed, naming who and when, if somebody else has since changed what `act` set."""
    for event in of_act(db, act):
        mine = slots(event)
        if not mine or event.pupil_id is None:
            continue
        for later in standing(db, event.pupil_id):
            common = slots(later) & mine
            # Two calls stand beside each other, whoever made them: neither changes the other.
            if later.id > event.id and later.by != by and common and not later.kind == event.kind == "call":
                raise Changed(_who_changed(db, later, sorted(common)[0]) + f": {left}.")


def _who_changed(db: sqlite3.Connection, later: Event, slot: str) -> str:
    staff = db.execute("SELECT name FROM staff WHERE account = ?", (later.by,)).fetchone()
    child = db.execute("SELECT surname, forename FROM pupil WHERE id = ?", (later.pupil_id,)).fetchone()
    did = "has seen the hand-over" if slot == "handover" else f"changed the {slot.split(maxsplit=1)[0]}"
    when = f"{later.at:%H:%M} on {later.at.day} {later.at:%b}"
    return f"{staff[0] if staff else later.by} {did} of {child[0]}, {child[1]} at {when}"


def note_undone(db: sqlite3.Connection, event: Event) -> None:
    """Fold one undo or redo event into the table of undone acts."""
    data = event.data
    if data is None:  # erased; the other events of the same undo say it too
        return
    if event.kind in ("undo", "restricted-undo"):
        db.execute(
            "INSERT OR REPLACE INTO undone VALUES (?,?,?,?)",
            (data["act"], event.by, event.at.isoformat(timespec="seconds"), event.act),
        )
    elif event.kind in ("redo", "restricted-redo"):
        db.execute("DELETE FROM undone WHERE act = ?", (data["act"],))


def head(db: sqlite3.Connection) -> str:
    """`id:hash` of the last event; `0:000…` of an empty journal. Note it where the record is not."""
    row = db.execute("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
    return f"{row['id']}:{row['hash'].hex()}" if row else f"0:{FIRST.hex()}"


def verify(db: sqlite3.Connection, noted: str | Sequence[str] = "") -> Verdict:
    """Recompute the whole chain; with `noted` (`id:hash` or a hash, one or several), compare with each head.

    The verdict names the first event that was altered, moved or is missing.
    """
    prev, place, erased = FIRST, 0, _erased(db)
    rows = db.execute(
        """SELECT e.id, e.act, e.n, e.at, e.by, e.kind, e.pupil_id, e.day, e.commitment, e.prev, e.hash,
                  b.salt, b.body FROM event e LEFT JOIN event_body b USING (id) ORDER BY e.id"""
    )
    for row in rows.fetchall():
        place += 1
        wrong = _wrong(row, place, prev, erased)
        if wrong:
            return Verdict(False, place, head(db), f"Event {min(place, row['id'])}: {wrong}")
        prev = row["hash"]
    for one in (noted,) if isinstance(noted, str) else noted:
        if one and (missing := _unknown_head(db, one.strip())):
            return Verdict(False, place, head(db), missing)
    return Verdict(True, place, head(db), f"{place} events, each in its place and unaltered.")


def _erased(db: sqlite3.Connection) -> set[int]:
    """Earlier events an `erased` event speaks of."""
    found: set[int] = set()
    for place, data in _erasures(db):
        with suppress(TypeError):
            found.update(one for one in data.get("events", ()) if one < place)
    return found


def _erasures(db: sqlite3.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every erasure with what it says; one that was tampered with may say anything, or nothing."""
    rows = db.execute(
        f"SELECT id, body FROM event JOIN event_body USING (id) WHERE kind IN {_sql(ERASING)}"
    ).fetchall()
    for row in rows:
        with suppress(ValueError):
            data = json.loads(row["body"])
            if isinstance(data, dict):
                yield row["id"], data


def _wrong(row: sqlite3.Row, place: int, prev: bytes, erased: set[int]) -> str:
    if row["id"] != place:
        return "missing from the journal."
    if row["prev"] != prev:
        return "does not follow the event before it: something was moved or altered."
    if _digest(prev, _envelope(tuple(row)[:8]), row["commitment"]) != row["hash"]:
        return "altered: who, when, what or which pupil is not what was written."
    if row["body"] is None:
        return "" if row["id"] in erased else "its words are gone, and no erasure says so."
    if _digest(row["salt"], row["body"].encode()) != row["commitment"]:
        return "altered: its words are not what was written."
    return ""


def _unknown_head(db: sqlite3.Connection, noted: str) -> str:
    number, _, digest = noted.rpartition(":")
    told = number.isascii() and number.isdigit() and len(number) < 16
    row = db.execute(  # by its number where it has one: no look at every event
        f"SELECT id FROM event WHERE {'id = ? AND' if told else '? IS NULL AND'} hex(hash) = upper(?)",
        (int(number) if told else None, digest),
    ).fetchone()
    if row is not None and (not number or str(row["id"]) == number):
        return ""
    if digest == FIRST.hex() and number in ("", "0"):  # noted before the first event
        return ""
    return f"The noted head {noted[:24]}… is not in this journal: its end was cut off or it was written anew."
