"""Every act a person can take on the record: one function, one act, one event a pupil.

Each returns `Done`: the act's id, what was done in words, and the pupils it touched. All refuse
people who only read. Passing `act` makes an act happen once however often it is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import journal, state
from core.barriers import guess_kind, question
from core.codes import CODES, MISSING, out_of_force
from core.errors import Refused, Unknown, Vague
from core.households import may_share_call
from core.journal import Entry, new_act
from core.model import Contact, Outcome, Role
from core.people import Actor, owner_of, staff_list
from core.reasons import code_for, reason_of
from core.record import Record
from core.roll import contacts, dialable, pupil
from core.telling import day_words, tell_call
from core.text import clean, clean_note

CARD_FIELDS = ("hard", "helps", "not-helped", "agreed", "do-not-ask", "can-offer", "best-time", "adult")


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: its id, one line for the screen, the pupils touched."""

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
        if not journal.known(db, act):
            for event in journal.append(db, act, record.clock.now(), actor.account, entries):
                state.fold(db, event)
    return Done(act, text, touched)


def _today(record: Record) -> str:
    return record.clock.today().isoformat()


def _each(record: Record, kind: str, pupil_ids: Iterable[int], data: Mapping[str, Any]) -> list[Entry]:
    ids = list(dict.fromkeys(pupil_ids))
    if not ids:
        raise Refused("Nobody is chosen: put the cursor on a pupil, or select some with x.")
    today = _today(record)
    return [Entry(kind, one, today, {"day": today, **data}) for one in ids]


def _for(ids: Sequence[Entry]) -> str:
    return "" if len(ids) == 1 else f" · {len(ids)} pupils"


# -- calls ---------------------------------------------------------------------------------------


def log_call(
    record: Record,
    actor: Actor,
    pupil_id: int,
    outcome: Outcome,
    *,
    contact_id: int | None = None,
    reason: str = "",
    code: str = "",
    note: str = "",
    ring_at: str = "",
    back: date | None = None,
    also: Mapping[int, str] | None = None,
    act: str | None = None,
) -> Done:
    """Log one call, about the pupil and the siblings in `also` (id → their own reason, '' for the same).

    `reason` is a reason key, word or statutory code and goes with `spoke` only; `back` is the day the
    pupil is expected, so that the reason covers the days before it. The claim and the draft of the
    call go in the same transaction.
    """
    contact = _contact(record, pupil_id, contact_id)
    data = _call_data(record, pupil_id, outcome, contact, reason, code, note, ring_at, back)
    entries = [Entry("call", pupil_id, data["day"], data)]
    for sibling, own in (also or {}).items():
        if contact is None or not may_share_call(record, contact, sibling):
            raise Refused(
                f"{contact.label if contact else 'Nobody'} may not be told about {pupil(record, sibling).name}."
            )
        shared = _call_data(
            record, sibling, outcome, contact, own or reason, "" if own else code, note, ring_at, back
        )
        entries.append(
            Entry("call", sibling, shared["day"], {**shared, "contact_id": None, "with": pupil_id})
        )
    with record.write() as db:
        done = perform(record, actor, entries, _said(data) + _for(entries), act)
        for one in done.pupils:
            db.execute("DELETE FROM claim WHERE pupil_id = ? AND account = ?", (one, actor.account))
        db.execute(
            "DELETE FROM draft WHERE pupil_id = ? AND account = ? AND kind = 'call'",
            (pupil_id, actor.account),
        )
    return done


def _said(data: Mapping[str, Any]) -> str:
    text = tell_call({**data, "note": ""})
    return text[:1].upper() + text[1:]


def _contact(record: Record, pupil_id: int, contact_id: int | None) -> Contact | None:
    """The contact rung: the one named, else the first that may be rung; Refused for one who may not."""
    if contact_id is None:
        return next(iter(dialable(record, pupil_id)), None)
    for one in contacts(record, pupil_id):
        if one.id == contact_id:
            if not one.may_be_told:
                raise Refused(f"{one.label} may not be told about this pupil: choose another contact.")
            return one
    raise Unknown("That contact is not in the latest contacts file: choose another.")


def _call_data(
    record: Record,
    pupil_id: int,
    outcome: Outcome,
    contact: Contact | None,
    reason: str,
    code: str,
    note: str,
    ring_at: str,
    back: date | None,
) -> dict[str, Any]:
    today = record.clock.today()
    data: dict[str, Any] = {"day": today.isoformat(), "outcome": outcome.value}
    if contact is not None:
        data |= {"contact": contact.label, "contact_id": contact.id, "phone": contact.phone or contact.phone2}
    if reason:
        if outcome is not Outcome.SPOKE:
            raise Refused("A reason needs a person who gave it: log it with “spoke”.")
        word = reason_of(reason)
        data |= {
            "reason": word.word,
            "code": _code(code, today) or code_for(word.word, pupil(record, pupil_id)),
        }
        if word.explains:
            data |= {"explains": True, "until": _until(record, today, back).isoformat()}
    if note:
        data["note"] = clean_note(note)
    if ring_at:
        data["ring_at"] = ring_at
    return data


