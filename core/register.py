"""The register: marks as one string of sessions a pupil and year, and the figures that follow.

A string begins on 1 August and has two cells a calendar day (`days.Session.index`), so that a change
of calendar moves nothing. A cell is one character (`codes.Code.cell`), a blank where there is no mark.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import compress

from core.codes import NO_MARK, Kind, cells, cells_of, code_of
from core.days import HALVES, Calendar, Session, session_at, string_length, year_start
from core.model import Pupil
from core.record import Record
from core.views import Attendance, Strip

_ATTENDING = cells(Kind.ATTENDING, Kind.ACTIVITY)
_AUTHORISED = cells(Kind.AUTHORISED)
_UNAUTHORISED = cells(Kind.UNAUTHORISED)
_NOT_POSSIBLE = cells(Kind.NOT_POSSIBLE)
_LATE = cells_of("L", "U")
_U = cells_of("U")
ABSENT = frozenset(_AUTHORISED + _UNAUTHORISED)
# What somebody writes when the register is taken. Other codes are often entered ahead (a trip, an illness
# rung in, both halves of the day at once), and say nothing of whether the register is in.
TAKEN = frozenset(cells_of("/", "\\", "L", "U", "N", "O"))
HERE = frozenset(_ATTENDING + _U)  # U arrived, late as it was

Register = dict[date, str]  # 1 August → string


def blank(start: date) -> str:
    """A register string without a mark."""
    return NO_MARK * string_length(start)


def registers(
    record: Record, ids: Collection[int] | None = None, since: date | None = None
) -> dict[int, Register]:
    """Register strings by pupil and year; of `ids` only, and of years that reach `since`, if given."""
    where, args = [], []
    if ids is not None:
        where.append(f"pupil_id IN ({','.join('?' * len(ids))})")
        args += [str(one) for one in ids]
    if since is not None:
        where.append("year >= ?")
        args.append(year_start(since).isoformat())
    clause = f"WHERE {' AND '.join(where)}" if where else ""
    found: dict[int, Register] = {}
    starts: dict[str, date] = {}
    rows = record.db.cursor()
    rows.row_factory = None  # plain tuples: half the time of reading
    for one, year, string in rows.execute(f"SELECT pupil_id, year, cells FROM register {clause}", args):
        if year not in starts:
            starts[year] = date.fromisoformat(year)
        found.setdefault(one, {})[starts[year]] = string
    return found


def _expected(calendar: Calendar, pupil: Pupil, start: date) -> bytes:
    """One byte a session of the string: 1 where it takes place for this pupil, on roll."""
    mask = calendar.mask(start, pupil.year)
    first = _place(2 * (pupil.admitted - start).days, mask) if pupil.admitted else 0
    last = _place(2 * ((pupil.left - start).days + 1), mask) if pupil.left else len(mask)
    return bytes(first) + mask[first:last] + bytes(len(mask) - max(first, last))


def _place(index: int, mask: bytes) -> int:
    """`index`, or the end of the mask it lies beyond: the pupil came, or left, in another year."""
    return min(max(index, 0), len(mask))


def _pieces(
    calendar: Calendar, pupil: Pupil, register: Register, first: date, last: date
) -> Iterator[tuple[date, int, str, bytes]]:
    """Per register string: its 1 August, the first place wanted, the cells, and which are expected."""
    start = year_start(first)
    while start <= last:
        low = max(0, 2 * (first - start).days)
        high = min(string_length(start), 2 * ((last - start).days + 1))
        string = register.get(start) or blank(start)
        yield start, low, string[low:high], _expected(calendar, pupil, start)[low:high]
        start = date(start.year + 1, 8, 1)


def span(
    calendar: Calendar, pupil: Pupil, register: Register, first: date, last: date
) -> tuple[str, list[Session]]:
    """Cells of all expected sessions from `first` to `last`, in order, and which sessions they are."""
    kept: list[str] = []
    sessions: list[Session] = []
    for start, low, found, expected in _pieces(calendar, pupil, register, first, last):
        kept.extend(compress(found, expected))
        sessions.extend(session_at(start, i) for i in compress(range(low, low + len(found)), expected))
    return "".join(kept), sessions


def only_cells(calendar: Calendar, pupil: Pupil, register: Register, first: date, last: date) -> str:
    """As `span`, the cells alone: what counting needs."""
    pieces = _pieces(calendar, pupil, register, first, last)
    return "".join("".join(compress(found, expected)) for _, _, found, expected in pieces)


def _count(found: str, wanted: str) -> int:
    return sum(map(found.count, wanted))


def figures(
    found: str, first: date, last: date, untaken: int = 0, calendar_loaded: bool = True
) -> Attendance:
    """Count a string of expected cells. `untaken`: blanks that are not missing, their register being out.

    possible = attending + authorised + unauthorised; persistent when absences × 10 ≥ possible, severe
    when × 2 ≥ possible, in integers, so that exactly 10 % is persistent (DfE pupil absence methodology
    §3; domain.md §2). With nothing possible there is no rate: percent, persistent and severe are None.
    """
    attending = _count(found, _ATTENDING)
    authorised = _count(found, _AUTHORISED)
    unauthorised = _count(found, _UNAUTHORISED)
    possible = attending + authorised + unauthorised
    absent = authorised + unauthorised
    missing = max(0, found.count(NO_MARK) - untaken) if calendar_loaded else 0
    hundredths = (attending * 20000 + possible) // (2 * possible) if possible else None
    return Attendance(
        first=first,
        last=last,
        possible=possible,
        attending=attending,
        authorised=authorised,
        unauthorised=unauthorised,
        late=_count(found, _LATE),
        missing_marks=missing,
        not_possible=_count(found, _NOT_POSSIBLE),
        percent=f"{hundredths // 100}.{hundredths % 100:02d}" if hundredths is not None else None,
        persistent=absent * 10 >= possible if possible else None,
        severe=absent * 2 >= possible if possible else None,
    )


def attendance(
    record: Record, pupil: Pupil, first: date, last: date, register: Register | None = None
) -> Attendance:
    """Attendance of a pupil from `first` to `last`, both included, within the time on roll."""
    calendar = record.calendar
    if register is None:
        register = registers(record, [pupil.id], first).get(pupil.id, {})
    found = only_cells(calendar, pupil, register, first, last)
    today = record.clock.today()
    untaken = _untaken_today(record, pupil, register, today) if first <= today <= last else 0
    if last > today:
        ahead = only_cells(calendar, pupil, register, max(first, today + timedelta(days=1)), last)
        untaken += ahead.count(NO_MARK)
    return figures(found, first, last, untaken, calendar.loaded)


def _untaken_today(record: Record, pupil: Pupil, register: Register, today: date) -> int:
    """Today's blank sessions whose whole register is not in: not (yet) a missing mark."""
    start = year_start(today)
    string = register.get(start) or blank(start)
    count = 0
    for half in HALVES:
        session = Session(today, half)
        expected = record.calendar.is_session(session, pupil.year) and pupil.on_roll(today)
        if expected and string[session.index] == NO_MARK and not register_in(record, pupil.reg, session):
            count += 1
    return count


