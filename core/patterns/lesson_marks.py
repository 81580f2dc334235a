"""Lessons missed by lesson marks: meetings of a subject missed, against the pupil's other lessons.

A school with marks of every lesson holds hundreds of thousands of them. Those missed are counted first,
from an index of their own; only of pupils who missed enough of any subject is every mark looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from core.codes import CODES
from core.patterns.contrast import Limits, to_clear
from core.patterns.school import Life, School
from core.patterns.words import count
from core.questions import Flag
from core.sessions_bits import places

_AWAY = tuple(code for code, one in CODES.items() if one.absent and code != "U")
_MARK, _PART = "\x1e", "\x1f"  # what no text of the record holds (core.text): between marks, within one
Meetings = dict[str, tuple[int, int]]  # subject → sessions it was missed in, sessions it was held in


def by_marks(school: School) -> dict[int, Flag]:
    """By pupil, the subject that stands out most."""
    numbers = school.rules["lesson"]
    limits = Limits.of(numbers)
    around = school.frame.last_weeks(numbers["weeks"])
    found: dict[int, tuple[float, Flag]] = {}
    for life, subjects in _meetings(school, limits.least, around):
        whole = sum(held.bit_count() for _, held in subjects.values())
        missed = sum(away.bit_count() for away, _ in subjects.values())
        for subject, (away, held) in subjects.items():
            luck = limits.luck(0, away.bit_count(), held.bit_count(), missed, whole)
            if luck < found.get(life.id, (1.0,))[0]:
                rest = missed - away.bit_count(), whole - held.bit_count()
                found[life.id] = luck, _flag(school, life, subject, away, held, rest)
    return {one: flag for one, (_, flag) in found.items()}


def _flag(school: School, life: Life, subject: str, away: int, held: int, rest: tuple[int, int]) -> Flag:
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


def _meetings(school: School, least: int, around: int) -> Iterator[tuple[Life, Meetings]]:
    """Lessons by pupil and subject, for pupils who missed enough of any; a double period is one meeting."""
    if not around:
        return
    since = school.frame.session(school.frame.begin(around)).day.isoformat()
    read = _Read(school)
    for one, marks in school.db.execute(_marks_of(school), (since, *_AWAY, least, since)):
        life = school.lives.get(one)
        if life is not None:
            yield life, read.meetings(marks, around & ~school.events.get(life.year, 0))


def _marks_of(school: School) -> str:
    """The query: a row a pupil, all marks in one text. The first test of `mark` names the index."""
    ids = "" if school.ids is None else f"pupil_id IN ({','.join(str(int(one)) for one in school.ids)}) AND"
    mark = f" || '{_PART}' || ".join(("day", "period", "subject", "mark"))
    return f"""SELECT pupil_id, group_concat({mark}, '{_MARK}') FROM lesson WHERE pupil_id IN (
            SELECT pupil_id FROM lesson WHERE {ids} mark NOT IN ('/', '\\', 'L') AND day >= ?
            AND mark IN ({",".join("?" * len(_AWAY))}) GROUP BY pupil_id, subject HAVING count(*) >= ?)
        AND day >= ? GROUP BY pupil_id"""


@dataclass(slots=True)
class _Read:
    """Reads marks; those of a whole class are alike, so that each is taken apart but once."""

    school: School
    _known: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def meetings(self, marks: str, kept: int) -> Meetings:
        """One pupil's lessons by subject, of the sessions `kept`."""
        known, found = self._known, {}
        for mark in marks.split(_MARK):
            subject, away, held = known.get(mark) or self._new(mark)
            if subject not in found:
                found[subject] = away, held
            else:
                before = found[subject]
                found[subject] = before[0] | away, before[1] | held
        found.pop("", None)
        return {subject: (away & kept, held & kept) for subject, (away, held) in found.items()}

    def _new(self, mark: str) -> tuple[str, int, int]:
        """The subject ("": the mark says nothing), the session as a bit if it was missed, and if held."""
        day, period, subject, code = mark.split(_PART)
        known = CODES.get(code)
        if known is None or not known.possible or code in self.school.rules.set_aside:
            subject = ""
        afternoon = is_afternoon(period, self.school.rules["lesson"]["morning_periods"])
        bit = 1 << self.school.frame.place(date.fromisoformat(day)) + afternoon
        found = self._known[mark] = subject, bit if code in _AWAY else 0, bit
        return found


def is_afternoon(period: str, morning_periods: int) -> bool:
    """Whether a period (`4`, `P4`, `Period 4`, `PM`) lies in the afternoon."""
    digits = "".join(char for char in period if char.isdigit())
    return int(digits) > morning_periods if digits else period.strip().upper().startswith("PM")
