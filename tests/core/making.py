"""Small builders for tests: a record in a folder, with a calendar, staff, pupils, contacts and marks.

Everything is a real record on disk. Ids are those of the record; `record.clock.at` may be set.
"""

from __future__ import annotations

import importlib
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import FixedClock
from core.codes import CODES
from core.days import Half, Session, year_start
from core.driver import sqlite3
from core.model import Role
from core.people import Actor, actor_of, initials_of
from core.record import Record
from core.register import blank
from core.text import clean
from importers.phones import phone_key

NOW = datetime(2026, 11, 20, 9, 16)  # a Friday, the third week after the autumn half term
CALENDAR = (
    ("2025-09-03", "2025-10-24", "term", "Autumn 1", None),
    ("2025-11-03", "2025-12-19", "term", "Autumn 2", None),
    ("2026-01-05", "2026-02-13", "term", "Spring 1", None),
    ("2026-02-23", "2026-03-27", "term", "Spring 2", None),
    ("2026-04-13", "2026-05-22", "term", "Summer 1", None),
    ("2026-05-04", "2026-05-04", "bank-holiday", "Early May", None),
    ("2026-06-01", "2026-07-22", "term", "Summer 2", None),
    ("2026-09-02", "2026-10-23", "term", "Autumn 1", None),
    ("2026-11-02", "2026-12-18", "term", "Autumn 2", None),
    ("2027-01-04", "2027-02-12", "term", "Spring 1", None),
    ("2027-02-22", "2027-04-01", "term", "Spring 2", None),
    ("2027-03-26", "2027-03-26", "bank-holiday", "Good Friday", None),
    ("2027-03-29", "2027-03-29", "bank-holiday", "Easter Monday", None),
    ("2027-04-19", "2027-05-28", "term", "Summer 1", None),
    ("2027-05-03", "2027-05-03", "bank-holiday", "Early May", None),
    ("2027-06-07", "2027-07-21", "term", "Summer 2", None),
)


def make_record(
    tmp_path: Path, now: datetime = NOW, calendar: bool = True, name: str = "school.db"
) -> Record:
    """A new record of an empty school, its clock standing at `now`."""
    record = Record.create(tmp_path / name, "Testford School", FixedClock(now))
    if calendar:
        add_calendar(record)
    return record


def open_again(record: Record) -> Record:
    """A second connection to the same record, under a clock of its own at the same moment."""
    return Record.open(record.path, FixedClock(record.clock.now()))


def add_calendar(record: Record, rows: tuple[tuple[str, str, str, str, str | None], ...] = CALENDAR) -> None:
    """Add calendar entries (first, last, kind, name, half)."""
    with record.write() as db:
        db.executemany("INSERT INTO calendar_entry (first, last, kind, name, half) VALUES (?,?,?,?,?)", rows)
        held = record.setting("calendar_version") or "0"
        record.set_setting("calendar_version", str(int(held) + 1))


def set_now(record: Record, now: datetime) -> None:
    """Set the record's standing clock."""
    assert isinstance(record.clock, FixedClock)
    record.clock.at = now


def add_staff(
    record: Record,
    account: str,
    name: str = "",
    role: Role | str = Role.OFFICER,
    initials: str = "",
    email: str = "",
) -> Actor:
    """Add a member of staff and return them as the actor they are."""
    name = name or account.title()
    with record.write() as db:
        db.execute(
            "INSERT INTO staff (account, name, initials, role, email) VALUES (?,?,?,?,?)",
            (account, name, initials or initials_of(name), Role(role).value, email),
        )
    return actor_of(record, account)


def add_pupil(record: Record, **fields: object) -> int:
    """Add a pupil and return the id. Any column may be given; dates as dates, flags as bools."""
    number = record.db.execute("SELECT count(*) FROM pupil").fetchone()[0] + 1
    values: dict[str, object] = {
        "upn": f"A8012000{number:05d}", "adno": f"{number:06d}", "surname": f"Other{number}",
        "forename": "Ann", "dob": date(2012, 3, 4), "year": "9", "reg": "9A", **fields,
    }  # fmt: skip
    return _insert(record, "pupil", values)


def add_contact(record: Record, pupil_id: int, **fields: object) -> int:
    """Add a contact (a mother who may be told and has a number, unless said otherwise); return the id."""
    number = record.db.execute("SELECT count(*) FROM contact WHERE pupil_id = ?", (pupil_id,)).fetchone()[0]
    values: dict[str, object] = {
        "pupil_id": pupil_id, "priority": number + 1, "name": "Mary Other", "relationship": "mother",
        "phone": f"07700 900{pupil_id:03d}", "parental": True, "may_be_told": True, **fields,
    }  # fmt: skip
    for field in ("phone", "phone2"):
        values.setdefault(f"{field}_key", phone_key(str(values.get(field, ""))))
    return _insert(record, "contact", values)


def _insert(record: Record, table: str, values: dict[str, object]) -> int:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values.values()]
    marks = ",".join("?" * len(values))
    with record.write() as db:
        cursor = db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", plain)
    return int(cursor.lastrowid or 0)


def mark(record: Record, pupil_id: int, session: str, code: str) -> None:
    """Put a mark (`mark(record, 1, "2026-11-20 AM", "N")`), or both of a day (`"2026-11-20"`); '' clears."""
    day, _, half = session.partition(" ")
    when = date.fromisoformat(day)
    halves: tuple[Half, ...] = ("AM", "PM") if not half else ("AM",) if half == "AM" else ("PM",)
    start = year_start(when)
    with record.write() as db:
        row = db.execute(
            "SELECT cells FROM register WHERE pupil_id = ? AND year = ?", (pupil_id, start.isoformat())
        ).fetchone()
        cells = list(row[0] if row else blank(start))
        for one in halves:
            wanted = "\\" if code == "/" and one == "PM" else code
            cells[Session(when, one).index] = CODES[wanted].cell if wanted else " "
        db.execute(
            "INSERT OR REPLACE INTO register VALUES (?,?,?)", (pupil_id, start.isoformat(), "".join(cells))
        )


def mark_days(record: Record, pupil_id: int, first: str, last: str, code: str) -> None:
    """Put the same mark on both halves of every school day from `first` to `last`."""
    for day in record.calendar.days:
        if first <= day.isoformat() <= last:
            mark(record, pupil_id, day.isoformat(), code)


def stranger(path: Path) -> sqlite3.Connection:
    """A bare second connection to the file, as somebody with a tool would have: no checks, no clock."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    connection.row_factory = sqlite3.Row
    return connection


def rows(record: Record, table: str) -> list[tuple[object, ...]]:
    """All rows of a table, in one settled order."""
    found = record.db.execute(f"SELECT * FROM {clean(table)}").fetchall()
    return sorted((tuple(row) for row in found), key=repr)


def sealing_library() -> Any:
    """What seals backups; without it the test is skipped on a desk, and fails in CI."""
    return importlib.import_module("pyrage") if os.environ.get("CI") else pytest.importorskip("pyrage")
