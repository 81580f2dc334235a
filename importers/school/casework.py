"""What the staff learned and agreed over the term: barriers, cards, owners, next steps, reviews, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from core.model import Pupil
from importers.school.deeds import Deed, World, at, words
from importers.school.marks import missed
from importers.school.staff import CASEWORKERS, HEADS_OF_YEAR, NAME_OF, SENCO

DUE_TODAY, OVERDUE = 10, 6
_NOTES = 26
_Act = tuple[str, dict[str, Any]]

_FITS: dict[str, Callable[[Pupil], bool]] = {
    "transport": lambda p: p.transport.startswith("LA") or p.transport == "bus",
    "caring": lambda p: p.young_carer,
    "sensory": lambda p: p.sen_need in ("ASD", "SLCN"),
    "communication": lambda p: p.non_speaking or p.sen_need == "SLCN" or bool(p.language),
    "health": lambda p: bool(p.medical_plan),
    "provision": lambda p: p.sen == "E",
}
_HABITS = ("ebsa", "monday", "broken-weeks", "half-days", "late-settles", "recent-dip", "long-illness")


def casework(world: World) -> Iterator[Deed]:
    """A plan for some forty-five pupils of 1,200, then notes on some of them."""
    if len(world.days) < 12:
        return
    chosen = _match(world, round(46 * len(world.pupils) / 1200))
    if not chosen:
        return
    for turn, (place, barrier) in enumerate(chosen):
        yield from _plan(world, place, barrier, turn, len(chosen))
    for n in range(max(1, round(_NOTES * len(world.pupils) / 1200))):
        place, day = world.rng.choice(chosen)[0], world.rng.choice(world.days[-12:])
        text = words()["notes"]["texts"][n % len(words()["notes"]["texts"])]
        by = world.rng.choice(CASEWORKERS)
        yield Deed(at(day, 15, 50 + n), by, "note", world.pupils[place].upn, {"text": text})


def _anybody(pupil: Pupil) -> bool:
    return True


def _match(world: World, count: int) -> list[tuple[int, dict[str, str]]]:
    """Pupils whose habits call for a plan, each with a barrier that can be theirs."""
    rank = {habit: place for place, habit in enumerate(_HABITS)}
    wanting = [n for n, life in enumerate(world.lives) if life.habit in rank and world.marks.get(n)]
    wanting.sort(key=lambda n: (rank[world.lives[n].habit] > 0, -missed(world.marks[n]), n))
    free = wanting + [
        n for n, p in enumerate(world.pupils) if p.young_carer or p.medical_plan or p.sen == "E"
    ]
    found: list[tuple[int, dict[str, str]]] = []
    barriers = words()["barrier"]
    step = len(barriers) / max(1, count)  # a small school still hears of every kind
    for barrier in [barriers[int(n * step)] for n in range(min(count, len(barriers)))]:
        fits = _FITS.get(barrier["kind"], _anybody)
        place = next((n for n in free if fits(world.pupils[n])), free[0] if free else -1)
        if place >= 0:
            found.append((place, barrier))
            free = [n for n in free if n != place]
    world.rng.shuffle(found)
    return found


def _plan(world: World, place: int, barrier: dict[str, str], turn: int, of: int) -> Iterator[Deed]:
    rng, pupil = world.rng, world.pupils[place]
    due = max(1, round(DUE_TODAY * of / 46))
    late = due + max(1, round(OVERDUE * of / 46))
    day = rng.choice(world.days[-45:-10] or world.days[:1])
    on = world.today if turn < due else rng.choice(world.days[-7:-1]) if turn < late else _ahead(world)
    owner = _owner(world, pupil, turn)
    by = owner if owner in CASEWORKERS else HEADS_OF_YEAR[pupil.year]
    moment = at(day, 15, 5 + rng.randrange(35))
    deeds: list[_Act] = [
        ("barrier", {key: barrier[key] for key in ("text", "kind", "whose")}),
        ("card", {"field": "helps", "text": barrier["helps"]}),
        ("step", {"text": barrier["step"]}),
        ("assign", {"owner": owner}),
        ("review", {"on": on}),
        *_card(world, place, barrier, turn),
    ]
    for n, (verb, args) in enumerate(deeds):
        yield Deed(moment + timedelta(minutes=n), by, verb, pupil.upn, args)


def _ahead(world: World) -> date:
    return world.rng.choice(world.ahead[:24] or [world.today])


def _owner(world: World, pupil: Pupil, turn: int) -> str:
    """The named adult, the SENCO for a plan, the head of year, sometimes whoever opens the record."""
    accounts = {name: account for account, name in NAME_OF.items()}
    if turn % 6 == 1:
        return world.account
    if pupil.named_adult:
        return accounts[pupil.named_adult]
    return SENCO if pupil.sen == "E" else HEADS_OF_YEAR[pupil.year]


def _card(world: World, place: int, barrier: dict[str, str], turn: int) -> Iterator[_Act]:
    """A further field or two of the card that is read before dialling."""
    cards = words()["cards"]
    if barrier["whose"] == "pupil":
        yield "card", {"field": "hard", "text": barrier["text"]}
    if "not_helped" in barrier:
        yield "card", {"field": "not-helped", "text": barrier["not_helped"]}
    field = ("agreed", "do-not-ask", "can-offer", "")[turn % 4]
    if field:
        yield "card", {"field": field, "text": cards[field][turn // 4 % len(cards[field])]}
    best = next((contact.best_time for contact in world.contacts[place] if contact.best_time), "")
    if best and turn % 3 == 0:
        yield "card", {"field": "best-time", "text": best}
