"""Marks other people in a text about one pupil, so that a person can decide on each before it leaves.

A mark is `[third party: …]`, or `[staff: …]` for those who work at the school; the name stays inside it.
What is not spelt as the record spells it ("his nan") nobody marks: the whole text has to be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from core.model import Contact, Pupil
from core.people import staff_by_account
from core.record import Record
from core.roll import all_pupils, contacts

_NUMBER = r"\+?\d[\d ()-]{7,}\d"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_DATE = r"\b\d{4}-\d\d-\d\d\b"
# Looked for in this order: an address with a name in it is one address, a date is no number.
_SORTS = (("date", _DATE), ("e-mail", _EMAIL), ("number", _NUMBER))
_LEFT_OUT = "[{} left out]"
_SHORTEST = 3  # letters of a forename that is looked for alone
MARK = re.compile(r"\[(?:third party|staff): [^\]]*\]")


class Marker:
    """Knows the other people of one pupil's record; `family` are those whose names `kept` leaves in."""

    def __init__(self, record: Record, one: Pupil, family: Collection[Contact] = ()) -> None:
        own = {word.casefold() for word in f"{one.forename} {one.preferred} {one.surname}".split()}
        staff = staff_by_account(record)
        self.staff = {account: f"{s.name}, {s.role.value}" for account, s in staff.items()}
        self._staff_names = {s.name.casefold() for s in staff.values()}
        names = {s.name for s in staff.values()}
        self._family = {name.casefold() for who in family for name in _spellings(who.name, own)}
        for contact in contacts(record, one.id):
            names |= _spellings(contact.name, own)
        names |= _of_other_families(record, one.id)
        for pupil in all_pupils(record):
            if pupil.id != one.id:
                names |= _of_a_pupil(pupil)
                if one.household and pupil.household == one.household:
                    names |= _spellings(pupil.goes_by, own)
        words = "|".join(re.escape(name) for name in sorted(names - {""}, key=len, reverse=True))
        named = (("name", rf"\b(?:{words})\b"),) if words else ()
        sorts = [f"({pattern})" for _, pattern in (*_SORTS, *named)]
        self._sorts = ("", *(sort for sort, _ in (*_SORTS, *named)))
        self._found = re.compile("|".join(sorts), re.IGNORECASE)

    def text(self, text: str) -> str:
        """A text with everybody else in it marked."""
        return self._found.sub(self._mark, text)

    def kept(self, text: str) -> str:
        """A text for a meeting: staff and family keep their names, everybody else loses them.

        So do numbers and e-mail addresses, whole; a date is none.
        """
        return self._found.sub(self._keep, text)

    def _keep(self, found: re.Match[str]) -> str:
        sort, name = self._sorts[found.lastindex or 0], found[0].casefold()
        known = sort == "date" or name in self._staff_names or name in self._family
        return found[0] if known else _LEFT_OUT.format(sort)

    def _mark(self, found: re.Match[str]) -> str:
        if self._sorts[found.lastindex or 0] == "date":
            return found[0]
        kind = "staff" if found[0].casefold() in self._staff_names else "third party"
        return f"[{kind}: {found[0]}]"

    def by(self, account: str) -> str:
        """Who did something, as staff with the role."""
        return f"[staff: {self.staff.get(account, account)}]"


def _of_a_pupil(one: Pupil) -> set[str]:
    """Another pupil's whole name, either way round."""
    return {one.name} | {f"{name} {one.surname}".strip() for name in (one.forename, one.preferred) if name}


def _of_other_families(record: Record, pupil_id: int) -> set[str]:
    """The whole names of other pupils' contacts; one word alone (“Mum”) names nobody."""
    rows = record.db.execute("SELECT DISTINCT name FROM contact WHERE pupil_id <> ?", (pupil_id,)).fetchall()
    return {row[0] for row in rows if " " in row[0]}


def _spellings(name: str, own: set[str]) -> set[str]:
    """A name as it may stand in a text: whole, and by its forename unless the pupil bears it too."""
    words = name.split()
    first = words[0] if words else ""
    return {name} | ({first} if len(first) >= _SHORTEST and first.casefold() not in own else set())
