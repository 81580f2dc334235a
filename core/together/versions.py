"""What somebody else has changed since a screen was read, found in the journal.

Calls, notes and messages stand beside each other; only what an act puts in the place of something else
(owner, review, barrier, next step, a field of the card, a part-time timetable) can go over another's
work. The version of each is the latest event that set it, so a screen need only remember the last event
of the record it was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from core import journal
from core.driver import sqlite3
from core.errors import Changed
from core.model import Event
from core.people import Actor, staff_by_account
from core.record import Record
from core.roll import pupils
from core.telling import day_words
from core.text import clean

T = TypeVar("T")
SAID = 120  # characters of another's text that are shown beside one's own
NAMED = 3  # pupils named one by one
_EDITED = ("owner", "review", "barrier", "step", "card", "timetable")


def last_event(db: sqlite3.Connection) -> int:
    """The number of the last event: what a screen remembers of the moment it was read."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])


def seen_when_drafted(record: Record, actor: Actor, kind: str, pupil_id: int) -> int | None:
    """The last event there was when a draft was last typed at; None where there is no such draft."""
    row = record.db.execute(
        "SELECT at FROM draft WHERE account = ? AND kind = ? AND pupil_id = ?",
        (actor.account, kind, pupil_id),
    ).fetchone()
    if row is None:
        return None
    last = record.db.execute("SELECT coalesce(max(id), 0) FROM event WHERE at < ?", (row[0],)).fetchone()
    return int(last[0])


def as_seen(record: Record, actor: Actor, act: str, seen: int, perform: Callable[[], T]) -> T:
    """Perform an act as somebody does whose screen was read when `seen` was the last event.

    Raises Changed, with both names and texts told and nothing saved, if somebody else has since changed
    the same thing. An act that is in the journal already (tried again after a doubt) is as it is.
    """
    with record.write() as db:
        again = journal.known(db, act)
        done = perform()
        if not again:
            _refuse_if_changed(record, actor.account, act, seen)
        return done


def _refuse_if_changed(record: Record, by: str, act: str, seen: int) -> None:
    db = record.db
    mine = [event for event in journal.of_act(db, act) if event.pupil_id is not None]
    if not mine or not _others_since(db, by, seen, mine[0].id):
        return
    clashes = {event.pupil_id: found for event in mine if (found := _theirs(db, event, by, seen)) is not None}
    if clashes:
        raise Changed(_told(record, clashes, len(mine)), seen=mine[0].id - 1)


def _others_since(db: sqlite3.Connection, by: str, seen: int, before: int) -> bool:
    row = db.execute(
        "SELECT 1 FROM event WHERE id > ? AND id < ? AND by <> ? LIMIT 1", (seen, before, by)
    ).fetchone()
    return row is not None


def _edited(event: Event) -> frozenset[str]:
    return frozenset(slot for slot in journal.slots(event) if slot.split(maxsplit=1)[0] in _EDITED)


def _theirs(db: sqlite3.Connection, mine: Event, by: str, seen: int) -> tuple[Event, str] | None:
    """The latest event of somebody else since `seen` that changed what `mine` sets, and what it says."""
    wanted = _edited(mine)
    for event in reversed(journal.events(db, mine.pupil_id) if wanted else ()):
        if not seen < event.id < mine.id or event.by == by or event.undone_by:
            continue  # taken back again, it left what she had seen
        if event.kind in journal.COUNTER:
            said = _counter(db, event, wanted, seen)
        else:
            said = _values(event.data or {}, _edited(event) & wanted)
        if said:
            return event, said
    return None


def _counter(db: sqlite3.Connection, event: Event, wanted: frozenset[str], seen: int) -> str:
    """What an undo or redo of an act that was seen did to the same things."""
    for one in journal.of_act(db, str((event.data or {}).get("act"))):
        if one.pupil_id != event.pupil_id or one.id > seen:
            continue
        if said := _values(one.data or {}, _edited(one) & wanted):
            return f"took back {said}" if event.kind == "undo" else said
    return ""


def _values(data: Mapping[str, Any], slots: frozenset[str]) -> str:
    """`owner Sid Senn · review Fri 4 Dec`: what an event put into these places."""
    said = {
        "owner": f"owner {data.get('owner_name', '')}",
        "review": f"review {_day(data.get('review'))}",
        "barrier": f"barrier “{clean(str(data.get('barrier', '')), SAID)}”",
        "step": f"next step “{clean(str(data.get('step', '')), SAID)}”",
        "card": f"{data.get('field', '')}: “{clean(str(data.get('text', '')), SAID)}”",
        "timetable": f"part-time {_day(data.get('first'))} to {_day(data.get('last'))}",
    }
    names = {slot.split(maxsplit=1)[0] for slot in slots}
    return " · ".join(said[name] for name in _EDITED if name in names)


def _day(text: object) -> str:
    return day_words(date.fromisoformat(text)) if isinstance(text, str) and text else ""


def _told(record: Record, clashes: Mapping[int | None, tuple[Event, str]], chosen: int) -> str:
    """One line: who, when, of whom, and what stands there now."""
    event, said = max(clashes.values(), key=lambda one: one[0].id)
    staff = staff_by_account(record).get(event.by)
    when = f"{event.at:%H:%M}"
    if event.at.date() != record.clock.today():
        when += f" on {day_words(event.at.date())}"
    whom = _whom(record, list(clashes), chosen)
    return f"{staff.name if staff else event.by} changed this at {when} for {whom}: {said}."


def _whom(record: Record, ids: Sequence[int | None], chosen: int) -> str:
    found = pupils(record, [one for one in ids if one is not None])
    names = [one.name for one in found.values()]
    said = " & ".join(names) if len(names) <= NAMED else f"{len(names)} pupils"
    return said if chosen == 1 else f"{said} ({len(names)} of the {chosen})"
