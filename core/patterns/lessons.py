"""Lesson and after-lesson: a subject's lessons missed, or the sessions that follow them.

By lesson marks where a school imports them, else by its timetable. With neither, nothing is guessed:
`notes` says what is not loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.codes import CODES
from core.patterns.contrast import Contrast, Limits, contrast, to_clear
from core.patterns.school import Life, School
from core.patterns.weekday import week_names
from core.patterns.words import count
from core.questions import Flag
from core.record import Record
from core.sessions_bits import places

Slots = Mapping[str, int]  # subject → the sessions it is taught in, in the frame
_AWAY = tuple(code for code, one in CODES.items() if one.absent and code != "U")


def after_lesson(school: School) -> Callable[[Life], Flag | None]:
    """Find the subject after whose lessons the next session is missed."""
    taught = _Taught(school, after=True)
    return _finder(school, "after-lesson", taught.of, "the lesson before is {subject}")


def lesson(school: School) -> Callable[[Life], Flag | None]:
    """Find the subject whose lessons are missed: by lesson marks where there are any for a pupil."""
    marks = _by_marks(school)
    taught = _Taught(school)
    by_timetable = _finder(school, "lesson", taught.of, "there is {subject}")

    def find(life: Life) -> Flag | None:
        return marks.get(life.id) or by_timetable(life)

    return find


def _finder(
    school: School, kind: str, slots: Callable[[Life], Slots], where: str
) -> Callable[[Life], Flag | None]:
    """The subject that stands out most, its sessions against all others of the same half."""
    frame, numbers = school.frame, school.rules[kind]
    around = frame.last_weeks(numbers["weeks"])
    limits = Limits.of(numbers)

    def find(life: Life) -> Flag | None:
        away = life.away & around
        if away.bit_count() < limits.least:
            return None
        best: tuple[float, str, Contrast] | None = None
        for subject, slot in slots(life).items():
            if (away & slot).bit_count() < limits.least:
                continue
            found = contrast(life, frame, slot, around, limits)
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


def is_afternoon(period: str, morning_periods: int) -> bool:
    """Whether a period (`4`, `P4`, `Period 4`, `PM`) lies in the afternoon."""
    digits = "".join(char for char in period if char.isdigit())
    return int(digits) > morning_periods if digits else period.strip().upper().startswith("PM")


def _by_marks(school: School) -> dict[int, Flag]:
    """By lesson marks: meetings of a subject missed, against the pupil's other lessons."""
    numbers = school.rules["lesson"]
    limits = Limits.of(numbers)
    around = school.frame.last_weeks(numbers["weeks"])
    if not around or not school.db.execute("SELECT 1 FROM lesson LIMIT 1").fetchone():
        return {}
    since = school.frame.session((around & -around).bit_length() - 1).day
    found: dict[int, tuple[float, Flag]] = {}
    for life, subjects in _meetings(school, since, limits.least, around):
        whole = sum(bits.bit_count() for _, bits in subjects.values())
        missed = sum(away.bit_count() for away, _ in subjects.values())
        for subject, (away, held) in subjects.items():
            luck = limits.luck(0, away.bit_count(), held.bit_count(), missed, whole)
            if luck < found.get(life.id, (1.0,))[0]:
                rest = missed - away.bit_count(), whole - held.bit_count()
                found[life.id] = luck, _marked(school, life, subject, away, held, rest)
    return {one: flag for one, (_, flag) in found.items()}


def _marked(school: School, life: Life, subject: str, away: int, held: int, rest: tuple[int, int]) -> Flag:
    limits = Limits.of(school.rules["lesson"])
    here, of = away.bit_count(), held.bit_count()
    said = (
        f"Away from {subject} {here} of the last {count(of, 'time')}; "
        f"{rest[0]} of {count(rest[1], 'other lesson')}."
    )
    outcomes = [away >> place & 1 for place in places(held)]
    more = to_clear(0, outcomes, here + rest[0], of + rest[1], limits)
    clears = f"after {count(more, 'lesson')} of {subject} in"
    return school.flag(life, "lesson", said, away, of, rest, clears)


Meetings = dict[str, tuple[int, int]]  # subject → sessions it was missed in, sessions it was held in


def _meetings(school: School, since: date, least: int, around: int) -> Iterator[tuple[Life, Meetings]]:
    """Lessons by pupil and subject, for pupils who missed enough of any; a double period is one meeting."""
    marks = ",".join("?" * len(_AWAY))
    ids = {
        row[0]
        for row in school.db.execute(
            f"""SELECT pupil_id FROM lesson WHERE day >= ? AND mark IN ({marks})
                GROUP BY pupil_id, subject HAVING count(*) >= ?""",
            (since.isoformat(), *_AWAY, least),
        ).fetchall()
    }
    known: dict[tuple[str, str], int] = {}
    for one in ids:
        life = school.lives.get(one)
        if life is not None:
            kept = around & ~school.events.get(life.year, 0)
            yield life, _of_pupil(school, one, since, kept, known)


def _of_pupil(
    school: School, one: int, since: date, kept: int, known: dict[tuple[str, str], int]
) -> Meetings:
    """One pupil's lessons by subject; `known` remembers the bit of each day and period met before."""
    subjects: Meetings = {}
    for day, period, subject, mark in school.db.execute(
        "SELECT day, period, subject, mark FROM lesson WHERE pupil_id = ? AND day >= ?",
        (one, since.isoformat()),
    ).fetchall():
        place = known.get((day, period))
        if place is None:
            afternoon = is_afternoon(period, school.rules["lesson"]["morning_periods"])
            place = known[day, period] = school.frame.place(date.fromisoformat(day)) + afternoon
        code = CODES.get(mark)
        if code is None or not code.possible or code.code in school.rules.set_aside:
            continue
        bit = 1 << place & kept
        away, held = subjects.get(subject, (0, 0))
        subjects[subject] = away | (bit if mark in _AWAY else 0), held | bit
    return subjects


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
