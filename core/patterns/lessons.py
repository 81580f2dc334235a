"""Lesson and after-lesson: a subject's lessons missed, or the sessions that follow them.

By lesson marks where a school imports them, else by its timetable. With neither, nothing is guessed:
`notes` says what is not loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from core.patterns.contrast import Contrast, Limits, Slot, contrast
from core.patterns.lesson_marks import by_marks, is_afternoon
from core.patterns.school import Life, School
from core.patterns.weekday import week_names
from core.patterns.words import count
from core.questions import Flag
from core.record import Record

Slots = Mapping[str, int]  # subject → the sessions it is taught in, in the frame


def after_lesson(school: School) -> Callable[[Life], Flag | None]:
    """Find the subject after whose lessons the next session is missed."""
    return _finder(school, "after-lesson", "the lesson before is {subject}", after=True)


def lesson(school: School) -> Callable[[Life], Flag | None]:
    """Find the subject whose lessons are missed: by lesson marks where there are any for a pupil."""
    marks = by_marks(school)
    by_timetable = _finder(school, "lesson", "there is {subject}")

    def find(life: Life) -> Flag | None:
        return marks.get(life.id) or by_timetable(life)

    return find


def _finder(school: School, kind: str, where: str, after: bool = False) -> Callable[[Life], Flag | None]:
    """The subject that stands out most, its sessions against all others of the same half."""
    frame, numbers = school.frame, school.rules[kind]
    around = frame.last_weeks(numbers["weeks"])
    limits, taught = Limits.of(numbers), _Taught(school, after)
    slot = cache(lambda sessions: Slot.of(frame, sessions, around, limits))

    def find(life: Life) -> Flag | None:
        away = life.away & around
        if away.bit_count() < limits.least:
            return None
        best: tuple[float, str, Contrast] | None = None
        for subject, sessions in taught.of(life).items():
            if (away & sessions).bit_count() < limits.least:
                continue
            found = contrast(life, slot(sessions))
            if found is not None and (best is None or (found.luck, subject) < best[:2]):
                best = found.luck, subject, found
        return _flag(school, life, kind, where.format(subject=best[1]), best[2]) if best else None

    return find


def _flag(school: School, life: Life, kind: str, where: str, found: Contrast) -> Flag:
    away, of = found.away.bit_count(), found.chances
    said = (
        f"Away {away} of the last {count(of, found.word)} when {where}; "
        f"{found.elsewhere[0]} of {count(found.elsewhere[1], f'other {found.word}')}."
    )
    clears = f"after {count(found.more, f'such {found.word}')} in"
    return school.flag(life, kind, said, found.away, of, found.elsewhere, clears)


@dataclass
class _Taught:
    """Where the timetable puts each subject, as masks: of a pupil's own rows, else of the reg group's.

    With `after`, the sessions that follow those.
    """

    school: School
    after: bool = False
    by_pupil: dict[int, dict[str, int]] = field(default_factory=dict)
    by_reg: dict[str, dict[str, int]] = field(default_factory=dict)
    _none: dict[str, int] = field(default_factory=dict)
    _known: dict[tuple[str, int, bool], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = week_names(self.school)
        morning_periods = self.school.rules["lesson"]["morning_periods"]
        for one, reg, week, weekday, period, subject in self.school.db.execute(
            "SELECT pupil_id, reg, week, weekday, period, subject FROM timetable"
        ).fetchall():
            slots = self.by_pupil.setdefault(one, {}) if one is not None else self.by_reg.setdefault(reg, {})
            key = week, weekday, is_afternoon(period, morning_periods)
            if key not in self._known:
                self._known[key] = self._slot(names, *key)
            slots[subject] = slots.get(subject, 0) | self._known[key]

    def _slot(self, names: tuple[str, ...], week: str, weekday: int, afternoon: bool) -> int:
        frame = self.school.frame
        bits = frame.weekday[weekday] & (frame.pm if afternoon else frame.am)
        if week in names:
            bits &= frame.alternate[names.index(week)]
        return frame.following(bits) if self.after else bits

    def of(self, life: Life) -> Slots:
        """The subjects of a pupil; none where the timetable does not tell."""
        return self.by_pupil.get(life.id) or self.by_reg.get(life.reg.upper(), self._none)


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
