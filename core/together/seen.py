"""Whether a pupil has been seen today: an arrival, or a mark that says present. It stops a call."""

from __future__ import annotations

from core.codes import BY_CELL, NO_MARK
from core.people import staff_by_account
from core.record import Record
from core.register import HERE, day_cells, registers


def seen(record: Record, pupil_id: int) -> str:
    """`arrived 09:22 (Fay Desk)`, `is marked present now`; '' for a pupil not known to be here.

    The latest word counts: a mark of the afternoon says more than an arrival of the morning.
    """
    today = record.clock.today()
    cells = day_cells(registers(record, [pupil_id]).get(pupil_id, {}), today)
    last = cells.rstrip(NO_MARK)
    row = record.db.execute(
        "SELECT time, by FROM arrival WHERE pupil_id = ? AND day = ? ORDER BY id DESC LIMIT 1",
        (pupil_id, today.isoformat()),
    ).fetchone()
    if row and not (len(last) == 2 and row["time"] < "12:00" and BY_CELL[last[1]].absent):
        staff = staff_by_account(record)
        return f"arrived {row['time']} ({staff[row['by']].name if row['by'] in staff else row['by']})"
    return "is marked present now" if last[-1:] in HERE else ""
