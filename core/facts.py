"""What is true of an absent pupil that decides where the row stands: named facts, never a score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.model import Pupil
from core.reasons import transport_provided
from core.rules import Order, Tier
from core.views import Attendance

_PROTECTION = ("cp", "child protection", "s47", "section 47")
_IN_NEED = ("cin", "child in need")


def pupil_facts(pupil: Pupil, today: date, dialable: int) -> Iterator[str]:
    """Facts that follow from who the pupil is: keys of `[words]` in `order.toml`."""
    worker = pupil.social_worker.casefold().strip()
    if worker.startswith(_PROTECTION):
        yield "child-protection"
    elif worker.startswith(_IN_NEED):
        yield "child-in-need"
    elif worker:
        yield "social-worker"
    if pupil.looked_after:
        yield "looked-after"
    if pupil.youth_justice:
        yield "youth-justice"
    if pupil.at_risk:
        yield "at-risk"
    if dialable == 0:
        yield "no-contact"
    elif dialable == 1:
        yield "one-contact"
    if pupil.dob and age(pupil.dob, today) < 7:
        yield "under-7"
    if pupil.non_speaking:
        yield "non-speaking"
    if transport_provided(pupil.transport):
        yield "la-transport"
    if pupil.walks_alone:
        yield "walks-alone"
    if pupil.named_adult or pupil.contact_route:
        yield "plan"
    if pupil.sen == "E":
        yield "ehcp"
    elif pupil.sen == "K":
        yield "sen-support"


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
    wanted = [tier for tier in order.tiers if (tier.number > 6) is explained]
    for tier in wanted:
        if any(fact in facts for fact in tier.any if fact != "otherwise"):
            return tier
    return next(tier for tier in wanted if "otherwise" in tier.any)


def in_order(order: Order, facts: frozenset[str]) -> list[str]:
    """The facts as the order ranks them, most telling first; those it does not rank come last."""
    ranked = [fact for tier in order.tiers for fact in tier.any if fact in facts]
    return ranked + sorted(facts - set(ranked))
