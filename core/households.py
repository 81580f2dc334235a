"""One family, one call: who lives together, and who may hear about whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from core.model import Contact
from core.record import Record
from core.roll import contacts, dialable
from core.text import fold
from core.views import Claim


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


def may_share_call(record: Record, contact: Contact, sibling_id: int) -> bool:
    """Whether a talk with `contact` may also be about the sibling: their contact too, who may be told.

    The same number is the same person; the same name is, within a household (half a school has a
    “Mum”), and it is enough to refuse everywhere.
    """
    by_name = {one for one in contacts(record, sibling_id) if _same_name(one, contact)}
    by_number = {
        one for one in contacts(record, sibling_id) if _numbers(record, one) & _numbers(record, contact)
    }
    if not all(one.may_be_told for one in by_name | by_number):
        return False
    pair = (contact.pupil_id, sibling_id)
    return bool(by_number) or (bool(by_name) and sibling_id in households(record, pair)[contact.pupil_id])


def rung_with_family(
    record: Record, callers: Mapping[int, tuple[Claim, ...]], ids: Collection[int]
) -> dict[int, tuple[Claim, ...]]:
    """Whom of `ids` a call about a brother or sister is about too, and who makes it.

    Whom the strip dials is not on the record: taken is the first who may be rung. Where that one may not be
    told about a child, nobody is ringing about that child.
    """
    families = households(record, {*ids, *callers}) if callers else {}
    found: dict[int, tuple[Claim, ...]] = {}
    for one, claims in callers.items():
        first = next(iter(dialable(record, one)), None)
        for other in families[one] & frozenset(ids) if first else ():
            if other not in callers and first and may_share_call(record, first, other):
                found[other] = (*found.get(other, ()), *claims)
    return found


def _same_name(one: Contact, other: Contact) -> bool:
    return bool(fold(one.name)) and fold(one.name) == fold(other.name)


def _numbers(record: Record, one: Contact) -> set[str]:
    row = record.db.execute("SELECT phone_key, phone2_key FROM contact WHERE id = ?", (one.id,)).fetchone()
    return set(row) - {""} if row else set()
