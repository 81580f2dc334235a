"""What other systems call a pupil, kept so that files which know nothing else find them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.driver import sqlite3
from importers.match import Elsewhere


def put_numbers(db: sqlite3.Connection, taken: str, numbers: Iterable[tuple[int, object]]) -> list[str]:
    """Keep each pupil's number; return what is to be said.

    A number that two pupils bear is kept for neither, and one that another pupil bears already stays with
    that pupil: a sheet sorted by mistake must not send a child's marks to another.
    """
    told = [(one, number) for one, number in numbers if isinstance(number, Elsewhere) and number.id]
    often = Counter(number for number, _ in {(number, one) for one, number in told})
    held = {
        Elsewhere(row[0], row[1]): row[2]
        for row in db.execute("SELECT system, id, pupil_id FROM pupil_id_elsewhere").fetchall()
    }
    doubtful = 0
    for one, number in dict.fromkeys(told):
        if often[number] > 1 or held.get(number, one) != one:
            doubtful += 1
        else:
            db.execute("INSERT OR REPLACE INTO pupil_id_elsewhere VALUES (?,?,?,?)", (*number, one, taken))
    if not doubtful:
        return []
    many = "1 pupil's number" if doubtful == 1 else f"{doubtful} pupils' numbers"
    return [
        f"{many} in the MIS belong to another pupil already, and were not taken: look at the column of ids"
    ]
