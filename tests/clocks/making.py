"""Marks by the day and clocks by their kind."""

from __future__ import annotations

from datetime import date, datetime

from core.clocks import read_clocks
from core.codes import CODES
from core.days import year_start
from core.questions import ClockState
from core.record import Record
from core.register import blank
from tests.core.making import set_now

PRESENT = ("/", "\\")


def put(record: Record, pupil: int, marks: dict[str, str]) -> None:
    """Put marks: `{"2026-11-09": "O /", "2026-11-10": "N", "2026-11-11 PM": "U"}`; `-` is none."""
    strings: dict[date, list[str]] = {}
    for when, codes in marks.items():
        day, _, half = when.partition(" ")
        found = codes.split() if " " in codes else [codes, codes]
        start = year_start(date.fromisoformat(day))
        if start not in strings:
            row = record.db.execute(
                "SELECT cells FROM register WHERE pupil_id = ? AND year = ?", (pupil, start.isoformat())
            ).fetchone()
            strings[start] = list(row[0] if row else blank(start))
        for place, code in enumerate(found):
            if half in ("", ("AM", "PM")[place]):
                wanted = PRESENT[place] if code == "/" else code
                index = 2 * (date.fromisoformat(day) - start).days + place
                strings[start][index] = " " if wanted == "-" else CODES[wanted].cell
    with record.write() as db:
        for start, cells in strings.items():
            db.execute(
                "INSERT OR REPLACE INTO register VALUES (?,?,?)", (pupil, start.isoformat(), "".join(cells))
            )


def put_days(record: Record, pupil: int, first: str, count: int, codes: str) -> list[date]:
    """Put the same marks on `count` school days from `first` on; the days."""
    days = [day for day in record.calendar.days if day.isoformat() >= first][:count]
    put(record, pupil, {day.isoformat(): codes for day in days})
    return days


def attend(record: Record, pupil: int, first: str = "2025-09-03", last: str = "") -> None:
    """Present on every school day from `first` to `last` (else today)."""
    end = last or record.clock.today().isoformat()
    put(record, pupil, {str(day): "/" for day in record.calendar.days if first <= str(day) <= end})


def clocks(record: Record, pupil: int, kind: str = "") -> list[ClockState]:
    """The clocks of a pupil, of one kind if given."""
    return [one for one in read_clocks(record, [pupil]).get(pupil, []) if kind in ("", one.kind)]


def stand(record: Record, day: str, time: str = "09:16") -> None:
    """Let the clock stand on another day."""
    set_now(record, datetime.fromisoformat(f"{day}T{time}"))


def import_marks(record: Record, day: str) -> int:
    """Let marks have come in on a day: what was met before, in an earlier year, is history."""
    with record.write() as db:
        cursor = db.execute(
            """INSERT INTO import
               (at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils, counts)
               VALUES (?, 'ann', 'marks.csv', '0', 'marks', 'day', '', ?, 'file', 1, '{}')""",
            (f"{day}T08:00:00", f"{day}T08:00:00"),
        )
    return int(cursor.lastrowid or 0)


def note_mark(record: Record, pupil: int, sessions: list[str], comment: str) -> None:
    """Put what the MIS notes beside marks."""
    file = import_marks(record, "2025-09-03")
    with record.write() as db:
        db.executemany(
            "INSERT INTO mark_detail VALUES (?, ?, ?, NULL, ?, ?)",
            [(pupil, *session.split(), comment, file) for session in sessions],
        )


def amend(record: Record, pupil: int, day: str, marks: dict[str, str]) -> None:
    """Amend marks on a day, as an import does: the register as it is now, and what stood there before."""
    start = year_start(date.fromisoformat(min(marks)[:10]))
    of = "SELECT cells FROM register WHERE pupil_id = ? AND year = ?"
    old = record.db.execute(of, (pupil, start.isoformat())).fetchone()[0]
    put(record, pupil, marks)
    new = record.db.execute(of, (pupil, start.isoformat())).fetchone()[0]
    pairs = [(b, a) if b != a else (" ", " ") for b, a in zip(old, new, strict=True)]
    before, after = ("".join(cells) for cells in zip(*pairs, strict=True))
    file = import_marks(record, day)
    with record.write() as db:
        db.execute(
            "INSERT INTO register_change VALUES (?,?,?,0,?,?,?)",
            (file, pupil, start.isoformat(), before, after, f"{day}T08:00:00"),
        )
