"""This morning: who is away, which of them are explained, and what has been done about the others so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from core.model import Contact, Pupil
from importers.school.events import Marks, not_required
from importers.school.lives import Life
from importers.school.marks import AWAY
from importers.school.terms import SchoolYear

# For 1,200 pupils; other sizes in proportion. Each: pupils, and how many pairs of siblings are among them.
NOT_REACHED, MESSAGED, IN_HAND, WITH_DSL = (17, 3), (12, 5), (9, 3), (3, 0)
TOLD, KNOWN, ARRIVED, LATE_AFTER = 4, 47, 2, 5
_KNOWN_CODES = ["I"] * 30 + ["M"] * 7 + ["E"] * 3 + ["G"] * 3 + ["C"] * 2 + ["J1"]
_UNKNOWN = ["N"] * 8 + ["O"] * 2 + [""] * 2
_ABSENT_RUN = {"day 2": 1, "day 3": 2}


@dataclass(slots=True)
class Morning:
    """The morning by places in the list of pupils. `marks`: everybody's, '' for none."""

    marks: dict[int, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    not_reached: list[int] = field(default_factory=list)
    messaged: list[int] = field(default_factory=list)
    in_hand: list[int] = field(default_factory=list)
    with_dsl: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    runs: dict[int, int] = field(default_factory=dict)  # school days away before today, of the unexplained

    @property
    def unexplained(self) -> list[int]:
        """Those not yet explained, term by term."""
        return self.not_reached + self.messaged + self.in_hand + self.with_dsl


@dataclass(slots=True)
class School:
    """What choosing needs to know. `free`: who may still be chosen, in random order."""

    pupils: list[Pupil]
    lives: list[Life]
    contacts: dict[int, list[Contact]]
    marks: Marks
    free: list[int]
    homes: set[str] = field(default_factory=set)

    def take(self, fits: Callable[[int], bool]) -> list[int]:
        """The next pupil who fits, from a household not yet chosen; none when nobody does."""
        for place in self.free:
            if self.pupils[place].household not in self.homes and fits(place):
                self.homes.add(self.pupils[place].household)
                return [place]
        return []

    def take_pair(self, fits: Callable[[int], bool]) -> list[int]:
        """Two pupils of one household not yet chosen, both of whom fit."""
        by_home: dict[str, list[int]] = {}
        for place in self.free:
            home = self.pupils[place].household
            if home not in self.homes and fits(place):
                by_home.setdefault(home, []).append(place)
                if len(by_home[home]) == 2:
                    self.homes.add(home)
                    return by_home[home]
        return []

    def tier(self, place: int) -> int:
        """The tier of an absence that begins today, 1 to 6 without 4 (docs: the order of first-day calls)."""
        pupil = self.pupils[place]
        if pupil.social_worker or pupil.looked_after or pupil.youth_justice or pupil.at_risk:
            return 1
        if pupil.non_speaking or self.reachable(place) < 2:
            return 2
        if pupil.walks_alone or pupil.transport.startswith("LA"):
            return 3
        return 5 if pupil.sen != "N" or pupil.named_adult or self.persistent(place) else 6

    def reachable(self, place: int) -> int:
        """How many contacts may be told and have a number."""
        return sum(contact.can_ring for contact in self.contacts[place])

    def told_apart(self, place: int) -> bool:
        """Whether somebody in the household may not be told about one of its children."""
        home = self.pupils[place].household
        same = (pupil.id for pupil in self.pupils if pupil.household == home)
        return any(not contact.may_be_told for one in same for contact in self.contacts[one])

    def persistent(self, place: int, more: int = 1) -> bool:
        """Whether a tenth of this year's sessions are missed, were there `more` (this morning counts)."""
        marks = [mark for mark in self.marks[place] if mark]
        return bool(marks) and 10 * (sum(mark in AWAY or mark == "U" for mark in marks) + more) >= len(marks)


def plan_morning(rng: Random, school: School, year: SchoolYear, today: date) -> Morning:
    """Choose everybody's morning."""
    expected = [p for p in school.pupils if not year.off(today, p.year)]
    size = len(expected) / 1200
    morning = Morning(missing=_missing(rng, expected))
    part_time = [p.id for p in expected if not_required(p, today, "AM") and p.reg not in morning.missing]
    school.free = [p.id for p in expected if p.reg not in morning.missing and not p.pt_from]
    rng.shuffle(school.free)
    _choose_unexplained(rng, school, morning, size)
    ordinary = _ordinary(school)
    for _ in range(_scaled(TOLD, size)):
        morning.told += school.take(ordinary)
    for _ in range(_scaled(ARRIVED, size)):
        morning.arrived += school.take(ordinary)
    known = _choose_known(school, _scaled(KNOWN, size) - len(part_time))
    morning.known = known + part_time
    _mark(rng, school, morning, expected, part_time)
    return morning


def _scaled(count: int, size: float) -> int:
    return max(1, round(count * size))


def _missing(rng: Random, expected: list[Pupil]) -> list[str]:
    """The forms whose register has not come in: two in a school of any size."""
    regs = sorted({pupil.reg for pupil in expected})
    return sorted(rng.sample(regs, min(2, len(regs) // 5)))


def _ordinary(school: School) -> Callable[[int], bool]:
    return lambda place: school.tier(place) >= 5 and school.lives[place].habit != "ebsa"


def _special(school: School) -> dict[str, Callable[[int], bool]]:
    """Who must be among those not reached: one pupil at least for each reason to ring early."""
    pupils = school.pupils

    def known(place: int) -> bool:
        return bool(pupils[place].named_adult) or pupils[place].sen != "N"

    return {
        "child protection": lambda n: pupils[n].social_worker == "CP",
        "looked after": lambda n: pupils[n].looked_after,
        "one contact": lambda n: school.tier(n) == 2 and school.reachable(n) == 1,
        "non-speaking": lambda n: school.tier(n) == 2 and pupils[n].non_speaking,
        "walks alone": lambda n: school.tier(n) == 3 and pupils[n].walks_alone,
        "taxi": lambda n: school.tier(n) == 3 and pupils[n].transport == "LA taxi",
        "day 2": lambda n: school.tier(n) == 6,
        "day 3": lambda n: school.tier(n) == 6,
        "ebsa": lambda n: school.tier(n) == 5 and school.lives[n].habit == "ebsa" and known(n),
        "persistent": lambda n: school.tier(n) == 5 and not known(n) and school.persistent(n, -2),
        "ordinary": lambda n: school.tier(n) == 6,
    }


def _choose_unexplained(rng: Random, school: School, morning: Morning, size: float) -> None:
    ordinary = _ordinary(school)
    singles = _scaled(NOT_REACHED[0], size) - 2 * round(NOT_REACHED[1] * size)
    for name, fits in list(_special(school).items())[:singles]:
        found = school.take(fits) or school.take(ordinary)
        morning.not_reached += found
        morning.runs |= dict.fromkeys(found, _ABSENT_RUN.get(name, 0))
    wanted = (morning.not_reached, NOT_REACHED), (morning.messaged, MESSAGED), (morning.in_hand, IN_HAND)
    for places, (count, pairs) in (*wanted, (morning.with_dsl, WITH_DSL)):
        for turn in range(round(pairs * size)):
            told_apart = [] if turn else school.take_pair(lambda n: ordinary(n) and school.told_apart(n))
            places.extend(told_apart or school.take_pair(ordinary))
        for _ in range(_scaled(count, size) - len(places)):
            places.extend(school.take(ordinary))
    morning.runs = dict.fromkeys(morning.unexplained, 0) | morning.runs


def _choose_known(school: School, count: int) -> list[int]:
    """Those whose reason the office already has: first those ill yesterday, a third of them anybody else."""
    ill = [n for n in school.free if school.marks[n][-1:] == ["I"]]
    chosen = [n for n in ill if school.pupils[n].household not in school.homes][: count * 2 // 3]
    school.homes |= {school.pupils[n].household for n in chosen}
    while len(chosen) < count:
        found = school.take(lambda n: school.lives[n].habit == "steady")
        if not found:
            break
        chosen += found
    return chosen


def _mark(rng: Random, school: School, morning: Morning, expected: list[Pupil], part_time: list[int]) -> None:
    """Write everybody's mark of this morning."""
    for pupil in expected:
        if pupil.reg in morning.missing:
            morning.marks[pupil.id] = ""
        else:
            late = school.lives[pupil.id].late
            morning.marks[pupil.id] = "L" if rng.random() < 1.3 * late else "/"
    for place in morning.unexplained + morning.told + morning.arrived:
        morning.marks[place] = rng.choice(_UNKNOWN)
    for n, place in enumerate(morning.known):
        code = "I" if school.marks[place][-1:] == ["I"] else _KNOWN_CODES[-1 - n % len(_KNOWN_CODES)]
        morning.marks[place] = "C2" if place in part_time else code
    present = [n for n in school.free if morning.marks[n] == "/"]
    for place in rng.sample(present, min(len(present), round(LATE_AFTER * len(expected) / 1200))):
        morning.marks[place] = "U"
    riders = [n for n in present if school.pupils[n].transport.startswith("LA") and morning.marks[n] == "/"]
    for place in riders[: round(3 * len(expected) / 1200)]:
        morning.marks[place] = "Y1"


def patch_past(morning: Morning, marks: Marks) -> None:
    """Make the days before agree: those not yet explained were in yesterday, or away without a reason."""
    for place in morning.unexplained + morning.told + morning.arrived:
        run = morning.runs.get(place, 0)
        own = marks[place]
        for back in range(1, 4):
            if 2 * back > len(own):
                break
            for half, present in ((-2 * back, "/"), (1 - 2 * back, "\\")):
                if back <= run and own[half]:
                    own[half] = "N"
                elif back == run + 1 and own[half] in AWAY:
                    own[half] = present
