"""One slot of the week (or of the year) against the other sessions of the same half of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.patterns.chance import excess
from core.patterns.columns import Columns
from core.patterns.school import Life
from core.patterns.thresholds import Numbers
from core.sessions_bits import Frame, places

Name = TypeVar("Name", int, str)
HALF_WORDS = ("morning", "afternoon", "session")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a contrast must reach; `lift` of each half in percent of the odds elsewhere."""

    least: int
    chances: int
    share: int
    chance: int
    lift: tuple[int, int] = (100, 100)

    @classmethod
    def of(cls, numbers: Numbers, lift: tuple[int, int] = (100, 100)) -> Limits:
        """The limits of a kind."""
        return cls(numbers["least"], numbers["chances"], numbers["share"], numbers["chance"], lift)

    def luck(self, half: int, here: int, chances: int, away: int, possible: int) -> float:
        """The probability of luck alone; 1 where a limit is not reached at all."""
        if here < self.least or chances < self.chances or 100 * here < self.share * chances:
            return 1.0
        found = excess(here, chances, away, possible, self.lift[half])
        return found if 10_000 * found <= self.chance else 1.0


@dataclass(frozen=True, slots=True)
class Contrast:
    """What stood out: the sessions away in the slot, its chances, the same figure elsewhere.

    `half` is 0 for mornings, 1 for afternoons, 2 for both. `more` is how many more times of being in
    would clear it.
    """

    away: int
    chances: int
    elsewhere: tuple[int, int]
    half: int
    luck: float
    more: int

    @property
    def word(self) -> str:
        """morning, afternoon or session."""
        return HALF_WORDS[self.half]


@dataclass(frozen=True, slots=True)
class Slot:
    """Sessions to be held against all others of the same half: laid out once, asked about every pupil.

    `halves` are those that have any: 0 or 1, the slot's own sessions of it, and all of that half. All bits
    are moved down by `low`, so that the span begins at bit 0: eight weeks are counted faster than a year.
    """

    low: int
    sessions: int
    first: int  # those of them in the first of its halves
    halves: tuple[tuple[int, int, int], ...]
    limits: Limits

    @classmethod
    def of(cls, frame: Frame, sessions: int, around: int, limits: Limits) -> Slot:
        """The slot of `sessions` among all those of `around`."""
        low = frame.begin(around)
        own, wholes = (
            (sessions & around) >> low,
            enumerate((one & around) >> low for one in (frame.am, frame.pm)),
        )
        halves = tuple((half, own & whole, whole) for half, whole in wholes if own & whole)
        return cls(low, own, halves[0][1] if halves else 0, halves, limits)

    def worth(self, columns: Columns) -> int:
        """Who of the school was away often enough in either half to be looked at."""
        found = 0
        for _, sessions, _ in self.halves:
            found |= columns.often(sessions << self.low, self.limits.least)
        return found


def worth(slots: Iterable[tuple[object, Slot]], columns: Columns) -> int:
    """Who is worth a look for any of these slots."""
    found = 0
    for _, slot in slots:
        found |= slot.worth(columns)
    return found


def most(life: Life, slots: Sequence[tuple[Name, Slot]]) -> tuple[Name, Contrast] | None:
    """Which of the named slots stands out most, and how: the least luck, then the first name.

    All are slots of one span, with one least number of absences.
    """
    if not slots:
        return None
    any_slot, best = slots[0][1], None
    away, least = life.away >> any_slot.low, any_slot.limits.least
    for name, slot in slots:
        hit = away & slot.sessions
        if (number := hit.bit_count()) < least:
            continue
        first = (hit & slot.first).bit_count()
        if first >= least or number - first >= least:
            found = contrast(life, slot)
            if found is not None and (best is None or (found.luck, name) < (best[1].luck, best[0])):
                best = name, found
    return best


def contrast(life: Life, slot: Slot) -> Contrast | None:
    """Compare a slot with the other sessions around it, half by half; both together where both stand out.

    A half day is the unit of the test, since an illness takes both halves of a day: a day counted twice
    would look like evidence. Nearly every pupil is done with after a count or two.
    """
    away, limits = life.away >> slot.low, slot.limits
    found: list[Contrast] = []
    for half, sessions, whole in slot.halves:
        hit = away & sessions
        here = hit.bit_count()
        if here < limits.least:
            continue
        possible = life.possible >> slot.low
        chance = sessions & possible
        if 100 * here >= limits.share * chance.bit_count():
            one = _one_half(half, hit, chance, (away & whole, possible & whole), slot)
            found += [one] if one else []
    if len(found) < 2:
        return found[0] if found else None
    morning, afternoon = found
    return Contrast(
        morning.away | afternoon.away,
        morning.chances + afternoon.chances,
        (
            morning.elsewhere[0] + afternoon.elsewhere[0],
            morning.elsewhere[1] + afternoon.elsewhere[1],
        ),
        2,
        min(morning.luck, afternoon.luck),
        max(morning.more, afternoon.more),
    )


def _one_half(half: int, hit: int, chance: int, everywhere: tuple[int, int], slot: Slot) -> Contrast | None:
    here, chances = hit.bit_count(), chance.bit_count()
    all_away, all_possible = everywhere[0].bit_count(), everywhere[1].bit_count()
    luck = slot.limits.luck(half, here, chances, all_away, all_possible)
    if luck == 1.0:
        return None
    outcomes = [hit >> place & 1 for place in places(chance)]
    more = to_clear(half, outcomes, all_away, all_possible, slot.limits)
    return Contrast(hit << slot.low, chances, (all_away - here, all_possible - chances), half, luck, more)


def to_clear(half: int, outcomes: list[int], all_away: int, all_possible: int, limits: Limits) -> int:
    """How many more times in: each new one takes the place of the oldest, all else staying as it is."""
    here, chances = sum(outcomes), len(outcomes)
    for more in range(1, chances):
        left = sum(outcomes[more:])
        if limits.luck(half, left, chances, all_away - here + left, all_possible) == 1.0:
            return more
    return chances
