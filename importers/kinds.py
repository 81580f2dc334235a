"""Each kind of file read, matched and compared before the write lock is taken; `put` then only writes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Generic, TypeVar

from core.codes import NO_MARK, cells_of
from core.days import Calendar
from core.driver import sqlite3
from core.errors import Refused
from core.people import Actor
from core.record import Record
from core.text import fold
from importers.ahead import set_ahead_aside
from importers.calendar import kinds_of
from importers.change_dates import read_change_dates
from importers.codes import put_codes, read_codes
from importers.doubts import flagged, off_roll, removed
from importers.held import Row, hold
from importers.history import put_history, read_history
from importers.late import Released, release
from importers.lessons import read_lessons
from importers.marks import MarksRead, read_marks
from importers.match import Matcher
from importers.meanings import meanings
from importers.phones import phone_key
from importers.pupils import PupilRow
from importers.put_calendar import put_calendar, whole_calendar
from importers.put_contacts import plan_contacts, put_contacts
from importers.put_lessons import plan_lessons, put_change_dates, put_lessons, put_timetable
from importers.put_marks import last_import, plan_marks, put_marks
from importers.put_people import bearer, find_pupil, matcher, note_unlisted, put_pupils
from importers.put_staff import put_staff, refuse_lock_out
from importers.result import FileResult
from importers.rows import read_calendar, read_contacts, read_pupils, read_staff
from importers.shifts import shifts
from importers.span import days_told, refuse_last_years, span_words
from importers.table import Problem, Table
from importers.timetable import read_timetable

P = TypeVar("P")
Tick = Callable[[int], None] | None


@dataclass
class Read:
    """A file read and matched, before anything is written."""

    problems: list[Problem]
    items: int  # distinct pupils in it; of a calendar its entries, of a staff list its accounts
    put: Callable[[int], None]  # writes it, given the import's id
    rows: int = 0  # that will be written, where they may be many
    part: str = ""  # which part of the school it is about, '' for all of it: its own profile


@dataclass(frozen=True, slots=True)
class Source:
    """A file on its way in: the record, the file, who brought it, and the result it adds notes to."""

    record: Record
    table: Table
    actor: Actor
    result: FileResult
    force: bool
    tick: Tick


def _calendar(source: Source) -> Read:
    entries, problems = read_calendar(source.table)
    unread = kinds_of(source.table, {problem.row for problem in problems})
    entries = whole_calendar(source.table.name, entries) if entries else []

    def put(import_id: int) -> None:
        source.result.other = put_calendar(source.record.db, import_id, entries, source.result.notes, unread)

    return Read(problems, len(entries), put)


def _staff(source: Source) -> Read:
    people, problems = read_staff(source.table)
    unsure = {problem.key for problem in problems}
    me, db = source.actor.account, source.record.db
    if people and not source.force:
        refuse_lock_out(db, source.table.name, me, people, unsure)

    def put(import_id: int) -> None:
        notes = source.result.notes
        source.result.other = put_staff(db, import_id, people, unsure, notes)
        if not db.execute("SELECT 1 FROM staff WHERE account = ? AND listed = 1", (me,)).fetchone():
            notes.append(f"your own account, {me}, is not in it: from now on it only reads")

    return Read(problems, len(people), put)


def _codes(source: Source) -> Read:
    told, problems = read_codes(source.table)

    def put(import_id: int) -> None:
        source.result.other = put_codes(source.record.db, source.table.system, told)
        if (released := _release(source, import_id)).rows:
            rows = "1 row" if released.rows == 1 else f"{released.rows:,} rows"
            source.result.notes.append(f"{rows} of earlier files can be read now, and were taken")

    return Read(problems, len(told), put)


def _pupils(source: Source) -> Read:
    record, table = source.record, source.table
    rows, problems = read_pupils(table)
    match = matcher(record.db)
    rows = _each_once(table, match, rows, problems)
    rows = _without_strangers(source, match, rows, problems)
    rows = _with_names(table, match, rows, problems)
    part = table.part or _part_of_roll(source, match, rows)
    unsure = _named_in(record.db, match, problems)

    def put(import_id: int) -> None:
        result = source.result
        result.notes += shifts(record.db, _age(source), match, rows)
        result.pupils = put_pupils(record.db, _age(source), rows, result.notes)
        if (released := _release(source, import_id)).rows:
            result.notes.append(released.note())
        if not part and result.profile == (table.profile or table.kind):
            note_unlisted(record.db, result.taken, unsure, result.notes)

    return Read(sorted(problems, key=lambda p: p.row), len(rows), put, part=part)


def _release(source: Source, import_id: int) -> Released:
    """Take rows of earlier files that can be read now."""
    db, at = source.record.db, source.record.clock.now().isoformat(timespec="seconds")
    released = release(db, import_id, at, matcher(db))
    source.result.marks.add(released.marks)
    source.result.contacts.add(released.contacts)
    return released


def _each_once(
    table: Table, match: Matcher, rows: Sequence[PupilRow], problems: list[Problem]
) -> list[PupilRow]:
    """The rows without those that are about one pupil under two numbers: none of those is taken."""
    by_pupil: dict[int, list[PupilRow]] = {}
    for row in rows:
        found = find_pupil(match, row.values)
        if found is not None:
            by_pupil.setdefault(found, []).append(row)
    twice = [group for group in by_pupil.values() if len(group) > 1]
    for group in twice:
        where = ", ".join(str(row.row) for row in group)
        for row in group:
            said = [str(value) for value in row.values.values() if value]
            reason = f"rows {where} are about the same pupil on the record; none was taken"
            problems.append(table.problem(row.row, row.key, reason, said))
    dropped = {row.row for group in twice for row in group}
    return [row for row in rows if row.row not in dropped]


def _age(source: Source) -> str:
    """The export time people are compared by; another school's words give way to any of ours."""
    return "" if source.table.yields else source.result.taken


