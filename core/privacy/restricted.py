"""Restricted notes: the DSL's alone. For everybody else there is no word of them, no count and no sign.

They are events of kinds of their own (`journal.RESTRICTED`) and stand in no other table, so that whatever
reads notes, lists or exports without asking here cannot meet them.
"""

from __future__ import annotations

from typing import Literal

from core.people import Actor, as_now
from core.record import Record
from core.settings import RESTRICTED_HINT, value

# How much a reader is shown: nothing at all; that there is one, of such a time; the words.
Shown = Literal["nothing", "named", "words"]


def exists(record: Record, pupil_id: int) -> bool:
    """Whether a restricted note about a pupil stands. Never to be told to who may not know it."""
    return (
        record.db.execute(
            """SELECT 1 FROM event JOIN event_body USING (id) WHERE pupil_id = ? AND kind = 'restricted'
               AND act NOT IN (SELECT act FROM undone) LIMIT 1""",
            (pupil_id,),
        ).fetchone()
        is not None
    )


def may_read(record: Record, reader: Actor | None) -> bool:
    """Whether this person may read restricted notes, as the staff list stands now; nobody: no."""
    return reader is not None and as_now(record, reader).reads_restricted


def beside_a_list(record: Record, reader: Actor | None) -> Shown:
    """What a preview shows: the DSL that there is one, and the words only where a pupil is opened."""
    return "named" if may_read(record, reader) else "nothing"


def opened(record: Record, reader: Actor | None, pupil_id: int) -> Shown:
    """What opening a pupil shows; the words only once their reading is in the journal."""
    if reader is None or not may_read(record, reader):
        return "nothing"
    if exists(record, pupil_id):
        from core.acts.leaving import note_read

        note_read(record, reader, pupil_id)
    return "words"


def hint(record: Record, reader: Actor | None, pupil_id: int) -> bool:
    """Whether the card before a call says that a restricted note exists: to the DSL, and whom they chose."""
    if reader is None:
        return False
    now = as_now(record, reader)
    chosen = now.listed and now.role.value in value(record, RESTRICTED_HINT).split(",")
    return (now.reads_restricted or chosen) and exists(record, pupil_id)
