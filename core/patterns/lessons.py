"""Lesson and after-lesson: a subject's lessons missed, or the sessions that follow them.

By lesson marks where a school imports them, else by its timetable. With neither, nothing is guessed:
`notes` says what is not loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial, reduce
from itertools import chain
from operator import or_

from core.patterns.columns import NOTHING, column_counts, plus
from core.patterns.contrast import Contrast, Limits, Slot, most
from core.patterns.lesson_marks import by_marks, is_afternoon
from core.patterns.school import Life, School, Search
from core.patterns.weekday import week_names
from core.patterns.words import count
from core.questions import Flag
from core.record import Record
from core.sessions_bits import places

Taught = dict[str, set[int]]  # subjects, by name, with the sessions of each lesson of the week


def after_lesson(school: School) -> Search:
    """Find the subject after whose lessons the next session is missed."""
    when = ("the afternoon before", "that morning", "the half day before")
    where = tuple(f"there was {{subject}} {one}" for one in when)
    return _finder(school, "after-lesson", where, after=True)


def lesson(school: School) -> Search:
    """Find the subject whose lessons are missed: by lesson marks where there are any for a pupil."""
    marks = by_marks(school)
    worth_a_look, by_timetable = _finder(school, "lesson", ("there is {subject}",) * 3)

    def find(life: Life) -> Flag | None:
        return marks.get(life.id) or by_timetable(life)

    return school.columns.of(marks) | worth_a_look, find


def _finder(school: School, kind: str, where: tuple[str, ...], after: bool = False) -> Search:
    """The subject that stands out most, its sessions against all others of the same half.

    `where`: what completes "when …", for mornings, afternoons and both.
    """
    frame, numbers = school.frame, school.rules[kind]
    around = frame.last_weeks(numbers["weeks"])
    limits = Limits.of(numbers)
    of_pupils, of_regs = _taught(school, after)
    lay = cache(lambda lessons: Slot.of(frame, reduce(or_, lessons), around, limits))
    columns = school.columns
    owners = chain(
        ((columns.of([one]), taught) for one, taught in of_pupils.items()),
        ((columns.regs.get(reg, 0), taught) for reg, taught in of_regs.items()),
    )
    who = _worth(school, owners, around, limits.least)

    def find(life: Life) -> Flag | None:
        taught = of_pupils.get(life.id) or of_regs.get(life.reg.upper(), {})
        found = most(life, [(subject, lay(frozenset(held))) for subject, held in sorted(taught.items())])
        if found is None:
            return None
        subject, best = found
        return _flag(school, life, kind, where[best.half].format(subject=subject), best)

    return who, find


def _flag(school: School, life: Life, kind: str, where: str, found: Contrast) -> Flag:
    away, of = found.away.bit_count(), found.chances
    said = (
        f"Away {away} of the last {count(of, found.word)} when {where}; "
        f"{found.elsewhere[0]} of {count(found.elsewhere[1], f'other {found.word}')}."
    )
    clears = f"after {count(found.more, f'such {found.word}')} in"
    return school.flag(life, kind, said, found.away, of, found.elsewhere, clears)


def _taught(school: School, after: bool) -> tuple[dict[int, Taught], dict[str, Taught]]:
    """What is taught, by pupil and by reg group: of each subject the sessions of every lesson of the week.

    With `after`, the sessions that follow those lessons.
    """
    sessions = cache(partial(_sessions, school, week_names(school), after))
    of_pupils: dict[int, Taught] = {}
    of_regs: dict[str, Taught] = {}
    for one, reg, week, weekday, period, subject in school.timetable:
        taught = of_pupils.setdefault(one, {}) if one is not None else of_regs.setdefault(reg, {})
        taught.setdefault(subject, set()).add(sessions(week, weekday, period))
    return of_pupils, of_regs


def _worth(school: School, owners: Iterable[tuple[int, Taught]], around: int, least: int) -> int:
    """Who was away often enough in the mornings, or the afternoons, of any subject they are taught.

    What everybody missed is counted once for each lesson of the week, and added up by subject.
    """
    columns, halves = school.columns, (school.frame.am & around, school.frame.pm & around)
    near, enough = school.wanted & columns.often(around, least), columns.constant(least)
    missed = cache(lambda sessions: column_counts(columns.away[place] for place in places(sessions)))

    @cache
    def often(lessons: frozenset[int]) -> int:
        sums = (reduce(plus, (missed(one & half) for one in lessons), NOTHING) for half in halves)
        return reduce(or_, (columns.not_less(numbers, enough) for numbers in sums))

    who = 0
    for owner, taught in owners:
        for lessons in taught.values() if owner & near else ():
            who |= owner & near & often(frozenset(lessons))
    return who


def _sessions(
    school: School, names: tuple[str, ...], after: bool, week: str, weekday: int, period: str
) -> int:
    """The sessions of a lesson of the week, or those that come next after each."""
    frame = school.frame
    pm = is_afternoon(period, school.rules["lesson"]["morning_periods"])
    bits = frame.weekday[weekday] & (frame.pm if pm else frame.am)
    if week in names:
        bits &= frame.alternate[names.index(week)]
    return frame.following(bits) if after else bits


def notes(record: Record) -> list[str]:
    """What could not be looked for, since the record does not hold it: said, never guessed."""
    timetable = record.db.execute("SELECT 1 FROM timetable LIMIT 1").fetchone()
    marks = record.db.execute("SELECT 1 FROM lesson LIMIT 1").fetchone()
    found = [] if timetable else ["no timetable loaded: nothing is said of the session after a lesson"]
    if not timetable and not marks:
        found.append("no lesson marks loaded: nothing is said of lessons")
    if not record.db.execute("SELECT 1 FROM change_date LIMIT 1").fetchone():
        found.append("no change dates loaded")
    return found
