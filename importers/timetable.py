"""The timetable file: which subject stands in which period, for a reg group or for one pupil."""

from __future__ import annotations

from dataclasses import dataclass

from core.text import clean, fold

from .cells import Texts, Unclear, reg_group
from .match import Matcher
from .table import Problem, Table
from .understood import understood
from .who import Who

_DAYS = ("mon", "tue", "wed", "thu", "fri")
_EVERY = ("", "-", "all", "both", "every")


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of one week for a reg group or a pupil; `week` is '' where every week is the same."""

    pupil_id: int | None
    reg: str
    week: str
    weekday: int
    period: str
    subject: str


def read_timetable(table: Table, match: Matcher) -> tuple[list[Slot], list[Problem]]:
    """Return the slots in file order, each once, and the rows that could not be understood."""
    who, texts = Who(table, match), Texts()
    slots: dict[Slot, None] = {}
    problems: list[Problem] = []

    def key(row: list[str]) -> str:
        return who.key(row) or clean(table.cell(row, "reg"))

    def read(number: int, row: list[str]) -> Slot:
        return _slot(table, who, number, row, texts)

    for _, _, slot in understood(table, problems, key, read):
        slots[slot] = None
    table.notes += texts.notes()
    return list(slots), problems


def _slot(table: Table, who: Who, number: int, row: list[str], texts: Texts) -> Slot:
    if wrong := table.misfit(row, ("day", "period", "subject")):
        raise Unclear(f"the row {wrong}")
    pupil, reg = None, reg_group(table.cell(row, "reg")).upper()
    if table.cell(row, "upn") or table.cell(row, "adno"):
        pupil = who.find(number, row)
        if pupil is None:
            raise Unclear(who.unknown(row))
        reg = ""
    elif not reg:
        raise Unclear("the row names neither a pupil nor a reg group")
    week = texts.line(table.cell(row, "week"), 20)
    period, subject = (texts.line(table.cell(row, name), 60) for name in ("period", "subject"))
    if not period or not subject:
        raise Unclear(f"there is no {'subject' if period else 'period'}")
    week = "" if fold(week) in _EVERY else week.upper().removeprefix("WEEK").strip()
    return Slot(pupil, reg, week, _weekday(table.cell(row, "day")), period, subject)


def _weekday(text: str) -> int:
    word = fold(text)
    if word in ("1", "2", "3", "4", "5"):
        return int(word) - 1
    if len(word) > 2 and word[:3] in _DAYS:
        return _DAYS.index(word[:3])
    raise Unclear(f'"{clean(text, 40)}" is no school day of the week' if text else "there is no day")
