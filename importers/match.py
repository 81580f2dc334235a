"""Which pupil a row means: by UPN, else another system's number, else admission number, else names.

Names count with a date of birth, or within a reg group where the file has nothing else. Never a guess:
what two pupils share points to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from json import dumps
from typing import NamedTuple, TypeVar

from core.text import fold

# id, upn, adno, surname, forename, preferred, dob, reg
Known = tuple[int, str, str, str, str, str, date | None, str]
_Key = TypeVar("_Key")
_UNSAID = "?"  # a number from a file that did not say whose it was
_BLANKS = re.compile(r"\s+")
_UPN = re.compile(r"[A-Z]\d{11}[\dA-Z]")


class Elsewhere(NamedTuple):
    """What another system calls a pupil; `system` is '' where the file does not say which it is."""

    system: str
    id: str


class SameAs(NamedTuple):
    """How a file names a pupil: `field` is upn, adno, mis_id (of `system`), called or named."""

    system: str
    field: str
    id: str

    @property
    def text(self) -> str:
        """As the record keeps it beside a row."""
        return dumps(self, ensure_ascii=False)


def plain_upn(text: str) -> str:
    """A UPN as it is compared: upper case, no blanks, no Excel apostrophe."""
    return _BLANKS.sub("", text).lstrip("'").upper()


def plain_adno(text: str) -> str:
    """An admission number as it is compared: no leading zeros, no `.0` that Excel put behind it."""
    text = plain_upn(text)
    return re.sub(r"\.0+$", "", text).lstrip("0")


class Borne(NamedTuple):
    """What a pupil of the record bears beside their numbers."""

    upn: str
    names: set[str]
    dob: date | None


class Matcher:
    """The pupils of the record, found by what a file says of them."""

    def __init__(
        self,
        known: Iterable[Known],
        elsewhere: Iterable[tuple[str, str, int]] = (),
        same: Iterable[tuple[str, str, str, int]] = (),
    ) -> None:
        self._same = {SameAs(system, field, one).text: number for system, field, one, number in same}
        self.by_upn: dict[str, int] = {}
        self._by_adno: dict[str, int | None] = {}
        self._by_name: dict[tuple[str, str, date], int | None] = {}
        self._by_id: dict[tuple[str, str], int | None] = {}
        self._in_reg: dict[str, list[tuple[int, set[str]]]] = {}
        self._borne: dict[int, Borne] = {}
        for number, upn, adno, surname, forename, preferred, dob, reg in known:
            if upn:
                self.by_upn[plain_upn(upn)] = number
            if plain_adno(adno):
                _claim(self._by_adno, plain_adno(adno), number)
            for first in {fold(forename), fold(preferred)} if dob else ():
                if first and dob:
                    _claim(self._by_name, (fold(surname), first, dob), number)
            names = _ways(fold(surname), {fold(forename), fold(preferred)})
            self._in_reg.setdefault(_reg(reg), []).append((number, names))
            self._borne[number] = Borne(plain_upn(upn), names, dob)
        for system, one, number in elsewhere:
            self._by_id[system or _UNSAID, one] = number
            _claim(self._by_id, ("", one), number)

    def match(
        self,
        upn: str = "",
        adno: str = "",
        surname: str = "",
        forename: str = "",
        dob: date | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> int | None:
        """Return the pupil's id; None if nobody, or more than one, fits.

        A number that leads to somebody with another UPN, and neither name nor date of birth in common, is
        not believed: every school counts its admission numbers from 1, and files go astray within a trust.
        """
        found = self.by_upn.get(plain_upn(upn)) if upn else None
        if found is None and elsewhere and elsewhere.id:
            known = plain_adno(elsewhere.id)
            found = self._by_id.get((elsewhere.system, known))
            if found is None and elsewhere.system:
                found = self._by_id.get((_UNSAID, known))
        if found is None and adno:
            found = self._by_adno.get(plain_adno(adno))
        if found is not None and self.differs(found, upn) and not self.agrees(found, surname, forename, dob):
            found = None
        if found is None and surname and forename and dob:
            found = self._by_name.get((fold(surname), fold(forename), dob))
        return found

    def differs(self, number: int, upn: str) -> bool:
        """Whether a pupil bears another UPN than this; what is no UPN at all differs from none."""
        told, held = plain_upn(upn), self._borne[number].upn
        return told != held and bool(_UPN.fullmatch(told) and _UPN.fullmatch(held))

    def agrees(self, number: int, surname: str, forename: str, dob: date | None) -> bool:
        """Whether a pupil was born on that day, or bears that name."""
        held = self._borne[number]
        return (dob is not None and dob == held.dob) or f"{fold(surname)} {fold(forename)}" in held.names

    def born(self, number: int) -> date | None:
        """A pupil's date of birth, where it is known."""
        return self._borne[number].dob

    def same_as(self, key: str) -> int | None:
        """Whom somebody said this means (`Who.known_by`); None where nobody did."""
        return self._same.get(key) if key else None

    def shared(self, adno: str, surname: str, forename: str, dob: date | None) -> bool:
        """Whether what did not lead to one pupil is borne by several."""
        if plain_adno(adno) in self._by_adno:
            return True
        return dob is not None and (fold(surname), fold(forename), dob) in self._by_name

    def named_in(self, reg: str, name: str) -> list[int]:
        """The pupils of a reg group whom `name` may mean: in either order, with or without a comma.

        A further given name behind the first is allowed for where nobody bears the name as written.
        """
        wanted = fold(name.replace(",", " "))
        group = self._in_reg.get(_reg(reg), [])
        exact = [number for number, names in group if wanted in names]
        if exact or not wanted:
            return exact
        return [
            number for number, names in group if any(wanted.startswith(f"{way} ") for way in names if way)
        ]


def _reg(text: str) -> str:
    return fold(text).lstrip("0")


def _ways(surname: str, firsts: set[str]) -> set[str]:
    """The ways in which one cell may name somebody."""
    return {way for first in firsts if first for way in (f"{surname} {first}", f"{first} {surname}")}


def _claim(places: dict[_Key, int | None], key: _Key, number: int) -> None:
    """Give `key` to a pupil; what two pupils share points to nobody."""
    places[key] = number if places.get(key, number) == number else None