def _until(record: Record, today: date, back: date | None) -> date:
    if back is None:
        return today
    if back <= today:
        raise Unknown(
            f"Expected back {day_words(back)} is not after today: leave it out, or give a later day."
        )
    return back - timedelta(days=1)


def _code(code: str, day: date) -> str:
    code = code.strip().upper()
    if code in MISSING:
        return ""
    if code not in CODES:
        raise Unknown(f"{clean(code, 10)} is not an attendance code.")
    if out := out_of_force(code, day):
        raise Unknown(f"{out[0].upper()}{out[1:]}.")
    return code


def send_message(
    record: Record, actor: Actor, pupil_ids: Iterable[int], note: str = "", act: str | None = None
) -> Done:
    """Note that a message was sent: an attempt, never a contact, and it closes nothing."""
    data: dict[str, Any] = {"outcome": Outcome.MESSAGE.value}
    if note:
        data["note"] = clean_note(note)
    entries = _each(record, "message", pupil_ids, data)
    return perform(record, actor, entries, f"Message sent{_for(entries)}", act)


def arrived(
    record: Record, actor: Actor, pupil_ids: Iterable[int], at: str = "", act: str | None = None
) -> Done:
    """Note that pupils are here after all, now or at `at` (HH:MM)."""
    now = record.clock.now()
    time = at or now.strftime("%H:%M")
    if time > now.strftime("%H:%M"):
        raise Unknown(f"{time} is still to come: an arrival is logged once the pupil is here.")
    ids = list(dict.fromkeys(pupil_ids))
    for one in ids:
        row = record.db.execute(
            "SELECT time, by FROM arrival WHERE pupil_id = ? AND day = ?", (one, _today(record))
        ).fetchone()
        if row and len(ids) == 1:
            raise Refused(f"{pupil(record, one).name} arrived at {row['time']} already ({row['by']}).")
    entries = _each(record, "arrived", ids, {"time": time})
    return perform(record, actor, entries, f"Arrived {time}{_for(entries)}", act)


def suggest(
    record: Record,
    actor: Actor,
    pupil_ids: Iterable[int],
    code: str,
    source: str = "",
    act: str | None = None,
) -> Done:
    """Suggest a code for today's mark; with a `source` in words (“mother emailed 08:50”) it is a reason too."""
    found = _code(code, record.clock.today())
    if not found:
        raise Unknown("Give a code, and who said so if anybody did: I mother emailed 08:50")
    data: dict[str, Any] = {"code": found, "source": clean_note(source)}
    if data["source"] and found not in ("N", "O"):
        data |= {"explains": True, "reason": CODES[found].meaning}
    entries = _each(record, "suggest", pupil_ids, data)
    said = f"Suggests {found}" + (
        f" · {data['source']}" if data["source"] else " · no source yet, so still not explained"
    )
    return perform(record, actor, entries, said + _for(entries), act)


def acknowledge(record: Record, actor: Actor, pupil_id: int, act: str | None = None) -> Done:
    """The DSL has seen a pupil handed over: the notice goes quiet, the pupil stays in the queue."""
    if actor.role is not Role.DSL and any(one.role is Role.DSL for one in staff_list(record)):
        raise Refused("Only the DSL acknowledges what was handed over.")
    row = record.db.execute(
        "SELECT 1 FROM handover WHERE pupil_id = ? AND acked_by = '' AND day <= ?", (pupil_id, _today(record))
    ).fetchone()
    if row is None:
        raise Refused(f"{pupil(record, pupil_id).name} is not waiting for the DSL.")
    return perform(record, actor, _each(record, "ack", [pupil_id], {}), "DSL has seen it", act)


# -- the next step -------------------------------------------------------------------------------


def assign(
    record: Record, actor: Actor, pupil_ids: Iterable[int], owner: str, act: str | None = None
) -> Done:
    """Give the next step an owner: initials, account or the start of a name."""
    one = owner_of(record, owner)
    entries = _each(record, "assign", pupil_ids, {"owner": one.account, "owner_name": one.name})
    return perform(record, actor, entries, f"Owner {one.name}{_for(entries)}", act)


def set_review(
    record: Record, actor: Actor, pupil_ids: Iterable[int], day: date, act: str | None = None
) -> Done:
    """Set when it is looked at again: today or later, on a school day."""
    _check_review(record, day)
    entries = _each(record, "review", pupil_ids, {"review": day.isoformat()})
    return perform(record, actor, entries, f"Review {day_words(day)}{_for(entries)}", act)


