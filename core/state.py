"""State that follows from the journal: one small function a kind of event, folded in order.

The same functions run when an act is saved, when one is taken back (the pupil's state is thrown away
and folded again) and when everything is rebuilt. Nothing else writes these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from typing import Any

from core.driver import sqlite3
from core.journal import COUNTER, note_undone, standing
from core.model import Event
from core.schema import STATE_TABLES

Fold = Callable[[sqlite3.Connection, Event, dict[str, Any]], None]


def _stamp(event: Event) -> str:
    return event.at.isoformat(timespec="seconds")


def _call(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    get = data.get
    db.execute(
        "INSERT INTO attempt VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], _stamp(event), event.by, data["outcome"], get("contact", ""),
         get("contact_id"), get("phone", ""), get("reason", ""), get("code", ""), get("note", ""),
         get("ring_at", "")),
    )  # fmt: skip
    if get("explains"):
        source = get("contact") or "telephone"
        _set_reason(db, event, data, source)
    if data["outcome"] == "did-not-know":
        db.execute(
            "INSERT INTO handover (id, pupil_id, day, why, by, at) VALUES (?,?,?,?,?,?)",
            (
                event.id,
                event.pupil_id,
                data["day"],
                f"{get('contact') or 'the parent'} did not know",
                event.by,
                _stamp(event),
            ),
        )


def _set_reason(db: sqlite3.Connection, event: Event, data: dict[str, Any], source: str) -> None:
    db.execute(
        "INSERT INTO reason VALUES (?,?,?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], data.get("until") or data["day"], data.get("reason", ""),
         data.get("code", ""), source, event.by, _stamp(event)),
    )  # fmt: skip


def _arrived(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO arrival VALUES (?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], data["time"], event.by, _stamp(event)),
    )


def _casework(db: sqlite3.Connection, event: Event, column: str, value: str) -> None:
    db.execute(
        f"""INSERT INTO casework (pupil_id, {column}, {column}_by) VALUES (?,?,?)
            ON CONFLICT (pupil_id) DO UPDATE
            SET {column} = excluded.{column}, {column}_by = excluded.{column}_by""",
        (event.pupil_id, value, event.by),
    )


def _assign(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    _casework(db, event, "owner", data["owner"])


def _review(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    _casework(db, event, "review", data["review"])


def _step(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    _casework(db, event, "step", data["step"])


def _barrier(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO barrier VALUES (?,?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["barrier"], data.get("barrier_kind", ""), data.get("whose", ""),
         data["day"], event.by, int(bool(data.get("kept")))),
    )  # fmt: skip


def _follow_up(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    for key, fold in (("owner", _assign), ("review", _review), ("step", _step), ("barrier", _barrier)):
        if data.get(key):
            fold(db, event, data)


def _note(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO note VALUES (?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], _stamp(event), event.by, data["text"]),
    )


def _card(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT OR REPLACE INTO card VALUES (?,?,?,?,?)",
        (event.pupil_id, data["field"], data["text"], event.by, _stamp(event)),
    )


def _suggest(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    source = data.get("source", "")
    db.execute(
        "INSERT INTO suggestion VALUES (?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], data["code"], source, event.by, _stamp(event)),
    )
    if data.get("explains"):
        _set_reason(db, event, data, source)


def _ack(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "UPDATE handover SET acked_by = ?, acked_at = ? WHERE pupil_id = ? AND day <= ? AND acked_by = ''",
        (event.by, _stamp(event), event.pupil_id, data["day"]),
    )


def _dismiss(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO dismissal VALUES (?,?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["kind"], data["why"], data["until"], dumps(data.get("sessions", [])),
         event.by, _stamp(event)),
    )  # fmt: skip


def _consider(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO considered VALUES (?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["kind"], data["text"], data["day"], event.by, _stamp(event)),
    )


def _promise(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO promise VALUES (?,?,?,?,?,?,NULL)",
        (event.id, event.pupil_id, data["text"], data["due"], event.by, _stamp(event)),
    )


def _promise_kept(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "UPDATE promise SET kept_on = ? WHERE id = ? AND pupil_id = ?",
        (data["day"], data["promise"], event.pupil_id),
    )


def _part_time(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO part_time VALUES (?,?,?,?,?,?,?,?)",
        (event.id, event.pupil_id, data["first"], data["last"], data.get("sessions", ""), data.get("why", ""),
         event.by, _stamp(event)),
    )  # fmt: skip


def _handoff_ack(db: sqlite3.Connection, event: Event, data: dict[str, Any]) -> None:
    db.execute(
        "INSERT INTO taken_on VALUES (?,?,?,?,?)",
        (event.id, event.pupil_id, data["day"], event.by, _stamp(event)),
    )


_FOLDS: dict[str, Fold] = {
    "call": _call,
    "message": _call,
    "arrived": _arrived,
    "assign": _assign,
    "review": _review,
    "step": _step,
    "barrier": _barrier,
    "follow-up": _follow_up,
    "note": _note,
    "card": _card,
    "suggest": _suggest,
    "ack": _ack,
    "handoff-ack": _handoff_ack,
    "dismiss": _dismiss,
    "consider": _consider,
    "promise": _promise,
    "promise-kept": _promise_kept,
    "part-time": _part_time,
}


def fold(db: sqlite3.Connection, event: Event) -> None:
    """Fold one event into the state tables; erased ones, and kinds that set nothing, change nothing."""
    apply = _FOLDS.get(event.kind)
    if apply is not None and event.data is not None and event.pupil_id is not None:
        apply(db, event, dict(event.data))


def refold(db: sqlite3.Connection, pupil_id: int) -> None:
    """Throw one pupil's state away and fold it again from the events that stand."""
    for table in STATE_TABLES:
        db.execute(f"DELETE FROM {table} WHERE pupil_id = ?", (pupil_id,))
    for event in standing(db, pupil_id):
        fold(db, event)


def rebuild(db: sqlite3.Connection) -> None:
    """Throw all state away and fold it again from the journal; to be called inside `Record.write`."""
    from core.journal import events

    for table in (*STATE_TABLES, "undone"):
        db.execute(f"DELETE FROM {table}")
    for event in events(db, restricted=True):
        if event.kind in COUNTER:
            note_undone(db, event)
    for event in standing(db):
        fold(db, event)
