"""Patterns: flags that explain themselves, each a sentence with the sessions it rests on.

A kind is a function that is handed the whole school once and returns whom it has to look at and what looks
at one pupil. Sums over everybody at once come first (most pupils are hardly ever away); an exact test only
where those leave a question; a sentence only for what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from core.patterns import breaks, families, half_day, lateness, lessons, shift, talk, weekday, weeks
from core.patterns.dismissed import standing
from core.patterns.school import School, Search, first_day, read_school
from core.patterns.thresholds import thresholds
from core.questions import Flag
from core.record import Record
from core.register import Register

__all__ = ["KINDS", "asks", "find_flags", "first_day", "notes", "read_flags"]

Finder = Callable[[School], Search]

FINDERS: dict[str, Finder] = {
    "weekday": weekday.finder,
    "half-day": half_day.finder,
    "late-settles": lateness.finder,
    "after-break": breaks.after_break,
    "before-break": breaks.before_break,
    "after-lesson": lessons.after_lesson,
    "lesson": lessons.lesson,
    "change-date": shift.change_date,
    "recent-dip": shift.recent_dip,
    "broken-weeks": weeks.broken_weeks,
    "run": weeks.run,
    "siblings-together": families.finder,
    "silent": talk.silent,
    "same-again": talk.same_again,
    "improved": shift.improved,
}
KINDS = tuple(FINDERS)
_WITHOUT_ABSENCE = ("late-settles", "lesson")  # seen in pupils who were in for every register of the year


def read_flags(
    record: Record, ids: Collection[int] | None = None, strings: Mapping[int, Register] | None = None
) -> dict[int, list[Flag]]:
    """Flags by pupil (of `ids` only, if given), those dismissed left out, in the order of `KINDS`.

    Always looks at the whole school, since an event is known by how many were away. Without a calendar
    there are none: see `notes`. `strings`: as `read_school` takes them.
    """
    if not record.calendar.loaded:
        return {}
    with record.reading() as db:
        school = read_school(record, ids, strings)
        return standing(db, find_flags(school), school.today.isoformat())


def find_flags(school: School) -> dict[int, list[Flag]]:
    """Every flag of a school that was read, dismissed or not."""
    away, wanted = school.columns.ever_away, school.wanted
    found: dict[int, list[Flag]] = {}
    for kind, search in FINDERS.items():
        if school.rules.shown(kind):
            worth, look = search(school)
            for one in school.columns.named(worth & wanted & (~0 if kind in _WITHOUT_ABSENCE else away)):
                if (flag := look(school.lives[one])) is not None:
                    found.setdefault(one, []).append(flag)
    return dict(sorted(found.items()))


def notes(record: Record) -> list[str]:
    """What patterns could not look for, in words: no calendar, timetable, lesson marks or change dates."""
    if not record.calendar.loaded:
        return ["no calendar loaded: no patterns"]
    with record.reading():
        return lessons.notes(record)


def asks(record: Record, kind: str) -> str:
    """The question a kind of flag asks: about what is hard, never about blame."""
    return thresholds(record).asks[kind]
