"""Whether a pupil has been seen today: an arrival, or a mark that says present. It stops a call."""

from __future__ import annotations

from collections.abc import Collection

from core.codes import BY_CELL, NO_MARK, cells_of, code_of
from core.morning import NOON, pm_from
from core.people import staff_by_account
from core.record import Record
from core.register import HERE, day_cells, registers

PRESENT = cells_of("/", "\\")  # L, U and codes of being elsewhere leave open when the pupil came in


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
    if row and not (len(last) == 2 and row["time"] < NOON and BY_CELL[last[1]].absent):
        staff = staff_by_account(record)
        return f"arrived {row['time']} ({staff[row['by']].name if row['by'] in staff else row['by']})"
    return "is marked present now" if last[-1:] in HERE else ""


def present_at(record: Record, ids: Collection[int], time: str) -> dict[int, str]:
    """Who is marked present in the half to which `time` (HH:MM) belongs: `marked present (/) this morning`.

    Between noon and the afternoon's register it may belong to either half: each that has a mark must say so.
    """
    today, turns = record.clock.today(), pm_from(record)
    found = {}
    for one, register in registers(record, ids, today).items():
        cells = day_cells(register, today)
        about = cells[:1] if time < min(NOON, turns) else cells[1:] if time >= turns else cells.strip(NO_MARK)
        if about and all(cell in PRESENT for cell in about):
            half = "this afternoon" if time >= turns else "this morning"
            found[one] = f"marked present ({code_of(about[-1])}) {half}"
    return found
