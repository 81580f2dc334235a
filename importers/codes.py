"""A list of marks that are no attendance codes themselves, and which code each stands for."""

from __future__ import annotations

from collections.abc import Mapping

from core.codes import CODES
from core.driver import sqlite3
from core.text import clean

from .put_marks import Counts
from .table import Problem, Table, blank


def read_codes(table: Table) -> tuple[dict[str, str], list[Problem]]:
    """Return what each mark stands for, and the rows that name no attendance code."""
    told: dict[str, str] = {}
    problems: list[Problem] = []
    for number, row in table.rows():
        mark, means = clean(table.cell(row, "mark"), 40).upper(), table.cell(row, "means").upper()
        if blank(row) or mark == means:
            continue
        if means not in CODES:
            reason = f'"{clean(means, 40)}" is no attendance code' if means else "the mark stands for no code"
        elif mark in CODES or not mark:
            reason = f"{mark} is an attendance code itself" if mark else "there is no mark"
        elif told.setdefault(mark, means) != means:
            reason = f"{mark} stands for {told[mark]} further up"
        else:
            continue
        problems.append(table.problem(number, mark, reason, row))
    return told, problems


def put_codes(db: sqlite3.Connection, system: str, told: Mapping[str, str]) -> Counts:
    """Put a list in; what an earlier list of the same system said of other marks stays."""
    held = dict(db.execute("SELECT id, code FROM code_elsewhere WHERE system = ?", (system,)).fetchall())
    counts = Counts()
    for mark, code in told.items():
        counts.new += mark not in held
        counts.changed += mark in held and held[mark] != code
        counts.same += held.get(mark) == code
    db.executemany(
        "INSERT OR REPLACE INTO code_elsewhere VALUES (?,?,?)", ((system, *pair) for pair in told.items())
    )
    return counts
