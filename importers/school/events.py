"""What happens to many pupils at once: trips, matches, work experience, feasts, a taxi that did not come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from core.model import Pupil
from importers.school.marks import Stretch, put, put_day
from importers.school.terms import SchoolYear

_MUSLIM = frozenset({"Urdu", "Bengali", "Pashto", "Arabic", "Somali", "Kurdish"})
_FEASTS = (date(2026, 3, 20), date(2026, 5, 27))  # the two Eids of one year; the lunar year has 354.37 days
_PART_TIME = (
    "Mon PM, Tue PM, Wed PM, Thu PM, Fri PM",
    "Mon AM, Tue AM, Wed AM, Thu AM, Fri AM",
    "Wed PM, Thu PM, Fri PM",
)
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri")

Marks = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Everybody:
    """All pupils and their marks over one stretch; `now` when the stretch is this year's."""

    pupils: list[Pupil]
    marks: Marks
    when: Stretch
    now: bool


def school_events(rng: Random, all_of: Everybody) -> None:
    """Lay the year's events over everybody's marks, where they would have been present."""
    if len(all_of.when.days) < 5:
        return
    for event in (_trips, _matches, _projects, _work_experience, _provision, _feasts, _taxis):
        event(rng, all_of)


def _some_days(rng: Random, when: Stretch, a_year: float) -> list[int]:
    """Days for something that happens `a_year` times in 190 days, as many as fall into the stretch."""
    count = int(a_year * len(when.days) / 190 + rng.random())
    return [rng.randrange(len(when.days)) for _ in range(count)]


def _trips(rng: Random, all_of: Everybody) -> None:
    for reg in sorted({pupil.reg for pupil in all_of.pupils}):
        for day in _some_days(rng, all_of.when, 1.55):
            for pupil in all_of.pupils:
                if pupil.reg == reg and pupil.id in all_of.marks:
                    put_day(all_of.marks[pupil.id], day, "V")


def _matches(rng: Random, all_of: Everybody) -> None:
    players = [pupil.id for pupil in all_of.pupils if pupil.id in all_of.marks]
    for day in _some_days(rng, all_of.when, 34):
        for place in rng.sample(players, len(players) // 70):
            put(all_of.marks[place], 2 * day + 1, "P")


def _projects(rng: Random, all_of: Everybody) -> None:
    """Taster days and practice interviews at a college, a few pupils at a time."""
    older = [pupil.id for pupil in all_of.pupils if pupil.id in all_of.marks and int(pupil.year) > 8]
    for day in _some_days(rng, all_of.when, 24):
        for place in rng.sample(older, len(older) // 36):
            put_day(all_of.marks[place], day, "B")


def _work_experience(rng: Random, all_of: Everybody) -> None:
    """Two weeks before a year ends a third of Year 10 are at work for a week."""
    days = len(all_of.when.year.days)
    group = "10" if all_of.now else "11"  # last year's Year 10 is this year's Year 11
    for pupil in all_of.pupils:
        if pupil.year == group and pupil.id in all_of.marks and rng.random() < 0.27:
            for day in range(days - 15, min(days - 10, len(all_of.when.days))):
                put_day(all_of.marks[pupil.id], day, "W")


def _provision(rng: Random, all_of: Everybody) -> None:
    """A few with an EHC plan are taught elsewhere on two mornings, arranged by the authority."""
    for pupil in (p for p in all_of.pupils if p.sen == "E" and p.id in all_of.marks and p.id % 29 == 3):
        for day, weekday in enumerate(all_of.when.weekdays):
            if weekday in (1, 3):
                put(all_of.marks[pupil.id], 2 * day, "K")


def _feasts(rng: Random, all_of: Everybody) -> None:
    for first in _FEASTS:
        away = round((all_of.when.days[0] - first).days / 354.37 + 0.5)
        feast = first + timedelta(days=round(away * 354.37))
        if feast in all_of.when.days:
            day = all_of.when.days.index(feast)
            for pupil in all_of.pupils:
                if pupil.language in _MUSLIM and pupil.id in all_of.marks:
                    put_day(all_of.marks[pupil.id], day, "R")


def _taxis(rng: Random, all_of: Everybody) -> None:
    riders = [p.id for p in all_of.pupils if p.transport.startswith("LA") and p.id in all_of.marks]
    for day in _some_days(rng, all_of.when, 20):
        for place in rng.sample(riders, min(len(riders), 2)):
            put(all_of.marks[place], 2 * day, "Y1")


def start_part_time(pupils: list[Pupil], places: list[int], year: SchoolYear, today: date) -> list[Pupil]:
    """Give the returning pupils an agreed part-time timetable; the sessions named are those not attended."""
    changed = list(pupils)
    begin = max([day for day in year.days if day < today][-19:][:1], default=today)
    ahead = [day for day in year.days if day > today] or [today]
    for n, place in enumerate(places):
        end = ahead[min(len(ahead) - 1, (3, 9, 14)[n])]
        changed[place] = replace(changed[place], pt_from=begin, pt_to=end, pt_sessions=_PART_TIME[n])
    return changed


def not_required(pupil: Pupil, day: date, half: str) -> bool:
    """Whether the part-time timetable leaves out this session."""
    if not pupil.pt_from or not pupil.pt_to or not pupil.pt_from <= day <= pupil.pt_to:
        return False
    return f"{_DAY_NAMES[day.weekday()]} {half}" in pupil.pt_sessions


def mark_part_time(pupil: Pupil, marks: list[str], when: Stretch) -> None:
    """Write C2 wherever the part-time timetable leaves a session out."""
    for place, day in enumerate(when.days):
        for half in (0, 1):
            if marks[2 * place + half] and not_required(pupil, day, ("AM", "PM")[half]):
                marks[2 * place + half] = "C2"
