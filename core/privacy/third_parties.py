"""Marks other people in a text about one pupil, so that a person can decide on each before it leaves.

A mark is `[third party: …]`, or `[staff: …]` for those who work at the school; the name stays inside it.
What is not spelt as the record spells it ("his nan") nobody marks: the whole text has to be read.
"""

from __future__ import annotations

import re

from core.model import Pupil
from core.people import staff_by_account
from core.record import Record
from core.roll import all_pupils, contacts

_NUMBER = r"\+?\d[\d ()-]{7,}\d"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LEFT_OUT = "[name left out]"
_SHORTEST = 3  # letters of a forename that is looked for alone
MARK = re.compile(r"\[(?:third party|staff): [^\]]*\]")


class Marker:
    """Knows the other people of one pupil's record."""

    def __init__(self, record: Record, one: Pupil) -> None:
        own = {word.casefold() for word in f"{one.forename} {one.preferred} {one.surname}".split()}
        staff = staff_by_account(record)
        self.staff = {account: f"{s.name}, {s.role.value}" for account, s in staff.items()}
        self._staff_names = {s.name.casefold() for s in staff.values()}
        names = {s.name for s in staff.values()}
        self._may_be_told: set[str] = set()
        for contact in contacts(record, one.id):
            names |= _spellings(contact.name, own)
            if contact.may_be_told:
                self._may_be_told |= {name.casefold() for name in _spellings(contact.name, own)}
        for pupil in all_pupils(record):
            if pupil.id != one.id:
                names |= _of_a_pupil(pupil)
                if one.household and pupil.household == one.household:
                    names |= _spellings(pupil.goes_by, own)
        words = "|".join(re.escape(name) for name in sorted(names - {""}, key=len, reverse=True))
        named = [rf"\b(?:{words})\b"] if words else []
        self._found = re.compile("|".join([*named, _EMAIL, _NUMBER]), re.IGNORECASE)

    def text(self, text: str) -> str:
        """A text with everybody else in it marked."""
        return self._found.sub(lambda found: self._mark(found[0]), text)

    def kept(self, text: str) -> str:
        """A text for a meeting: staff and family who may be told keep their names, everybody else loses them.

        So do numbers and addresses; a date is none.
        """
        return self._found.sub(lambda found: self._keep(found[0]), text)

    def _keep(self, found: str) -> str:
        name = found.casefold()
        known = name in self._staff_names or name in self._may_be_told or _DATE.fullmatch(found)
        return found if known else LEFT_OUT

    def _mark(self, found: str) -> str:
        kind = "staff" if found.casefold() in self._staff_names else "third party"
        return f"[{kind}: {found}]"

    def by(self, account: str) -> str:
        """Who did something, as staff with the role."""
        return f"[staff: {self.staff.get(account, account)}]"


def _of_a_pupil(one: Pupil) -> set[str]:
    """Another pupil's whole name, either way round."""
    return {one.name} | {f"{name} {one.surname}".strip() for name in (one.forename, one.preferred) if name}


def _spellings(name: str, own: set[str]) -> set[str]:
    """A name as it may stand in a text: whole, and by its forename unless the pupil bears it too."""
    words = name.split()
    first = words[0] if words else ""
    return {name} | ({first} if len(first) >= _SHORTEST and first.casefold() not in own else set())