def register_in(record: Record, reg: str, session: Session) -> bool:
    """Whether the register was taken for this reg group in this session, of which somebody has no mark.

    A code that is entered ahead, such as I or V, is not yet a register.
    """
    day = session.day.isoformat()
    row = record.db.execute(
        """SELECT 1 FROM pupil p JOIN register r ON r.pupil_id = p.id
           WHERE p.reg = ? AND r.year = ? AND instr(?, substr(r.cells, ?, 1)) > 0
           AND (p.admitted IS NULL OR p.admitted <= ?) AND (p.left IS NULL OR p.left >= ?) LIMIT 1""",
        (reg, year_start(session.day).isoformat(), "".join(TAKEN), session.index + 1, day, day),
    ).fetchone()
    return row is not None


def days_away(calendar: Calendar, pupil: Pupil, register: Register, today: date) -> list[date]:
    """School days in an unbroken run away that ends today, newest first; today is taken as away.

    A day is away when it holds an absence and no attendance; a day without marks, or on which the
    pupil was not required, neither counts nor breaks the run. Who was here for part of today is away
    for today alone.
    """
    found = [today]
    if any(cell in HERE for cell in day_cells(register, today)):
        return found
    held_from = min(register, default=today)
    for day in _days_before(calendar, today):
        pair = day_cells(register, day)
        if day < held_from or not pupil.on_roll(day) or any(cell in HERE for cell in pair):
            break
        if any(cell in ABSENT for cell in pair):
            found.append(day)
    return found


def day_cells(register: Register, day: date) -> str:
    """The two cells of a day; '' where no marks of that year are held."""
    start = year_start(day)
    index = 2 * (day - start).days
    return register.get(start, "")[index : index + 2]


def _days_before(calendar: Calendar, today: date) -> Iterator[date]:
    """School days before `today`, latest first; without a calendar the weekdays of the last 60 days."""
    if calendar.days:
        yield from reversed(calendar.days[: bisect_left(calendar.days, today)])
        return
    before = (today - timedelta(days=n) for n in range(1, 61))
    yield from (day for day in before if day.weekday() < 5)


def strip(record: Record, pupil: Pupil, register: Register, first: date, last: date) -> Strip:
    """The cells of the school year that holds `last`, for drawing from `first` to `last`."""
    start = year_start(last)
    cells_ = register.get(start) or blank(start)
    return Strip(start, max(first, start), last, cells_, _expected(record.calendar, pupil, start))


def changes(record: Record, pupil_id: int) -> Sequence[tuple[Session, str, str, str, int]]:
    """Amended marks of a pupil: session, old code, new code, when, import: newest first."""
    rows = record.db.execute(
        """SELECT year, first, old, new, at, import_id FROM register_change WHERE pupil_id = ?
           ORDER BY import_id DESC, year DESC""",
        (pupil_id,),
    ).fetchall()
    return [
        (session_at(date.fromisoformat(r[0]), r[1] + place), code_of(r[2][place]), code_of(after), r[4], r[5])
        for r in rows
        for place, after in reversed(list(enumerate(r[3])))
        if after != NO_MARK
    ]
