"""What to do next about a pupil nobody has been spoken to about: suggested, never done by itself.

Practice, not law: no national rule says how long to wait before a home visit. The steps and their times
follow what local authorities publish (docs/law.md, "First-day calling"): the DSL and the worker the same
hour for a pupil with a plan; somebody at the door on day one where nobody else may know, on day three for
others, by day ten at the latest, when the local authority joins the enquiries.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.model import Outcome, Pupil
from core.views import Row

VISIT_DUE = 3  # school days away, today included
VISIT_LATEST = 10
DSL_FROM = "10:00"  # from when on a pupil of whom nobody may know is the DSL's too
PARTS = 3
PROTECTED = frozenset(
    ["child-protection", "child-in-need", "social-worker", "looked-after", "youth-justice", "at-risk"]
)
NOBODY_ELSE = frozenset(["one-contact", "no-contact", "under-7", "non-speaking"])  # may know


def suggest(
    row: Row, facts: Collection[str], untried: Sequence[str], here: Sequence[str], now: datetime
) -> str:
    """One line: what safety asks first, then whom to ring, then who in school may know.

    `facts` are what is true of the pupil (core.facts); `untried` contacts not tried today, in the school's
    order; `here` brothers and sisters in school.
    """
    if row.callers:
        first = row.callers[0]
        family = "" if first.pupil_id == row.pupil.id else " the family"
        return f"{first.name} is calling{family} since {first.since}"
    parts = [*_safety(row, frozenset(facts), now), *_ring(row, untried, now)]
    parts += [f"ask {' & '.join(here)}, in school today"] if here else []
    return "; ".join(parts[:PARTS])


def _safety(row: Row, facts: frozenset[str], now: datetime) -> list[str]:
    pupil, day = row.pupil, row.day
    if facts & PROTECTED:
        told = _workers(pupil)
        return ["DSL now, home visit today", told] if told else ["DSL now, home visit today"]
    if day >= VISIT_LATEST:
        return [f"home visit overdue (day {day}); LA joins the enquiries"]
    if facts & NOBODY_ELSE:
        late = f"{now:%H:%M}" >= DSL_FROM
        return ["DSL now, home visit today"] if late else [f"DSL at {DSL_FROM} if nobody is reached"]
    if day >= VISIT_DUE:
        return [f"home visit due (day {day})"]
    if "la-transport" in facts:
        return [f"ask {pupil.transport} whether they were collected (Q or Y1)"]
    return ["ask who saw them on the way"] if "walks-alone" in facts else []


def _workers(pupil: Pupil) -> str:
    told = ["the social worker"] * bool(pupil.social_worker or pupil.looked_after)
    told += ["the youth justice worker"] * pupil.youth_justice
    return f"tell {' and '.join(told)} today" if told else ""


def _ring(row: Row, untried: Sequence[str], now: datetime) -> list[str]:
    back = next((a for a in reversed(row.attempts) if a.outcome is Outcome.RINGS_BACK), None)
    if back is not None and back.ring_at >= f"{now:%H:%M}":
        return [f"they ring back at {back.ring_at}"]
    if row.pupil.named_adult and not row.attempts:
        return [f"ask {row.pupil.named_adult} first"]
    if untried:
        more = f" (+{len(untried) - 1} more)" if len(untried) > 1 else ""
        return [f"ring {untried[0]}, not tried today{more}"]
    if row.attempts:
        return ["every number tried: ring again, then somebody outside the household"]
    return ["no number that may be rung: ask the form tutor, look in the file"]
