"""Contacts into the record: changed where the newer export says so, kept for history, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.driver import sqlite3
from core.text import fold
from importers.contacts import ContactRow
from importers.phones import phone_key
from importers.put_marks import Counts
from importers.put_people import plain

_CONTACT_FIELDS = (
    "priority", "name", "relationship", "phone", "phone2", "email", "parental", "may_be_told", "best_time",
    "language", "notes",
)  # fmt: skip
_WRITTEN = (*_CONTACT_FIELDS, "phone_key", "phone2_key", "taken")


@dataclass
class ContactPlan:
    """What a contacts file will do, worked out before anybody is kept waiting."""

    counts: Counts = field(default_factory=Counts)
    fresh: list[tuple[object, ...]] = field(default_factory=list)  # pupil, then `_WRITTEN`
    told: list[tuple[object, ...]] = field(default_factory=list)  # `_WRITTEN`, then the row
    again: list[tuple[object, ...]] = field(default_factory=list)  # export time, row: the same as held
    gone: list[tuple[int]] = field(default_factory=list)


def plan_contacts(
    db: sqlite3.Connection, taken: str, found: Mapping[int, Sequence[ContactRow]], unsure: Collection[int]
) -> ContactPlan:
    """Compare each pupil's contacts with those held. Reads only.

    A contact no longer in the file is kept for history, not offered; of the pupils in `unsure` a row was
    set aside, so that nobody can be said to be gone.
    """
    plan = ContactPlan()
    for pupil_id, rows in found.items():
        held = db.execute(
            "SELECT * FROM contact WHERE pupil_id = ? ORDER BY listed DESC, id", (pupil_id,)
        ).fetchall()
        if any(one["taken"] > taken for one in held):
            plan.counts.older += len(rows)
            continue
        pairs = _pairs(rows, held)
        for place, row in enumerate(rows):
            _plan_contact(plan, pupil_id, row, taken, pairs.get(place))
        gone = {one["id"] for one in held if one["listed"]} - {one["id"] for one in pairs.values()}
        if pupil_id not in unsure:
            plan.gone += [(one,) for one in sorted(gone)]
    return plan


def _plan_contact(
    plan: ContactPlan, pupil_id: int, row: ContactRow, taken: str, held: sqlite3.Row | None
) -> None:
    values = [plain(getattr(row, name)) for name in _CONTACT_FIELDS]
    written = (*values, phone_key(row.phone), phone_key(row.phone2), taken)
    if held is None:
        plan.fresh.append((pupil_id, *written))
        plan.counts.new += 1
        return
    if held["listed"] and all(held[name] == one for name, one in zip(_WRITTEN, written[:-1], strict=False)):
        plan.again.append((taken, held["id"]))
        plan.counts.same += 1
        return
    plan.told.append((*written, held["id"]))
    plan.counts.changed += 1


def put_contacts(db: sqlite3.Connection, plan: ContactPlan, notes: list[str]) -> Counts:
    """Write what was planned."""
    places = ",".join("?" * (len(_WRITTEN) + 1))
    db.executemany(f"INSERT INTO contact (pupil_id, {', '.join(_WRITTEN)}) VALUES ({places})", plan.fresh)
    sets = ", ".join(f"{name} = ?" for name in _WRITTEN)
    db.executemany(f"UPDATE contact SET {sets}, listed = 1 WHERE id = ?", plan.told)
    db.executemany("UPDATE contact SET taken = ? WHERE id = ?", plan.again)
    db.executemany("UPDATE contact SET listed = 0 WHERE id = ?", plan.gone)
    if plan.gone:
        notes.append(f"{_contacts(len(plan.gone))} held until now: not in this file, so no longer offered")
    return plan.counts


def _contacts(count: int) -> str:
    return "1 contact" if count == 1 else f"{count:,} contacts"


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
