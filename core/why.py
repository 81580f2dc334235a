"""Why a row stands where it stands, in the words of the order: short, in front of her eyes at 08:40."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.codes import CODES, UNEXPLAINED
from core.errors import Unknown
from core.facts import in_order
from core.model import Casework, Handover, Lane, Outcome, Pupil, Reason
from core.morning import Here, Morning
from core.people import initials_of
from core.reasons import reason_of
from core.record import Record
from core.register import Register
from core.rules import Order
from core.telling import day_words
from core.views import Claim

TRANSPORT_CODES = ("Y1", "Q")
DOUBTS = ("on-the-way", "ill-long")  # facts that question a known reason


@dataclass(frozen=True)
class Making:
    """What a row is made from, read once for all rows."""

    record: Record
    morning: Morning
    order: Order
    pupils: dict[int, Pupil]
    registers: dict[int, Register]
    dialable: dict[int, int]
    families: dict[int, frozenset[int]]
    initials: dict[str, str]
    year: tuple[date, date]
    asked: dict[int, list[str]]  # what clocks and flags add to a row
    callers: dict[int, tuple[Claim, ...]]  # who rings about a pupil, or about the family


def why(
    making: Making, here: Here, lane: Lane, facts: frozenset[str], said: Mapping[str, str], work: Casework
) -> tuple[str, ...]:
    """Why the row stands where it stands, most telling first; never empty."""
    morning, order = making.morning, making.order
    absent = here.id in morning.absent
    if lane in (Lane.CALL_NOW, Lane.IN_HAND, Lane.WITH_DSL):
        known = [order.say(fact, **said) for fact in in_order(order, facts)]
        family = _family(making, here)
        asked = [*_due(making, work), *making.asked.get(here.id, [])]
        parts = [*_standing(making, here, lane), *known[:1], *family, *known[1:], *asked]
    else:
        reason = [*_doubts(order, facts, said), explained_by(morning, here)] if absent else []
        asked = making.asked.get(here.id, [])
        parts = [*_due(making, work), *asked, *reason, *_arrived(morning, here)]
    if not absent and here.code(morning.session) in TRANSPORT_CODES:
        parts.append(order.say("transport-question", **said))
    return tuple(part for part in parts if part) or (_plain(morning, here),)


def _doubts(order: Order, facts: Iterable[str], said: Mapping[str, str]) -> list[str]:
    return [order.say(fact, **said) for fact in DOUBTS if fact in facts]


def _family(making: Making, here: Here) -> list[str]:
    """Siblings who are absent and not yet explained too."""
    others = making.families.get(here.id)
    if not others:
        return []
    names = ", ".join(f"{making.pupils[one].goes_by} {making.pupils[one].reg}" for one in sorted(others))
    return [making.order.say("sibling", names=names)]


def _plain(morning: Morning, here: Here) -> str:
    """What is said of a pupil of whom nothing else is known."""
    code = here.code(morning.session)
    return f"code {code}, no reason yet" if code else "no mark, no reason yet"


def _standing(making: Making, here: Here, lane: Lane) -> list[str]:
    """What puts the pupil into this group: handed over, in hand and how, only away this morning."""
    morning = making.morning
    if lane is Lane.WITH_DSL:
        return _handed_over(morning.handovers[here.id], morning.today)
    if here.id in morning.morning_only:
        return [making.order.say("morning-only")]
    return _in_hand(making, here) if lane is Lane.IN_HAND else []


def _handed_over(handover: Handover, today: date) -> list[str]:
    seen = "seen by the DSL" if handover.acked_by else "not yet seen by the DSL"
    return [f"{handover.why} {_when(handover, today)}", seen]


def _when(deed: Handover | Reason, today: date) -> str:
    """The time of a deed of today, the day too of an earlier one."""
    return f"{deed.at:%H:%M}" if deed.day == today else f"{day_words(deed.day, today)} {deed.at:%H:%M}"


def _in_hand(making: Making, here: Here) -> list[str]:
    morning = making.morning
    if several := morning.callers.get(here.id):
        names = dict.fromkeys(claim.name for claim in several)
        return [f"{' & '.join(names)} calling {several[0].since}"]
    for attempt in reversed(morning.attempts.get(here.id, ())):
        if attempt.outcome is Outcome.RINGS_BACK:
            late = bool(attempt.ring_at) and attempt.ring_at < f"{morning.now:%H:%M}"
            return [f"rings back {attempt.ring_at}".strip() + (", not yet heard" if late else "")]
        if attempt.outcome.conversation:
            return [f"spoke to {attempt.contact or 'them'} {attempt.at:%H:%M}, no reason yet"]
    account = morning.parked.get(here.id, "")
    return [f"call parked by {making.initials.get(account) or initials_of(account)}"]


def _arrived(morning: Morning, here: Here) -> list[str]:
    arrival = morning.arrivals.get(here.id)
    return [f"arrived {arrival.time}"] if arrival and here.id not in morning.absent else []


def _due(making: Making, work: Casework) -> list[str]:
    """A review due today or overdue, whatever lane the pupil stands in."""
    today = making.morning.today
    if not work.review or work.review > today:
        return []
    step = work.step or "see how it went"
    if work.review == today:
        return [making.order.say("review-due", step=step)]
    return [making.order.say("review-overdue", step=step, date=day_words(work.review, today))]


def explained_by(morning: Morning, here: Here) -> str:
    """The known reason: the code of the mark, else what a person said, who, when and until when."""
    code = here.code(morning.session)
    if code not in UNEXPLAINED:
        return f"{code}: {CODES[code].meaning}"
    reason = morning.reasons.get(here.id)
    if reason is None:
        return ""
    until = f", until {day_words(reason.until, morning.today)}" if reason.until > morning.today else ""
    return f"{_phrase(reason)}, {reason.source} {_when(reason, morning.today)}{until}"


def _phrase(reason: Reason) -> str:
    """A reason as it is said of somebody: “at school or on the way” rather than “present”."""
    try:
        return reason_of(reason.word).phrase
    except Unknown:
        return reason.word
