"""Weekday: one weekday's mornings or afternoons missed far more than the others', weekly or fortnightly."""

from __future__ import annotations

from core.patterns.contrast import Contrast, Limits, Slot, most, worth
from core.patterns.school import Life, School, Search
from core.patterns.words import count
from core.questions import Flag
from core.settings import FIRST_WEEK, value

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
KIND = "weekday"


def finder(school: School) -> Search:
    """Find the weekday that stands out most, of every week or else of every other week."""
    frame, rules = school.frame, school.rules
    weekly = rules["weekday"]
    around = frame.last_weeks(weekly["weeks"])
    lifts = {0: (weekly["monday_lift"],) * 2, 4: (weekly["friday_am_lift"], weekly["friday_pm_lift"])}
    slots = [
        (day, Slot.of(frame, bits, around, Limits.of(weekly, lifts.get(day, (100, 100)))))
        for day, bits in enumerate(frame.weekday)
    ]
    also, every_other = _fortnight(school) if rules.shown("fortnight") else (0, None)

    def find(life: Life) -> Flag | None:
        found = most(life, slots)
        if found:
            return _weekly(school, life, DAYS[found[0]], found[1])
        return every_other(life) if every_other else None

    return worth(slots, school.columns) | also, find


def _weekly(school: School, life: Life, day: str, found: Contrast) -> Flag:
    away, of = found.away.bit_count(), found.chances
    said = (
        f"Away {away} of the last {of} {day} {found.word}s; "
        f"{found.elsewhere[0]} of {count(found.elsewhere[1], f'other {found.word}')}."
    )
    clears = f"after {count(found.more, day)} in"
    return school.flag(life, KIND, said, found.away, of, found.elsewhere, clears)


def _fortnight(school: School) -> Search:
    frame, limits = school.frame, school.rules["fortnight"]
    around = frame.last_weeks(limits["weeks"])
    names = week_names(school)
    wanted = Limits.of(limits)
    turns = [days & weeks for days in frame.weekday for weeks in frame.alternate]
    slots = [(turn, Slot.of(frame, bits, around, wanted)) for turn, bits in enumerate(turns)]

    def find(life: Life) -> Flag | None:
        found = most(life, slots)
        if found is None:
            return None
        (day, which), best = divmod(found[0], 2), found[1]
        week = f"week {names[which]} {DAYS[day]} {best.word}s" if names else ""
        slot = week or f"{DAYS[day]} {best.word}s of every other week"
        said = (
            f"Away {best.away.bit_count()} of the last {best.chances} {slot}; "
            f"{best.elsewhere[0]} of {count(best.elsewhere[1], f'other {best.word}')}."
        )
        clears = f"after {count(best.more, f'such {DAYS[day]}')} in"
        return school.flag(life, KIND, said, best.away, best.chances, best.elsewhere, clears)

    return worth(slots, school.columns), find


def week_names(school: School) -> tuple[str, ...]:
    """The two weeks' names as the timetable gives them, first the one a school year begins with; or none."""
    found = sorted({one.week for one in school.timetable} - {""})
    names = tuple(found) if len(found) == 2 else ()
    return names[::-1] if names and names[1] == value(school.record, FIRST_WEEK) else names
