"""What leaves the record is journalled: who took what out, and where it went."""

from __future__ import annotations

from core import journal
from core.acts.base import today
from core.journal import Entry, new_act
from core.people import Actor
from core.record import Record
from core.text import clean


def note_export(record: Record, actor: Actor, what: str, where: str, pupil_id: int | None = None) -> None:
    """Journal that `actor` took `what` out, to the file or place `where`; about one pupil, if given.

    Who only reads may export what they may read, so no right to write is asked for.
    """
    entry = Entry("export", pupil_id, today(record), {"what": what, "to": clean(where)})
    with record.write() as db:
        journal.append(db, new_act(), record.clock.now(), actor.account, [entry])
