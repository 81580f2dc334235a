"""What was said, noted and tried about one pupil, in its words, other people left out.

Nothing here asks for restricted notes: the page is the same whoever makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core import journal
from core.clocks.rules import rule
from core.deeds import attempts_of
from core.model import Attempt, Contact, Outcome
from core.packs.figures import Around, Possible
from core.people import staff_by_account
from core.privacy.third_parties import Marker
from core.pupil import read_barriers, read_fields
from core.record import Record
from core.roll import contacts
from core.telling import in_words
from core.text import fold

# Thresholds at which support is considered. Not what a worker was told, nor the search for a missing pupil.
_SUPPORT = frozenset({"ten-sessions", "ten-days-unauthorised", "fifteen-days-sickness"})
# In whose words a barrier may stand beside those of the family named on the page.
_NOBODY_ELSE = frozenset({"", "family", "parents", "pupil", "child", "staff", "school"})
# What of the before-you-dial card is for a meeting too: not what to avoid on the telephone, nor when to ring.
CARD = ("hard", "helps", "not-helped", "agreed", "can-offer", "adult")


@dataclass(frozen=True, slots=True)
class Hard:
    """What makes coming in hard: a barrier as the meeting is told it, without who noted it and how."""

    text: str
    kind: str
    whose: str
    since: date


@dataclass(frozen=True, slots=True)
class Tried:
    """Something tried: since when, what, by whom, and the sessions around that day."""

    day: date
    text: str
    by: str
    around: Around


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody of the family said, as it was logged on the day."""

    day: date
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Promised:
    """Help promised, by when, and when it was given."""

    text: str
    due: date
    kept: date | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A day set for looking at the plan; or what was noted on a day that something was considered.

    `met` is what was considered then, as its rule: '' for an EHCP review held.
    """

    day: date
    text: str
    met: str = ""


def family(record: Record, pupil_id: int) -> tuple[Contact, ...]:
    """The contacts whom the page names: with parental responsibility, and who may be told."""
    return tuple(one for one in contacts(record, pupil_id) if one.may_be_told and one.parental)


def barriers(record: Record, pupil_id: int, marker: Marker) -> tuple[Hard, ...]:
    """Barriers noted, newest first, without other people's names; none in the words of anybody else."""
    whose = _NOBODY_ELSE | {fold(one.name) for one in family(record, pupil_id)}
    whose |= {fold(label) for label in _labels(record, pupil_id)}
    return tuple(
        Hard(marker.kept(one.text), one.kind, marker.kept(one.whose), one.since)
        for one in read_barriers(record, pupil_id)
        if fold(one.whose) in whose
    )


def _labels(record: Record, pupil_id: int) -> set[str]:
    """How log lines name the family on the page; a label that others bear too is nobody's."""
    named = family(record, pupil_id)
    return {one.label for one in named} - {c.label for c in contacts(record, pupil_id) if c not in named}


def card(record: Record, pupil_id: int, marker: Marker) -> dict[str, str]:
    """The card's fields that are for a meeting, in their order, without other people's names."""
    fields = read_fields(record, pupil_id).fields
    return {name: marker.kept(fields[name]) for name in CARD if name in fields}


def tried(
    record: Record, pupil_id: int, first: date, marker: Marker, possible: Possible
) -> tuple[Tried, ...]:
    """Next steps that were set since `first`, oldest first, and what the sessions around each hold."""
    names = {account: one.name for account, one in staff_by_account(record).items()}
    return tuple(
        Tried(day, marker.kept(str(data["step"])), names.get(by, by), possible.around(day))
        for day, by, data in _events(record, pupil_id, first, "step", "follow-up")
        if data.get("step")
    )


def looked_at(record: Record, pupil_id: int, first: date, marker: Marker) -> tuple[Looked, ...]:
    """Days set for reviews; what was noted of EHCP reviews held and thresholds considered; oldest first."""
    set_for = {
        date.fromisoformat(str(data["review"]))
        for _, _, data in _events(record, pupil_id, first, "review", "follow-up")
        if data.get("review")
    }
    found = [Looked(day, "") for day in set_for]
    for day, _, data in _events(record, pupil_id, first, "consider"):
        kinds, text = str(data["kind"]).split(), marker.kept(str(data["text"]))
        if "ehcp-review" in kinds:
            found.append(Looked(day, text))
        elif _SUPPORT.issuperset(kinds):
            found.append(Looked(day, text, "; ".join(map(rule, kinds))))
    return tuple(sorted(found, key=lambda one: (one.day, one.text)))


def _events(
    record: Record, pupil_id: int, first: date, *kinds: str
) -> Iterator[tuple[date, str, dict[str, object]]]:
    for event in journal.standing(record.db, pupil_id):
        if event.kind in kinds and event.data is not None and event.at.date() >= first:
            yield event.at.date(), event.by, dict(event.data)


def said(record: Record, pupil_id: int, first: date, marker: Marker) -> tuple[Said, ...]:
    """What was logged of conversations since `first`, oldest first: reason and note, where there is one."""
    return tuple(
        Said(one.day, marker.kept(one.contact), marker.kept(_words(one.reason, one.note)))
        for one in _conversations(record, pupil_id, first)
        if one.note
    )


def _conversations(record: Record, pupil_id: int, first: date) -> Iterator[Attempt]:
    """Talks with the family named on the page, since `first`: words of nobody else are read out to them.

    A call about a brother or sister that was logged here too holds the label alone.
    Not calls in which the parent did not know: those are the DSL's to speak of.
    """
    ids = {one.id for one in family(record, pupil_id)}
    labels = _labels(record, pupil_id)
    for one in attempts_of(record.db, pupil_id):
        known = one.contact in labels if one.contact_id is None else one.contact_id in ids
        if known and one.outcome is Outcome.SPOKE and one.day >= first:
            yield one


def _words(reason: str, note: str) -> str:
    return f"{in_words(reason)}: {note}" if reason else note


def reasons(record: Record, pupil_id: int, first: date) -> dict[str, int]:
    """How often each reason was given in a conversation since `first`, the most frequent first."""
    found: dict[str, int] = {}
    for one in _conversations(record, pupil_id, first):
        if one.reason:
            found[in_words(one.reason)] = found.get(in_words(one.reason), 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def promised(record: Record, pupil_id: int, marker: Marker) -> tuple[Promised, ...]:
    """Help promised to the family, the earliest due first."""
    rows = record.db.execute(
        "SELECT text, due, kept_on FROM promise WHERE pupil_id = ? ORDER BY due, id", (pupil_id,)
    ).fetchall()
    return tuple(
        Promised(
            marker.kept(row[0]), date.fromisoformat(row[1]), date.fromisoformat(row[2]) if row[2] else None
        )
        for row in rows
    )