def _without_strangers(
    source: Source, match: Matcher, rows: Sequence[PupilRow], problems: list[Problem]
) -> list[PupilRow]:
    """The rows without those whose number is another pupil's: else a file of another school renames ours."""
    if source.force:  # a number given anew
        return list(rows)
    kept = []
    for row in rows:
        if bearer(match, row.values) is None:
            kept.append(row)
            continue
        reason = (
            "its number belongs to a pupil of another UPN, name and date of birth: is this your "
            "school's file? If the number was given anew, import it with --force"
        )
        said = [str(value) for value in row.values.values() if value]
        problems.append(source.table.problem(row.row, row.key, reason, said))
    return kept


def _with_names(
    table: Table, match: Matcher, rows: Sequence[PupilRow], problems: list[Problem]
) -> list[PupilRow]:
    """The rows without those that know a new pupil by another system's number alone."""
    kept = []
    for row in rows:
        values = row.values
        named = values.get("upn") or values.get("adno") or (values.get("surname") and values.get("dob"))
        if named or find_pupil(match, row.values) is not None:
            kept.append(row)
            continue
        reason = "a new pupil needs a UPN, an admission number, or names with date of birth"
        problems.append(table.problem(row.row, row.key, reason, [str(v) for v in row.values.values() if v]))
    return kept


def _part_of_roll(source: Source, match: Matcher, rows: Sequence[PupilRow]) -> str:
    """Which part of the school a pupils file lists: a reg group, joiners (nobody known yet), or ''.

    Refused where it is as long as the roll and knows nobody on it: that is another school's.
    """
    roll = source.record.db.execute("SELECT count(*) FROM pupil WHERE left IS NULL").fetchone()[0]
    if roll and rows and all(find_pupil(match, row.values) is None for row in rows):
        if 10 * len(rows) > 6 * roll and not source.force:
            raise Refused(
                f"{source.table.name}: none of its {len(rows)} pupils is on the record, which has {roll}; "
                "nothing was changed. Check that this is your school's; if so, import it with --force."
            )
        return "joiners"
    regs = {str(row.values.get("reg", "")) for row in rows}
    return next(iter(regs)) if len(regs) == 1 else ""


class _Planned(Generic[P]):
    """What a file will change, worked out by comparing with the record while nobody has to wait."""

    def __init__(self, record: Record, plan: Callable[[sqlite3.Connection], P]) -> None:
        self._record = record
        self._plan = plan
        with record.reading() as db:
            self._after = last_import(db)
            self.made = plan(db)

    def at_writing(self, import_id: int) -> P:
        """The plan; worked out anew, inside the write, only where another import came in between."""
        db = self._record.db
        return self.made if self._after == last_import(db, before=import_id) else self._plan(db)


def _contacts(source: Source) -> Read:
    record = source.record
    match = matcher(record.db)
    waiting: list[Row] = []
    found, problems = read_contacts(source.table, match, waiting)
    unsure = _named_in(record.db, match, problems)
    for rows in found.values():
        for row in rows:  # worked out, and kept, before anybody has to wait
            phone_key(row.phone), phone_key(row.phone2)

    taken = _age(source)
    planned = _Planned(record, lambda db: plan_contacts(db, taken, found, unsure))

    def put(import_id: int) -> None:
        result = source.result
        result.contacts = put_contacts(record.db, planned.at_writing(import_id), result.notes)
        hold(record.db, import_id, source.table, waiting, record.clock.now())

    return Read(problems, len(found), put, part=source.table.part or _one_reg(record, found))


