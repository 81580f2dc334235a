"""Spells of absence: what kinds there are, how long they last, and where in the year they fall."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class Spell:
    """A kind of absence. `lengths` are sessions, as likely as they stand there."""

    code: str
    lengths: tuple[int, ...]
    weight: tuple[float, float, float]  # of sessions, for those who miss little, much and most


_DAYS = (2, 2, 2, 4, 4, 4, 6, 6, 8)
SPELLS = (
    Spell("I", _DAYS, (53, 39, 36)),
    Spell("O", (1, 2, 2, 2, 2, 4), (15, 40, 46)),
    Spell("M", (1, 1, 1, 2), (6.5, 3, 2)),
    Spell("C", (2, 2, 4, 4, 6), (8, 4, 2)),
    Spell("G", (6, 10, 10, 10), (9, 5, 1)),
    Spell("E", (2, 2, 4, 6), (1.0, 6, 4)),
    Spell("C2", (1, 2, 4), (0, 2, 9)),
    Spell("J1", (1,), (0.3, 0.1, 0)),
    Spell("T", (4, 6), (0.2, 0.2, 0)),
    Spell("C1", (2,), (0.1, 0, 0)),
)


def _chances(group: int) -> list[float]:
    """Running chances of a kind of spell: its share of sessions over its mean length."""
    mean = [sum(spell.lengths) / len(spell.lengths) for spell in SPELLS]
    return list(accumulate(spell.weight[group] / length for spell, length in zip(SPELLS, mean, strict=True)))


_CHANCES = [_chances(group) for group in range(3)]
_MOST_STARTS = (22, 20, 19, 19, 20)  # Mondays a little more: illness of the weekend is seen then


def draw(rng: Random, share: float) -> Spell:
    """A kind of spell for a pupil who misses `share` of the sessions."""
    group = 0 if share < 0.1 else 1 if share < 0.5 else 2
    return rng.choices(SPELLS, cum_weights=_CHANCES[group])[0]


def start(rng: Random, weekdays: list[int], length: int) -> int:
    """The session at which a spell begins; single sessions are mostly afternoons, of Fridays above all."""
    days = len(weekdays)
    for _ in range(6):
        day = rng.randrange(days)
        wanted = (12, 15, 15, 17, 41) if length == 1 else _MOST_STARTS
        if rng.random() * max(wanted) < wanted[weekdays[day]]:
            break
    if length == 1:
        return 2 * day + (rng.random() < (0.85 if weekdays[day] == 4 else 0.55))
    return 2 * day


def fill(rng: Random, marks: list[str], weekdays: list[int], budget: int, share: float) -> None:
    """Put spells on sessions that are still present until `budget` of them are absent."""
    tries = 4 * len(marks)
    while budget > 0 and tries:
        tries -= 1
        spell = draw(rng, share)
        length = min(rng.choice(spell.lengths), budget)
        first = start(rng, weekdays, length)
        for place in range(first, min(first + length, len(marks))):
            if marks[place] in "/\\" and marks[place]:
                marks[place] = spell.code
                budget -= 1
