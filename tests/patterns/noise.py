"""Ordinary absence, as a secondary school has it: illness in spells, families that differ, Friday's lift.

The mix is England's, 2025/26 (DfE; domain.md §2, formats.md §2): about 8.5 % of sessions missed, a pupil in
four a tenth or more; illness two fifths of it. Nothing here repeats by design: what looks like a pattern
in it is luck.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from core.days import Calendar

LENGTHS = (1, 2, 3, 4, 5, 6, 8, 11)  # days an illness lasts
WEIGHTS = (51, 24, 12, 6, 4, 1.5, 0.8, 0.4)
SNOW = date(2026, 11, 26)  # half the school stayed at home
STRIKE = date(2026, 11, 18)  # most of Year 8 did


@dataclass(frozen=True)
class Mix:
    """How often pupils of a kind of school are away: most of them, and what share is away how much more."""

    usual: float = 0.016  # absences begun a day, before each pupil's own factor
    often: float = 0.10  # share of pupils away four times as often …
    most: float = 0.02  # … and of those, share of all pupils away most of the time


SECONDARY = Mix()  # 8.5 % of sessions missed
PRIMARY = Mix(0.0115, 0.05, 0.004)  # 5 %
SPECIAL = Mix(0.024, 0.17, 0.045)  # 13 %


@dataclass
class Marks:
    """One pupil's marks: two cells a school day. `spells` are the days on which an absence began, and why."""

    days: tuple[date, ...]
    cells: list[str] = field(default_factory=list)
    spells: list[tuple[date, int, str]] = field(default_factory=list)
    places: dict[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cells = ["/", "\\"] * len(self.days)
        self.places = {day: place for place, day in enumerate(self.days)}

    def away(self, day: int, code: str, half: int | None = None) -> None:
        """Put an absence on a school day (by number), or on one half of it."""
        for place in (0, 1) if half is None else (half,):
            self.cells[2 * day + place] = code

    def is_away(self, day: int) -> bool:
        """Whether either half of the day holds an absence."""
        return any(cell in "ION" for cell in self.cells[2 * day : 2 * day + 2])


@dataclass(frozen=True)
class Weather:
    """What all pupils share: the chance of falling ill on each school day, as a multiple of the usual."""

    calendar: Calendar
    chances: tuple[float, ...]

    @classmethod
    def of(cls, calendar: Calendar, rng: Random) -> Weather:
        """Waves of illness, Monday's and Friday's lift, and the climb to the end of each half-term."""
        found, wave, since = [], 1.0, 0
        days = calendar.days
        for place, day in enumerate(days):
            since = 0 if place == 0 or (day - days[place - 1]).days > 4 else since + 1
            wave = max(0.6, min(2.2, wave + rng.gauss(0, 0.08)))
            lift = {0: 1.08, 4: 1.2}.get(day.weekday(), 1.0)
            found.append(wave * lift * (0.85 + 0.012 * since))
        return cls(calendar, tuple(found))


def live(rng: Random, weather: Weather, year: str, heavy: bool = True, mix: Mix = SECONDARY) -> Marks:
    """A pupil without a pattern; some often away, a few most of the time, unless not `heavy`."""
    calendar = weather.calendar
    marks = Marks(calendar.days)
    frail, tail = mix.usual * rng.lognormvariate(-0.25, 0.7), rng.random()
    if not heavy:
        frail = min(frail, 0.03)  # in as most pupils are
    if heavy and tail < mix.often:
        frail = rng.uniform(0.05, 0.14)
    if heavy and tail < mix.most:
        frail = rng.uniform(0.5, 1.0)
    _ill(rng, marks, weather, frail)
    _halves(rng, marks, calendar)
    _holidays(rng, marks, calendar)
    _lates(rng, marks, min(0.15, 0.03 * rng.lognormvariate(-0.3, 0.8)))
    events(rng, marks, year)
    return marks


def _ill(rng: Random, marks: Marks, weather: Weather, frail: float) -> None:
    day = 0
    while day < len(marks.days):
        if rng.random() < frail * weather.chances[day]:
            length = rng.choices(LENGTHS, WEIGHTS)[0]
            code = rng.choices("ION", (62, 33, 5))[0]
            put_spell(rng, marks, day, length, code)
            day += length
        day += 1


def put_spell(rng: Random, marks: Marks, day: int, length: int, code: str) -> None:
    """An absence of some days; now and then it begins at noon, or ends there."""
    last = min(day + length, len(marks.days))
    for one in range(day, last):
        begins = one == day and rng.random() < 0.08
        ends = one == last - 1 and rng.random() < 0.06
        marks.away(one, code, 1 if begins else 0 if ends else None)
    marks.spells.append((marks.days[day], length, code))


def _halves(rng: Random, marks: Marks, calendar: Calendar) -> None:
    """Appointments, and afternoons that were too much, on Fridays above all (domain.md §9)."""
    for place, day in enumerate(calendar.days):
        if rng.random() < 0.0035:
            marks.away(place, "M", rng.randrange(2))
        if rng.random() < (0.012 if day.weekday() == 4 else 0.002):
            marks.away(place, "O", 1)


def _holidays(rng: Random, marks: Marks, calendar: Calendar) -> None:
    """Some families travel when it is cheap: days before or after a break, once."""
    if rng.random() < 0.2:
        days = calendar.days
        ends = [n for n in range(1, len(days)) if (days[n] - days[n - 1]).days > 4]
        end, length = rng.choice(ends), rng.randint(1, 5)
        first = end - length if rng.random() < 0.6 else end
        for day in range(first, min(first + length, len(days))):
            marks.away(day, "G")


def _lates(rng: Random, marks: Marks, often: float) -> None:
    for place in range(len(marks.days)):
        if rng.random() < often and marks.cells[2 * place] == "/":
            marks.cells[2 * place] = "U" if rng.random() < 0.1 else "L"


def events(rng: Random, marks: Marks, year: str) -> None:
    """The school's own events: a day of snow, and a year group kept at home."""
    for day, chance, years in ((SNOW, 0.5, ""), (STRIKE, 0.7, "8")):
        if (not years or year == years) and rng.random() < chance:
            marks.away(marks.days.index(day), "O")
