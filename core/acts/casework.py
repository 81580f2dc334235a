"""The next step: its owner, its review date, the barrier, notes and the card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.acts.base import Done, each, perform, words
from core.barriers import guess_kind, question
from core.errors import Unknown, Vague
from core.people import Actor, owner_of
from core.record import Record
from core.telling import day_words
from core.text import NOTE_LIMIT, clean, clean_note

CARD_FIELDS = ("hard", "helps", "not-helped", "agreed", "do-not-ask", "can-offer", "best-time", "adult")


def assign(
    record: Record, actor: Actor, pupil_ids: Iterable[int], owner: str, act: str | None = None
) -> Done:
    """Give the next step an owner: initials, account or the start of a name."""
    one = owner_of(record, owner)
    entries = each(record, "assign", pupil_ids, {"owner": one.account, "owner_name": one.name})
    return perform(record, actor, entries, f"Owner {one.name}", act)


def set_review(
    record: Record, actor: Actor, pupil_ids: Iterable[int], day: date, act: str | None = None
) -> Done:
    """Set when it is looked at again: today or later, on a school day."""
    _check_review(record, day)
    entries = each(record, "review", pupil_ids, {"review": day.isoformat()})
    return perform(record, actor, entries, f"Review {day_words(day, record.clock.today())}", act)


def _check_review(record: Record, day: date) -> None:
    if day < record.clock.today():
        raise Unknown(f"{day_words(day)} {day.year} is past: a review lies ahead. Try +3w, fri or 12/12.")
    calendar = record.calendar
    covered = calendar.last is not None and day <= calendar.last
    if day.weekday() > 4 or (covered and not calendar.is_school_day(day)):
        raise Unknown(f"{day_words(day)} is no school day ({calendar.why_closed(day)}): choose another.")


def set_step(
    record: Record, actor: Actor, pupil_ids: Iterable[int], text: str, act: str | None = None
) -> Done:
    """Set the one small next step."""
    entries = each(record, "step", pupil_ids, {"step": words(text, "the next step")})
    return perform(record, actor, entries, "Next step set", act)


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
    entries = each(record, "barrier", pupil_ids, _barrier_data(text, keep, kind, whose))
    return perform(record, actor, entries, "Barrier noted", act)


def _barrier_data(text: str, keep: bool, kind: str = "", whose: str = "") -> dict[str, Any]:
    text = words(text, "the barrier")
    asked = question(text)
    if asked and not keep:
        raise Vague(asked)
    kind = clean(kind, 40) or guess_kind(text)
    data: dict[str, Any] = {"barrier": text, "barrier_kind": kind, "whose": clean(whose, 60)}
    return data | ({"kept": True} if asked else {})


def add_note(
    record: Record, actor: Actor, pupil_ids: Iterable[int], text: str, act: str | None = None
) -> Done:
    """Add a note."""
    entries = each(record, "note", pupil_ids, {"text": words(text, "the note")})
    return perform(record, actor, entries, "Noted", act)


def set_card(
    record: Record, actor: Actor, pupil_id: int, field: str, text: str, act: str | None = None
) -> Done:
    """Set one field of the before-you-dial card; an empty text clears it."""
    if field not in CARD_FIELDS:
        raise Unknown(f"{clean(field, 30)} is no field of the card: {', '.join(CARD_FIELDS)}.")
    entries = each(record, "card", [pupil_id], {"field": field, "text": clean_note(text)})
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
    from core.typed.followup import parse

    parts = parse(clean(line, NOTE_LIMIT), record.clock.today(), record.calendar)
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
    entries = each(record, "follow-up", pupil_ids, data)
    text = " · ".join(said)
    return perform(record, actor, entries, text[:1].upper() + text[1:], act)
