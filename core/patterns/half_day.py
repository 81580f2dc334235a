"""Half-day: away in one half of the day and here in the other, far more often than the other way round."""

from __future__ import annotations

from core.patterns.chance import one_sided
from core.patterns.columns import Columns
from core.patterns.school import Life, School, Search
from core.patterns.words import count
from core.questions import Flag
from core.sessions_bits import Frame, places

KIND = "half-day"


def finder(school: School) -> Search:
    """Find days missed by half: the sign test on days that were split, mornings against afternoons."""
    frame, limits = school.frame, school.rules[KIND]
    around = frame.last_days(limits["days"])
    least, chance = limits["least"], limits["chance"]

    def find(life: Life) -> Flag | None:
        mornings, afternoons = _split(frame, life, around)
        half = 0 if mornings.bit_count() >= afternoons.bit_count() else 1
        more, fewer = (mornings, afternoons) if half == 0 else (afternoons, mornings)
        if not _stands(more.bit_count(), fewer.bit_count(), least, chance):
            return None
        both = life.possible & life.possible >> 1 & around & frame.am
        return _flag(school, life, half, more, fewer.bit_count(), both)

    return _worth(school.columns, frame, around, least), find


def _worth(columns: Columns, frame: Frame, around: int, least: int) -> int:
    """Who was away in one half and here in the other on so many days."""
    mornings = around & frame.am & around >> 1
    split = ((columns.away, columns.here), (columns.here, columns.away))
    found = 0
    for first, second in split:
        found |= columns.at_least((first[place] & second[place + 1] for place in places(mornings)), least)
    return found


def _split(frame: Frame, life: Life, around: int) -> tuple[int, int]:
    """Mornings away with the afternoon here, and afternoons away with the morning here."""
    away, here = life.away & around, life.here & around
    return away & here >> 1 & frame.am, away & here << 1 & frame.pm


def _stands(more: int, fewer: int, least: int, chance: int) -> bool:
    return more >= least and 10_000 * one_sided(more, fewer) <= chance


def _flag(school: School, life: Life, half: int, more: int, fewer: int, both: int) -> Flag:
    days, number = both.bit_count(), more.bit_count()
    away, here = ("morning", "afternoon") if half == 0 else ("afternoon", "morning")
    said = (
        f"Away in the {away} and here in the {here} on {number} of the last {count(days, 'day')}; "
        f"the other way round on {fewer} of {days}."
    )
    clears = f"after {count(_to_clear(school, life, half), 'whole day')} in"
    return school.flag(life, KIND, said, more, days, (fewer, days), clears)


def _to_clear(school: School, life: Life, half: int) -> int:
    """Whole days in until it no longer stands: each pushes the oldest school day out of the span."""
    frame, limits = school.frame, school.rules[KIND]
    for ahead in range(1, limits["days"]):
        split = [bits.bit_count() for bits in _split(frame, life, frame.last_days(limits["days"] - ahead))]
        if not _stands(split[half], split[1 - half], limits["least"], limits["chance"]):
            return ahead
    return limits["days"]
