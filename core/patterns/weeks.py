"""Broken weeks: part of the week missed, week after week. Run: away without a break up to the latest mark."""

from __future__ import annotations

from collections.abc import Callable

from core.patterns.school import Life, School
from core.patterns.words import count, day_words
from core.questions import Flag


def broken_weeks(school: School) -> Callable[[Life], Flag | None]:
    """Find pupils who missed part, and not all, of enough of the last school weeks."""
    frame, numbers = school.frame, school.rules["broken-weeks"]
    weeks = frame.weeks[-numbers["weeks"] :]
    around = frame.last_weeks(numbers["weeks"])
    past = frame.last_weeks(2 * numbers["weeks"]) & ~around

    def find(life: Life) -> Flag | None:
        if (life.away & around).bit_count() < numbers["broken"] or len(weeks) < numbers["weeks"]:
            return None
        broken = [week for week in weeks if life.away & week and life.here & week]
        if len(broken) < numbers["broken"]:
            return None
        away = 0
        for week in broken:
            away |= life.away & week
        of = (life.possible & around).bit_count()
        before = (life.away & past).bit_count(), (life.possible & past).bit_count()
        said = (
            f"Away for part of {len(broken)} of the last {count(len(weeks), 'week')}, "
            f"{away.bit_count()} of {count(of, 'session')}; {before[0]} of {before[1]} in the weeks before."
        )
        whole = len(broken) - numbers["broken"] + 1
        clears = f"after {count(whole, 'whole week')} in"
        return school.flag(life, "broken-weeks", said, away, of, before, clears)

    return find


def run(school: School) -> Callable[[Life], Flag | None]:
    """Find runs away, seen across weekends and holidays, that no session in has ended yet."""
    frame, numbers = school.frame, school.rules["run"]

    def find(life: Life) -> Flag | None:
        last_in = life.here.bit_length()
        away = life.away >> last_in << last_in
        days = frame.whole_days(away).bit_count()
        if days < numbers["days"]:
            return None
        first = frame.session((away & -away).bit_length() - 1).day
        over = _weekends(frame.sessions(away)[0].day.toordinal(), frame.sessions(away)[-1].day.toordinal())
        if not over:
            return None
        number = away.bit_count()
        rest = (life.away & ~away).bit_count(), (life.possible & ~away).bit_count()
        said = (
            f"Away {count(number, 'session')} in a row since {day_words(first, school.today)}, "
            f"over {count(over, 'weekend')}; {rest[0]} of {count(rest[1], 'session')} in the year before."
        )
        return school.flag(life, "run", said, away, number, rest, "with the first session in")

    return find


def _weekends(first: int, last: int) -> int:
    """How many Saturdays lie between two days, given as ordinals (day 1 was a Monday)."""
    return (last + 1) // 7 - (first + 1) // 7