def _named_in(db: sqlite3.Connection, match: Matcher, problems: Iterable[Problem]) -> Collection[int]:
    """Pupils on the record whom rows that were set aside may be about."""
    names: dict[str, list[int]] = {}
    for one, surname, forename, preferred in db.execute(
        "SELECT id, surname, forename, preferred FROM pupil"
    ).fetchall():
        for first in {forename, preferred}:
            names.setdefault(fold(f"{surname} {first}"), []).append(one)
    found = set[int]()
    for problem in problems:
        one = match.match(upn=problem.key) or match.match(adno=problem.key)
        found.update([one] if one else names.get(fold(problem.key), []))
    return found


_OPPOSITE = bytes([1, 0]) + bytes(254)  # a calendar's mask, the other way round
_CLOSED_CELLS = NO_MARK + cells_of("#", "Z")


def _marks(source: Source) -> Read:
    record = source.record
    meant = meanings(record.db, source.table.system)
    read: MarksRead = read_marks(source.table, matcher(record.db), source.tick, meant)
    taken = source.result.taken
    if not source.force:
        today = max(record.clock.today(), datetime.fromisoformat(taken).date())
        set_ahead_aside(source.table.name, read, today)
    _say_days(source, read)
    source.result.notes += [*read.notes, *_off_days(record.calendar, read), *off_roll(record.db, read)]
    at = record.clock.now().isoformat(timespec="seconds")
    planned = _Planned(record, lambda db: plan_marks(db, taken, read))
    with record.reading() as db:
        read.problems += removed(db, taken, read)
    source.result.notes += flagged(record, planned.made.amended())

    def put(import_id: int) -> None:
        plan = planned.at_writing(import_id)
        put_marks(record.db, import_id, at, plan)
        source.result.marks = plan.counts
        if said := hold(record.db, import_id, source.table, read.held, record.clock.now()):
            source.result.notes.append(said)

    return Read(read.problems, len(read.grid), put, part=source.table.part or _one_reg(record, read.grid))


def _say_days(source: Source, read: MarksRead) -> None:
    """Note which days a marks file tells of; refused where they are last year's and nobody said so."""
    told, today = days_told(read.grid), source.record.clock.today()
    if told is None:
        return
    if not (source.force or source.table.yields):
        refuse_last_years(source.record.db, source.table.name, told[1], today)
    source.result.days = [day.isoformat() for day in told]
    source.result.span = span_words(*told, today)


def _off_days(calendar: Calendar, read: MarksRead) -> list[str]:
    """What is said of marks on days or halves without school: kept, and outside every figure."""
    if not calendar.loaded:
        return []
    starts = {start for years in read.grid.values() for start in years}
    closed = {start: calendar.mask(start).translate(_OPPOSITE) for start in starts}
    count = 0
    for years in read.grid.values():
        for start, cells in years.items():
            told = "".join(compress(cells, closed[start]))
            count += len(told) - sum(map(told.count, _CLOSED_CELLS))
    marks = "1 mark" if count == 1 else f"{count:,} marks"
    return [f"{marks} on days without school: kept, and outside every figure"] if count else []


def _lessons(source: Source) -> Read:
    record = source.record
    read = read_lessons(source.table, matcher(record.db))
    planned = _Planned(record, lambda db: plan_lessons(db, source.result.taken, read.marks))

    def put(import_id: int) -> None:
        source.result.marks = put_lessons(record.db, import_id, planned.at_writing(import_id))

    return Read(read.problems, read.pupils, put, rows=len(planned.made.fresh))


def _timetable(source: Source) -> Read:
    record = source.record
    slots, problems = read_timetable(source.table, matcher(record.db))

    def put(import_id: int) -> None:
        result = source.result
        result.other = put_timetable(record.db, import_id, result.taken, slots, result.notes)

    return Read(problems, len({(slot.pupil_id, slot.reg) for slot in slots}), put)


def _change_dates(source: Source) -> Read:
    changes, problems = read_change_dates(source.table)

    def put(import_id: int) -> None:
        source.result.other = put_change_dates(source.record.db, import_id, changes)

    return Read(problems, len(changes), put)


def _history(source: Source) -> Read:
    record = source.record
    totals, problems = read_history(source.table, matcher(record.db))

    def put(import_id: int) -> None:
        source.result.other.add(put_history(record.db, import_id, source.result.taken, totals))

    return Read(problems, len({total.pupil_id for total in totals}), put)


def _one_reg(record: Record, ids: Collection[int]) -> str:
    """The reg group all these pupils belong to; '' if they come from several."""
    regs = dict(record.db.execute("SELECT id, reg FROM pupil").fetchall())
    found = {regs.get(one, "") for one in ids}
    return found.pop() if len(found) == 1 else ""


READERS: dict[str, Callable[[Source], Read]] = {
    "calendar": _calendar,
    "staff": _staff,
    "codes": _codes,
    "pupils": _pupils,
    "contacts": _contacts,
    "marks": _marks,
    "lessons": _lessons,
    "timetable": _timetable,
    "change-dates": _change_dates,
    "history": _history,
}
