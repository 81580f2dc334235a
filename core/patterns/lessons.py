"""Lesson and after-lesson: a subject's lessons missed, or the sessions that follow them.

By lesson marks where a school imports them, else by its timetable. With neither, nothing is guessed:
`notes` says what is not loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import chain

from core.patterns.contrast import Contrast, Limits, Slot, most
from core.patterns.lesson_marks import by_marks, is_afternoon
from core.patterns.school import Life, School, Search
from core.patterns.weekday import week_names
from core.patterns.words import count
from core.questions import Flag
from core.record import Record

Slots = Sequence[tuple[str, Slot]]  # subjects, by name, with the sessions each is taught in


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
    near = school.wanted & school.columns.often(around, limits.least)  # nobody else can have a flag
    lay = cache(lambda sessions: Slot.of(frame, sessions, around, limits))
    who, taught = _taught(school, after, lay, near)

    def find(life: Life) -> Flag | None:
        found = most(life, taught(life))
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


def _taught(
    school: School, after: bool, lay: Callable[[int], Slot], near: int
) -> tuple[int, Callable[[Life], Slots]]:
    """Who of `near` is worth a look; and a pupil's subjects, by name: of their timetable, else the group's.

    With `after`, the sessions that follow those of a subject. `lay` makes a slot of sessions.
    """
    sessions = cache(partial(_sessions, school, week_names(school), after))
    of_pupils: dict[int, dict[str, int]] = {}
    of_regs: dict[str, dict[str, int]] = {}
    for one, reg, week, weekday, period, subject in school.timetable:
        taught = of_pupils.setdefault(one, {}) if one is not None else of_regs.setdefault(reg, {})
        taught[subject] = taught.get(subject, 0) | sessions(week, weekday, period)

    def laid(taught: dict[str, int]) -> Slots:
        return [(subject, lay(bits)) for subject, bits in sorted(taught.items())]

    columns = school.columns
    often = cache(lambda bits: lay(bits).worth(columns))
    owners = chain(
        ((columns.of([one]), taught) for one, taught in of_pupils.items()),
        ((columns.regs.get(reg, 0), taught) for reg, taught in of_regs.items()),
    )
    who = 0
    for owner, taught in owners:
        for bits in taught.values() if owner & near else ():
            who |= owner & near & often(bits)
    by_pupil = {one: laid(taught) for one, taught in of_pupils.items()}
    by_reg = {reg: laid(taught) for reg, taught in of_regs.items()}
    return who, lambda life: by_pupil.get(life.id) or by_reg.get(life.reg.upper(), [])


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
