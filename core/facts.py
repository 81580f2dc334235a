"""What is true of an absent pupil that decides where the row stands: named facts, never a score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.model import Pupil
from core.reasons import transport_provided
from core.rules import LAST_CALL, Order, Tier
from core.views import Attendance

_PROTECTION = ("cp", "child protection", "s47", "section 47")
_IN_NEED = ("cin", "child in need")


_FLAGS = (  # field of Pupil → fact
    ("looked_after", "looked-after"),
    ("youth_justice", "youth-justice"),
    ("at_risk", "at-risk"),
    ("non_speaking", "non-speaking"),
    ("walks_alone", "walks-alone"),
)
_SEN = {"E": "ehcp", "K": "sen-support"}


def pupil_facts(pupil: Pupil, today: date, dialable: int) -> Iterator[str]:
    """Facts that follow from who the pupil is: keys of `[words]` in `order.toml`."""
    yield from (fact for name, fact in _FLAGS if getattr(pupil, name))
    if worker := pupil.social_worker.casefold().strip():
        yield _social_worker(worker)
    if dialable < 2:
        yield "one-contact" if dialable else "no-contact"
    if pupil.dob and age(pupil.dob, today) < 7:
        yield "under-7"
    if transport_provided(pupil.transport):
        yield "la-transport"
    if pupil.named_adult or pupil.contact_route:
        yield "plan"
    if pupil.sen in _SEN:
        yield _SEN[pupil.sen]


def _social_worker(worker: str) -> str:
    if worker.startswith(_PROTECTION):
        return "child-protection"
    return "child-in-need" if worker.startswith(_IN_NEED) else "social-worker"


def figure_facts(figures: Attendance | None, small_base: int) -> Iterator[str]:
    """Facts that follow from attendance this year; muted on a small base."""
    if figures is None or figures.possible < small_base:
        return
    if figures.severe:
        yield "severe"
    elif figures.persistent:
        yield "persistent"


def age(born: date, today: date) -> int:
    """Age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def tier_of(order: Order, facts: frozenset[str], explained: bool) -> Tier:
    """The first tier any of whose facts is true; tiers above 6 are for those explained."""
    wanted = [tier for tier in order.tiers if (tier.number > LAST_CALL) is explained]
    for tier in wanted:
        if any(fact in facts for fact in tier.any if fact != "otherwise"):
            return tier
    return next(tier for tier in wanted if "otherwise" in tier.any)


def in_order(order: Order, facts: frozenset[str]) -> list[str]:
    """The facts as the order ranks them, most telling first; those it does not rank come last."""
    ranked = [fact for tier in order.tiers for fact in tier.any if fact in facts]
    return ranked + sorted(facts - set(ranked))
