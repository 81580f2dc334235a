"""Broken weeks: part of the week missed, week after week. Run: away without a break up to the latest mark."""

from __future__ import annotations

from datetime import date

from core.patterns.school import Life, School, Search
from core.patterns.words import count, earlier
from core.questions import Flag
from core.sessions_bits import WEEK, Frame, places
from core.telling import day_words


def broken_weeks(school: School) -> Search:
    """Find pupils who missed part, and not all, of enough of the last school weeks."""
    frame, numbers = school.frame, school.rules["broken-weeks"]
    weeks = frame.weeks[-numbers["weeks"] :]
    around = frame.last_weeks(numbers["weeks"])
    past = frame.last_weeks(2 * numbers["weeks"]) & ~around

    def find(life: Life) -> Flag | None:
        if len(weeks) < numbers["weeks"]:
            return None
        broken = [
            week
            for week in weeks
            if 0 < (life.away & week).bit_count() <= numbers["most"] and life.here & week
        ]
        if len(broken) < numbers["broken"]:
            return None
        away = 0
        for week in broken:
            away |= life.away & week
        of = (life.possible & around).bit_count()
        before = (life.away & past).bit_count(), (life.possible & past).bit_count()
        then = earlier(before, f"{before[0]} of {before[1]} in the weeks before")
        said = (
            f"Away for part of {len(broken)} of the last {count(len(weeks), 'week')}, "
            f"{away.bit_count()} of {count(of, 'session')}; {then}."
        )
        whole = len(broken) - numbers["broken"] + 1
        clears = f"after {count(whole, 'whole week')} in"
        return school.flag(life, "broken-weeks", said, away, of, before, clears)

    return school.columns.at_least(school.columns.by(around, WEEK), numbers["broken"]), find


def run(school: School) -> Search:
    """Find runs away over weekends that no session in has ended yet: the longest of that pupil's year.

    An illness that home told the school of these days is known, and has a deadline of its own
    (`core.clocks`): it is shown only once it has become long.
    """
    frame, numbers = school.frame, school.rules["run"]
    lately = frame.days[-numbers["told"] :][0] if frame.days else school.today

    def find(life: Life) -> Flag | None:
        last_in = life.here.bit_length()
        away = life.away >> last_in << last_in
        if not away:
            return None
        days = frame.whole_days(away).bit_count()
        if days < numbers["days"]:
            return None
        if days < numbers["margin"] + _longest(
            frame, life.here & ((1 << last_in) - 1), life.away & ((1 << last_in) - 1)
        ):
            return None
        first = frame.session((away & -away).bit_length() - 1).day
        if days < numbers["long"] and _said_ill(school, life.id, max(first, lately)):
            return None
        over = _weekends(frame.sessions(away)[0].day.toordinal(), frame.sessions(away)[-1].day.toordinal())
        if not over:
            return None
        number = away.bit_count()
        rest = (life.away & ~away).bit_count(), (life.possible & ~away).bit_count()
        then = earlier(rest, f"{rest[0]} of {count(rest[1], 'session')} in the year before")
        said = (
            f"Away {count(number, 'session')} in a row since {day_words(first, school.today)}, "
            f"over {count(over, 'weekend')}; {then}."
        )
        return school.flag(life, "run", said, away, number, rest, "with the first session in")

    return _not_here(school, numbers["days"] - 1), find


def _not_here(school: School, days: int) -> int:
    """Who was not here on any of the last days; what they were, away or without a mark, does not matter."""
    here = 0
    for place in places(school.frame.last_days(max(1, days))):
        here |= school.columns.here[place]
    return school.columns.everybody & ~here


def _said_ill(school: School, one: int, since: date) -> bool:
    """Whether somebody at home said since a day that the pupil is ill."""
    row = school.db.execute(
        """SELECT 1 FROM attempt WHERE pupil_id = ? AND outcome = 'spoke' AND reason IN ('ill', 'medical')
           AND +day BETWEEN ? AND ? LIMIT 1""",
        (one, since.isoformat(), school.today.isoformat()),
    ).fetchone()
    return row is not None


def _longest(frame: Frame, here: int, away: int) -> int:
    """Days of the longest run in the past: someone away most of the time is no news each time."""
    longest = 0
    while away:
        last_in = (here & ((1 << away.bit_length()) - 1)).bit_length()
        longest = max(longest, frame.whole_days(away >> last_in << last_in).bit_count())
        away &= (1 << last_in) - 1
        here &= (1 << last_in) - 1
        last_away = away.bit_length()
        here &= (1 << last_away) - 1
    return longest


def _weekends(first: int, last: int) -> int:
    """How many Saturdays lie between two days, given as ordinals (day 1 was a Monday)."""
    return (last + 1) // 7 - (first + 1) // 7
