"""Which pupil a row means: by UPN, else admission number, else names with date of birth. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from core.text import fold

# id, upn, adno, surname, forename, preferred, dob, reg
Known = tuple[int, str, str, str, str, str, date | None, str]
_Key = TypeVar("_Key")
_BLANKS = re.compile(r"\s+")


def plain_upn(text: str) -> str:
    """A UPN as it is compared: upper case, no blanks, no Excel apostrophe."""
    return _BLANKS.sub("", text).lstrip("'").upper()


def plain_adno(text: str) -> str:
    """An admission number as it is compared: no leading zeros, no `.0` that Excel put behind it."""
    text = plain_upn(text)
    return re.sub(r"\.0+$", "", text).lstrip("0")


class Matcher:
    """The pupils of the record, found by what a file says of them."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_upn: dict[str, int] = {}
        self._by_adno: dict[str, int | None] = {}
        self._by_name: dict[tuple[str, str, date], int | None] = {}
        for number, upn, adno, surname, forename, preferred, dob, _ in known:
            if upn:
                self.by_upn[plain_upn(upn)] = number
            if plain_adno(adno):
                _claim(self._by_adno, plain_adno(adno), number)
            for first in {fold(forename), fold(preferred)} if dob else ():
                if first and dob:
                    _claim(self._by_name, (fold(surname), first, dob), number)

    def match(
        self, upn: str = "", adno: str = "", surname: str = "", forename: str = "", dob: date | None = None
    ) -> int | None:
        """Return the pupil's id; None if nobody, or more than one, fits."""
        found = self.by_upn.get(plain_upn(upn)) if upn else None
        if found is None and adno:
            found = self._by_adno.get(plain_adno(adno))
        if found is None and surname and forename and dob:
            found = self._by_name.get((fold(surname), fold(forename), dob))
        return found


def _claim(places: dict[_Key, int | None], key: _Key, number: int) -> None:
    """Give `key` to a pupil; what two pupils share points to nobody."""
    places[key] = number if places.get(key, number) == number else None
