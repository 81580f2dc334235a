"""Marks files of all three layouts, into one string of sessions a pupil and year."""

from __future__ import annotations

from .daily import Days, Pairs
from .match import Matcher
from .meanings import NONE, Meanings
from .reading import MarkDetail, MarksRead, Reader, Tick
from .sessions import Sessions
from .strings import Strings
from .table import Table
from .weeks import Weeks
from .wide import Wide

__all__ = ["MarkDetail", "MarksRead", "read_marks"]

_READERS: dict[str, type[Reader]] = {
    "marks-session": Sessions, "marks-day": Days, "marks-wide": Wide, "marks-pairs": Pairs,
    "marks-weeks": Weeks, "marks-string": Strings,
}  # fmt: skip


def read_marks(
    table: Table, match: Matcher, tick: Tick | None = None, meanings: Meanings = NONE
) -> MarksRead:
    """Read a marks file; `tick` hears now and then how many rows have been read.

    Raises Unreadable where the file breaks off, Refused if a date has the month first.
    """
    reader = _READERS[table.layout](table, match)
    reader.meanings = meanings
    reader.read(tick)
    return reader.result()
