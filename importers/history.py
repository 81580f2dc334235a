"""Sessions of a past year or term as another file sums them up: kept beside the marks, never among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.driver import sqlite3
from core.views import Total

from .cells import Texts, Unclear
from .match import Matcher
from .put_marks import Counts
from .table import Problem, Table
from .understood import understood
from .who import Who

_MOST = 800  # sessions of one year, and some


@dataclass(frozen=True, slots=True)
class PupilTotal(Total):
    """One pupil's sessions over a span."""

    pupil_id: int


def read_history(table: Table, match: Matcher) -> tuple[list[PupilTotal], list[Problem]]:
    """Return the totals, each pupil and span once, and the rows that could not be understood."""
    found: dict[tuple[int, str, str], PupilTotal] = {}
    problems: list[Problem] = []
    who, texts = Who(table, match), Texts()

    def read(number: int, row: list[str]) -> PupilTotal:
        pupil = who.find(number, row)
        if pupil is None:
            raise Unclear(who.unknown(row))
        return _total(table, row, pupil, texts)

    for number, row, total in understood(table, problems, who.key, read):
        if found.setdefault((total.pupil_id, total.span, total.school), total) != total:
            said = f"{total.span} is told twice with different figures"
            problems.append(table.problem(number, who.key(row), said, row))
    table.notes += texts.notes()
    return list(found.values()), problems


def _total(table: Table, row: list[str], pupil: int, texts: Texts) -> PupilTotal:
    figures = [_number(table.cell(row, n)) for n in ("possible", "attended", "authorised", "unauthorised")]
    possible, attended, authorised, unauthorised = figures
    if possible is None:
        raise Unclear("the row does not say how many sessions were possible")
    if (authorised or 0) + (unauthorised or 0) > possible or (attended or 0) > possible:
        raise Unclear("more sessions than were possible")
    span, school, reasons = (texts.line(table.cell(row, name), 80) for name in ("span", "school", "reasons"))
    return PupilTotal(span, school, possible, attended, authorised, unauthorised, reasons, pupil)


def _number(text: str) -> int | None:
    text = text.removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= _MOST and len(text) < 9):
        raise Unclear(f'"{text[:20]}" is no number of sessions')
    return int(text)


def put_history(db: sqlite3.Connection, import_id: int, taken: str, totals: Sequence[PupilTotal]) -> Counts:
    """Put totals in; where another export told of the same span, the newer one stands."""
    counts = Counts()
    for total in totals:
        key = total.pupil_id, total.span, total.school
        new = (total.possible, total.attended, total.authorised, total.unauthorised, total.reasons)
        held = db.execute(
            """SELECT h.possible, h.attended, h.authorised, h.unauthorised, h.reasons, i.taken
               FROM attendance_history h JOIN import i ON i.id = h.import_id
               WHERE (pupil_id, span, school) = (?,?,?)""",
            key,
        ).fetchone()
        if held is not None and (tuple(held)[:5] == new or held[5] > taken):
            counts.same += 1
            continue
        counts.new += held is None
        counts.changed += held is not None
        db.execute(
            "INSERT OR REPLACE INTO attendance_history VALUES (?,?,?,?,?,?,?,?,?)", (*key, *new, import_id)
        )
    return counts
