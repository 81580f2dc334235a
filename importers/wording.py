"""A school's own words for its sessions, as a profile says them: turned into AM and PM before rows are read.

A word that nobody has explained stays as it is, and its row is set aside as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.errors import Refused
from core.text import clean, fold

from .dates import parse_half
from .table import Sheet, Table

KINDS = ("AM", "PM", "-")  # `-`: no session of the register, such as a lesson between
MOST = 60
_SHAPE = "give it as Reg 1=AM, Reg 2=PM or Lesson=-"
Words = tuple[tuple[str, str], ...]  # a word as written, and which of KINDS it is


def checked(words: Sequence[tuple[str, str]]) -> Words:
    """Words of a profile, each once and in order. Refused for one that says nothing, or two things."""
    found: dict[str, tuple[str, str]] = {}
    for word, kind in ((clean(word, 40), kind.strip().upper()) for word, kind in words):
        if not word or kind not in KINDS:
            raise Refused(f"“{word}={clean(kind, 20)}” says no session: {_SHAPE}.")
        known = parse_half(word)
        if known and known != kind:
            raise Refused(f"“{word}” is {known} in every file, and stands for nothing else.")
        if found.setdefault(_key(word), (word, kind))[1] != kind:
            raise Refused(f"“{word}” is said to be two sessions: one will do.")
    if len(found) > MOST:
        raise Refused(f"{len(found)} words for a session are too many: {MOST} at most.")
    return tuple(sorted(found.values(), key=lambda pair: (KINDS.index(pair[1]), pair[0])))


def typed(text: str) -> list[tuple[str, str]]:
    """What somebody typed: `Reg 1=AM, Reg 2=PM, Lesson=-`. Refused where a part has no `=`."""
    parts = [part.rpartition("=") for part in text.split(",") if part.strip()]
    if wrong := next((part for part in parts if not part[1]), None):
        raise Refused(f"“{clean(wrong[2], 40)}” says no session: {_SHAPE}.")
    return [(word, kind) for word, _, kind in parts]


def said(words: Words) -> str:
    """Words as somebody would type them."""
    return ", ".join(f"{word}={kind}" for word, kind in words)


@dataclass
class Worded:
    """A sheet whose column of sessions says AM and PM; rows that are none of the register's are left out."""

    sheet: Sheet
    place: int
    words: Words
    notes: list[str]  # the table's: how many rows were left out is known once they were read

    def __post_init__(self) -> None:
        self.format = self.sheet.format
        self.encoding = self.sheet.encoding
        self.notes.append(f"sessions read as the profile says: {said(self.words)}")

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """As `Sheet.rows`."""
        place, meant = self.place, {_key(word): kind for word, kind in self.words}
        known: dict[str, str | None] = {}
        left_out = 0
        for number, row in self.sheet.rows(after):
            text = row[place] if place < len(row) else ""
            if text not in known:
                known[text] = meant.get(_key(clean(text, 40)))
            kind = known[text]
            if kind is None:
                yield number, row
            elif kind == "-":
                left_out += 1
            else:
                yield number, [*row[:place], kind, *row[place + 1 :]]
        self._tell(left_out)

    def _tell(self, rows: int) -> None:
        told = f"{rows:,} row{'' if rows == 1 else 's'} left out, as the profile says"
        if rows and told not in self.notes:
            self.notes.append(told)


def wear(table: Table, words: Words) -> None:
    """Have `table` say its sessions as the profile does; after all else: a row left out may name a pupil."""
    place = table.columns.get("session")
    if words and place is not None:
        table.sheet = Worded(table.sheet, place, words, table.notes)


def unexplained(cells: Sequence[str], words: Words) -> list[str]:
    """The cells of a column of sessions that say neither AM nor PM, and of which the words say nothing."""
    known = {_key(word) for word, _ in words}
    return [cell for cell in cells if cell and not parse_half(cell) and _key(cell) not in known]


def _key(word: str) -> str:
    return fold(word) or word
