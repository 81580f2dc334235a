"""Sessions without a mark for a pupil whose register is in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from core.clocks import rules
from core.clocks.sight import Person, Sight
from core.clocks.timeline import Timeline
from core.codes import NO_MARK
from core.days import HALVES, Session, year_start
from core.questions import ClockState
from core.record import Record

KIND = "missing-mark"


def gaps(
    sight: Sight, pupil: Person, line: Timeline, cells: str, taken: Collection[tuple[str, str]]
) -> list[Session]:
    """Sessions of this school year without a mark; those of today only where `taken` holds (reg, half)."""
    place = cells.find(NO_MARK, line.place(sight.year[0]))
    found = []
    while place >= 0:
        session = line.session(place)
        if session.day < sight.today or (pupil.reg, session.half) in taken:
            found.append(session)
        place = cells.find(NO_MARK, place + 1)
    return found


def taken_today(sight: Sight) -> frozenset[tuple[str, str]]:
    """The registers of today that are in, as (reg group, half): some pupil on roll has a mark."""
    day, place = sight.today.isoformat(), Session(sight.today).index
    rows = sight.record.db.execute(
        """SELECT p.reg, max(substr(CAST(r.cells AS BLOB), ?, 1) <> x'20'),
           max(substr(CAST(r.cells AS BLOB), ?, 1) <> x'20')  -- a blob is not read through from its start
           FROM pupil p JOIN register r ON r.pupil_id = p.id WHERE r.year = ?
           AND (p.admitted IS NULL OR p.admitted <= ?) AND (p.left IS NULL OR p.left >= ?) GROUP BY p.reg""",
        (place + 1, place + 2, year_start(sight.today).isoformat(), day, day),
    ).fetchall()
    return frozenset(
        (row[0], half) for row in rows for half, held in zip(HALVES, row[1:], strict=True) if held
    )


def missing_marks(sight: Sight, found: Mapping[Person, list[Session]]) -> Iterator[ClockState]:
    """One clock a pupil, the only one a missing mark fires (domain.md §11.12).

    A register that was not taken at all is a list of its own (`core.lists.by_key`), and nobody's clock.
    """
    wanted: dict[str, set[Session]] = {}
    for pupil, sessions in found.items():
        wanted.setdefault(pupil.reg, set()).update(sessions)
    untaken = {reg: _untaken(sight.record, reg, sessions) for reg, sessions in wanted.items()}
    for pupil, sessions in found.items():
        missing = tuple(session for session in sessions if session not in untaken[pupil.reg])
        if missing:
            due = missing[0].day
            state = sight.state(due)
            yield ClockState(
                pupil.id, KIND, state, due, None, len(missing), missing,
                rules.rule(KIND), rules.advice(KIND, state),
            )  # fmt: skip


def _untaken(record: Record, reg: str, sessions: set[Session]) -> set[Session]:
    """Those of `sessions` in which nobody of the reg group, then on roll, has a mark."""
    left = set(sessions)
    years = {year_start(session.day) for session in sessions}
    rows = record.db.execute(
        f"""SELECT p.admitted, p.left, r.year, r.cells FROM pupil p JOIN register r ON r.pupil_id = p.id
            WHERE p.reg = ? AND r.year IN ({",".join("?" * len(years))})""",
        (reg, *(year.isoformat() for year in years)),
    )
    for admitted, gone, year, cells in rows:
        first, last = admitted or "", gone or "9999"
        begin = date.fromisoformat(year)
        left -= {
            session
            for session in left
            if first <= session.day.isoformat() <= last
            and year_start(session.day) == begin
            and cells[session.index : session.index + 1] not in ("", NO_MARK)
        }
        if not left:
            break
    return left
