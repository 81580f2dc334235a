"""Each kind of pattern, put on top of an ordinary pupil's marks. One function a kind; all random, all seeded.

Strength is what an officer would call a pattern when she sees it on paper: about four times in five.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from tests.patterns.noise import Marks

CHANGE = date(2026, 11, 2)
LAST = date(2026, 12, 18)  # the half-term that is looked at ends here
WEEKS = 10

Plant = Callable[[Random, Marks], None]


def _lately(marks: Marks, days: int, skip: int = 0) -> range:
    end = marks.days.index(LAST) + 1 - skip
    return range(end - days, end)


def _clear(marks: Marks, days: range) -> None:
    for day in days:
        for half in (0, 1):
            marks.cells[2 * day + half] = "/\\"[half]


def weekday(rng: Random, marks: Marks) -> None:
    """One weekday, its morning, afternoon or both, four times in five."""
    wanted, half = rng.randrange(5), rng.choice((0, 1, None))
    own = [day for day in _lately(marks, 5 * WEEKS) if marks.days[day].weekday() == wanted]
    for day in rng.sample(own, 4 * len(own) // 5):
        marks.away(day, rng.choice("ION"), half)


def fortnight(rng: Random, marks: Marks) -> None:
    """One weekday of every other week."""
    wanted, which = rng.randrange(5), rng.randrange(2)
    for day in _lately(marks, 60):
        when = marks.days[day]
        turn = (when.isocalendar().week - (when < CHANGE)) % 2  # half-term took one week out
        if when.weekday() == wanted and turn == which and rng.random() < 0.95:
            marks.away(day, "O")


def half_day(rng: Random, marks: Marks) -> None:
    """Mornings missed, or afternoons, and here for the rest of the day."""
    half = rng.randrange(2)
    for day in _lately(marks, 5 * WEEKS):
        if rng.random() < 0.3 and not marks.is_away(day):
            marks.away(day, rng.choice("IO"), half)


def late_settles(rng: Random, marks: Marks) -> None:
    """Late every other morning, and settled by the afternoon."""
    for day in _lately(marks, 5 * WEEKS):
        if rng.random() < 0.5 and marks.cells[2 * day] == "/":
            marks.cells[2 * day] = "U" if rng.random() < 0.25 else "L"


def _at_breaks(rng: Random, marks: Marks, first: bool) -> None:
    days = marks.days
    for place in range(1, len(days)):
        if (days[place] - days[place - 1]).days > 4 and rng.random() < 0.85:
            marks.away(place if first else place - 1, rng.choice("IO"))


def after_break(rng: Random, marks: Marks) -> None:
    """First days back."""
    _at_breaks(rng, marks, True)


def before_break(rng: Random, marks: Marks) -> None:
    """Last days before a break."""
    _at_breaks(rng, marks, False)


def change_date(rng: Random, marks: Marks) -> None:
    """A day in two since the change."""
    days = range(marks.days.index(CHANGE), marks.days.index(LAST) + 1)
    for day in rng.sample(days, len(days) // 2):
        marks.away(day, rng.choice("IO"))


def recent_dip(rng: Random, marks: Marks) -> None:
    """Ten of the last sixteen days, in at least three absences: two illnesses in a row are another matter.

    Nothing else happens in these days: an illness across the gaps would make one absence of it all.
    """
    lately = _lately(marks, 16)
    _clear(marks, lately)
    days: list[int] = []
    while sum(day - 1 not in days for day in days) < 3:
        days = rng.sample(lately, 10)
    for day in days:
        marks.away(day, rng.choice("IO"))


def broken_weeks(rng: Random, marks: Marks) -> None:
    """Half of two or three days of every week, never the same.

    Of different days, so that the snow day, which is nobody's, cannot hold all that a week was given.
    """
    _clear(marks, _lately(marks, 45))
    for monday in _lately(marks, 45)[::5]:
        for day in rng.sample(range(5), rng.randint(2, 3)):
            marks.away(monday + day, rng.choice("IO"), rng.randrange(2))


def run(rng: Random, marks: Marks) -> None:
    """Away without a break; what is said about it is no illness (see `cohorts`): that would be known."""
    for day in _lately(marks, rng.randint(11, 20)):
        marks.away(day, rng.choice("IO"))


def silent(rng: Random, marks: Marks) -> None:
    """Four to six days of the last twenty, and nobody spoke."""
    for day in rng.sample(_lately(marks, 18), rng.randint(4, 6)):
        marks.away(day, "O")


def same_again(rng: Random, marks: Marks) -> None:
    """Four absences in thirty school days, each answered alike."""
    days = sorted(rng.sample(list(_lately(marks, 30))[::4], 4))
    _clear(marks, _lately(marks, 35))
    for day in days:
        marks.away(day, "I")


def improved(rng: Random, marks: Marks) -> None:
    """Often away until early November, and in ever since."""
    for day in _lately(marks, 45, skip=28):
        if rng.random() < 0.45:
            marks.away(day, rng.choice("IO"))
    _clear(marks, _lately(marks, 28))


def together(rng: Random, marks: list[Marks]) -> None:
    """Two of a household away on the same days, eight times."""
    for day in rng.sample(list(_lately(marks[0], 54))[::3], 8):
        for one in marks:
            one.away(day, "I")


PLANTS: dict[str, Plant] = {
    "weekday": weekday,
    "fortnight": fortnight,
    "half-day": half_day,
    "late-settles": late_settles,
    "after-break": after_break,
    "before-break": before_break,
    "change-date": change_date,
    "recent-dip": recent_dip,
    "broken-weeks": broken_weeks,
    "run": run,
    "silent": silent,
    "same-again": same_again,
    "improved": improved,
}
