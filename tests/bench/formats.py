"""Each format's rate: the marks of a small fictional school, written in its shape and imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from statistics import median

from core.clock import FixedClock
from core.model import Role
from core.people import Actor
from core.record import Record
from importers.apply import Options, import_files
from importers.school import make_school
from tests.bench.measure import once
from tests.importers.mis import shapes
from tests.importers.mis.shapes import Mark, Roll, read_csv, sheet

PUPILS = 120
_ME = Actor("bench", "Bench", "B", Role.OFFICER)
_CAPTIONS = ("UPN", "Adno", "Legal Surname", "Legal Forename", "DOB", "Year", "Reg")
Write = Callable[[Roll], str]


def _pupils(roll: Roll) -> str:
    return sheet([_CAPTIONS, *([pupil[name] for name in _CAPTIONS] for pupil in roll.pupils)])


def _sessions(roll: Roll) -> str:
    return sheet([("UPN", "Date", "Session", "Mark"), *roll.marks])


def _days(roll: Roll) -> str:
    rows = [(upn, day, cell.get("AM", ""), cell.get("PM", "")) for (upn, day), cell in roll.by_day().items()]
    return sheet([("UPN", "Date", "AM", "PM"), *rows])


def _wide(roll: Roll) -> str:
    days, cells = [day.isoformat() for day in roll.days], roll.by_day()
    captions = [f"{day} {half}" for day in days for half in ("AM", "PM")]
    rows = [[upn, *(cells.get((upn, day), {}).get(half, "") for day in days for half in ("AM", "PM"))]
            for upn in dict.fromkeys(upn for upn, _ in cells)]  # fmt: skip
    return sheet([("UPN", *captions), *rows])


def _wonde_pupils(roll: Roll) -> str:
    return shapes.wonde_page(shapes.wonde_students(roll))


def _wonde_marks(roll: Roll) -> str:
    return shapes.wonde_page(shapes.wonde_sessions(roll))


def _wonde_codes(roll: Roll) -> str:
    return shapes.wonde_page(shapes.wonde_codes(sorted({mark[3] for mark in roll.marks})))


# What it is told as, what must be in before, the marks.
SHAPES: tuple[tuple[str, tuple[Write, ...], Write], ...] = (
    ("marks-session", (_pupils,), _sessions),
    ("marks-day", (_pupils,), _days),
    ("marks-wide", (_pupils,), _wide),
    ("sims-report-xml", (shapes.sims_pupils,), shapes.sims_marks_xml),
    ("sims-report-csv, grouped", (_pupils,), shapes.sims_marks_grouped),
    ("sims-sessions", (shapes.sims_pupils,), shapes.sims_sessions),
    ("sims-official-register", (_pupils,), shapes.official_register),
    ("bromcom-weeks", (shapes.bromcom_pupils,), shapes.bromcom_weeks),
    ("arbor-attendance", (shapes.arbor_pupils,), shapes.arbor_attendance),
    ("wonde", (_wonde_codes, _wonde_pupils), _wonde_marks),
    ("ctf", (_pupils,), shapes.ctf_marks),
)


def _roll(folder: Path) -> Roll:
    school = make_school(folder, date(2026, 11, 20), pupils=PUPILS, years=1)
    files = {path.name.partition("-20")[0].removesuffix(".csv"): path for path in school.files}
    pupils = [{name: row[name] for name in _CAPTIONS} for row in read_csv(files["pupils"])]
    rows = read_csv(files["marks-term"])
    marks: list[Mark] = [(row["UPN"], row["Date"], row["Session"], row["Mark"]) for row in rows]
    return Roll(pupils, marks)


def rates(folder: Path, repeats: int) -> list[str]:
    """Marks a second of each format, the file read, matched, checked, written and journalled."""
    place = folder / "formats"
    place.mkdir()
    roll = _roll(place)
    said = []
    for name, before, write in SHAPES:
        files = [_file(place / f"{n}-before", text(roll)) for n, text in enumerate(before)]
        path = _file(place / "marks", write(roll))
        times = []
        for _ in range(min(repeats, 3)):
            took, marks = _taken(place, files, path)
            times.append(took)
        took = median(times)
        said.append(f"  {name:42} {1000 * marks / took:9,.0f} marks/s   {marks:,} marks in {took:,.0f} ms")
    return said


def _file(path: Path, text: str) -> Path:
    endings = {"<": ".xml", "{": ".json"}
    path = path.with_suffix(endings.get(text.lstrip("\ufeff \r\n")[:1], ".csv"))
    path.write_text(text, encoding="utf-8")
    return path


def _taken(folder: Path, before: Iterable[Path], path: Path) -> tuple[float, int]:
    for old in folder.glob("rate.db*"):
        old.unlink()
    with Record.create(folder / "rate.db", "Bench", FixedClock(datetime(2026, 11, 20, 17))) as record:
        for one in before:
            assert not import_files(record, _ME, [one], Options())[0].error
        done = []
        took = once(lambda: done.extend(import_files(record, _ME, [path], Options(force=True))))
        assert not done[0].error, done[0].error
        return took, done[0].marks.new
