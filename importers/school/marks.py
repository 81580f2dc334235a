"""A pupil's marks for a stretch of school days: a template of presence, with absences punched in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from core.model import Pupil
from importers.school.lives import Life
from importers.school.spells import fill
from importers.school.terms import SchoolYear

PRESENT = ("/", "\\")
AWAY = frozenset({"I", "O", "N", "M", "C", "C2", "G", "E", "J1", "T", "C1", "R"})
# Of sessions with no reason learned, how many are still N after five school days: nearly all are settled.
UNSETTLED = 0.0025
_SETTLING = 0.3  # and how many within the last five school days
_IMPROVED_FOR = 30  # school days that a pupil who came back has been in
_DIP = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """School days of one year that have marks; `whole` when the year is over."""

    year: SchoolYear
    days: tuple[date, ...]
    weekdays: list[int]
    whole: bool

    def template(self, group: str) -> list[str]:
        """Everybody present, two marks a day; '' where the group has no session."""
        marks = list(PRESENT) * len(self.days)
        for place, day in enumerate(self.days):
            if (place == 0 or day.month in (6, 7)) and self.year.off(day, group):
                marks[2 * place : 2 * place + 2] = ["", ""]
            if self.whole and day == self.year.closed_afternoon:
                marks[2 * place + 1] = ""
        return marks


def stretch(year: SchoolYear, before: date) -> Stretch:
    """The school days of `year` that come before a day."""
    days = tuple(day for day in year.days if day < before)
    return Stretch(year, days, [day.weekday() for day in days], len(days) == len(year.days))


def put(marks: list[str], place: int, code: str) -> None:
    """Punch a code where the pupil would have been present."""
    if 0 <= place < len(marks) and marks[place] in PRESENT:
        marks[place] = code


def put_day(marks: list[str], day: int, code: str) -> None:
    """Punch a code into both halves of a day."""
    put(marks, 2 * day, code)
    put(marks, 2 * day + 1, code)


def missed(marks: list[str]) -> int:
    """How many of the sessions are absences."""
    return sum(mark in AWAY for mark in marks)


def year_of(rng: Random, pupil: Pupil, life: Life, when: Stretch, now: bool, shared: list[int]) -> list[str]:
    """One pupil's marks. `now`: habits are of this year only; `shared`: siblings' days away."""
    marks = when.template(pupil.year if now else "")
    join = sum(day < pupil.admitted for day in when.days) if pupil.admitted else 0
    marks[: 2 * join] = [""] * (2 * join)
    share = life.share if now else life.before
    if now:
        _habit(rng, life, marks, when.weekdays)
        for day in shared:
            put_day(marks, day, "O" if rng.random() < 0.5 else "I")
    _fill_up(rng, life, marks, when.weekdays, share, now)
    _lates(rng, marks, life.late, when.weekdays)
    _unsettled(rng, marks, when.whole)
    return marks


def _fill_up(rng: Random, life: Life, marks: list[str], weekdays: list[int], share: float, now: bool) -> None:
    """Ordinary spells up to the pupil's share; none in the weeks that make a habit plain."""
    if now and life.habit in ("recent-dip", "improved"):
        return
    possible = sum(1 for mark in marks if mark)
    exact = share * possible
    budget = int(exact) + (rng.random() < exact % 1 if share < 0.1 else exact % 1 > 0)
    if share < 0.1:
        budget = min(budget, max(0, (possible - 1) // 10))
    fill(rng, marks, weekdays, budget - missed(marks), share)


def _habit(rng: Random, life: Life, marks: list[str], weekdays: list[int]) -> None:
    """Punch in what the pupil's habit does to this year."""
    days = len(weekdays)
    if life.habit == "monday":
        _on(rng, marks, [n for n in range(days) if weekdays[n] == 0], 0.72, "OOI")
    elif life.habit == "after-pe":
        for day in (n for n in range(days) if weekdays[n] == 3 and rng.random() < 0.7):
            put(marks, 2 * day, rng.choice("OOI"))
    elif life.habit == "half-days":
        for day in (n for n in range(days) if weekdays[n] in (1, 3) and rng.random() < 0.6):
            put(marks, 2 * day + 1, rng.choice("OOM"))
    elif life.habit == "broken-weeks":
        for monday in range(0, days, 5):
            put_day(marks, monday + rng.randrange(5), rng.choice("OI"))
    elif life.habit == "recent-dip":
        _on(rng, marks, list(range(max(0, days - _DIP), days)), 0.6, "OI")
        _on(rng, marks, rng.sample(range(max(0, days - _DIP)), min(1, max(0, days - _DIP))), 1, "I")
    elif life.habit == "holiday":
        begin = rng.randrange(max(1, days - 6))
        code = "G" if rng.random() < 0.8 else "C"
        for day in range(begin, min(days, begin + 5)):
            put_day(marks, day, code)
    else:
        _long_habit(rng, life, marks, days)


def _long_habit(rng: Random, life: Life, marks: list[str], days: int) -> None:
    if life.habit == "improved":
        _on(rng, marks, list(range(min(25, max(0, days - _IMPROVED_FOR)))), 0.45, "OI")
    elif life.habit == "long-illness":
        begin = rng.randrange(max(1, days - 24))
        for day in range(begin, min(days, begin + rng.randrange(18, 40))):
            put_day(marks, day, "I")
    elif life.habit == "ebsa":
        code = rng.choice("OI")
        for day in range(days):
            if rng.random() < 0.82 - 0.35 * day / max(1, days):
                put_day(marks, day, code if rng.random() < 0.8 else "I")


def _on(rng: Random, marks: list[str], days: list[int], chance: float, codes: str) -> None:
    for day in days:
        if rng.random() < chance:
            put_day(marks, day, rng.choice(codes))


def _lates(rng: Random, marks: list[str], often: float, weekdays: list[int]) -> None:
    """Mornings (rarely afternoons) reached late; one in ten after the register closed."""
    count = int(often * len(marks) + rng.random())
    for _ in range(count):
        place = rng.randrange(max(1, len(marks))) & ~1
        place += rng.random() < 0.12
        put(marks, place, "U" if rng.random() < 0.1 else "L")


def _unsettled(rng: Random, marks: list[str], whole: bool) -> None:
    """Turn some sessions without a reason back into N: a part of the last days', hardly any older."""
    recent = len(marks) - (0 if whole else 10)
    for place, mark in enumerate(marks):
        if mark == "O" and rng.random() < (_SETTLING if place >= recent else UNSETTLED):
            marks[place] = "N"
