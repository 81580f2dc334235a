"""Who acts, and who can own a next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import Refused, Unknown
from core.model import Role, Staff
from core.record import Record
from core.text import clean, fold


@dataclass(frozen=True, slots=True)
class Actor:
    """The person at the keyboard: the account that logged in, and what the staff list says of it."""

    account: str
    name: str
    initials: str
    role: Role
    listed: bool = True  # False: a staff list is loaded, and this account is not on it

    @property
    def may_write(self) -> bool:
        """Leaders, and accounts missing from a loaded staff list, only read."""
        return self.role is not Role.LEADER

    @property
    def reads_restricted(self) -> bool:
        """Restricted notes are the DSL's (and a deputy's, who has the same role), nobody else's."""
        return self.role is Role.DSL

    @property
    def why_not(self) -> str:
        """Why this person may not change the record, and what to ask for; '' if they may."""
        if self.may_write:
            return ""
        said = f"{self.account} may read but not change the record: "
        if not self.listed:
            return (
                said
                + f"it is not on the staff list. Ask for a row in the staff file (Account {self.account})."
            )
        return said + "a leader only reads. Ask whoever keeps the staff file for another role."

    def require_write(self) -> None:
        """Raise Refused unless this person may change the record."""
        if not self.may_write:
            raise Refused(self.why_not)

    def require_dsl(self, what: str) -> None:
        """Raise Refused unless this is the DSL; `what` is said to be the DSL's."""
        if not self.reads_restricted:
            who = f"{self.account} is {self.role.value if self.listed else 'not on the staff list'}"
            raise Refused(f"{what} the DSL's: {who}.")


def staff_list(record: Record) -> list[Staff]:
    """All staff in the latest file, by name."""
    rows = record.db.execute(
        "SELECT account, name, initials, role, email FROM staff WHERE listed = 1 ORDER BY name, account"
    ).fetchall()
    return [Staff(r["account"], r["name"], r["initials"], Role(r["role"]), r["email"]) for r in rows]


def staff_by_account(record: Record) -> dict[str, Staff]:
    """Every account ever listed, by account, so that old entries still show a name."""
    rows = record.db.execute("SELECT account, name, initials, role, email FROM staff").fetchall()
    return {
        r["account"]: Staff(r["account"], r["name"], r["initials"], Role(r["role"]), r["email"]) for r in rows
    }


def name_of(staff: Mapping[str, Staff], account: str) -> str:
    """The name behind a login, as any staff list gave it; the login itself where none did."""
    return staff[account].name if account in staff else account


def actor_of(record: Record, account: str) -> Actor:
    """The actor for a login: an officer under its own name until staff are loaded, then as listed."""
    account = clean(account)
    row = record.db.execute(
        "SELECT name, initials, role FROM staff WHERE account = ? AND listed = 1", (account,)
    ).fetchone()
    if row is not None:
        return Actor(account, row["name"], row["initials"], Role(row["role"]))
    loaded = record.db.execute("SELECT 1 FROM staff WHERE listed = 1 LIMIT 1").fetchone() is not None
    role = Role.LEADER if loaded else Role.OFFICER
    return Actor(account, account, initials_of(account), role, listed=not loaded)


def as_now(record: Record, actor: Actor) -> Actor:
    """The same person as the staff list has them now: asked inside the transaction of every act.

    A role that a staff file took away holds at once, also for who was logged in before.
    """
    return actor_of(record, actor.account)


def initials_of(name: str) -> str:
    """Initials for a name or account that has none of its own."""
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:3]).upper() or "?"


def find_staff(record: Record, text: str) -> list[Staff]:
    """Staff whose initials or account are `text`, or a word of whose name begins with it, best first."""
    wanted = fold(text.removeprefix("@"))
    if not wanted:
        return []
    ranked = [(rank, one) for one in staff_list(record) if (rank := _rank(one, wanted)) is not None]
    return [one for _, one in sorted(ranked, key=lambda found: found[0])]


def _rank(one: Staff, wanted: str) -> int | None:
    """The whole name or account; a first name or surname; initials; the rest."""
    name = fold(one.name)
    words = name.split() or [""]
    if wanted in (fold(one.account), name):
        return 0
    if words[0].startswith(wanted) or words[-1].startswith(wanted) or name.startswith(wanted):
        return 1
    if wanted == fold(one.initials):
        return 2
    if fold(one.account).startswith(wanted) or any(word.startswith(wanted) for word in words):
        return 3
    return None


def meant(found: Sequence[Staff], text: str) -> Staff | None:
    """Whom `text` means among those found: the only one, or the only one whose exact sign it is."""
    wanted = fold(text.removeprefix("@"))
    exact = [one for one in found if wanted in (fold(one.initials), fold(one.account), fold(one.name))]
    return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None


def owner_of(record: Record, text: str) -> Staff:
    """The one member of staff `text` means. Unknown, naming the choices, when it is none or several."""
    found = find_staff(record, text)
    if one := meant(found, text):
        return one
    if found:
        names = ", ".join(f"{one.name} ({one.initials})" for one in found[:4])
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        raise Unknown(f"“{clean(text, 40)}” could be {names}{more}: type a little more.")
    account = clean(text.strip().removeprefix("@"), 60)
    if account and not staff_list(record):
        return Staff(account, account, initials_of(account))
    raise Unknown(
        f"Nobody on the staff list matches “{clean(text, 40)}”: type the start of a name or initials."
    )
