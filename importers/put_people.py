"""Pupils, contacts and staff into the record: changed where the newer export says so, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core.driver import sqlite3
from core.model import Staff
from core.text import fold
from importers.contacts import ContactRow
from importers.match import Elsewhere, Known, Matcher
from importers.phones import phone_key
from importers.pupils import PupilRow
from importers.put_marks import Counts
from importers.put_numbers import put_numbers

_CONTACT_FIELDS = (
    "priority", "name", "relationship", "phone", "phone2", "email", "parental", "may_be_told", "best_time",
    "language", "notes",
)  # fmt: skip


def matcher(db: sqlite3.Connection) -> Matcher:
    """The pupils on the record, to be found by what a file says of them."""
    rows = db.execute("SELECT id, upn, adno, surname, forename, preferred, dob, reg FROM pupil").fetchall()
    elsewhere = db.execute("SELECT system, id, pupil_id FROM pupil_id_elsewhere").fetchall()
    return Matcher((_known(row) for row in rows), (tuple(row) for row in elsewhere))


def _known(row: Sequence[Any]) -> Known:
    dob = date.fromisoformat(row[6]) if row[6] else None
    return (row[0], row[1], row[2], row[3], row[4], row[5], dob, row[7])


def _plain(value: object) -> object:
    """A value as the record holds it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


# -- pupils --------------------------------------------------------------------------------------


def find_pupil(match: Matcher, values: Mapping[str, object]) -> int | None:
    """The pupil of the record a row of the pupils file is about; None for a new one."""
    dob, elsewhere = values.get("dob"), values.get("elsewhere")
    return match.match(
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
    older, numbers = 0, list[tuple[int, object]]()
    for row in rows:
        values = {name: _plain(value) for name, value in row.values.items() if name != "elsewhere"}
        found = find_pupil(match, row.values)
        if found is None:
            numbers.append((_add(db, values, taken), row.values.get("elsewhere")))
            counts.new += 1
            continue
        numbers.append((found, row.values.get("elsewhere")))
        result = _change(db, found, values, taken)
        counts.changed += result == "changed"
        counts.same += result != "changed"
        older += result == "older"
    if older:
        notes.append(f"{older} pupils left as a newer export says")
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
    if held["taken"] > taken:
        return "older"
    if all(held[name] == values[name] for name in names):
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
    gone = db.execute("SELECT count(*) FROM pupil WHERE listed = 0 AND left IS NULL").fetchone()[0]
    if gone:
        notes.append(f"{gone} pupils on the record are not in this file; they stay, without a leaving date")


# -- contacts ------------------------------------------------------------------------------------


def put_contacts(
    db: sqlite3.Connection,
    taken: str,
    found: Mapping[int, Sequence[ContactRow]],
    unsure: Collection[int],
    notes: list[str],
) -> Counts:
    """Put each pupil's contact list; a contact no longer in the file is kept for history, not offered.

    Of the pupils in `unsure` a row was set aside, so that nobody can be said to be gone.
    """
    counts, older = Counts(), 0
    for pupil_id, rows in found.items():
        held = db.execute(
            "SELECT * FROM contact WHERE pupil_id = ? ORDER BY listed DESC, id", (pupil_id,)
        ).fetchall()
        if any(one["taken"] > taken for one in held):
            counts.same += len(rows)
            older += 1
            continue
        pairs = _pairs(rows, held)
        for place, row in enumerate(rows):
            _put_contact(db, pupil_id, row, taken, pairs.get(place), counts)
        gone = {one["id"] for one in held} - {one["id"] for one in pairs.values()}
        if pupil_id not in unsure:
            db.executemany("UPDATE contact SET listed = 0 WHERE id = ?", ((one,) for one in gone))
    if older:
        notes.append(f"contacts of {older} pupils left as a newer export says")
    return counts


def _put_contact(
    db: sqlite3.Connection,
    pupil_id: int,
    row: ContactRow,
    taken: str,
    held: sqlite3.Row | None,
    counts: Counts,
) -> None:
    values = [_plain(getattr(row, name)) for name in _CONTACT_FIELDS]
    keys = [phone_key(row.phone), phone_key(row.phone2)]
    names = (*_CONTACT_FIELDS, "phone_key", "phone2_key", "taken")
    if held is None:
        db.execute(
            f"INSERT INTO contact (pupil_id, {', '.join(names)}) VALUES ({','.join('?' * (len(names) + 1))})",
            (pupil_id, *values, *keys, taken),
        )
        counts.new += 1
        return
    told = all(held[name] == value for name, value in zip(_CONTACT_FIELDS, values, strict=True))
    same = told and bool(held["listed"])
    counts.same += same
    counts.changed += not same
    sets = ", ".join(f"{name} = ?" for name in names)
    db.execute(f"UPDATE contact SET {sets}, listed = 1 WHERE id = ?", (*values, *keys, taken, held["id"]))


_Same = Callable[[ContactRow, sqlite3.Row], bool]


def _name(row: ContactRow, held: sqlite3.Row) -> bool:
    return bool(row.name) and fold(held["name"]) == fold(row.name)


def _phone(row: ContactRow, held: sqlite3.Row) -> bool:
    key = phone_key(row.phone)
    return bool(key) and held["phone_key"] == key


def _relation(row: ContactRow, held: sqlite3.Row) -> bool:
    return bool(row.relationship) and fold(held["relationship"]) == fold(row.relationship)


# What makes a row the contact held, surest first: two people may share a name, or a number.
_SAME: tuple[_Same, ...] = (
    lambda row, held: _name(row, held) and _phone(row, held),
    lambda row, held: _name(row, held) and _relation(row, held),
    _name,
    lambda row, held: _phone(row, held) and _relation(row, held),
    lambda row, held: _phone(row, held) and not (row.name and held["name"]),
)


def _pairs(rows: Sequence[ContactRow], held: Iterable[sqlite3.Row]) -> dict[int, sqlite3.Row]:
    """Which held contact each row is, so that the calls to them stay with them; by place in `rows`."""
    free, pairs = list(held), dict[int, sqlite3.Row]()
    for same in _SAME:
        for place, row in enumerate(rows):
            if place in pairs:
                continue
            found = next((one for one in free if same(row, one)), None)
            if found is not None:
                pairs[place] = found
                free.remove(found)
    return pairs


# -- staff ---------------------------------------------------------------------------------------


def put_staff(
    db: sqlite3.Connection, import_id: int, rows: Sequence[Staff], unsure: Collection[str]
) -> Counts:
    """Put the staff list; who is not in it any more is kept for old entries and no longer listed.

    Accounts in `unsure` had their row set aside: what is held of them stays.
    """
    counts = Counts()
    held = {row["account"]: row for row in db.execute("SELECT * FROM staff").fetchall()}
    gone = set(held) - set(unsure)
    db.executemany("UPDATE staff SET listed = 0 WHERE account = ?", ((account,) for account in gone))
    for one in rows:
        before = held.get(one.account)
        new = (one.name, one.initials, one.role.value, one.email)
        counts.new += before is None
        same = before is not None and tuple(before)[1:5] == new and before["listed"] == 1
        counts.same += same
        counts.changed += before is not None and not same
        db.execute("INSERT OR REPLACE INTO staff VALUES (?,?,?,?,?,1,?)", (one.account, *new, import_id))
    return counts
