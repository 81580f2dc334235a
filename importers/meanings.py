"""What marks of a school's or a system's own mean: subcodes, code lists, two-character codes in print.

The school says what its own marks stand for (a file of `codes`), and how its MIS prints a day (setting
`day-cell-codes`). By default one rule holds, SIMS's own: a code letter with two digits behind it, such
as I01, is a subcode of that letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.codes import CODES
from core.driver import sqlite3
from core.settings import DAY_CELL_CODES
from core.text import clean

_SUBCODE = re.compile(r"([A-Z])\d\d")


def plain_mark(text: str) -> str:
    """A mark as it is kept and compared: trimmed, upper case, no Excel apostrophe."""
    return clean(text.strip().lstrip("'"), 40).upper()


@dataclass(frozen=True, slots=True)
class Meanings:
    """Marks that are no attendance codes themselves, and what they stand for."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    lone_is_both: bool = False
    by_number: bool = False  # marks may be another system's numbers: then none is taken for a subcode

    def code(self, text: str) -> str:
        """The code a mark as written stands for; '' if nobody said."""
        mark = text.strip().lstrip("'")
        told = self.aliases.get(mark) or self.aliases.get(mark.upper())
        if told:
            return told
        sub = None if self.by_number else _SUBCODE.fullmatch(mark.upper())
        return sub[1] if sub and sub[1] in CODES else ""


NONE = Meanings()


def meanings(db: sqlite3.Connection, system: str) -> Meanings:
    """What the record knows of the marks of `system`: its code list, and what the school itself said."""
    rows = db.execute("SELECT id, code FROM code_elsewhere WHERE system IN ('', ?)", (system,)).fetchall()
    kept = db.execute("SELECT value FROM setting WHERE key = ?", (DAY_CELL_CODES.name,)).fetchone()
    return Meanings({row[0]: row[1] for row in rows}, bool(kept) and kept[0] == "both", system == "wonde")
