"""Calls and messages: logged in one transaction with the claim and the draft they end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.acts.base import Done, each, perform, time_of_day
from core.acts.morning import code_today
from core.errors import Refused, Unknown
from core.households import may_share_call
from core.journal import Entry
from core.model import Contact, Outcome
from core.people import Actor, staff_by_account
from core.reasons import code_for, reason_of
from core.record import Record
from core.roll import contacts, dialable, pupil
from core.telling import day_words, tell_call
from core.text import clean_note
from core.together.claims import meanwhile


@dataclass(frozen=True, slots=True)
class Heard:
    """What a call brought: whom it reached, what was learned, what was typed."""

    outcome: Outcome
    contact: Contact | None
    reason: str = ""
    code: str = ""
    note: str = ""
    ring_at: str = ""
    back: date | None = None


def log_call(  # noqa: PLR0913 -- what a call log must hold (docs/law.md, "First-day calling")
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
    strip: str = "",
    act: str | None = None,
) -> Done:
    """Log one call, about the pupil and the siblings in `also` (id → their own reason, '' for the same).

    `reason` is a reason key, word or statutory code and goes with `spoke` only; `back` is the day the
    pupil is expected, so that the reason covers the days before it. The claim and the draft of the
    call go in the same transaction: of the strip whose token is `strip`, else all claims of this person
    on these pupils. Two logs for one pupil both stand; the later ones say who else was ringing.
    """
    contact = _contact(record, pupil_id, contact_id)
    heard = Heard(outcome, contact, reason or code, code, note, time_of_day(ring_at), back)
    if back is not None and not heard.reason:
        raise Refused("A day back goes with a reason: say why as well, or put the day into the note.")
    with record.write() as db:
        entries = [_noting(record, actor, _entry(record, pupil_id, heard), strip)]
        for sibling, own in (also or {}).items():
            if sibling != pupil_id:
                entries.append(_sibling_entry(record, pupil_id, sibling, own, heard))
        done = perform(record, actor, entries, _said(entries[0].data, record.clock.today()), act)
        if strip:
            db.execute("DELETE FROM claim WHERE token = ?", (strip,))
        for one in () if strip else done.pupils:
            db.execute("DELETE FROM claim WHERE pupil_id = ? AND account = ?", (one, actor.account))
        db.execute(
            "DELETE FROM draft WHERE pupil_id = ? AND account = ? AND kind = 'call'",
            (pupil_id, actor.account),
        )
    return done


def _noting(record: Record, actor: Actor, entry: Entry, strip: str) -> Entry:
    """The entry, with the names of others who were ringing about the same pupil at the same time."""
    others = meanwhile(record, actor, entry.pupil_id, strip) if entry.pupil_id is not None else ()
    if not others:
        return entry
    staff = staff_by_account(record)
    names = [staff[one].name if one in staff else one for one in others]
    return replace(entry, data={**entry.data, "meanwhile": names})


def _sibling_entry(record: Record, pupil_id: int, sibling: int, own: str, heard: Heard) -> Entry:
    """The same call about a sibling; Refused where this contact may not be told about them."""
    if heard.contact is None:
        raise Refused("Nobody is named who was spoken to, so the call cannot be about a sibling too.")
    if not may_share_call(record, heard.contact, sibling):
        raise Refused(f"{heard.contact.label} may not be told about {pupil(record, sibling).name}.")
    shared = replace(heard, reason=own, code="") if own else heard
    entry = _entry(record, sibling, shared)
    return Entry(entry.kind, sibling, entry.day, {**entry.data, "contact_id": None, "with": pupil_id})


def _said(data: Mapping[str, Any], today: date) -> str:
    text = tell_call({**data, "note": ""}, today)
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


def _entry(record: Record, pupil_id: int, heard: Heard) -> Entry:
    day = record.clock.today()
    data: dict[str, Any] = {"day": day.isoformat(), "outcome": heard.outcome.value}
    if heard.contact is not None:
        phone = heard.contact.phone or heard.contact.phone2
        data |= {"contact": heard.contact.label, "contact_id": heard.contact.id, "phone": phone}
    if heard.reason:
        data |= _learned(record, pupil_id, heard, day)
    if heard.note:
        data["note"] = clean_note(heard.note)
    if heard.ring_at:
        data["ring_at"] = heard.ring_at
    return Entry("call", pupil_id, data["day"], data)


def _learned(record: Record, pupil_id: int, heard: Heard, day: date) -> dict[str, Any]:
    """The reason, the code it suggests, and the days it covers."""
    if heard.outcome is not Outcome.SPOKE:
        raise Refused("A reason needs a person who gave it: log it with “spoke”.")
    word = reason_of(heard.reason)
    code = code_today(heard.code, day) or code_for(heard.reason, pupil(record, pupil_id))
    data: dict[str, Any] = {"reason": word.word, "code": code}
    if word.explains:
        data |= {"explains": True, "until": _until(day, heard.back).isoformat()}
    return data


def _until(today: date, back: date | None) -> date:
    if back is None:
        return today
    if back <= today:
        raise Unknown(
            f"Expected back {day_words(back)} is not after today: leave it out, or give a later day."
        )
    if back > today + timedelta(days=366):
        raise Unknown(
            f"Expected back {day_words(back)} {back.year} is more than a year ahead: check the year."
        )
    return back - timedelta(days=1)


def send_message(
    record: Record, actor: Actor, pupil_ids: Iterable[int], note: str = "", act: str | None = None
) -> Done:
    """Note that a message was sent: an attempt, never a contact, and it closes nothing."""
    data: dict[str, Any] = {"outcome": Outcome.MESSAGE.value}
    if note:
        data["note"] = clean_note(note)
    entries = each(record, "message", pupil_ids, data)
    return perform(record, actor, entries, "Message sent", act)
