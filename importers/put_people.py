"""Pupils, contacts and staff into the record: changed where the newer export says so, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core.driver import sqlite3
from core.model import Staff
from core.text import fold
from importers.contacts import ContactRow
from importers.match import Known, Matcher
from importers.phones import phone_key
from importers.pupils import PupilRow
from importers.put_marks import Counts

_CONTACT_FIELDS = (
    "priority", "name", "relationship", "phone", "phone2", "email", "parental", "may_be_told", "best_time",
    "language", "notes",
)  # fmt: skip


def matcher(db: sqlite3.Connection) -> Matcher:
    """The pupils on the record, to be found by what a file says of them."""
    rows = db.execute("SELECT id, upn, adno, surname, forename, preferred, dob, reg FROM pupil").fetchall()
    return Matcher(_known(row) for row in rows)


def _known(row: Sequence[Any]) -> Known:
    dob = date.fromisoformat(row[6]) if row[6] else None
    return (row[0], row[1], row[2], row[3], row[4], row[5], dob, row[7])


def _plain(value: object) -> object:
    """A value as the record holds it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def put_pupils(
    db: sqlite3.Connection, taken: str, rows: Sequence[PupilRow], whole: bool, notes: list[str]
) -> Counts:
    """Add new pupils and change those of whom this export is the newest word.

    With `whole`, pupils on roll who are not in the file are noted as such; nobody is ever deleted.
    """
    match, counts, seen = matcher(db), Counts(), list[int]()
    older = 0
    for row in rows:
        values = {name: _plain(value) for name, value in row.values.items()}
        found = _find(match, row.values)
        if found is None:
            seen.append(_add(db, values, taken))
            counts.new += 1
            continue
        seen.append(found)
        result = _change(db, found, values, taken)
        counts.changed += result == "changed"
        counts.same += result != "changed"
        older += result == "older"
    if older:
        notes.append(f"{older} pupils left as a newer export says")
    if whole:
        _note_unlisted(db, seen, notes)
    return counts


def _find(match: Matcher, values: Mapping[str, object]) -> int | None:
    dob = values.get("dob")
    return match.match(
        str(values.get("upn") or ""),
        str(values.get("adno") or ""),
        str(values.get("surname") or ""),
        str(values.get("forename") or ""),
        dob if isinstance(dob, date) else None,
    )


def _add(db: sqlite3.Connection, values: Mapping[str, object], taken: str) -> int:
    filled = {
        "upn": "",
        **{k: v for k, v in values.items() if v is not None or k in _MAY_BE_NULL},
        "taken": taken,
    }
    names = ", ".join(filled)
    cursor = db.execute(
        f"INSERT INTO pupil ({names}) VALUES ({','.join('?' * len(filled))})", tuple(filled.values())
    )
    return int(cursor.lastrowid or 0)


_MAY_BE_NULL = {"dob", "admitted", "left", "ehcp_review", "pt_from", "pt_to"}


def _change(db: sqlite3.Connection, found: int, values: Mapping[str, object], taken: str) -> str:
    names = [name for name in values if not (name == "upn" and not values[name])]
    held = db.execute(f"SELECT taken, {', '.join(names)} FROM pupil WHERE id = ?", (found,)).fetchone()
    if held["taken"] > taken:
        return "older"
    if all(held[name] == values[name] for name in names):
        db.execute("UPDATE pupil SET taken = ?, listed = 1 WHERE id = ?", (taken, found))
        return "same"
    sets = ", ".join(f"{name} = ?" for name in names)
    db.execute(
        f"UPDATE pupil SET {sets}, taken = ?, listed = 1 WHERE id = ?",
        (*(values[name] for name in names), taken, found),
    )
    return "changed"


def _note_unlisted(db: sqlite3.Connection, seen: Iterable[int], notes: list[str]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM seen")
    db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((one,) for one in seen))
    db.execute("UPDATE pupil SET listed = 0 WHERE id NOT IN (SELECT id FROM seen)")
    gone = db.execute("SELECT count(*) FROM pupil WHERE listed = 0 AND left IS NULL").fetchone()[0]
    if gone:
        notes.append(f"{gone} pupils on the record are not in this file; they stay, without a leaving date")


def put_contacts(
    db: sqlite3.Connection, taken: str, found: Mapping[int, Sequence[ContactRow]], notes: list[str]
) -> Counts:
    """Put each pupil's contact list; a contact no longer in the file is kept for history, not offered."""
    counts, older = Counts(), 0
    for pupil_id, rows in found.items():
        held = db.execute("SELECT * FROM contact WHERE pupil_id = ? ORDER BY id", (pupil_id,)).fetchall()
        if any(one["taken"] > taken for one in held):
            counts.same += len(rows)
            older += 1
            continue
        free = {one["id"]: one for one in held}
        for row in rows:
            _put_contact(db, pupil_id, row, taken, free, counts)
        db.executemany("UPDATE contact SET listed = 0 WHERE id = ?", ((one,) for one in free))
    if older:
        notes.append(f"contacts of {older} pupils left as a newer export says")
    return counts


def _put_contact(
    db: sqlite3.Connection,
    pupil_id: int,
    row: ContactRow,
    taken: str,
    free: dict[int, sqlite3.Row],
    counts: Counts,
) -> None:
    values = [_plain(getattr(row, name)) for name in _CONTACT_FIELDS]
    keys = [phone_key(row.phone), phone_key(row.phone2)]
    found = _same(row, keys, free)
    if found is None:
        db.execute(
            f"""INSERT INTO contact (pupil_id, {", ".join(_CONTACT_FIELDS)}, phone_key, phone2_key, taken)
                VALUES ({",".join("?" * (len(_CONTACT_FIELDS) + 4))})""",
            (pupil_id, *values, *keys, taken),
        )
        counts.new += 1
        return
    held = free.pop(found)
    same = all(held[name] == value for name, value in zip(_CONTACT_FIELDS, values, strict=True))
    counts.same += same and bool(held["listed"])
    counts.changed += not (same and held["listed"])
    sets = ", ".join(f"{name} = ?" for name in (*_CONTACT_FIELDS, "phone_key", "phone2_key", "taken"))
    db.execute(f"UPDATE contact SET {sets}, listed = 1 WHERE id = ?", (*values, *keys, taken, found))


def _same(row: ContactRow, keys: Sequence[str], free: Mapping[int, sqlite3.Row]) -> int | None:
    """Which held contact a row is: same name, else same first number, so that its calls stay with it."""
    for number, held in free.items():
        if row.name and fold(held["name"]) == fold(row.name):
            return number
    for number, held in free.items():
        if keys[0] and held["phone_key"] == keys[0] and not (row.name and held["name"]):
            return number
    return None


def put_staff(db: sqlite3.Connection, import_id: int, rows: Sequence[Staff]) -> Counts:
    """Put the staff list; who is not in it any more is kept for old entries and no longer listed."""
    counts = Counts()
    held = {row["account"]: row for row in db.execute("SELECT * FROM staff").fetchall()}
    db.execute("UPDATE staff SET listed = 0")
    for one in rows:
        before = held.get(one.account)
        new = (one.name, one.initials, one.role.value, one.email)
        counts.new += before is None
        same = before is not None and tuple(before)[1:5] == new and before["listed"] == 1
        counts.same += same
        counts.changed += before is not None and not same
        db.execute("INSERT OR REPLACE INTO staff VALUES (?,?,?,?,?,1,?)", (one.account, *new, import_id))
    return counts
