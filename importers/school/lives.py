"""Why a pupil's year looks as it does: a habit each, so that marks tell a story and are not noise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from core.model import Pupil

# Shares of pupils by how much they miss (DfE, secondary 2025/26: PA 23.8 %, of it severe 2-3 %).
SEVERE, PERSISTENT = 0.024, 0.232


@dataclass(slots=True)
class Life:
    """One pupil's habit. `share`: sessions missed of those possible, in this year and in earlier ones."""

    habit: str = "steady"
    share: float = 0.04
    before: float = 0.04
    late: float = 0.02


# Habit, how many of 1,200, and whom it is planted in: those who miss little, much, or most of school.
PLANTED = [
    ("monday", 16, "much"),
    ("after-pe", 10, "much"),
    ("half-days", 12, "much"),
    ("broken-weeks", 16, "much"),
    ("recent-dip", 16, "much"),
    ("late-settles", 22, "little"),
    ("holiday", 20, "much"),
    ("improved", 14, "much"),
    ("ebsa", 12, "most"),
    ("long-illness", 8, "most"),
]


def part_time_pupils(rng: Random, pupils: list[Pupil]) -> list[int]:
    """Three pupils (fewer in a small school) who are coming back part-time: SEN support or an EHC plan."""
    able = [pupil.id for pupil in pupils if pupil.sen != "N" and not pupil.looked_after]
    return rng.sample(able, min(3, len(able), max(1, len(pupils) // 300)))


def _strain(rng: Random, pupil: Pupil) -> float:
    """How likely the pupil is to be among those who miss much: FSM, SEN and care raise it, chance most."""
    weight = 0.28 * pupil.fsm + 0.25 * (pupil.sen != "N") + 0.2 * (pupil.sen_need == "SEMH")
    return weight + 0.25 * bool(pupil.social_worker) + 0.1 * pupil.young_carer + rng.random()


def make_lives(rng: Random, pupils: list[Pupil], part_time: Iterable[int]) -> list[Life]:
    """A life for every pupil, by place in `pupils`; those part-time are among the most severely absent."""
    returning = frozenset(part_time)
    strain = [_strain(rng, pupil) + 9 * (pupil.id in returning) for pupil in pupils]
    order = sorted(range(len(pupils)), key=lambda place: -strain[place])
    severe, much = round(len(pupils) * SEVERE), round(len(pupils) * PERSISTENT)
    groups = {"most": order[:severe], "much": order[severe:much], "little": order[much:]}
    lives = [Life() for _ in pupils]
    for name, places in groups.items():
        for place in places:
            share = _SHARES[name](rng)
            late = rng.uniform(0.08, 0.2) if rng.random() < 0.12 else 0.017
            lives[place] = Life("steady", share, _before(rng, name, share), late)
    _plant(rng, groups, lives, returning)
    return lives


_SHARES: dict[str, Callable[[Random], float]] = {
    "most": lambda rng: rng.uniform(0.52, 0.86),
    "much": lambda rng: 0.108 + 0.25 * rng.betavariate(1, 3.7),
    "little": lambda rng: 0.092 * rng.betavariate(1.35, 1.75),
}


def _before(rng: Random, group: str, share: float) -> float:
    """Earlier years resemble this one, as does its share of pupils who miss a tenth."""
    if group == "most":
        return share if rng.random() < 0.75 else rng.uniform(0.12, 0.4)
    kept = rng.random() < (0.8 if group == "much" else 0.955)
    return share * rng.uniform(0.92, 1.05) if kept else _SHARES["little" if group == "much" else "much"](rng)


def _plant(rng: Random, groups: dict[str, list[int]], lives: list[Life], returning: frozenset[int]) -> None:
    free = {name: [place for place in places if place not in returning] for name, places in groups.items()}
    for places in free.values():
        rng.shuffle(places)
    for habit, count, group in PLANTED:
        for _ in range(min(len(free[group]), round(count * len(lives) / 1200))):
            lives[free[group].pop()].habit = habit
    for place in returning:
        lives[place].habit = "ebsa"
    for life in lives:
        if life.habit == "improved":
            life.before = rng.uniform(0.16, 0.3)
        if life.habit == "late-settles":
            life.late = rng.uniform(0.3, 0.5)


def plant_siblings(rng: Random, pupils: list[Pupil], lives: list[Life]) -> dict[str, float]:
    """Households (about eight) whose children are away on the same days, and how often."""
    homes: dict[str, list[int]] = {}
    for pupil in pupils:
        homes.setdefault(pupil.household, []).append(pupil.id)
    several = [key for key, places in homes.items() if len(places) > 1]
    can = [key for key in several if all(lives[place].habit == "steady" for place in homes[key])]
    chosen = rng.sample(can, min(len(can), max(1, round(len(pupils) / 150))))
    for key in chosen:
        for place in homes[key]:
            lives[place].habit = "siblings"
    return {key: rng.uniform(0.08, 0.15) for key in chosen}
