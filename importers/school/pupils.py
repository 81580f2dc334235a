"""The pupils of the fictional school, in national proportions (DfE: SEN support 14 %, EHC plan 5 %, …)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from core.model import Pupil
from importers.school.households import Child, Household
from importers.school.names import Names
from importers.school.numbers import upn
from importers.school.staff import HEADS_OF_YEAR, KEY_ADULTS, NAME_OF
from importers.school.terms import SchoolYear, school_year

_NEEDS = ["SEMH", "SPLD", "MLD", "SLCN", "ASD", "PD", "HI", "VI"]
_NEEDS_K = [26, 24, 19, 17, 8, 2, 2, 1]
_NEEDS_E = [20, 6, 16, 16, 34, 5, 2, 1]
_PLANS = [
    "Asthma plan; inhaler in the office",
    "Type 1 diabetes plan; eats before PE",
    "Epilepsy plan; rests an hour after a seizure",
    "Allergy plan; carries two pens",
    "Sickle cell plan; keeps warm, drinks often",
    "Migraine plan; dark room for twenty minutes",
    "Chronic fatigue plan; paced week",
]
_ROUTES = [
    "Text first, then ring after 09:30",
    "Ring the mother's mobile; not the landline",
    "E-mail before 09:00, a call only if agreed",
    "The named adult rings; nobody else at first",
    "Message in plain words, one question at a time",
]
_TRAVEL = ["walks", "bus", "car", "cycles"]
_TRAVEL_WEIGHTS = [46, 31, 20, 3]

Set = Callable[[float], frozenset[int]]


def _picker(rng: Random, count: int) -> Set:
    """Pick exactly the given share of all pupils, at least one."""
    return lambda share: frozenset(rng.sample(range(count), min(count, max(1, round(count * share)))))


def make_pupils(
    rng: Random, names: Names, homes: list[Household], years: list[SchoolYear], today: date
) -> list[Pupil]:
    """All pupils on roll, by year, form and name; `id` is the place in this list."""
    seats = [(child, home) for home in homes for child in home.children]
    seats.sort(key=lambda seat: (int(seat[0].year), seat[0].reg, seat[0].surname, seat[0].forename))
    basics = [_basic(rng, names, place, *seat, years, today) for place, seat in enumerate(seats)]
    pick = _picker(rng, len(basics))
    steps = (_with_numbers, _with_needs, _with_means, _with_family, _with_travel, _with_care)
    found = basics
    for step in steps:
        found = step(rng, pick, found)
    return _with_reviews(rng, found, today)


def _basic(
    rng: Random, names: Names, place: int, child: Child, home: Household, years: list[SchoolYear], today: date
) -> Pupil:
    return Pupil(
        id=place,
        upn=upn(rng, child.born, place),
        surname=child.surname,
        forename=child.forename,
        preferred=names.shown_as.get(child.forename, "") if rng.random() < 0.7 else "",
        dob=child.born,
        year=child.year,
        reg=child.reg,
        admitted=_admitted(rng, child, years, today),
        language=home.language,
        interpreter=home.interpreter,
        household=home.key,
    )


def _admitted(rng: Random, child: Child, years: list[SchoolYear], today: date) -> date:
    """The first day of Year 7; for one pupil in thirty a later day."""
    intake = school_year(years[-1].starts - int(child.year) + 7)
    days = years[-1].days
    later = days[bisect_right(days, intake.days[0]) : bisect_left(days, today - timedelta(days=20))]
    return rng.choice(later) if later and rng.random() < 0.03 else intake.days[0]


def _with_numbers(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """Admission numbers go up with the day of admission."""
    order = sorted(pupils, key=lambda pupil: (pupil.admitted or date.min, pupil.surname, pupil.id))
    adno = {pupil.id: f"{4100 + place:06}" for place, pupil in enumerate(order)}
    return [replace(pupil, adno=adno[pupil.id]) for pupil in pupils]


def _with_needs(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """SEN support and EHC plans with the kind of need; a few do not speak."""
    any_need = sorted(pick(0.19))
    rng.shuffle(any_need)
    plans = frozenset(any_need[: max(1, round(len(pupils) * 0.05))])
    silent = frozenset(rng.sample(sorted(plans), min(len(plans), max(1, round(len(pupils) / 240)))))
    changes: dict[int, dict[str, Any]] = {}
    for place in any_need:
        weights = _NEEDS_E if place in plans else _NEEDS_K
        need = rng.choice(["ASD", "SLCN"]) if place in silent else rng.choices(_NEEDS, weights)[0]
        status = "E" if place in plans else "K"
        changes[place] = {"sen": status, "sen_need": need, "non_speaking": place in silent}
    return [replace(pupil, **changes.get(pupil.id, {"sen": "N"})) for pupil in pupils]


def _with_means(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """Free school meals 25 %; pupil premium 28 %, most of it the same pupils; service families."""
    meals = pick(0.25)
    rest = [pupil.id for pupil in pupils if pupil.id not in meals]
    more = round(len(pupils) * 0.28) - round(len(meals) * 0.97)
    premium = frozenset(rng.sample(sorted(meals), round(len(meals) * 0.97)) + rng.sample(rest, more))
    service = pick(0.007)
    return [replace(p, fsm=p.id in meals, pp=p.id in premium, service_child=p.id in service) for p in pupils]


def _with_family(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """Care, social work and caring at home; a plan covers all children of a household."""
    order = sorted({pupil.household for pupil in pupils})
    rng.shuffle(order)
    size = len(pupils)
    cut_cp, cut_cin = max(1, round(size * 0.009)), max(1, round(size * 0.017))
    worker = dict.fromkeys(order[:cut_cp], "CP") | dict.fromkeys(order[cut_cp : cut_cp + cut_cin], "CIN")
    alone = [pupil.id for pupil in pupils if pupil.household not in worker]
    cared = frozenset(rng.sample(alone, max(1, round(size * 0.01))))
    justice, carers, risk = pick(0.0034), pick(0.017), pick(0.0025)
    return [
        replace(
            p,
            looked_after=p.id in cared,
            pp=p.pp or p.id in cared,
            social_worker=worker.get(p.household, ""),
            youth_justice=p.id in justice and int(p.year) > 8,
            young_carer=p.id in carers,
            at_risk=p.id in risk,
        )
        for p in pupils
    ]


def _with_travel(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """How they come; walking alone is recorded where somebody should know of it."""
    alone = pick(0.033)
    found = []
    for p in pupils:
        ride = p.sen == "E" and rng.random() < 0.5
        way = rng.choices(["LA taxi", "LA minibus"], [6, 4])[0] if ride else ""
        travel = way or rng.choices(_TRAVEL, _TRAVEL_WEIGHTS)[0]
        walks = p.id in alone and not ride
        found.append(replace(p, transport="walks" if walks else travel, walks_alone=walks))
    return found


def _with_care(rng: Random, pick: Set, pupils: list[Pupil]) -> list[Pupil]:
    """Medical plans; a named adult and an agreed way to be in touch, mostly with an EHC plan."""
    medical, route = pick(0.034), pick(0.03)
    found = []
    for p in pupils:
        known = (p.sen == "E" and rng.random() < 0.6) or p.id in route
        found.append(
            replace(
                p,
                medical_plan=rng.choice(_PLANS) if p.id in medical else "",
                named_adult=NAME_OF[rng.choice((*KEY_ADULTS, HEADS_OF_YEAR[p.year]))] if known else "",
                contact_route=rng.choice(_ROUTES) if known and rng.random() < 0.6 else "",
            )
        )
    return found


def with_named_adults(rng: Random, pupils: list[Pupil], places: list[int]) -> list[Pupil]:
    """Give pupils for whom coming in is very hard an adult of their own and an agreed way to be in touch."""
    changed = list(pupils)
    for place in places:
        p = changed[place]
        adult = p.named_adult or NAME_OF[rng.choice(KEY_ADULTS)]
        changed[place] = replace(p, named_adult=adult, contact_route=p.contact_route or rng.choice(_ROUTES))
    return changed


def _with_reviews(rng: Random, pupils: list[Pupil], today: date) -> list[Pupil]:
    """Each EHC plan is reviewed once a year, on a weekday; some within the next weeks."""
    found = []
    for p in pupils:
        due = None
        if p.sen == "E":
            soon = rng.random() < 0.15
            due = today + timedelta(days=rng.choice((-9, 6, 13, 20)) if soon else rng.randrange(25, 350))
            due -= timedelta(days=max(0, due.weekday() - 4))
        found.append(replace(p, ehcp_review=due))
    return found
