"""What makes the fictional school a well-run one: agreements written down, leavers, study leave; and one
pupil at least for every pattern and every deadline that Firstday knows, beside those that come of themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from core.model import Pupil
from importers.school.events import Marks
from importers.school.lives import Life
from importers.school.marks import AWAY, Stretch, put, put_day
from importers.school.morning import Morning
from importers.school.terms import SchoolYear

LEAVERS, STUDY_LEAVE, UNASKED = 4, 14, 2  # of 1,200 pupils
_ASIDE = 15  # school days ago that the leavers left
CHANGE = "new form rooms and a new lunch"


@dataclass(slots=True)
class Settling:
    """What may be changed: the pupils, all years' marks (this year's last), and this morning."""

    rng: Random
    pupils: list[Pupil]
    lives: list[Life]
    years: list[tuple[Stretch, Marks]]
    morning: Morning

    @property
    def when(self) -> Stretch:
        """This year up to yesterday."""
        return self.years[-1][0]

    @property
    def marks(self) -> Marks:
        """This year's marks."""
        return self.years[-1][1]

    def fitting(self) -> list[int]:
        """Pupils with nothing to tell, here this morning, who miss little."""
        return [
            n
            for n, pupil in enumerate(self.pupils)
            if self.lives[n].habit == "steady" and self.morning.marks.get(n) == "/" and n in self.marks
            and _plain(pupil) and sum(m in AWAY for m in self.marks[n]) <= 4
        ]  # fmt: skip

    def take(self, count: int, fits: Callable[[Pupil], bool] = lambda pupil: True) -> list[int]:
        """So many of those; never the same twice."""
        found = [n for n in self.fitting() if fits(self.pupils[n])]
        chosen = self.rng.sample(found, min(count, len(found)))
        for n in chosen:
            self.lives[n].habit = "told"
        return chosen


def _plain(pupil: Pupil) -> bool:
    return not (
        pupil.sen == "E" or pupil.young_carer or pupil.medical_plan or pupil.social_worker
        or pupil.looked_after or pupil.pt_from or pupil.youth_justice
    )  # fmt: skip


def settle(made: Settling, today: date) -> None:
    """All of it, on pupils and marks in place."""
    size = len(made.pupils) / 1200
    if len(made.when.days) > 30:
        _leave(made, round(LEAVERS * size))
        _study(made, round(STUDY_LEAVE * size))
        _since_the_change(made, max(1, round(3 * size)))
        _before_breaks(made, max(1, round(2 * size)))
        _long_away(made)
        _together(made)
    _agree(made, UNASKED)
    _youth_justice(made)


def _leave(made: Settling, count: int) -> None:
    """Some moved away a few weeks ago: no mark since, and no row this morning."""
    place = len(made.when.days) - _ASIDE
    last = made.when.days[place]
    for n in made.take(
        count, lambda pupil: pupil.admitted is not None and pupil.admitted < made.when.days[0]
    ):
        made.pupils[n] = replace(made.pupils[n], left=last)
        made.marks[n][2 * place + 2 :] = [""] * (len(made.marks[n]) - 2 * place - 2)
        made.morning.marks.pop(n, None)


def _study(made: Settling, count: int) -> None:
    """Study leave for a Year 11 mock, agreed in advance: an afternoon last week."""
    place = len(made.when.days) - 6
    for n in made.take(count, lambda pupil: pupil.year == "11"):
        put(made.marks[n], 2 * place + 1, "S")


def change_day(when: Stretch) -> date | None:
    """The school day on which something changed for all: three weeks ago."""
    return when.days[-14] if len(when.days) > 30 else None


def _since_the_change(made: Settling, count: int) -> None:
    """In nearly always before it, away day after day since."""
    days = len(made.when.days)
    for n in made.take(count):
        for mark, own in enumerate(made.marks[n]):
            if own in AWAY:
                made.marks[n][mark] = "/\\"[mark % 2]
        for back in (13, 12, 10, 8, 7, 5, 3, 2):
            put_day(made.marks[n], days - back, "O")


def _before_breaks(made: Settling, count: int) -> None:
    """Off on the last day before break after break, in every year that has marks."""
    for n in made.take(count, lambda pupil: int(pupil.year) > 7):
        for when, marks in made.years:
            last = len(when.days) - 1
            gaps = [p for p in range(last) if (when.days[p + 1] - when.days[p]).days > 4]
            for place in [*gaps, last] if when.whole else gaps:
                if n in marks:
                    put_day(marks[n], place, "O")


def _long_away(made: Settling) -> None:
    """One whom nobody could explain for 22 days and one for 12: both are back this morning."""
    days = len(made.when.days)
    for n, long in zip(made.take(2), (22, 12), strict=False):
        for place in range(2 * (days - long), 2 * days):
            if made.marks[n][place]:
                made.marks[n][place] = "O"


def _together(made: Settling) -> None:
    """A brother and sister who miss the same day of most weeks, and hardly another."""
    homes: dict[str, list[int]] = {}
    for n in made.fitting():
        homes.setdefault(made.pupils[n].household, []).append(n)
    pair = next((members[:2] for members in homes.values() if len(members) > 1), [])
    for n in pair:
        made.lives[n].habit = "told"
        for back in range(4, min(len(made.when.days), 58), 6):
            for place in (2 * (len(made.when.days) - back), 2 * (len(made.when.days) - back) + 1):
                if made.marks[n][place]:
                    made.marks[n][place] = "O"


def _agree(made: Settling, unasked: int) -> None:
    """Whoever has C2 has a written agreement for those dates; the office has yet to see that of a few."""
    having = [n for n, own in made.marks.items() if "C2" in own and not made.pupils[n].pt_from]
    for n in having[unasked:] if len(having) > unasked else having:
        places = [place // 2 for place, mark in enumerate(made.marks[n]) if mark == "C2"]
        first, last = made.when.days[places[0]], made.when.days[places[-1]]
        made.pupils[n] = replace(made.pupils[n], pt_from=first, pt_to=last)


def _youth_justice(made: Settling) -> None:
    """One of those away this morning has a youth justice worker, to be told."""
    for n in made.morning.not_reached:
        pupil = made.pupils[n]
        if int(pupil.year) > 8 and (pupil.looked_after or pupil.social_worker):
            made.pupils[n] = replace(pupil, youth_justice=True)
            made.morning.marks[n] = "N"
            return


_LESSONS = (
    "English",
    "Maths",
    "Science",
    "History",
    "Geography",
    "French",
    "Art",
    "Computing",
    "Music",
    "RE",
)
_FIXED = {(2, 5): "PE", (1, 4): "Drama", (3, 4): "Drama"}  # Wednesday's last lesson is PE for everybody


def timetable_rows(rng: Random, pupils: list[Pupil]) -> Iterator[tuple[str, ...]]:
    """Reg, Week, Day, Period, Subject: five periods a day for every form, the same every week."""
    for reg in sorted({pupil.reg for pupil in pupils}):
        for day, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")):
            for period in range(1, 6):
                subject = _FIXED.get((day, period)) or rng.choice(_LESSONS)
                yield reg, "", name, str(period), subject


def change_rows(year: SchoolYear, when: Stretch) -> Iterator[tuple[str, ...]]:
    """Date, What, Year or Reg."""
    yield year.days[0].isoformat(), "new school year", ""
    if (day := change_day(when)) is not None:
        yield day.isoformat(), CHANGE, ""
