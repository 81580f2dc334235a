"""What every act shares: journalled and folded in one transaction, told in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import journal, state
from core.errors import Refused, Unknown
from core.journal import Entry, new_act
from core.people import Actor, as_now
from core.record import Record
from core.roll import pupils
from core.text import clean, clean_note

NAMED = 3  # pupils named one by one in the line that tells what was done


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: its id, one line for the screen that names them, the pupils touched."""

    act: str
    text: str
    pupils: tuple[int, ...]


def perform(
    record: Record, actor: Actor, entries: Sequence[Entry], text: str, act: str | None = None
) -> Done:
    """Journal `entries` as one act and fold them into the state, in one transaction.

    An act already in the journal is not done again.
    """
    actor.require_write()
    act = act or new_act()
    touched = tuple(dict.fromkeys(entry.pupil_id for entry in entries if entry.pupil_id is not None))
    with record.write() as db:
        as_now(record, actor).require_write()
        if not journal.known(db, act):
            _check_known(record, touched)
            for event in journal.append(db, act, record.clock.now(), actor.account, entries):
                state.fold(db, event)
        who = about(record, touched)
    return Done(act, f"{text} · {who}" if who else text, touched)


def _check_known(record: Record, ids: Sequence[int]) -> None:
    marks = ",".join("?" * len(ids))
    found = {row[0] for row in record.db.execute(f"SELECT id FROM pupil WHERE id IN ({marks})", tuple(ids))}
    for one in ids:
        if one not in found:
            raise Unknown(f"There is no pupil number {one} on the record.")


def done_before(record: Record, act: str | None) -> bool:
    """Whether this act was saved already, so that trying again after a doubt is not refused."""
    return act is not None and journal.known(record.db, act)


def time_of_day(text: str) -> str:
    """A time as the record writes it (`9:05` → `09:05`); '' for none, Unknown for what is no time."""
    typed = text.strip()
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", typed, re.ASCII)
    if typed and not found:
        raise Unknown(f"“{clean(typed, 20)}” is no time: give it as 09:30.")
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def today(record: Record) -> str:
    """Today as the record writes it."""
    return record.clock.today().isoformat()


def each(record: Record, kind: str, pupil_ids: Iterable[int], data: Mapping[str, Any]) -> list[Entry]:
    """One entry a pupil; Refused when nobody is chosen."""
    ids = list(dict.fromkeys(pupil_ids))
    if not ids:
        raise Refused("Nobody is chosen: put the cursor on a pupil, or select some with x.")
    day = today(record)
    return [Entry(kind, one, day, {"day": day, **data}) for one in ids]


def about(record: Record, ids: Sequence[int]) -> str:
    """Whom an act was about: `Platt, Max`; up to three by name, more by number; '' for nobody."""
    if len(ids) > NAMED:
        return f"{len(ids)} pupils"
    found = pupils(record, ids) if ids else {}
    return " & ".join(found[one].name for one in ids if one in found)


def words(text: str, what: str) -> str:
    """Text typed for `what` (`the note`), cleaned; Unknown if nothing is left."""
    found = clean_note(text)
    if not found:
        raise Unknown(f"Type {what} in a few words.")
    return found
