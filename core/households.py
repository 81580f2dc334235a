"""One family, one call: who lives together, and who may hear about whom."""

from __future__ import annotations

from collections.abc import Iterable

from core.model import Contact
from core.record import Record
from core.roll import contacts
from core.text import fold


def households(record: Record, ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each pupil of `ids`, the others of `ids` who belong to the same household.

    Same `Household` key; where a pupil has none, a shared number of a contact who may be told
    (contract: "same number"), never a surname or an address.
    """
    wanted = set(ids)
    marks = ",".join("?" * len(wanted))
    args = tuple(wanted)
    groups: dict[str, set[int]] = {}
    keyed: set[int] = set()
    for row in record.db.execute(
        f"SELECT id, household FROM pupil WHERE household <> '' AND id IN ({marks})", args
    ).fetchall():
        groups.setdefault(f"key {row['household']}", set()).add(row["id"])
        keyed.add(row["id"])
    for row in record.db.execute(
        f"""SELECT pupil_id, phone_key, phone2_key FROM contact
            WHERE may_be_told = 1 AND listed = 1 AND pupil_id IN ({marks})""",
        args,
    ).fetchall():
        for number in {row["phone_key"], row["phone2_key"]} - {""}:
            if row["pupil_id"] not in keyed:
                groups.setdefault(f"number {number}", set()).add(row["pupil_id"])
    found: dict[int, set[int]] = {one: set() for one in wanted}
    for members in groups.values():
        for one in members:
            found[one] |= members - {one}
    return {one: frozenset(others) for one, others in found.items()}


def _same_person(one: Contact, other: Contact) -> bool:
    numbers = {n.replace(" ", "") for n in (one.phone, one.phone2) if n}
    return bool(numbers & {n.replace(" ", "") for n in (other.phone, other.phone2) if n}) or (
        bool(one.name) and fold(one.name) == fold(other.name)
    )


def may_share_call(record: Record, contact: Contact, sibling_id: int) -> bool:
    """Whether a talk with `contact` may also be about the sibling: their contact too, who may be told."""
    matches = [one for one in contacts(record, sibling_id) if _same_person(one, contact)]
    return bool(matches) and all(one.may_be_told for one in matches)
