"""Undo and redo: counter-events, after which the pupils they touch are folded again."""

from __future__ import annotations

from core import journal, state
from core.acts.base import Done, today
from core.errors import Refused
from core.journal import Entry, new_act
from core.people import Actor
from core.record import Record
from core.roll import pupil
from core.telling import tell


def undo(record: Record, actor: Actor) -> Done:
    """Take back this person's latest act, whole. Changed if somebody has since changed the same thing."""
    with record.write() as db:
        act = journal.last_act(db, actor.account)
        if act is None:
            raise Refused("There is nothing of yours to take back.")
        return _counter(record, actor, "undo", act, "Took back")


def redo(record: Record, actor: Actor) -> Done:
    """Bring back what this person took back last, unless they have acted since."""
    with record.write() as db:
        act = journal.last_undone(db, actor.account)
        if act is None:
            raise Refused("There is nothing of yours to bring back.")
        return _counter(record, actor, "redo", act, "Brought back")


def _counter(record: Record, actor: Actor, kind: str, act: str, verb: str) -> Done:
    """Append one counter-event a pupil of `act`, then fold those pupils again."""
    actor.require_write()
    with record.write() as db:
        journal.refuse_if_changed(db, act, actor.account)
        events = journal.of_act(db, act)
        touched = tuple(dict.fromkeys(e.pupil_id for e in events if e.pupil_id is not None))
        said = tell(events[0])
        day = today(record)
        data = {"act": act, "said": said}
        entries = [Entry(kind, one, day, data) for one in touched] or [Entry(kind, None, day, data)]
        counter = new_act()
        made = journal.append(db, counter, record.clock.now(), actor.account, entries)
        journal.note_undone(db, made[0])
        for one in touched:
            state.refold(db, one)
    names = pupil(record, touched[0]).name if touched else ""
    more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
    return Done(counter, f"{verb}: {said} · {names}{more}", touched)
