"""Erasure: a child's words leave the record for good, and the journal stays whole."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from core import journal, state
from core.acts.base import today, words
from core.people import Actor, as_now
from core.privacy.erasing import Erasure, copies, plan, taken_out
from core.record import Record

PATIENCE = 10.0  # seconds that emptying the log waits for others' reads to end


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: events without words now, entries that stay, drafts dropped, files to look at.

    `emptied` is False where the log beside the record still holds what was erased: see `empty_log`.
    """

    events: tuple[int, ...]
    stays: int
    drafts: int
    exports: tuple[str, ...]
    elsewhere: int  # pupils on whom the same act left the same words
    emptied: bool


def erase(record: Record, actor: Actor, pupil_id: int, reason: str, chosen: Collection[int] = ()) -> Erased:
    """Erase the words of a pupil's events, or of those `chosen`, with the drafts about the pupil.

    The DSL's alone. What may go and what stays: `core.privacy.erasing.plan`, whose errors this raises. The
    chain keeps who, when and of what kind; there is no undo.
    """
    why = words(reason, "the reason for erasing")
    with record.write() as db:
        as_now(record, actor).require_dsl("Erasing is")
        found = plan(record, pupil_id, chosen)
        ids = [one.event.id for one in found.gone]
        marks = ",".join("?" * len(ids))
        db.execute(f"DELETE FROM event_body WHERE id IN ({marks})", ids)
        drafts = db.execute("DELETE FROM draft WHERE pupil_id = ?", (pupil_id,)).rowcount
        _say_so(record, actor, pupil_id, why, found.gone)
        state.refold(db, pupil_id)
        acts = sorted({one.event.act for one in found.gone})
        others = db.execute(
            f"""SELECT count(DISTINCT pupil_id) FROM event JOIN event_body USING (id)
                WHERE act IN ({",".join("?" * len(acts))}) AND pupil_id <> ?""",
            (*acts, pupil_id),
        ).fetchone()[0]
        exports = taken_out(db, pupil_id, min(one.event.at for one in found.gone).isoformat())
        exports += copies(record.path)
    return Erased(tuple(sorted(ids)), len(found.stays), drafts, tuple(exports), others, empty_log(record))


def _say_so(record: Record, actor: Actor, pupil_id: int, why: str, gone: Collection[Erasure]) -> None:
    """One event for what anybody may know, one for what is the DSL's: a count of those tells of them."""
    act, now = journal.new_act(), record.clock.now()
    for kind, mine in (("erased", False), ("restricted-erased", True)):
        part = [one for one in gone if (one.event.kind in journal.RESTRICTED) == mine]
        if part:
            kept = {str(one.event.id): dict(one.kept) for one in part if one.kept}
            data = {"events": sorted(one.event.id for one in part), "reason": why, "kept": kept}
            entry = journal.Entry(kind, pupil_id, today(record), data)
            journal.append(record.db, act if not mine else journal.new_act(), now, actor.account, [entry])


def empty_log(record: Record) -> bool:
    """Write the log beside the record into it and cut it to nothing; whether that could be done.

    Erased words are zeroed in the record itself at once (secure_delete); the log still holds the pages as
    they were until it is cut, which waits for everybody's reads to end.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        if record.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return True
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
