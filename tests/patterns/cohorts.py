"""A school with planted cohorts, written straight into a record: registers, timetable, lessons, calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random

from core.clock import FixedClock
from core.codes import CODES
from core.days import HALVES, Session, year_start
from core.record import Record
from core.register import blank
from tests.core.making import add_calendar
from tests.patterns.noise import SECONDARY, Marks, Mix, Weather, events, live
from tests.patterns.planted import CHANGE, PLANTS, together

FIRST = CHANGE  # the half-term that is looked at: 2 November to 18 December 2026
SUBJECTS = ("Art", "Drama", "French", "Geography", "History", "Maths", "Music", "PE", "RE", "Science")
TAUGHT = {  # subject → weekday and period; the rest of the week is English
    subject: (place % 5, (1, 2, 4, 5)[place % 4]) for place, subject in enumerate(SUBJECTS)
}
_LESSONS = [  # by weekday, first to fifth period
    [next((s for s, slot in TAUGHT.items() if slot == (day, period)), "English") for period in range(1, 6)]
    for day in range(5)
]
_SAID_ILL = ("ill", "ill", "ill", "ill", "medical", "other")
_SAID = ("wont-say", "wont-say", "family", "other", "transport", "anxious", "ill")


@dataclass
class Planted:
    """The record and who was given what; those in `nobody` were given nothing."""

    record: Record
    by_kind: dict[str, set[int]] = field(default_factory=dict)
    nobody: set[int] = field(default_factory=set)
    days: tuple[date, ...] = ()  # of the half-term


def make(folder: Path, seed: int = 7, ordinary: int = 1200, each: int = 40, mix: Mix = SECONDARY) -> Planted:
    """Make the school: `ordinary` pupils without a pattern and `each` pupils of every kind."""
    record = Record.create(folder / f"planted{seed}.db", "Plantham", FixedClock(datetime(2026, 12, 18, 16)))
    add_calendar(record)
    made = _Making(record, Random(seed), mix)
    for _ in range(ordinary):
        made.planted.nobody.add(made.pupil("", []))
    made.share_illness()
    for kind, plant in PLANTS.items():
        for _ in range(each):
            made.pupil(kind, [plant])
    made.siblings(each // 2)
    made.lessons(each)
    made.write()
    made.planted.days = tuple(d for d in record.calendar.days if FIRST <= d <= date(2026, 12, 18))
    return made.planted


class _Making:
    def __init__(self, record: Record, rng: Random, mix: Mix) -> None:
        self.record, self.rng, self.mix = record, rng, mix
        self.planted = Planted(record)
        self.weather = Weather.of(record.calendar, rng)
        self.people: list[tuple[str, str, str]] = []  # year, reg, household
        self.marks: list[Marks] = []
        self.lesson_rows: list[tuple[int, str, str, str, str, int]] = []
        self.calls: list[tuple[int, date, str]] = []
        self.helped: list[tuple[int, date]] = []  # whom the school tried something new with, and when

    def pupil(self, kind: str, plants: list[object], household: str = "") -> int:
        """Add a pupil and return the id."""
        number = len(self.people) + 1
        year = str(7 + number % 5)
        marks = live(self.rng, self.weather, year, heavy=not kind, mix=self.mix)
        for plant in plants:
            plant(self.rng, marks)  # type: ignore[operator]
            events(self.rng, marks, year)
        if not household and not kind and self.rng.random() < 0.35 and number > 1:
            household = f"F{self.rng.randrange(max(1, number // 3))}"
        self.people.append((year, f"{year}{'ABCDEFGH'[number % 8]}", household))
        self.marks.append(marks)
        if kind:
            self.planted.by_kind.setdefault(kind, set()).add(number)
        self._ring(number, marks, kind)
        return number

    def _ring(self, number: int, marks: Marks, kind: str) -> None:
        """Whom the office spoke with: on the first day of most absences, of nearly all long ones."""
        if kind == "silent":
            return
        away, spoken = False, False
        for place, day in enumerate(marks.days):
            cells = marks.cells[2 * place : 2 * place + 2]
            missed = next((cell for cell in cells if cell in "IONG"), "")
            again = away and spoken  # a long absence is rung about once a week
            if (kind == "same-again" and day >= date(2026, 10, 1)) or (kind == "run" and day >= FIRST):
                break  # what these are told follows below
            if missed and self.rng.random() < (0.2 if again else 0.85):
                spoken = True
                mix = _SAID_ILL if missed == "I" else _SAID
                self.calls.append((number, day, self.rng.choice(mix)))
            away, spoken = bool(missed), spoken and bool(missed)
        if not kind and sum(cell in "IONG" for cell in marks.cells) * 8 > len(marks.cells):
            self.helped += [(number, day) for day in marks.days[:: self.rng.randint(20, 40)]]
        if kind == "same-again":
            for place, day in enumerate(marks.days):
                if marks.cells[2 * place] == "I" and day >= date(2026, 10, 20):
                    self.calls.append((number, day, "anxious"))
        elif kind:  # a pattern so strong is rung about
            away = [day for place, day in enumerate(marks.days) if marks.is_away(place) and day > FIRST]
            self.calls += [(number, day, "wont-say") for day in away[::4]]

    def share_illness(self) -> None:
        """Brothers and sisters catch one illness in six from each other."""
        families: dict[str, list[int]] = {}
        for place, (_, _, household) in enumerate(self.people):
            if household:
                families.setdefault(household, []).append(place)
        for members in families.values():
            for one in members:
                for first, _, code in list(self.marks[one].spells):
                    if len(members) > 1 and self.rng.random() < 0.17:
                        other = self.rng.choice([m for m in members if m != one])
                        self.marks[other].away(self.marks[one].days.index(first), code)
                        self.calls.append((other + 1, first, "ill"))

    def siblings(self, pairs: int) -> None:
        """Pairs away together."""
        for pair in range(pairs):
            both = [self.pupil("siblings-together", [], f"P{pair}") for _ in range(2)]
            together(self.rng, [self.marks[one - 1] for one in both])

    def lessons(self, each: int) -> None:
        """Cohorts that miss a lesson, or the session after one; ordinary pupils' lesson marks."""
        calendar = self.record.calendar
        days = [day for day in calendar.days if date(2026, 10, 5) <= day <= date(2026, 12, 18)]
        for one in sorted(self.planted.nobody)[::6]:  # one in six: reading them all takes the time
            for day in days:
                self._day_of_lessons(one, day, "")
        for _ in range(each):
            one, subject = self.pupil("lesson", []), self.rng.choice(SUBJECTS)
            for day in days:
                self._day_of_lessons(one, day, subject)
        for _ in range(each):
            one, subject = self.pupil("after-lesson", []), self.rng.choice(SUBJECTS)
            weekday, period = TAUGHT[subject]
            marks = self.marks[one - 1]
            for day in days:
                if day.weekday() == weekday and self.rng.random() < 0.9:
                    self._after(marks, marks.days.index(day), period)

    def _after(self, marks: Marks, day: int, period: int) -> None:
        if period <= 3:
            marks.away(day, "O", 1)
        elif day + 1 < len(marks.days):
            marks.away(day + 1, "O", 0)

    def _day_of_lessons(self, one: int, day: date, missed: str) -> None:
        marks = self.marks[one - 1]
        place, on = marks.places[day], day.isoformat()
        for period, taught in enumerate(_LESSONS[day.weekday()], 1):
            session = marks.cells[2 * place + (period > 3)]
            slips = 0.85 if taught == missed else 0.003  # now and then anybody misses a lesson
            out = session not in "IONMG" and self.rng.random() < slips
            code = "N" if out else "/" if session in "/\\LU" else session
            self.lesson_rows.append((one, on, str(period), taught, code, 1))

    def write(self) -> None:
        """Put all of it into the record."""
        with self.record.write() as db:
            db.execute(
                """INSERT INTO import (id, at, by, file, sha256, kind, layout, profile, taken, taken_from,
                   pupils, counts) VALUES (1, '', '', '', '', 'lessons', '', '', '', '', 0, '{}')"""
            )
            db.executemany(
                """INSERT INTO pupil (id, upn, surname, forename, year, reg, household)
                   VALUES (?,?,?,?,?,?,?)""",
                (
                    (n, f"A{n:012d}", f"Name{n}", f"Pupil{n}", year, reg, household)
                    for n, (year, reg, household) in enumerate(self.people, 1)
                ),
            )
            rows = (row for n, marks in enumerate(self.marks, 1) for row in _strings(n, marks))
            db.executemany("INSERT INTO register VALUES (?,?,?)", rows)
            db.execute(
                "INSERT INTO change_date (day, what, scope, import_id) VALUES (?, 'new form rooms', '', 1)",
                (CHANGE.isoformat(),),
            )
            db.executemany("INSERT OR IGNORE INTO lesson VALUES (?,?,?,?,?,?)", self.lesson_rows)
            regs = {reg for _, reg, _ in self.people}
            db.executemany(
                """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
                   VALUES (NULL,?,'',?,?,?,1)""",
                ((reg, day, str(period), s) for reg in regs for s, (day, period) in TAUGHT.items()),
            )
        self._log()

    def _log(self) -> None:
        """Conversations as the state holds them; the journal behind them is not what is measured here."""
        with self.record.write() as db:
            db.execute("PRAGMA defer_foreign_keys = ON")
            told = [(day, one, "call", reason) for one, day, reason in self.calls]
            told += [(day, one, "step", "") for one, day in self.helped]
            for number, (day, one, kind, reason) in enumerate(sorted(told), 1):
                at = f"{day.isoformat()}T09:30:00"
                db.execute(
                    "INSERT INTO event VALUES (?,?,0,?,'amy',?,?,?,x'00',x'00',x'00')",
                    (number, f"a{number}", at, kind, one, day.isoformat()),
                )
                if kind == "call":
                    db.execute(
                        "INSERT INTO attempt VALUES (?,?,?,?,'amy','spoke','',NULL,'',?,'','','')",
                        (number, one, day.isoformat(), at, reason),
                    )


def _strings(one: int, marks: Marks) -> list[tuple[int, str, str]]:
    by_year: dict[date, list[str]] = {}
    for place, day in enumerate(marks.days):
        start = year_start(day)
        cells = by_year.setdefault(start, list(blank(start)))
        for half, name in enumerate(HALVES):
            cells[Session(day, name).index] = CODES[marks.cells[2 * place + half]].cell
    return [(one, start.isoformat(), "".join(cells)) for start, cells in by_year.items()]
