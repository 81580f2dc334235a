"""A call as the record's thread begins and ends it. `core` is imported late, as in `tui.desk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import RecordBusy, Seen
from core.model import Outcome

if TYPE_CHECKING:
    from core.acts import Done
    from core.people import Actor
    from core.reasons import ReasonWord
    from core.record import Record
    from core.together.drafts import Draft
    from core.views import CallCard, Claim

AT_ONCE = 0.05  # seconds a call waits for its claim before its strip opens without
NO_TIME = "no time noted: type 10:30 in the note (Tab) before r to keep one"


@dataclass(frozen=True, slots=True)
class Look:
    """The pupil of an open call as things stand."""

    card: CallCard
    shares: Mapping[int, frozenset[int]]  # contact → the siblings they may be told about
    seen: str  # how the pupil is known to be here, '' if not
    others: tuple[Claim, ...]  # who else has a strip open on this pupil, another window of hers included


@dataclass(frozen=True, slots=True)
class Talk:
    """A pupil taken up for a call: the claim's token, how things stand, and what goes with it."""

    token: str
    look: Look
    reasons: tuple[ReasonWord, ...]
    codes: Mapping[str, str]  # reason key → the code it suggests
    draft: Draft | None
    opened: int  # the last event there was
    claimed: bool  # False: somebody holds the record, and the claim is still to be made

    @property
    def card(self) -> CallCard:
        """The before-you-dial card."""
        return self.look.card


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be logged, and what she knew when she pressed the key."""

    pupil_id: int
    outcome: Outcome
    contact_id: int | None
    reason: str
    note: str
    also: Mapping[int, str]
    token: str
    seen: str  # how the pupil was known to be here, and she logs the call all the same


def take_up(record: Record, actor: Actor, pupil_id: int) -> Talk:
    """Claim a pupil and read the card; while somebody holds the record the card comes without the claim."""
    from core.reasons import REASONS, code_for
    from core.together.claims import new_token, release
    from core.together.drafts import find
    from core.together.versions import last_event

    token, opened = new_token(), last_event(record.db)
    claimed = _claim_at_once(record, actor, pupil_id, token)
    try:
        look = look_again(record, actor, pupil_id, token)
        draft = find(record, actor, "call", pupil_id)
    except BaseException:
        if claimed:
            release(record, token)
        raise
    codes = {reason.key: code_for(reason.key, look.card.preview.pupil) for reason in REASONS}
    return Talk(token, look, REASONS, codes, draft, opened, claimed)


def _claim_at_once(record: Record, actor: Actor, pupil_id: int, token: str) -> bool:
    """Claim a pupil, if that need not wait for somebody else's save."""
    from core.together.claims import claim

    patience, record.patience = record.patience, AT_ONCE
    try:
        claim(record, actor, pupil_id, token)
    except RecordBusy:
        return False
    finally:
        record.patience = patience
    return True


def look_again(record: Record, actor: Actor, pupil_id: int, token: str) -> Look:
    """The pupil of a call that is open, as things stand now."""
    from core.pupil import read_card
    from core.together.claims import callers
    from core.together.seen import seen

    with record.reading():
        card = read_card(record, pupil_id, actor)
        others = tuple(one for one in callers(record, pupil_id).get(pupil_id, ()) if one.token != token)
        return Look(card, shares(record, card), seen(record, pupil_id), others)


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


def log(record: Record, actor: Actor, told: Told) -> tuple[Done, str]:
    """Log a call; a time in the note of a ring-back is taken as the time. And what she should know of it.

    Seen if the pupil has come in since she last looked: whether this came first is settled here, inside
    the transaction. A brother or sister who has come in is left out, and that is said.
    """
    from core.acts import log_call
    from core.journal import known
    from core.roll import pupil
    from core.together.seen import seen
    from core.typed.ring_time import clock_time

    back = told.outcome is Outcome.RINGS_BACK
    ring_at = (clock_time(told.note) or "") if back else ""
    with record.write() as db:
        now = seen(record, told.pupil_id)
        if now and now != told.seen and not known(db, told.token):
            raise Seen(now)
        here = [one for one in told.also if seen(record, one)]
        done = log_call(
            record, actor, told.pupil_id, told.outcome,
            contact_id=told.contact_id, reason=told.reason, note=told.note, ring_at=ring_at,
            also={one: own for one, own in told.also.items() if one not in here}, strip=told.token,
            act=told.token or None,  # one strip, one log: tried again after a doubt, it is there once
        )  # fmt: skip
        names = " & ".join(pupil(record, one).name for one in here)
    more = [f"not about {names}, in by now"] if here else []
    return done, " · ".join([*more, NO_TIME] if back and not ring_at else more)
