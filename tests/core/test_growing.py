"""A record of an earlier Firstday opened by this one: nothing of it is lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlite_utils import Database

from core import journal, schema
from core.clock import FixedClock
from core.days import Session
from core.keeping.checking import compare_state
from core.record import Record
from core.register import changes
from tests.core.making import NOW, stranger


def record_of_version_2(path: Path) -> None:
    """A record as version 2 left it, with two marks amended by one import and one by another."""
    db = stranger(path)
    db.execute("PRAGMA journal_mode = wal").fetchall()
    schema.migrations().apply(Database(db, execute_plugins=False), stop_before="3 two officers")
    db.execute("INSERT INTO pupil (id, upn) VALUES (1, 'A1')")
    for one in (1, 2):
        db.execute("INSERT INTO import VALUES (?,'','','m.csv','','marks','','','','',1,'{}')", (one,))
    told = [
        ("2026-11-16", "AM", "N", "I", 1),
        ("2026-11-16", "PM", "N", "M", 1),
        ("2026-07-03", "AM", "I", "M", 2),
    ]
    for day, half, old, new, one in told:
        db.execute(
            """INSERT INTO mark_change (pupil_id, day, half, old, new, import_id, at)
               VALUES (1,?,?,?,?,?,'2026-11-20T09:00:00')""",
            (day, half, old, new, one),
        )
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.execute("PRAGMA user_version = 2")
    db.close()


def test_amended_marks_of_version_2_are_told_as_before(tmp_path: Path) -> None:
    record_of_version_2(tmp_path / "it.db")
    with Record.open(tmp_path / "it.db", FixedClock(NOW)) as record:
        told = [(session, old, new, one) for session, old, new, _, one in changes(record, 1)]
    monday = date(2026, 11, 16)
    assert told == [
        (Session(date(2026, 7, 3), "AM"), "I", "M", 2),
        (Session(monday, "PM"), "N", "M", 1),
        (Session(monday, "AM"), "N", "I", 1),
    ]


def test_what_an_earlier_version_worked_out_otherwise_is_worked_out_anew(tmp_path: Path) -> None:
    """Version 1 wrote “the parent did not know” whoever it was; `check` called that rows changed by hand."""
    record_of_version_2(tmp_path / "it.db")
    db = stranger(tmp_path / "it.db")
    data = {"day": "2026-11-20", "outcome": "did-not-know", "contact": "Mary Platt (mother)"}
    call = journal.Entry("call", 1, "2026-11-20", data)
    (event,) = journal.append(db, journal.new_act(), NOW, "ann", [call])
    db.execute(
        "INSERT INTO handover VALUES (?,1,'2026-11-20','the parent did not know','ann',?,'',NULL)",
        (event.id, NOW.isoformat()),
    )
    db.close()
    with Record.open(tmp_path / "it.db", FixedClock(NOW)) as record:
        assert compare_state(record) == []
        (why,) = record.db.execute("SELECT why FROM handover").fetchone()
    assert why == "Mary Platt (mother) did not know"
