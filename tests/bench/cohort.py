"""A school of any size for timing: lifelike marks of one school year, calls about them, a timetable.

1,200 pupils are made one by one (tests/patterns/noise.py); a larger school holds them several times over, so
that 120,000 take a minute and as little memory. Rows go straight into the tables that are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random

from core.clock import FixedClock
from core.codes import CODES
from core.days import HALVES, Session
from core.record import Record
from core.register import blank
from tests.core.making import add_calendar
from tests.patterns.noise import Marks, Weather, live

NOW = datetime(2026, 7, 22, 9, 16)  # the last day of the school year: all of it is marked
START = date(2025, 8, 1)
PUPILS = 1200
_SUBJECTS = ("Art", "Drama", "French", "Geography", "History", "Maths", "Music", "PE", "RE", "Science")


def make_school(folder: Path, pupils: int = PUPILS) -> Record:
    """The open record of a school of `pupils`, a multiple of 1,200."""
    record = Record.create(folder / f"cohort{pupils}.db", "Benchford", FixedClock(NOW))
    add_calendar(record)
    rng = Random(7)
    weather = Weather.of(record.calendar, rng)
    lives = [live(rng, weather, str(7 + n % 5)) for n in range(1, PUPILS + 1)]
    _people(record, rng)
    _marks(record, lives)
    _calls(record, rng, lives)
    for copy in range(1, pupils // PUPILS):
        _again(record, copy)
    record.db.execute("ANALYZE")
    return record


def _people(record: Record, rng: Random) -> None:
    """Pupils in forty reg groups, a third with a brother or sister, and what each group is taught."""
    rows = []
    for one in range(1, PUPILS + 1):
        year = 7 + one % 5
        household = f"F{rng.randrange(max(1, one // 3))}" if rng.random() < 0.35 else ""
        worker, ehcp = ("CIN" if one % 60 == 0 else ""), ("2026-07-20" if one % 25 == 0 else None)
        born = date(2026 - year - 5, 3, 1 + one % 28).isoformat()
        reg = f"{year}{'ABCDEFGH'[one % 8]}"
        rows.append((one, f"Name{one}", f"Pupil{one}", born, str(year), reg, household, worker, ehcp))
    with record.write() as db:
        db.executemany(
            """INSERT INTO pupil (upn, id, surname, forename, dob, year, reg, household, social_worker,
               ehcp_review) VALUES ('',?,?,?,?,?,?,?,?,?)""",
            rows,
        )
        db.execute(
            """INSERT INTO import (id, at, by, file, sha256, kind, layout, profile, taken, taken_from,
               pupils, counts) VALUES (1, '', '', '', '', 'timetable', '', '', '', '', 0, '{}')"""
        )
        db.executemany(
            """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
               VALUES (NULL, ?, '', ?, ?, ?, 1)""",
            [lesson for reg in sorted({row[5] for row in rows}) for lesson in _week(rng, reg)],
        )


def _week(rng: Random, reg: str) -> Iterator[tuple[str, int, str, str]]:
    """Twenty-five lessons of a reg group, each subject two or three times, at times of its own."""
    places = [(weekday, str(period)) for weekday in range(5) for period in range(1, 6)]
    rng.shuffle(places)
    for place, (weekday, period) in enumerate(places):
        yield reg, weekday, period, _SUBJECTS[place % len(_SUBJECTS)]


def _marks(record: Record, lives: list[Marks]) -> None:
    rows = []
    for one, marks in enumerate(lives, 1):
        cells = list(blank(START))
        for place, day in enumerate(marks.days):
            if day > NOW.date():
                break
            for half, name in enumerate(HALVES):
                code = marks.cells[2 * place + half]
                if code == "N" and (NOW.date() - day).days > 14:
                    code = "O"  # what a school that settles its N has by then (regs 10(7)–(9))
                cells[Session(day, name).index] = CODES[code].cell
        rows.append((one, START.isoformat(), "".join(cells)))
    with record.write() as db:
        db.executemany("INSERT INTO register VALUES (?,?,?)", rows)


def _calls(record: Record, rng: Random, lives: list[Marks]) -> None:
    """Somebody spoke with home on the first day of most absences: as the state holds it."""
    calls = [
        (day.isoformat(), one, rng.choice(("ill", "ill", "medical", "other", "wont-say")))
        for one, marks in enumerate(lives, 1)
        for day, _, _ in marks.spells
        if day <= NOW.date() and rng.random() < 0.85
    ]
    with record.write() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        for number, (day, one, reason) in enumerate(sorted(calls), 1):
            at = f"{day}T09:30:00"
            db.execute(
                "INSERT INTO event VALUES (?,?,0,?,'amy','call',?,?,x'00',x'00',x'00')",
                (number, f"a{number}", at, one, day),
            )
            db.execute(
                "INSERT INTO attempt VALUES (?,?,?,?,'amy','spoke','',NULL,'',?,'','','')",
                (number, one, day, at, reason),
            )


def _again(record: Record, copy: int) -> None:
    """The 1,200 once more, in reg groups and families of their own."""
    pupils, events = copy * PUPILS, copy * 1_000_000
    kept = """dob, year, social_worker, ehcp_review"""
    with record.write() as db:
        db.execute(
            f"""INSERT INTO pupil (upn, id, surname, forename, reg, household, {kept})
                SELECT '', id + ?1, surname, forename, reg || '.' || ?2,
                iif(household = '', '', household || '.' || ?2), {kept} FROM pupil WHERE id <= ?3""",
            (pupils, copy, PUPILS),
        )
        db.execute(
            "INSERT INTO register SELECT pupil_id + ?, year, cells FROM register WHERE pupil_id <= ?",
            (pupils, PUPILS),
        )
        db.execute(
            """INSERT INTO event SELECT id + ?1, act || '.' || ?2, n, at, by, kind, pupil_id + ?3, day,
               commitment, prev, hash FROM event WHERE id <= 1000000 AND pupil_id <= ?4""",
            (events, copy, pupils, PUPILS),
        )
        db.execute(
            """INSERT INTO attempt SELECT id + ?1, pupil_id + ?2, day, at, by, outcome, contact, contact_id,
               phone, reason, code, note, ring_at FROM attempt WHERE id <= 1000000 AND pupil_id <= ?3""",
            (events, pupils, PUPILS),
        )
        db.execute(
            """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
               SELECT NULL, reg || '.' || ?, week, weekday, period, subject, 1 FROM timetable
               WHERE instr(reg, '.') = 0""",
            (copy,),
        )
