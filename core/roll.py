"""Pupils and contacts as the record holds them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date

from core.driver import sqlite3
from core.errors import Unknown
from core.model import Contact, Pupil
from core.record import Record

_NAMES = [f.name for f in fields(Pupil)]
_COLUMNS = ", ".join(_NAMES)
_DATES = {"dob", "admitted", "left", "ehcp_review", "pt_from", "pt_to"}
_FLAGS = {f.name for f in fields(Pupil) if f.type == "bool"}


def _pupil(row: sqlite3.Row) -> Pupil:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _DATES:
        if values[name]:
            values[name] = date.fromisoformat(values[name])
    for name in _FLAGS:
        values[name] = bool(values[name])
    return Pupil(**values)


def pupil(record: Record, pupil_id: int) -> Pupil:
    """One pupil. Unknown if there is none of that id."""
    row = record.db.execute(f"SELECT {_COLUMNS} FROM pupil WHERE id = ?", (pupil_id,)).fetchone()
    if row is None:
        raise Unknown(f"There is no pupil number {pupil_id} on the record.")
    return _pupil(row)


def pupils(record: Record, ids: Collection[int]) -> dict[int, Pupil]:
    """The pupils of these ids, by id."""
    marks = ",".join("?" * len(ids))
    rows = record.db.execute(f"SELECT {_COLUMNS} FROM pupil WHERE id IN ({marks})", tuple(ids)).fetchall()
    return {row["id"]: _pupil(row) for row in rows}


def all_pupils(record: Record) -> list[Pupil]:
    """Everybody ever on roll."""
    return [_pupil(row) for row in record.db.execute(f"SELECT {_COLUMNS} FROM pupil ORDER BY id").fetchall()]


_CONTACT = """id, pupil_id, priority, name, relationship, phone, phone2, email, parental, may_be_told,
              best_time, language, notes"""


def _contact(row: sqlite3.Row) -> Contact:
    values = list(row)
    values[8], values[9] = bool(values[8]), bool(values[9])
    return Contact(*values)


def contacts(record: Record, pupil_id: int) -> list[Contact]:
    """Everybody in the latest contacts file for this pupil, in the school's order."""
    return _contacts(record, pupil_id, listed=True)


def former_contacts(record: Record, pupil_id: int) -> list[Contact]:
    """Those whom the latest file names no more: kept for what was said to them, never offered."""
    return _contacts(record, pupil_id, listed=False)


def _contacts(record: Record, pupil_id: int, listed: bool) -> list[Contact]:
    rows = record.db.execute(
        f"SELECT {_CONTACT} FROM contact WHERE pupil_id = ? AND listed = ? ORDER BY priority, id",
        (pupil_id, int(listed)),
    ).fetchall()
    return [_contact(row) for row in rows]


def dialable(record: Record, pupil_id: int) -> list[Contact]:
    """Contacts who may be told and have a number: the only ones ever offered for dialling."""
    return [one for one in contacts(record, pupil_id) if one.can_ring]


NAMED = 3  # pupils named where many are meant


def called(one: Pupil) -> str:
    """How a line names a pupil: `Platt, Max 9A`; one without a name by the number."""
    return f"{one.name or one.upn or one.adno} {one.reg}".strip()


def some(shown: Sequence[str], count: int) -> str:
    """The first few of `count`, and how many more there are."""
    more = count - len(shown[:NAMED])
    return "; ".join(shown[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
