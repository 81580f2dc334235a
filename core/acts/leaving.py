"""What leaves the record, and who read what few may read: events, though nothing is changed by them."""

from __future__ import annotations

from pathlib import Path

from core import journal
from core.acts.base import today
from core.errors import Refused
from core.people import Actor, as_now
from core.record import Record
from core.sheet import save_new
from core.text import clean


def note_export(record: Record, actor: Actor, what: str, where: str, pupil_id: int | None = None) -> None:
    """Journal that `what` (“hand-off”, “subject access”) is taken out of the record to `where`.

    What cannot be journalled does not leave; for a file there is `take_out`. Everybody on the
    staff list may take things out, leaders too; an account that is not on a loaded list may not (Refused).
    """
    with record.write():
        if not as_now(record, actor).listed:
            raise Refused(
                f"{actor.account} is not on the staff list, so nothing leaves the record under that name. "
                f"Ask for a row in the staff file (Account {actor.account})."
            )
        _append(record, actor, "export", pupil_id, {"what": clean(what), "to": clean(where)})


def take_out(
    record: Record, actor: Actor, what: str, path: Path, text: str, pupil_id: int | None = None
) -> None:
    """Journal that `what` is taken out and write it as a new file: both, or neither."""
    written = False
    try:
        with record.write():
            note_export(record, actor, what, str(path), pupil_id)
            save_new(path, text)
            written = True
    except BaseException:
        if written:  # the journal could not be kept: no page lies there of which it says nothing
            path.unlink(missing_ok=True)
        raise


def note_read(record: Record, actor: Actor, pupil_id: int) -> None:
    """Journal that `actor` was shown a pupil's restricted notes: once a person, pupil and day."""
    day = today(record)
    with record.write() as db:
        as_now(record, actor).require_dsl("Restricted notes are")
        known = db.execute(
            "SELECT 1 FROM event WHERE pupil_id = ? AND kind = 'read' AND by = ? AND day = ? LIMIT 1",
            (pupil_id, actor.account, day),
        ).fetchone()
        if known is None:
            _append(record, actor, "read", pupil_id, {})


def _append(record: Record, actor: Actor, kind: str, pupil_id: int | None, data: dict[str, str]) -> None:
    entry = journal.Entry(kind, pupil_id, today(record), data)
    journal.append(record.db, journal.new_act(), record.clock.now(), actor.account, [entry])
