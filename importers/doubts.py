"""What an import takes and a person should look at: marks gone blank, back to N, or amended long after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.codes import CODES, NO_MARK, cells_of, code_of
from core.days import session_at
from core.driver import sqlite3
from core.record import Record
from core.roll import NAMED, called, pupils, some
from importers.put_marks import Change
from importers.reading import MarksRead, Place
from importers.table import Problem

_CLOSED = NO_MARK + cells_of("#", "Z")
_LONG_AGO = 10  # school days: by then a trailing window has sent its last word


def removed(db: sqlite3.Connection, taken: str, read: MarksRead) -> list[Problem]:
    """Rows that are blank where a mark of an export no newer is held: it stays, and is asked about."""
    if not read.hollow:
        return []
    held: dict[Place, str] = {}
    strings: dict[tuple[int, date], str] = {}
    for one, start, place in read.hollow:
        if (one, start) not in strings:
            strings[one, start] = _cells(db, taken, one, start)
        cells = strings[one, start]
        if place < len(cells) and cells[place] != NO_MARK:
            held[one, start, place] = code_of(cells[place])
    if not held:
        return []
    return [
        replace(
            problem,
            reason=f"{session_at(where[1], where[2])} is blank here and was {held[where]}: the mark "
            "was kept. Was it removed in the MIS?",
        )
        for where, problem in read.about(held)
    ]


def _cells(db: sqlite3.Connection, taken: str, one: int, start: date) -> str:
    """The pupil's register, or nothing where a newer export has spoken of that year."""
    year = start.isoformat()
    newer = db.execute(
        """SELECT 1 FROM register_import r JOIN import i ON i.id = r.import_id
           WHERE r.pupil_id = ? AND r.year = ? AND i.taken > ?""",
        (one, year, taken),
    ).fetchone()
    row = db.execute("SELECT cells FROM register WHERE pupil_id = ? AND year = ?", (one, year)).fetchone()
    return str(row[0]) if row and not newer else ""


def off_roll(db: sqlite3.Connection, read: MarksRead) -> list[str]:
    """What is said of marks from before a pupil came or after they left: kept, and outside every figure."""
    rows = db.execute("SELECT id, admitted, left FROM pupil WHERE admitted IS NOT NULL OR left IS NOT NULL")
    spans = {row[0]: (row[1], row[2]) for row in rows.fetchall()}
    count = 0
    for one, years in read.grid.items():
        first, last = spans.get(one, (None, None))
        for start, cells in years.items():
            if first and (before := _place(first, start, 0, len(cells))):
                count += _told(cells[:before])
            if last and (after := _place(last, start, 2, len(cells))) < len(cells):
                count += _told(cells[after:])
    marks = "1 mark" if count == 1 else f"{count:,} marks"
    said = f"{marks} from before a pupil's admission or after their leaving: kept, and outside every figure"
    return [said] if count else []


def _place(day: str, start: date, more: int, length: int) -> int:
    return min(max(0, 2 * (date.fromisoformat(day) - start).days + more), length)


def _told(cells: str) -> int:
    return sum(cell not in _CLOSED for cell in cells)


def flagged(record: Record, changes: Sequence[Change]) -> list[str]:
    """What is said of amended marks: N giving way to a reason is what is expected, the rest is not."""
    back = [change for change in changes if change[4] == "N"]
    old = _long_ago(record)
    turned = [
        change for change in changes if change[1] < old and _present(change[3]) is not _present(change[4])
    ]
    said = []
    if back:
        said.append(f"{_marks(back)} went back to N, not yet established: {_some(record, back)}")
    if turned:
        said.append(
            f"{_marks(turned)} of more than {_LONG_AGO} school days ago changed between present and absent: "
            f"{_some(record, turned)}"
        )
    return said


def _long_ago(record: Record) -> str:
    """The day before which a change comes late, ISO; without a calendar a fortnight ago."""
    today = record.clock.today()
    days = [day for day in record.calendar.days if day <= today]
    early = days[-_LONG_AGO - 1] if len(days) > _LONG_AGO else today - timedelta(days=14)
    return early.isoformat()


def _present(code: str) -> bool:
    return code in CODES and CODES[code].attending


def _marks(changes: Sequence[Change]) -> str:
    return "1 mark" if len(changes) == 1 else f"{len(changes):,} marks"


def _some(record: Record, changes: Iterable[Change]) -> str:
    """The first few, whose and of which session each is."""
    several = list(changes)
    people = pupils(record, {c[0] for c in several[:NAMED]})
    shown = [f"{called(people[c[0]])} {c[1]} {c[2]} {c[3]} → {c[4]}" for c in several[:NAMED]]
    return some(shown, len(several))
