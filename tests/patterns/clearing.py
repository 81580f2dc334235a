"""“Clears after N …”, worked out again: with N more the flag no longer stands, with one less it does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from core.questions import Flag


@dataclass(frozen=True)
class Slot:
    """One half's slot: chances missed or not, oldest first; all missed and all possible of that half."""

    rules: dict[str, int]
    outcomes: Sequence[bool]
    away: int
    possible: int
    lift: int

    def stands(self, more: int) -> bool:
        """Whether it stands once the oldest `more` chances have given way to sessions in."""
        chances, left = len(self.outcomes), sum(self.outcomes[more:])
        if left < self.rules["least"] or chances < self.rules["chances"]:
            return False
        if 100 * left < self.rules["share"] * chances:
            return False
        away = self.away - sum(self.outcomes) + left
        return 10_000 * self._luck(left, chances, away) <= self.rules["chance"]

    def _luck(self, left: int, chances: int, away: int) -> Fraction:
        """Ways to have so many or more of the absences there, of all ways, each weighed by the odds."""
        odds, elsewhere = Fraction(self.lift, 100), self.possible - chances
        ways = {
            n: comb(chances, n) * comb(elsewhere, away - n) * odds**n
            for n in range(min(chances, away) + 1)
            if 0 <= away - n <= elsewhere
        }
        return sum((way for n, way in ways.items() if n >= left), Fraction(0)) / sum(ways.values())


def told(flag: Flag) -> int:
    """The N of “Clears after N …”."""
    found = re.search(r"Clears after (\d+) ", flag.sentence)
    assert found, flag
    return int(found[1])


def clears(flag: Flag, slots: Sequence[Slot]) -> None:
    """Every half of it stands now; after N times in none does, after one less one still does."""
    more = told(flag)
    assert slots and all(slot.stands(0) for slot in slots), flag
    assert not any(slot.stands(more) for slot in slots), flag
    assert any(slot.stands(more - 1) for slot in slots), flag
