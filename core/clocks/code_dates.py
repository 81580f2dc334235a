"""Codes withdrawn on 19 August 2024 and used since, and new ones used before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from core.clocks.code_questions import ASKED, KIND, ask
from core.clocks.sight import Person, Sight
from core.codes import BY_CELL, out_of_force
from core.days import Session, session_at
from core.questions import ClockState

_WITHDRAWN = "".join(entry.cell for entry in BY_CELL.values() if entry.until)
_NEW = "".join(entry.cell for entry in BY_CELL.values() if entry.since)
_UNUSUAL = ASKED + _WITHDRAWN
_CHANGED = date(2024, 8, 1)  # the string that holds 19 August 2024 begins here


def codes_out_of_force(sight: Sight, pupil: Person, strings: dict[date, str]) -> Iterator[ClockState]:
    """Codes withdrawn on 19 August 2024 and used since, or new ones used before (domain.md §1a, §11.9).

    `strings` are all register strings that hold any; every year counts, on any day.
    """
    noted = sight.settled(pupil.id, KIND)
    found: dict[str, list[Session]] = {}
    for start, string in sorted(strings.items()):
        for index, cell in enumerate(string):
            if cell in _WITHDRAWN or cell in _NEW:
                session = session_at(start, index)
                why = out_of_force(BY_CELL[cell].code, session.day)
                if why and noted < session.day <= sight.today:
                    found.setdefault(why, []).append(session)
    for why, sessions in found.items():
        yield ask(pupil, "out-of-force", tuple(sessions), why=why[0].upper() + why[1:])


def holds_out_of_force(start: date, string: str) -> bool:
    """Whether a register string may hold a code that was not in force."""
    odd = start >= _CHANGED and any(map(string.__contains__, _WITHDRAWN))
    return odd or (start <= _CHANGED and any(map(string.__contains__, _NEW)))


def holds_unusual(strings: Mapping[date, str]) -> bool:
    """Whether any mark has a code that a question may be about, in force or not."""
    for start, string in strings.items():
        if any(map(string.__contains__, _UNUSUAL if start > _CHANGED else _UNUSUAL + _NEW)):
            return True
    return False


def older_strings(sight: Sight) -> dict[int, dict[date, str]]:
    """Such strings of years before those looked at, by pupil."""
    found: dict[int, dict[date, str]] = {}
    for pupil, year, cells in sight.record.db.execute(
        "SELECT pupil_id, year, cells FROM register WHERE year < ?", (sight.base.isoformat(),)
    ):
        start = date.fromisoformat(year)
        if holds_out_of_force(start, cells):
            found.setdefault(pupil, {})[start] = cells
    return found
