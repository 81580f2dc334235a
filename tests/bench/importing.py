"""A year of marks into the record, against the barest load of the same rows into a table."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from core.clock import FixedClock
from core.driver import sqlite3
from core.model import Role
from core.people import Actor
from core.record import Record
from importers.apply import Options, import_files
from tests.bench.formats import rates
from tests.bench.measure import interleaved, line, once

PUPILS, DAYS = 1200, 190
LIMIT = 1.2
_ME = Actor("bench", "Bench", "B", Role.OFFICER)
_MARKS = ["/"] * 180 + ["\\"] * 0 + ["L"] * 4 + ["I"] * 7 + ["O"] * 4 + ["M", "C", "V", "B", "G"]


def upn(number: int) -> str:
    """A UPN in form; its check letter is not looked at."""
    return f"A8012{number:08d}"


def write_files(folder: Path) -> tuple[Path, Path]:
    """The pupils file and the marks file: 456,000 rows, pupil by pupil."""
    rng = random.Random(1)
    pupils, marks = folder / "pupils.csv", folder / "marks-2026-07-24T1600.csv"
    with pupils.open("w", encoding="utf-8") as out:
        out.write("UPN,Legal Surname,Legal Forename,DOB,Year,Reg\n")
        for n in range(PUPILS):
            out.write(f"{upn(n)},Surname{n},Forename,2012-01-01,{7 + n % 5},{7 + n % 5}{'ABCDEFGH'[n % 8]}\n")
    days = list(_weekdays(date(2025, 9, 1)))
    with marks.open("w", encoding="utf-8") as out:
        out.write("UPN,Date,Session,Mark\n")
        for n in range(PUPILS):
            for day in days:
                for half in ("AM", "PM"):
                    code = rng.choice(_MARKS)
                    mark = "\\" if code == "/" and half == "PM" else code
                    out.write(f"{upn(n)},{day.isoformat()},{half},{mark}\n")
    return pupils, marks


def _weekdays(day: date) -> Iterator[date]:
    count = 0
    while count < DAYS:
        if day.weekday() < 5:
            count += 1
            yield day
        day += timedelta(days=1)


def bare(folder: Path, marks: Path) -> float:
    """The barest load there is: text as it stands, primary key, one transaction."""
    path = folder / "bare.db"
    for old in folder.glob("bare.db*"):
        old.unlink()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = wal").fetchall()
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE mark (upn TEXT, date TEXT, session TEXT, mark TEXT, PRIMARY KEY (upn, date, session))"
    )

    def load() -> None:
        with marks.open(encoding="utf-8", newline="") as text:
            rows = csv.reader(text)
            next(rows)
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO mark VALUES (?,?,?,?)", rows)
            db.execute("COMMIT")

    took = once(load)
    db.close()
    return took


def sqlite_utils(folder: Path, marks: Path) -> float:
    """`sqlite-utils insert` of the same file, a program of its own as it is used; with the same key."""
    path = folder / "utils.db"
    for old in folder.glob("utils.db*"):
        old.unlink()
    keys = [word for name in ("UPN", "Date", "Session") for word in ("--pk", name)]
    command = [sys.executable, "-m", "sqlite_utils", "insert", str(path), "mark", str(marks), "--csv",
               *keys, "--silent"]  # fmt: skip
    return once(lambda: subprocess.run(command, check=True, capture_output=True, timeout=300))


def ours(folder: Path, pupils: Path, marks: Path) -> float:
    """The same rows through the import: sniffed, matched, checked, counted, journalled."""
    path = folder / "ours.db"
    for old in folder.glob("ours.db*"):
        old.unlink()
    with Record.create(path, "Bench", FixedClock(datetime(2026, 7, 24, 17))) as record:
        assert not import_files(record, _ME, [pupils], Options())[0].error
        took = once(lambda: import_files(record, _ME, [marks], Options()))
        found = record.db.execute("SELECT count(*), sum(length(trim(cells))) FROM register").fetchone()
        assert found[0] == PUPILS, tuple(found)
    return took


def report(folder: Path, repeats: int) -> list[str]:
    """The lines of the report."""
    pupils, marks = write_files(folder)
    works = [lambda: bare(folder, marks), lambda: sqlite_utils(folder, marks),
             lambda: ours(folder, pupils, marks)]  # fmt: skip
    baseline, utils, took = interleaved(works, repeats)
    rows = f"{PUPILS * DAYS * 2:,} rows"
    beside = f"{took:,.0f} ms against {baseline:,.0f} ms, {rows}"
    other = f"{took:,.0f} ms against {utils:,.0f} ms"
    return [
        line("a year of marks imported / bare load", took / baseline, "×", LIMIT, beside),
        line("a year of marks imported / sqlite-utils insert", took / utils, "×", None, other),
        *rates(folder, repeats),
    ]
