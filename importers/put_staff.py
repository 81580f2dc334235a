"""The staff list into the record: refused where it would lock out who brings it, or everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.driver import sqlite3
from core.errors import Refused
from core.model import Role, Staff
from importers.put_marks import Counts

_NAMED = 5


def refuse_lock_out(
    db: sqlite3.Connection, name: str, me: str, rows: Sequence[Staff], unsure: Collection[str]
) -> None:
    """Refuse a list after which nobody could change anything, or the account `me` that brings it could not.

    Accounts in `unsure` had their row set aside: what is held of them stays.
    """
    held = db.execute("SELECT account, role FROM staff WHERE listed = 1").fetchall()
    roles = {row["account"]: Role(row["role"]) for row in held if row["account"] in unsure}
    roles |= {one.account: one.role for one in rows}
    nobody = all(role is Role.LEADER for role in roles.values())
    if not nobody and roles.get(me, Role.LEADER) is not Role.LEADER:
        return
    lost = f"your own account, {me}, {'is a leader in it' if me in roles else 'is not in it'}"
    said = (
        f"nobody in it may change anything any more, and {lost}" if nobody else f"{lost} and would only read"
    )
    raise Refused(
        f"{name}: {said}; nothing was changed. Give {me} another role in the file "
        "(officer, pastoral, senco or dsl), or import it with --force."
    )


def put_staff(
    db: sqlite3.Connection, import_id: int, rows: Sequence[Staff], unsure: Collection[str], notes: list[str]
) -> Counts:
    """Put the staff list; who is not in it any more is named, kept for old entries and no longer listed.

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
    gone -= {one.account for one in rows}
    notes += _dropped([held[account] for account in sorted(gone) if held[account]["listed"]])
    return counts


def _dropped(rows: Sequence[sqlite3.Row]) -> list[str]:
    """Who drops off the list, by name; with the DSL's role first, since nobody may be left with it."""
    if not rows:
        return []
    first = sorted(rows, key=lambda row: row["role"] != Role.DSL)
    names = ", ".join(f"{row['name']} ({row['account']}, {row['role']})" for row in first[:_NAMED])
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return [f"no longer on the list, and from now on only reading: {names}{more}"]
