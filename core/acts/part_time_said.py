"""A part-time timetable before it is noted: what is refused, and what is said of its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.clocks.part_time import Agreement, names_weekend, sessions_meant
from core.days import Calendar
from core.errors import Unknown
from core.telling import day_words
from core.text import clean

_YEAR = timedelta(days=366)


def check(calendar: Calendar, today: date, first: date, last: date, free: str) -> None:
    """Unknown, with the remedy, for dates or sessions on which nobody can have agreed."""
    if last < first:
        raise Unknown(f"It ends {day_words(last)} before it begins {day_words(first)}: check the dates.")
    if first < today - _YEAR:
        raise Unknown(f"It begins {day_words(first)} {first.year}, over a year ago: check the year.")
    if last > first + _YEAR:
        raise Unknown(f"It ends {day_words(last)} {last.year}, over a year on: agree a nearer end.")
    before = calendar.on_or_before(last)
    if _covered(calendar, first) and _covered(calendar, last) and (before is None or before < first):
        raise Unknown(f"No school day lies from {day_words(first)} to {day_words(last)}: check the dates.")
    if names_weekend(free):
        raise Unknown(f"“{clean(free, 60)}” names a weekend, when no session is: give weekdays, as Mon PM.")
    if free and not sessions_meant(free):
        raise Unknown(f"“{clean(free, 60)}” names no session: give those not required, as Mon PM, Tue PM.")


def told(calendar: Calendar, today: date, new: Agreement, free: str, held: Sequence[Agreement]) -> str:
    """`Part-time Mon 23 Nov to Sun 27 Dec, without Mon PM; …`, with what it replaces of those `held`."""
    said = f"Part-time {_shown(calendar, today, new.first)} to {_shown(calendar, today, new.last)}"
    said += f", without {free}" if free else ""
    return "; ".join([said, *_remarks(calendar, today, new), *_beside(calendar, today, new, held)])


def _remarks(calendar: Calendar, today: date, new: Agreement) -> Iterator[str]:
    before = calendar.on_or_before(new.last)
    if before and before != new.last and _covered(calendar, new.last):
        why = calendar.why_closed(new.last)
        yield f"{day_words(new.last)} is no school day ({why}): the last before it is {day_words(before)}"
    if new.last < today:
        yield "all of it is past: is the year right?"


def _beside(calendar: Calendar, today: date, new: Agreement, held: Sequence[Agreement]) -> Iterator[str]:
    """What becomes of the agreements it overlaps: the one that begins later stands (`agreements`)."""
    for one in held:
        if one.last < new.first or one.first > new.last:
            continue
        begins = _shown(calendar, today, one.first) if one.first > date.min else "the pupils file"
        if one.first > new.first:
            yield f"the one from {begins} replaces it from that day"
        elif one.first == new.first:
            yield "it replaces the one from the same day"
        else:
            yield f"it replaces the one from {begins}, which now ends {day_words(new.first - timedelta(1))}"


def _covered(calendar: Calendar, day: date) -> bool:
    """Whether the loaded calendar can say of this day."""
    return calendar.first is not None and calendar.last is not None and calendar.first <= day <= calendar.last


def _shown(calendar: Calendar, today: date, day: date) -> str:
    """A day, with its year where that is not this school year."""
    first, last = calendar.school_year(today)
    return day_words(day) if first <= day <= last else f"{day_words(day)} {day.year}"
