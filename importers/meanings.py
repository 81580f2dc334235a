"""What marks of a school's or a system's own mean: subcodes, code lists, two-character codes in print.

Both are the school's to say (settings `code_aliases` and `day_cell_codes`). By default one rule holds, SIMS's
own: a code letter with two digits behind it, such as I01, is a subcode of that letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.codes import CODES
from core.driver import sqlite3

ALIASES = "code_aliases"  # `I1=I +=I`: what the MIS prints, and the code it stands for
DAY_CELLS = "day_cell_codes"  # `aside` or `both`: a lone two-character code where a day's two marks stand
_SUBCODE = re.compile(r"([A-Z])\d\d")


@dataclass(frozen=True, slots=True)
class Meanings:
    """Marks that are no attendance codes themselves, and what they stand for."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    lone_is_both: bool = False

    def code(self, text: str) -> str:
        """The code a mark as written stands for; '' if nobody said."""
        mark = text.strip().lstrip("'")
        told = self.aliases.get(mark) or self.aliases.get(mark.upper())
        if told:
            return told
        sub = _SUBCODE.fullmatch(mark.upper())
        return sub[1] if sub and sub[1] in CODES else ""


NONE = Meanings()


def meanings(db: sqlite3.Connection, system: str) -> Meanings:
    """What the record knows of the marks of `system`: its code list, then what the school itself said."""
    rows = db.execute("SELECT id, code FROM code_elsewhere WHERE system IN ('', ?)", (system,)).fetchall()
    kept = dict(
        db.execute("SELECT key, value FROM setting WHERE key IN (?, ?)", (ALIASES, DAY_CELLS)).fetchall()
    )
    aliases = {row[0]: row[1] for row in rows} | parse_aliases(kept.get(ALIASES, ""))
    return Meanings(aliases, kept.get(DAY_CELLS) == "both")


def parse_aliases(text: str) -> dict[str, str]:
    """`I1=I +=I` as a dictionary; what names no attendance code is left out."""
    pairs = (part.rpartition("=")[::2] for part in text.split())
    return {mark.upper(): code.upper() for mark, code in pairs if mark and code.upper() in CODES}
