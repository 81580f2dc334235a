"""Putting right what was set aside: what a mark stands for, or whom a row means; the rows then come in.

What is said holds for every file to come. It counts as an import of its own, so that taking back the latest
import takes back both what was said and the rows it let in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from json import dumps, loads

from core import journal
from core.codes import CODES, NO_MARK, out_of_force
from core.days import session_at
from core.driver import sqlite3
from core.errors import Refused, Unknown
from core.people import Actor
from core.record import Record
from core.telling import day_words
from core.text import clean
from core.typed.find import who
from importers.held import Kept, kept
from importers.late import Released, release
from importers.marks import MarksRead, read_marks
from importers.match import Matcher, SameAs
from importers.meanings import meanings, plain_mark
from importers.put_people import matcher
from importers.taking_back import kept_as_before

KIND = "fix"


@dataclass
class Waiting:
    """The rows that something said would let in."""

    rows: int = 0
    pupils: set[int] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    systems: set[str] = field(default_factory=set)

    @property
    def told(self) -> str:
        """`14 rows, Mon 16 Nov to Fri 20 Nov`."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        if not self.days:
            return rows
        first, last = day_words(min(self.days)), day_words(max(self.days))
        return f"{rows}, {first}" + (f" to {last}" if last != first else "")


# -- a mark --------------------------------------------------------------------------------------


def explain_mark(record: Record, mark: str, text: str, system: str | None = None) -> str:
    """What saying that `mark` stands for the code `text` would do; refused as `fix_mark` is."""
    if not text:
        return f"{mark} stands for … a code: B, I, C2. It holds for every file to come."
    with record.reading() as db:
        code, found = _checked(db, mark, text, system)
    known = CODES[code]
    return f"→ {mark} stands for {code}, {known.meaning}: {found.told}"


def fix_mark(record: Record, actor: Actor, mark: str, text: str, system: str | None = None) -> str:
    """Say what a mark stands for and take the rows it lets in, in one transaction; what came of it.

    `system`: in whose files; None for all in which it waits. Unknown for no code, Refused for a mark that
    is a code itself and for a code that is not in force on a day of the rows.
    """
    actor.require_write()
    mark = plain_mark(mark)
    with record.write() as db:
        code, found = _checked(db, mark, text, system)

        def put(_: int) -> None:
            rows = ((one, mark, code) for one in found.systems)
            db.executemany("INSERT OR REPLACE INTO code_elsewhere VALUES (?,?,?)", rows)

        return _let_in(record, actor, f"“{mark}” read as {code}", {"mark": mark, "code": code}, put)


def _checked(db: sqlite3.Connection, mark: str, text: str, system: str | None) -> tuple[str, Waiting]:
    """The code meant, and the rows that wait for it."""
    code, mark = text.strip().upper(), plain_mark(mark)
    if code not in CODES:
        raise Unknown(
            f"“{clean(text, 20)}” is no attendance code; {clean(mark, 20)} needs one, such as B or I."
        )
    if not mark or mark in CODES:
        raise Refused(f"{mark} is an attendance code itself and stands for nothing else." if mark
                      else "Which mark? MARK=CODE, such as B1=B.")  # fmt: skip
    found = Waiting()
    match = matcher(db)
    for group, numbers in _about(db, "mark", mark):
        if system is None or group.table.system == system:
            _try(db, match, group, numbers, mark, code, found)
    found.systems = found.systems or {system or ""}
    wrong = sorted(day for day in found.days if out_of_force(code, day))
    if wrong:
        raise Refused(f"{out_of_force(code, wrong[0])}, and {mark} stands on {wrong[0].isoformat()}: "
                      "nothing was changed. Name the code that was in force then.")  # fmt: skip
    return code, found


def _try(
    db: sqlite3.Connection,
    match: Matcher,
    group: Kept,
    numbers: Collection[int],
    mark: str,
    code: str,
    found: Waiting,
) -> None:
    """Read rows without and with a meaning for the mark: what differs is what it would let in."""
    known = meanings(db, group.table.system)
    table = group.only(numbers)
    before = read_marks(table, match, None, known)
    after = read_marks(table, match, None, replace(known, aliases={**known.aliases, mark: code}))
    for one, day in _differing(before, after):
        found.pupils.add(one)
        found.days.add(day)
    found.rows += len(numbers)
    found.files.add(table.name)
    found.systems.add(table.system)


def _differing(before: MarksRead, after: MarksRead) -> Iterator[tuple[int, date]]:
    for one, years in after.grid.items():
        for start, cells in years.items():
            under = before.grid.get(one, {}).get(start, NO_MARK * len(cells))
            for place, (was, now) in enumerate(zip(under, cells, strict=True)):
                if was != now:
                    yield one, session_at(start, place).day


# -- a pupil -------------------------------------------------------------------------------------


