"""Pupils into the record: changed where the newer export says so, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from core.driver import sqlite3
from core.roll import some
from importers.match import Elsewhere, Known, Matcher, plain_upn
from importers.pupils import PupilRow
from importers.put_marks import Counts
from importers.put_numbers import put_numbers


def matcher(db: sqlite3.Connection) -> Matcher:
    """The pupils on the record, to be found by what a file says of them."""
    rows = db.execute("SELECT id, upn, adno, surname, forename, preferred, dob, reg FROM pupil").fetchall()
    elsewhere = db.execute("SELECT system, id, pupil_id FROM pupil_id_elsewhere").fetchall()
    same = db.execute("SELECT system, field, id, pupil_id FROM same_as").fetchall()
    return Matcher(
        (_known(row) for row in rows), (tuple(row) for row in elsewhere), (tuple(row) for row in same)
    )


def _known(row: Sequence[Any]) -> Known:
    dob = date.fromisoformat(row[6]) if row[6] else None
    return (row[0], row[1], row[2], row[3], row[4], row[5], dob, row[7])


def plain(value: object) -> object:
    """A value as the record holds it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


# -- pupils --------------------------------------------------------------------------------------


def find_pupil(match: Matcher, values: Mapping[str, object]) -> int | None:
    """The pupil of the record a row of the pupils file is about; None for a new one, or an impostor's."""
    found = match.match(*_told(values))
    return None if found is not None and _another(match, found, values) else found


def bearer(match: Matcher, values: Mapping[str, object]) -> int | None:
    """Who has the number of a row that else is about somebody new; as a rule nobody."""
    if find_pupil(match, values) is not None:
        return None
    _, adno, _, _, _, elsewhere = _told(values)
    return match.match(adno=adno, elsewhere=elsewhere)


def _another(match: Matcher, found: int, values: Mapping[str, object]) -> bool:
    """Whether a row's number leads to a pupil without its UPN, its name or its date of birth."""
    upn, _, surname, forename, dob, _ = _told(values)
    if match.by_upn.get(plain_upn(upn)) == found or match.agrees(found, surname, forename, dob):
        return False
    return match.differs(found, upn) or bool(dob and surname and match.born(found))


def _told(
    values: Mapping[str, object],
) -> tuple[str, str, str, str, date | None, Elsewhere | None]:
    """What a row of the pupils file says of who it is about, as `Matcher.match` takes it."""
    dob, elsewhere = values.get("dob"), values.get("elsewhere")
    return (
        str(values.get("upn") or ""),
        str(values.get("adno") or ""),
        str(values.get("surname") or ""),
        str(values.get("forename") or values.get("preferred") or ""),
        dob if isinstance(dob, date) else None,
        elsewhere if isinstance(elsewhere, Elsewhere) else None,
    )


def put_pupils(db: sqlite3.Connection, taken: str, rows: Sequence[PupilRow], notes: list[str]) -> Counts:
    """Add new pupils and change those of whom this export is the newest word; nobody is ever deleted."""
    match, counts = matcher(db), Counts()
    numbers = list[tuple[int, object]]()
    for row in rows:
        values = {name: plain(value) for name, value in row.values.items() if name != "elsewhere"}
        found = find_pupil(match, row.values)
        if found is None:
            numbers.append((_add(db, values, taken), row.values.get("elsewhere")))
            counts.new += 1
            continue
        numbers.append((found, row.values.get("elsewhere")))
        result = _change(db, found, values, taken)
        counts.changed += result == "changed"
        counts.same += result == "same"
        counts.older += result == "older"
    notes += put_numbers(db, taken, numbers)
    return counts


def _add(db: sqlite3.Connection, values: Mapping[str, object], taken: str) -> int:
    filled = {
        "upn": "",
        **{k: v for k, v in values.items() if v is not None or k in _MAY_BE_NULL},
        "taken": taken,
    }
    names = ", ".join(filled)
    made = db.execute(
        f"INSERT INTO pupil ({names}) VALUES ({','.join('?' * len(filled))})", tuple(filled.values())
    )
    return int(made.lastrowid or 0)


_MAY_BE_NULL = {"dob", "admitted", "left", "ehcp_review", "pt_from", "pt_to"}


def _change(db: sqlite3.Connection, found: int, values: Mapping[str, object], taken: str) -> str:
    names = [name for name in values if name != "upn" or values[name]]  # nobody loses a UPN to a blank
    columns = ", ".join(["taken", *names])
    held = db.execute(f"SELECT {columns} FROM pupil WHERE id = ?", (found,)).fetchone()
    same = all(held[name] == values[name] for name in names)
    if held["taken"] > taken:
        return "same" if same else "older"
    if same:
        db.execute("UPDATE pupil SET taken = ?, listed = 1 WHERE id = ?", (taken, found))
        return "same"
    sets = "".join(f"{name} = ?, " for name in names)
    db.execute(
        f"UPDATE pupil SET {sets}taken = ?, listed = 1 WHERE id = ?",
        (*(values[name] for name in names), taken, found),
    )
    return "changed"


def note_unlisted(db: sqlite3.Connection, taken: str, unsure: Collection[int], notes: list[str]) -> None:
    """Note who is on the record and was not in this file of the whole school, if it is the newest such.

    `unsure`: pupils whose row was set aside; they were in the file.
    """
    newer = db.execute(
        "SELECT 1 FROM import WHERE kind = 'pupils' AND profile = 'pupils' AND taken > ?", (taken,)
    ).fetchone()
    if newer:
        return
    db.execute("UPDATE pupil SET listed = 0 WHERE taken < ?", (taken,))
    db.executemany("UPDATE pupil SET listed = 1 WHERE id = ?", ((one,) for one in unsure))
    gone = db.execute(
        """SELECT trim(surname || ', ' || coalesce(nullif(preferred, ''), forename), ', '), upn, adno, reg
           FROM pupil WHERE listed = 0 AND left IS NULL ORDER BY 1, id"""
    ).fetchall()
    if gone:
        names = some([f"{name or upn or adno} {reg}".strip() for name, upn, adno, reg in gone], len(gone))
        are, stay = ("1 pupil is", "stays") if len(gone) == 1 else (f"{len(gone):,} pupils are", "stay")
        notes.append(f"{are} on the record and not in this file, and {stay} without a leaving date: {names}")
