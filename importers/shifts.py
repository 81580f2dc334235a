"""What a pupils file changes of many at once: a year group down, another number. Taken, and warned of."""

from __future__ import annotations

from collections.abc import Sequence

from core.driver import sqlite3
from importers.match import Matcher, plain_adno, plain_upn
from importers.pupils import PupilRow
from importers.put_people import find_pupil

_FEW = 3  # pupils who move to another number any day
_MANY = 20  # one in so many, and more than a few: a file of another school, or another system

Held = sqlite3.Row
Told = tuple[Held, PupilRow]


def shifts(db: sqlite3.Connection, taken: str, match: Matcher, rows: Sequence[PupilRow]) -> list[str]:
    """What is to be said of the change, before it is made; nothing of pupils of whom a newer export told."""
    held = {row["id"]: row for row in db.execute("SELECT id, upn, adno, year, taken FROM pupil").fetchall()}
    found = ((find_pupil(match, row.values), row) for row in rows)
    pairs = [(held[one], row) for one, row in found if one is not None and held[one]["taken"] <= taken]
    return [*_years_down(pairs), *_other_numbers(pairs)]


def _years_down(pairs: Sequence[Told]) -> list[str]:
    """Most year groups going down: every September they go up."""
    years = [(one, str(one["year"]), str(row.values.get("year") or "")) for one, row in pairs]
    known = [(one, old, new) for one, old, new in years if old.isdigit() and new.isdigit()]
    down = [(one, old, new) for one, old, new in known if int(new) < int(old)]
    if len(down) < _FEW or 2 * len(down) <= len(known):
        return []
    one, old, new = down[0]
    return [
        f"{len(down)} of {len(known)} pupils go down a year group ({_called(one)}: {old} to {new}). "
        "Last year's file? import --undo takes it back"
    ]


def _other_numbers(pairs: Sequence[Told]) -> list[str]:
    """Many known pupils getting another UPN or admission number."""
    changed = [
        (one, old, new) for one, row in pairs for old, new in _numbers(one, row) if old and new and old != new
    ]
    pupils = {one["id"] for one, _, _ in changed}
    if len(pupils) <= _FEW or _MANY * len(pupils) <= len(pairs):
        return []
    _, old, new = changed[0]
    return [
        f"{len(pupils)} of {len(pairs)} pupils get another UPN or admission number ({old} to {new}). "
        "Your school's file? import --undo takes it back"
    ]


def _numbers(one: Held, row: PupilRow) -> list[tuple[str, str]]:
    """Number held and number told, of each kind."""
    upn, adno = str(row.values.get("upn") or ""), str(row.values.get("adno") or "")
    return [(plain_upn(one["upn"]), plain_upn(upn)), (plain_adno(one["adno"]), plain_adno(adno))]


def _called(one: Held) -> str:
    """By UPN or admission number: summaries hold no names."""
    return str(one["upn"] or one["adno"] or "?")
