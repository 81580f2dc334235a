"""What a single cell says: yes or no, a year group, a UPN, a telephone number, ordinary text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.text import LINE_LIMIT, clean, clean_note

from .match import plain_upn

_YES = {"y", "yes", "true", "t", "1", "x", "1.0"}
_NO = {"", "n", "no", "false", "f", "0", "-", "none", "0.0"}
_SEN = {
    "": "", "-": "", "n": "N", "no": "N", "none": "N", "no sen": "N", "no special educational need": "N",
    "no special educational needs": "N", "k": "K", "sen support": "K", "support": "K",
    "e": "E", "ehc plan": "E", "ehcp": "E", "ehc": "E", "education health and care plan": "E",
    "education, health and care plan": "E",
}  # fmt: skip
_SEN_LETTER = re.compile(r"^([nke])\s*[-:–]\s")
_YEAR = re.compile(r"^(?:(?:nc\s*)?(?:year|yr|y)\.?\s*(?:group\s*)?)?0*(\d{1,2})(?:\.0)?$", re.IGNORECASE)
_YEAR_WORD = re.compile(r"^(?:year|yr)\.?\s*", re.IGNORECASE)
_RECEPTION = {"reception", "rec", "r"}
_REG = re.compile(r"^0+(?=\d)")
_UPN = re.compile(r"^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$")
_CHECK = "ABCDEFGHJKLMNPQRTUVWXYZ"
_GUARD = re.compile(r"^'(?=[=+\-@\d])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DAMAGED = re.compile(r"^\d(?:\.\d+)?E\+?\d+$", re.IGNORECASE)


class Unclear(ValueError):
    """A cell that cannot be understood; `str(error)` is the reason, the value named.

    `mark` is a mark that is no code, as a list of what marks stand for would name it.
    """

    def __init__(self, reason: str, mark: str = "") -> None:
        super().__init__(reason)
        self.mark = mark


@dataclass
class Texts:
    """Cleans text cells and remembers how much it had to take away."""

    cleaned: int = 0
    cut: int = 0
    zeros: int = 0
    upns: list[str] = field(default_factory=list)

    def line(self, cell: str, limit: int = LINE_LIMIT) -> str:
        """One line of text: no control characters, no Excel apostrophe, at most `limit` long."""
        self.cleaned += bool(_CONTROL.search(cell))
        self.cut += len(cell) > limit
        return clean(_GUARD.sub("", cell), limit)

    def note(self, cell: str) -> str:
        """As `line`, keeping line breaks."""
        self.cleaned += bool(_CONTROL.search(cell))
        return clean_note(_GUARD.sub("", cell))

    def upn(self, cell: str) -> str:
        """A UPN in upper case without blanks; a wrong check letter is remembered, never refused."""
        upn = clean(plain_upn(cell))
        if upn and not upn_sound(upn):
            self.upns.append(upn)
        return upn

    def phone(self, cell: str) -> str:
        """A telephone number, with the leading zero Excel took put back."""
        text = self.line(cell, 60)
        if _DAMAGED.match(text):
            raise Unclear(f'the telephone number "{text}" was damaged by Excel; format the column as text')
        bare = re.sub(r"\.0$", "", text)
        if bare.isdigit() and len(bare) == 10 and bare[0] in "1237":
            self.zeros += 1
            return "0" + bare
        return bare

    def notes(self) -> list[str]:
        """What the importer should say of all this."""
        said = []
        if self.cleaned:
            said.append(f"control characters were taken out of {_count(self.cleaned, 'cell')}")
        if self.cut:
            said.append(f"{_count(self.cut, 'cell')} too long; cut, ending in …")
        if self.zeros:
            said.append(f"a lost leading 0 was put back on {_count(self.zeros, 'telephone number')}")
        if self.upns:
            some = ", ".join(self.upns[:5]) + (" …" if len(self.upns) > 5 else "")
            said.append(
                f"{_count(len(self.upns), 'UPN')} with a wrong check letter, taken all the same: {some}"
            )
        return said


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def upn_sound(upn: str) -> bool:
    """Whether a UPN's form and check letter are right: digits weighted 2 to 13, modulo 23 (DfE UPN guide)."""
    if not _UPN.match(upn):
        return False
    digits = [int(c) if c.isdigit() else _CHECK.index(c) for c in upn[1:]]
    return _CHECK[sum(weight * digit for weight, digit in enumerate(digits, 2)) % 23] == upn[0]


def yes(cell: str) -> bool:
    """Yes or no in the words systems use; Unclear for any other."""
    word = clean(cell).lstrip("'").casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unclear(f'"{clean(cell, 40)}" is neither yes nor no')


def sen(cell: str) -> str:
    """SEN status: N, K or E; '' where nothing is said."""
    word = clean(cell).casefold()
    if found := _SEN_LETTER.match(word):  # "K - SEN support", "E: EHC plan"
        word = found[1]
    if word not in _SEN:
        raise Unclear(f'the SEN status "{clean(cell, 40)}" is none of N, K, E')
    return _SEN[word]


def year_group(cell: str) -> str:
    """A year group as text: `7` for Year 7, 07 and Yr 7; `R` and `N1` stay."""
    text = clean(cell).lstrip("'")
    found = _YEAR.match(text)
    if found:
        return found[1]
    text = _YEAR_WORD.sub("", text)
    return "R" if text.casefold() in _RECEPTION else text.upper() if len(text) <= 3 else text


def reg_group(cell: str) -> str:
    """A registration group: `7A` for 07A and 7A/Rg."""
    text = clean(cell).lstrip("'").partition("/")[0].strip()
    return _REG.sub("", text)
