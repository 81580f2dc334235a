"""Attendance codes by date of session: what each means and how it counts.

Source: School Attendance (Pupil Registration) (England) Regulations 2024, regs 10 and 11, and the
statistical classes of "Working together to improve school attendance"; checked against DfE's own
published year-to-date file (`docs/law.md`). Codes withdrawn on 19 August 2024 keep their old class.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NEW_CODES_FROM = date(2024, 8, 19)


class Kind(StrEnum):
    """Statistical class of a code."""

    ATTENDING = "attending"
    ACTIVITY = "approved activity"  # counts as attending
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    NOT_POSSIBLE = "not possible"
    NOT_COLLECTED = "not collected"


@dataclass(frozen=True, slots=True)
class Code:
    """One attendance code. `cell` is the single character that stands for it in a register string."""

    code: str
    meaning: str
    kind: Kind
    cell: str
    since: date | None = None  # first day it is in force; None: always
    until: date | None = None  # last day it is in force; None: still

    @property
    def possible(self) -> bool:
        """Whether the session counts among the possible ones."""
        return self.kind not in (Kind.NOT_POSSIBLE, Kind.NOT_COLLECTED)

    @property
    def attending(self) -> bool:
        """Whether the session counts as attended."""
        return self.kind in (Kind.ATTENDING, Kind.ACTIVITY)

    @property
    def absent(self) -> bool:
        """Whether the session is an absence, authorised or not."""
        return self.kind in (Kind.AUTHORISED, Kind.UNAUTHORISED)

    @property
    def late(self) -> bool:
        """L and U are the late sessions of DfE's figures; U is an absence all the same."""
        return self.code in ("L", "U")

    def in_force(self, day: date) -> bool:
        """Whether the code was in force on `day`."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


_LAST_OLD = date(2024, 8, 18)
_A, _B, _Y, _N = Kind.ATTENDING, Kind.ACTIVITY, Kind.AUTHORISED, Kind.UNAUTHORISED
_X, _Z = Kind.NOT_POSSIBLE, Kind.NOT_COLLECTED
_NEW, _OLD = (NEW_CODES_FROM, None), (None, _LAST_OLD)

_TABLE = [
    Code("/", "present, morning", _A, "/"),
    Code("\\", "present, afternoon", _A, "\\"),
    Code("L", "late, before the register closed", _A, "L"),
    Code("K", "provision arranged by the local authority", _B, "K", *_NEW),
    Code("V", "educational visit or trip", _B, "V"),
    Code("P", "approved sporting activity", _B, "P"),
    Code("W", "work experience", _B, "W"),
    Code("B", "other approved educational activity", _B, "B"),
    Code("D", "at another school where also registered", _X, "D"),
    Code("C", "leave, exceptional circumstances", _Y, "C"),
    Code("C1", "leave, performance or employment abroad", _Y, "c", *_NEW),
    Code("C2", "leave, part-time timetable", _Y, "d", *_NEW),
    Code("E", "suspended or excluded, no provision made", _Y, "E"),
    Code("I", "illness", _Y, "I"),
    Code("J1", "leave, interview", _Y, "j", *_NEW),
    Code("M", "medical or dental appointment", _Y, "M"),
    Code("R", "religious observance", _Y, "R"),
    Code("S", "study leave", _Y, "S"),
    Code("T", "parent travelling for work", _Y, "T"),
    Code("G", "holiday without leave", _N, "G"),
    Code("N", "not yet established", _N, "N"),
    Code("O", "no other code applies", _N, "O"),
    Code("U", "arrived after the register closed", _N, "U"),
    Code("Q", "no travel arranged by the local authority", _X, "Q", *_NEW),
    Code("Y1", "school or authority transport not available", _X, "1", *_NEW),
    Code("Y2", "widespread travel disruption", _X, "2", *_NEW),
    Code("Y3", "part of the premises closed", _X, "3", *_NEW),
    Code("Y4", "whole site unexpectedly closed", _X, "4", *_NEW),
    Code("Y5", "in criminal justice detention", _X, "5", *_NEW),
    Code("Y6", "public health guidance or law", _X, "6", *_NEW),
    Code("Y7", "other unavoidable cause", _X, "7", *_NEW),
    Code("X", "not required to attend", _X, "X"),
    Code("Z", "not yet on the roll", _Z, "Z"),
    Code("#", "planned closure", _Z, "#"),
    Code("H", "family holiday agreed (withdrawn)", _Y, "H", *_OLD),
    Code("F", "extended family holiday agreed (withdrawn)", _Y, "F", *_OLD),
    Code("J", "interview (withdrawn)", _B, "J", *_OLD),
    Code("Y", "unable to attend (withdrawn)", _X, "Y", *_OLD),
]

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}
BY_CELL: dict[str, Code] = {entry.cell: entry for entry in _TABLE}

NO_MARK = " "  # the cell of a session without a mark
MISSING = ("", "-")  # what a MIS exports for "no mark yet": not codes

UNEXPLAINED = frozenset({"N", "O", ""})  # codes that say nothing of a reason


def cells(*wanted: Kind) -> str:
    """Return the register cells of all codes of the kinds `wanted`, as one string."""
    return "".join(entry.cell for entry in _TABLE if entry.kind in wanted)


def cells_of(*names: str) -> str:
    """Return the register cells of the codes named, as one string; KeyError for an unknown name."""
    return "".join(CODES[name].cell for name in names)


def code_of(cell: str) -> str:
    """Return the code a register cell stands for; '' for a session without a mark."""
    entry = BY_CELL.get(cell)
    return entry.code if entry else ""


def out_of_force(code: str, day: date) -> str:
    """Say why `code` is out of place on `day`, or '' if it is in force. KeyError if unknown.

    Such marks are kept and counted by their class, as DfE does, and listed.
    """
    entry = CODES[code]
    if entry.until and day > entry.until:
        return f"code {code} was withdrawn after {entry.until:%d %b %Y}".replace(" 0", " ")
    if entry.since and day < entry.since:
        return f"code {code} only began on {entry.since:%d %b %Y}".replace(" 0", " ")
    return ""
