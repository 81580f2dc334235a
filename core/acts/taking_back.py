"""Undo and redo: counter-events, after which the pupils they touch are folded again."""

from __future__ import annotations

from core import journal, state
from core.acts.base import Done, today
from core.errors import Refused
from core.journal import Entry, new_act
from core.model import Event
from core.people import Actor, as_now
from core.record import Record
from core.roll import pupil
from core.telling import tell
from core.text import clean

SAID_LIMIT = 120  # of the act taken back, in the event that takes it back


def undo(record: Record, actor: Actor, act: str | None = None) -> Done:
    """Take back this person's latest act, whole. Changed if somebody has since changed the same thing.

    `act` is the id of the undoing itself, so that trying again after a doubt takes back no second act.
    """
    actor.require_write()
    with record.write() as db:
        if done := _done_before(record, act, "Took back"):
            return done
        now = as_now(record, actor)
        now.require_write()
        found = journal.last_act(db, actor.account, restricted=now.reads_restricted)
        if found is None:
            raise Refused("There is nothing of yours to take back.")
        journal.refuse_if_changed(db, found, actor.account)
        return _counter(record, actor, "undo", found, act or new_act())


def redo(record: Record, actor: Actor, act: str | None = None) -> Done:
    """Bring back what this person took back last, unless they have acted since. `act` as in `undo`."""
    actor.require_write()
    with record.write() as db:
        if done := _done_before(record, act, "Brought back"):
            return done
        now = as_now(record, actor)
        now.require_write()
        found = journal.last_undone(db, actor.account, restricted=now.reads_restricted)
        if found is None:
            raise Refused("There is nothing of yours to bring back.")
        journal.refuse_if_changed(db, found, actor.account, "not brought back")
        return _counter(record, actor, "redo", found, act or new_act())


def _counter(record: Record, actor: Actor, kind: str, act: str, counter: str) -> Done:
    """Append one counter-event a pupil of `act`, then fold those pupils again."""
    db = record.db
    events = journal.of_act(db, act)
    touched = tuple(dict.fromkeys(e.pupil_id for e in events if e.pupil_id is not None))
    restricted = events[0].kind in journal.RESTRICTED
    said = "restricted note" if restricted else clean(tell(events[0]), SAID_LIMIT)
    kind = f"restricted-{kind}" if restricted else kind
    data = {"act": act, "said": said}
    day = today(record)
    entries = [Entry(kind, one, day, data) for one in touched] or [Entry(kind, None, day, data)]
    made = journal.append(db, counter, record.clock.now(), actor.account, entries)
    journal.note_undone(db, made[0])
    for one in touched:
        state.refold(db, one)
    return _told(record, made, "Took back" if kind.endswith("undo") else "Brought back")


def _done_before(record: Record, counter: str | None, verb: str) -> Done | None:
    events = journal.of_act(record.db, counter) if counter else []
    return _told(record, events, verb) if events else None


def _told(record: Record, made: list[Event], verb: str) -> Done:
    touched = tuple(e.pupil_id for e in made if e.pupil_id is not None)
    text = f"{verb}: {(made[0].data or {}).get('said', '')}"
    if touched:
        text += f" · {pupil(record, touched[0]).name}"
    more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
    return Done(made[0].act, text + more, touched)