def explain_pupil(record: Record, what: str, text: str) -> str:
    """Whom `text` finds, and how many rows that lets in; Unknown where it is nobody or several."""
    with record.reading() as db:
        rows = sum(len(numbers) for _, numbers in _about(db, "pupil", what))
        told = "1 row" if rows == 1 else f"{rows:,} rows"
        if not text:
            return f"Who is {shown(what)}? Start of a name, UPN or number: {told} wait for it."
        one = who(record, text)
        year = f", year {one.year}" if one.year else ""
        born = f", born {one.dob.day} {one.dob:%b %Y}" if one.dob else ""
        return f"→ {shown(what)} is {one.name} {one.reg}{year}{born}: {told}"


def fix_pupil(record: Record, actor: Actor, what: str, text: str) -> str:
    """Say whom a file means by `what` (`Who.known_by`) and take the rows that lets in; what came of it.

    Unknown where `text` is nobody or several. Refused where no row waits for it.
    """
    actor.require_write()
    with record.write() as db:
        one = who(record, text)
        if not any(True for _ in _about(db, "pupil", what)):
            raise Refused(f"No row waits for {shown(what)}: somebody has put it right. Look at g q again.")
        key = SameAs(*loads(what))

        def put(_: int) -> None:
            db.execute("INSERT OR REPLACE INTO same_as VALUES (?,?,?,?)", (*key, one.id))

        data = {"key": shown(what), "pupil": one.id}
        return _let_in(record, actor, f"{shown(what)} is {one.adno or one.upn or one.name}", data, put)


def meant_by(record: Record, key: str) -> str:
    """How rows set aside name the pupil whom they call `key`; Unknown where none does, or several do."""
    rows = record.db.execute("SELECT DISTINCT key, what FROM quarantine WHERE about = 'pupil'").fetchall()
    wanted = clean(key).casefold()
    found = {row["what"] for row in rows if wanted in (row["key"].casefold(), shown(row["what"]).casefold())}
    if not found:
        raise Unknown(f"No row set aside calls a pupil “{clean(key, 60)}”: g q lists what they say.")
    if len(found) > 1:
        several = "; ".join(sorted(shown(what) for what in found))
        raise Unknown(f"“{clean(key, 60)}” could be {several}: give one of these.")
    return str(found.pop())


def shown(what: str) -> str:
    """How a row names its pupil, as a person reads it."""
    key = SameAs(*loads(what))
    name = {"upn": "UPN ", "adno": "admission number ", "mis_id": "number "}.get(key.field, "")
    return clean(f"{name}{key.id}", 80)


# -- both ----------------------------------------------------------------------------------------


def _about(db: sqlite3.Connection, about: str, what: str) -> Iterator[tuple[Kept, set[int]]]:
    """The rows kept that something is wrong with, group by group."""
    rows = db.execute("SELECT import_id, row FROM quarantine WHERE about = ? AND what = ?", (about, what))
    wrong = {tuple(row) for row in rows.fetchall()}
    for group in kept(db) if wrong else ():
        if numbers := {number for number in group.cells if (group.import_id, number) in wrong}:
            yield group, numbers


def _let_in(
    record: Record, actor: Actor, said: str, data: dict[str, object], put: Callable[[int], None]
) -> str:
    """Write what was said as an import of its own, with the rows it lets in; what came of it."""
    db, now = record.db, record.clock.now()
    at = now.isoformat(timespec="seconds")
    made = db.execute(
        """INSERT INTO import (at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils, counts)
           VALUES (?,?,?,'',?,?,?,?,'stated',0,'{}')""",
        (at, actor.account, said, KIND, KIND, KIND, at),
    )
    import_id = int(made.lastrowid or 0)
    with kept_as_before(db, import_id):
        put(import_id)
        done = release(db, import_id, at, matcher(db))
    counts = {"marks": done.marks.as_dict(), "contacts": done.contacts.as_dict()}
    db.execute(
        "UPDATE import SET counts = ?, pupils = ? WHERE id = ?", (dumps(counts), len(done.pupils), import_id)
    )
    told = f"{said}: {_came_of(done)}"
    entry = journal.Entry(
        "import-fix",
        None,
        now.date().isoformat(),
        {**data, "said": told, "counts": counts, "import": import_id},
    )
    journal.append(db, journal.new_act(), now, actor.account, [entry])
    return told


def _came_of(done: Released) -> str:
    if not done.rows and not done.still:
        return "no row waited for it; it holds from the next import"
    rows = "1 row" if done.rows == 1 else f"{done.rows:,} rows"
    counts = [f"{counts.new} {what} new, {counts.changed} changed, {counts.same} same"
              for what, counts in (("marks", done.marks), ("contacts", done.contacts))
              if counts.new or counts.changed or counts.same]  # fmt: skip
    still = f"{done.still} set aside still, for another reason" if done.still else ""
    return ", ".join(part for part in (f"{rows} taken", *counts, still) if part)
