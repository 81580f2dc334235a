"""Which words of a child's record may be erased, and what has to stay: the rules, without the deed.

An attendance register's entries, and every amendment of one with who made it and why, are kept for six
years from the day they were made (Regs 2024, SI 2024/208, regs 5–7). Firstday is not the register; but what
it hands back to it as a correction (a reason with its code, an arrival, a suggested code) is the origin
of an amendment, and is kept as long. What somebody typed beside it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core import journal
from core.driver import sqlite3
from core.errors import Refused, Unknown
from core.model import Event
from core.record import Record

YEARS = 6
RULE = "register entries and amendments are kept for six years (SI 2024/208, regs 5–7)"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One event to be erased, and what is kept of it; {} for nothing."""

    event: Event
    kept: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do: events whose words go, register entries that stay and until when."""

    gone: tuple[Erasure, ...]
    stays: tuple[tuple[Event, date], ...]


def _only(*keys: str, **blank: Any) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Keep these keys, and put these values in the place of what was typed."""
    return lambda data: {key: data[key] for key in ("day", *keys) if key in data} | blank


def _nothing(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


# Kinds of event that hold typed words → what is kept of one: what else depends on it, never the words.
WORDED: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "call": _nothing,
    "message": _nothing,
    "note": _nothing,
    "restricted": _nothing,
    "step": _nothing,
    "barrier": _nothing,
    "arrived": _nothing,
    "suggest": _nothing,
    "follow-up": _only("owner", "owner_name", "review"),
    "card": _only("field", text=""),
    "consider": _only("kind", text=""),
    "promise": _only("due", text=""),
    "promise-kept": _only("promise", text=""),
    "part-time": _only("first", "last", "sessions", why=""),
    "dismiss": _only("kind", "until", "sessions", why=""),
}
_TYPED_BESIDE = ("note",)  # of a call that is a register entry: what may go at once


def kept_until(event: Event) -> date:
    """The first day on which a register entry made then need not be kept any more."""
    made = event.at.date()
    leap = made.month == 2 and made.day == 29
    return date(made.year + YEARS, 3, 1) if leap else made.replace(year=made.year + YEARS)


def is_register_entry(event: Event) -> bool:
    """Whether a correction of the register comes from this event: a reason, an arrival, a code."""
    data = event.data or {}
    return event.kind in ("arrived", "suggest") or (event.kind == "call" and bool(data.get("explains")))


def plan(record: Record, pupil_id: int, chosen: Collection[int] = ()) -> Plan:
    """What erasing a pupil's words, or those of the `chosen` events, would do.

    Unknown for an event that is not the pupil's or holds no words; Refused, naming the rule, where a
    chosen one is a register entry under six years without a word beside it, and where nothing is left.
    """
    every = journal.events(record.db, pupil_id, restricted=True)
    mine = {event.id: event for event in every}
    bare = {row[0] for row in record.db.execute(_ERASED, (pupil_id,)).fetchall()}
    for one in chosen:
        if one not in mine:
            raise Unknown(f"Event {one} is not about this pupil: firstday journal WHO lists those that are.")
        if mine[one].kind not in WORDED or one in bare:
            raise Unknown(f"Event {one} ({mine[one].kind}) holds no words to erase.")
    wanted = [e for e in every if e.kind in WORDED and e.id not in bare and (not chosen or _meant(e, chosen))]
    gone, stays = _parted(wanted, record.clock.today())
    if chosen and stays:
        event, until = stays[0]
        raise Refused(f"Event {event.id} stays until {until.isoformat()}: {RULE}; nothing was erased.")
    if not gone:
        raise Refused("There are no words to erase" + (f": {RULE}." if stays else "."))
    return Plan((*gone, *_counters(every, {one.event.act for one in gone}, bare)), tuple(stays))


def _meant(event: Event, chosen: Collection[int]) -> bool:
    """Whether it was chosen, or quotes a promise that was."""
    kept = event.kind == "promise-kept" and (event.data or {}).get("promise") in chosen
    return event.id in chosen or kept


_ERASED = """SELECT e.id FROM event e LEFT JOIN event_body b USING (id)
             WHERE e.pupil_id = ? AND b.body IS NULL"""


def _parted(wanted: list[Event], today: date) -> tuple[list[Erasure], list[tuple[Event, date]]]:
    """Those whose words go, and register entries that stay."""
    gone, stays = list[Erasure](), list[tuple[Event, date]]()
    for event in wanted:
        data = event.data or {}
        until = kept_until(event)
        if not is_register_entry(event) or until <= today:
            rest = WORDED[event.kind](data)
            gone.append(Erasure(event, rest | {"erased": True} if rest else {}))
        elif any(data.get(key) for key in _TYPED_BESIDE):
            rest = {key: value for key, value in data.items() if key not in _TYPED_BESIDE}
            gone.append(Erasure(event, rest | {"erased": True}))
        else:
            stays.append((event, until))
    return gone, stays


def _counters(every: list[Event], acts: set[str], bare: set[int]) -> list[Erasure]:
    """Undos and redos that quote what goes: they keep which act it was, else it would stand again."""
    return [
        Erasure(event, {"act": event.data["act"]})
        for event in every
        if event.kind in journal.COUNTER and event.id not in bare and event.data and event.data["act"] in acts
    ]


def taken_out(db: sqlite3.Connection, pupil_id: int, since: str) -> list[str]:
    """Exports about the pupil or of many, since then: the words may stand in them."""
    found = []
    for event in journal.events(db):
        if event.kind == "export" and event.pupil_id in (None, pupil_id) and event.at.isoformat() >= since:
            data = event.data or {}
            found.append(f"{data.get('what', '')}, {event.at:%Y-%m-%d}: {data.get('to', '')}")
    return found


def copies(record: Path) -> list[str]:
    """Whole records that stand beside this one since a restore: the words may stand in them."""
    left = sorted(record.absolute().parent.glob(f"{record.name}-before-*"))
    return [f"what stood there before a restore: {place}" for place in left]
