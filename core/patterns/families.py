"""Siblings together: brothers and sisters away on the same days, far more than their own absences explain.

Neutral for safeguarding: it asks about the family's mornings, and says nothing of a cause.
"""

from __future__ import annotations

from core.households import households
from core.patterns.chance import excess
from core.patterns.school import Life, School, Search
from core.patterns.shift import beginnings, spells
from core.patterns.thresholds import Numbers
from core.patterns.words import count
from core.questions import Flag

KIND = "siblings-together"


def finder(school: School) -> Search:
    """Find the sibling away together with whom this pupil was most, if it is more than luck."""
    frame, numbers = school.frame, school.rules[KIND]
    around = frame.last_days(numbers["days"])
    families = _families(school, school.columns.on_days(around, max(numbers["least"], numbers["spells"])))

    def find(life: Life) -> Flag | None:
        best: tuple[float, int] | None = None
        for other in families.get(life.id, ()):
            luck = _luck(school, life, school.lives[other], around, numbers)
            if luck is not None and (best is None or (luck, other) < best):
                best = luck, other
        return _flag(school, life, school.lives[best[1]], around) if best else None

    return school.columns.of([one for one, others in families.items() if others]), find


def _families(school: School, often: int) -> dict[int, frozenset[int]]:
    """Households among pupils away often enough: by the school's key, else by a shared number."""
    ids = sorted(school.columns.named(often))
    return households(school.record, ids) if ids else {}


def _luck(school: School, life: Life, other: Life, around: int, numbers: Numbers) -> float | None:
    """The probability of luck alone, by days away or by first days of absences, whichever is less.

    A long illness of one hides in the days what both begin together; an illness already there hides in the
    beginnings what both are away for. One illness both have is no pattern: `spells` must be apart.
    """
    frame = school.frame
    both_possible = frame.whole_days(life.possible & around) & frame.whole_days(other.possible & around)
    mine, theirs = (frame.whole_days(one.away & around) & both_possible for one in (life, other))
    together = mine & theirs
    if together.bit_count() < numbers["least"] or spells(together, both_possible) < numbers["spells"]:
        return None
    if 100 * together.bit_count() < numbers["share"] * mine.bit_count():
        return None
    begun, others = beginnings(mine, both_possible), beginnings(theirs, both_possible)
    luck = min(
        excess((one & two).bit_count(), one.bit_count(), two.bit_count(), both_possible.bit_count())
        for one, two in ((mine, theirs), (begun, others))
    )
    return luck if 10_000 * luck <= numbers["chance"] else None


def _flag(school: School, life: Life, other: Life, around: int) -> Flag:
    possible = life.possible & other.possible & around
    mine = life.away & possible
    together = mine & other.away
    number, of = together.bit_count(), mine.bit_count()
    alone = possible & ~life.away
    elsewhere = (other.away & alone).bit_count(), alone.bit_count()
    said = (
        f"Away together with {other.name} ({other.reg}) in {number} of {count(of, 'session')} missed; "
        f"{other.name} missed {elsewhere[0]} of {count(elsewhere[1], 'other')}."
    )
    days = school.rules[KIND]["days"]
    clears = f"after {count(days, 'school day')} without a day missed together, or sooner"
    return school.flag(life, KIND, said, together, of, elsewhere, clears)
