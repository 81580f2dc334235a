"""Compulsory school age: from when to when a pupil is of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_PRESCRIBED = ((3, 31), (8, 31), (12, 31))


@lru_cache(maxsize=4096)
def compulsory(born: date) -> tuple[date, date]:
    """First and last day on which a pupil born on `born` is of compulsory school age.

    From the prescribed day (31 March, 31 August, 31 December) on or next after the fifth birthday
    (Education Act 1996 s8(2); domain.md §5 [S50]); to the last Friday in June of the school year in
    which the pupil is 16, that day included (s8(3); domain.md §5 [S4b]). School years part at
    31 August, as for year groups.
    """
    fifth = _birthday(born, 5)
    days = (date(fifth.year, month, day) for month, day in _PRESCRIBED)
    first = next(day for day in days if day >= fifth)
    sixteen = _birthday(born, 16)
    june = date(sixteen.year + (sixteen.month >= 9), 6, 30)
    return first, june - timedelta(days=(june.weekday() - 4) % 7)


def of_age(born: date | None, day: date) -> bool:
    """Whether the pupil is of compulsory school age on `day`; without a date of birth, yes."""
    if born is None:
        return True
    first, last = compulsory(born)
    return first <= day <= last


def _birthday(born: date, years: int) -> date:
    """The day on which somebody is `years` old; 1 March for a 29 February that is not there."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