def _check_review(record: Record, day: date) -> None:
    if day < record.clock.today():
        raise Unknown(f"{day_words(day)} {day.year} is past: a review lies ahead. Try +3w, fri or 12/12.")
    calendar = record.calendar
    covered = calendar.last is not None and day <= calendar.last
    if covered and not calendar.is_school_day(day):
        raise Unknown(f"{day_words(day)} is no school day ({calendar.why_closed(day)}): choose another.")


def set_step(
    record: Record, actor: Actor, pupil_ids: Iterable[int], text: str, act: str | None = None
) -> Done:
    """Set the one small next step."""
    entries = _each(record, "step", pupil_ids, {"step": _words(text, "next step")})
    return perform(record, actor, entries, f"Next step set{_for(entries)}", act)


def set_barrier(
    record: Record,
    actor: Actor,
    pupil_ids: Iterable[int],
    text: str,
    *,
    keep: bool = False,
    kind: str = "",
    whose: str = "",
    act: str | None = None,
) -> Done:
    """Say what makes coming in hard. Vague raises the question to ask, unless `keep`, which is recorded."""
    entries = _each(record, "barrier", pupil_ids, _barrier_data(text, keep, kind, whose))
    return perform(record, actor, entries, f"Barrier noted{_for(entries)}", act)


def _barrier_data(text: str, keep: bool, kind: str = "", whose: str = "") -> dict[str, Any]:
    text = _words(text, "barrier")
    asked = question(text)
    if asked and not keep:
        raise Vague(asked)
    data: dict[str, Any] = {"barrier": text, "barrier_kind": kind or guess_kind(text), "whose": whose}
    return data | ({"kept": True} if asked else {})


def _words(text: str, what: str) -> str:
    found = clean_note(text)
    if not found:
        raise Unknown(f"Type the {what} in a few words.")
    return found


def add_note(
    record: Record, actor: Actor, pupil_ids: Iterable[int], text: str, act: str | None = None
) -> Done:
    """Add a note."""
    entries = _each(record, "note", pupil_ids, {"text": _words(text, "note")})
    return perform(record, actor, entries, f"Noted{_for(entries)}", act)


def set_card(
    record: Record, actor: Actor, pupil_id: int, field: str, text: str, act: str | None = None
) -> Done:
    """Set one field of the before-you-dial card; an empty text clears it."""
    if field not in CARD_FIELDS:
        raise Unknown(f"{clean(field, 30)} is no field of the card: {', '.join(CARD_FIELDS)}.")
    entries = _each(record, "card", [pupil_id], {"field": field, "text": clean_note(text)})
    return perform(record, actor, entries, f"Card: {field}", act)


def follow_up(
    record: Record,
    actor: Actor,
    pupil_ids: Iterable[int],
    line: str,
    *,
    keep: bool = False,
    act: str | None = None,
) -> Done:
    """All of it in one line: `@owner +3w next step / barrier`, each part optional, owner and date first."""
    from core.followup import parse

    parts = parse(line, record.clock.today(), record.calendar)
    data: dict[str, Any] = {}
    said: list[str] = []
    if parts.owner:
        one = owner_of(record, parts.owner)
        data |= {"owner": one.account, "owner_name": one.name}
        said.append(f"owner {one.name}")
    if parts.review:
        data["review"] = parts.review.day.isoformat()
        said.append(f"review {parts.review.said}")
    if parts.step:
        data["step"] = clean_note(parts.step)
        said.append("next step")
    if parts.barrier:
        data |= _barrier_data(parts.barrier, keep)
        said.append("barrier")
    entries = _each(record, "follow-up", pupil_ids, data)
    text = " · ".join(said)
    return perform(record, actor, entries, text[:1].upper() + text[1:] + _for(entries), act)


# -- taking back ---------------------------------------------------------------------------------


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
    from core.telling import tell

    actor.require_write()
    with record.write() as db:
        journal.refuse_if_changed(db, act, actor.account)
        events = journal.of_act(db, act)
        touched = tuple(dict.fromkeys(e.pupil_id for e in events if e.pupil_id is not None))
        said = tell(events[0])
        today = _today(record)
        data = {"act": act, "said": said}
        entries = [Entry(kind, one, today, data) for one in touched] or [Entry(kind, None, today, data)]
        counter = new_act()
        made = journal.append(db, counter, record.clock.now(), actor.account, entries)
        journal.note_undone(db, made[0])
        for one in touched:
            state.refold(db, one)
    names = pupil(record, touched[0]).name if touched else ""
    more = f" and {len(touched) - 1} more" if len(touched) > 1 else ""
    return Done(counter, f"{verb}: {said} · {names}{more}", touched)
