"""A call as the record's thread begins and ends it. `core` is imported late, as in `tui.desk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model import Outcome

if TYPE_CHECKING:
    from core.acts import Done
    from core.people import Actor
    from core.reasons import ReasonWord
    from core.record import Record
    from core.views import CallCard, Claim

NO_TIME = "no time noted: type 10:30 in the note (Tab) before r to keep one"


@dataclass(frozen=True, slots=True)
class Talk:
    """A pupil taken up for a call: the claim's token, the card, and what goes with it."""

    token: str
    card: CallCard
    reasons: tuple[ReasonWord, ...]
    codes: Mapping[str, str]  # reason key → the code it suggests
    shares: Mapping[int, frozenset[int]]  # contact → the siblings they may be told about
    tries: int  # of today, so far
    held: Claim | None  # who was calling already: somebody else, or another window of hers


def take_up(record: Record, actor: Actor, pupil_id: int) -> Talk:
    """Claim a pupil and read the card."""
    from core.claims import claim, claims
    from core.deeds import attempts_of
    from core.pupil import read_card
    from core.reasons import REASONS, code_for

    was = claims(record).get(pupil_id)
    card = read_card(record, pupil_id, actor)
    codes = {reason.key: code_for(reason.key, card.preview.pupil) for reason in REASONS}
    tries = sum(one.day == record.clock.today() for one in attempts_of(record.db, pupil_id))
    token = claim(record, actor, pupil_id)
    return Talk(token, card, REASONS, codes, shares(record, card), tries, was)


def look_again(record: Record, actor: Actor, pupil_id: int) -> tuple[CallCard, dict[int, frozenset[int]]]:
    """The card of a call that is open, as things stand now, and whom each contact may be told about."""
    from core.pupil import read_card

    card = read_card(record, pupil_id, actor)
    return card, shares(record, card)


def shares(record: Record, card: CallCard) -> dict[int, frozenset[int]]:
    """Contact → the brothers and sisters on the card about whom that contact may be told."""
    from core.households import may_share_call

    return {
        one.contact.id: frozenset(
            sibling.pupil.id
            for sibling in card.siblings
            if may_share_call(record, one.contact, sibling.pupil.id)
        )
        for one in card.preview.dial
    }


def log(
    record: Record, actor: Actor, pupil_id: int, outcome: Outcome, contact_id: int | None, reason: str,
    note: str, also: Mapping[int, str],
) -> tuple[Done, str]:  # fmt: skip
    """Log a call; a time in the note of a ring-back is taken as the time. And what she should know of it."""
    from core.acts import log_call
    from core.ring_time import clock_time

    back = outcome is Outcome.RINGS_BACK
    ring_at = (clock_time(note) or "") if back else ""
    done = log_call(
        record, actor, pupil_id, outcome,
        contact_id=contact_id, reason=reason, note=note, ring_at=ring_at, also=also,
    )  # fmt: skip
    return done, NO_TIME if back and not ring_at else ""
