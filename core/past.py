"""Attendance before: sums another file gave of a past year or term, shown as such and never counted in."""

from __future__ import annotations

from core.record import Record
from core.views import Past


def read_past(record: Record, pupil_id: int) -> tuple[Past, ...]:
    """A pupil's totals, in order of their spans."""
    rows = record.db.execute(
        """SELECT h.span, h.school, h.possible, h.attended, h.authorised, h.unauthorised, h.reasons, i.file
           FROM attendance_history h JOIN import i ON i.id = h.import_id
           WHERE h.pupil_id = ? ORDER BY substr(h.span, -4), i.taken, h.span, h.school""",
        (pupil_id,),
    ).fetchall()
    return tuple(Past(*row) for row in rows)


def in_words(past: Past) -> str:
    """One total as a sentence: whose it is stands in it, since it is not this school's register."""
    school = f"school {past.school}" if past.school.isdigit() else past.school
    where = f"{past.span}, {school}" if school else past.span
    known = f"missed {past.missed or 'none'} of " if past.missed is not None else ""
    why = f" ({past.reasons})" if past.reasons else ""
    return f"{where}: {known}{past.possible} sessions{why}, as {past.file} says."
