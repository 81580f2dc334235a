"""Rows that were kept, read once more: what can be read now goes in as if its own file had said so.

A pupil has arrived, a list of marks has come in, or somebody has said what a row means. What still cannot
be read stays where it is, with the reason it has now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date

from core.codes import NO_MARK
from core.days import session_at
from core.driver import sqlite3
from importers.ahead import taken_out_ahead
from importers.contacts import read_contacts
from importers.grid import told
from importers.held import Kept, kept
from importers.marks import MarksRead, read_marks
from importers.match import Matcher
from importers.meanings import meanings
from importers.put_contacts import plan_contacts, put_contacts
from importers.put_marks import Counts, plan_late, put_late, told_by_import
from importers.reading import Place
from importers.table import Problem, Table

_TWICE = "neither was taken"  # of a session told two ways: only another file can settle that


@dataclass
class Released:
    """What came of rows that had waited."""

    marks: Counts = field(default_factory=Counts)
    contacts: Counts = field(default_factory=Counts)
    pupils: set[int] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    rows: int = 0
    still: int = 0  # rows of which something could be read, or is wrong in another way now

    def note(self) -> str:
        """What an import of pupils says of it."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        pupils = "1 pupil who has" if len(self.pupils) == 1 else f"{len(self.pupils)} pupils who have"
        return f"{rows} of earlier files had waited for {pupils} now arrived, and were taken"


def release(db: sqlite3.Connection, into: int, at: str, match: Matcher) -> Released:
    """Take the rows that can be read now, oldest export first; inside the caller's transaction.

    `into` is the import that lets them in, `at` is now: what they amend is noted under both.
    """
    done = Released()
    for group in kept(db):
        said, ready, table = _ready(db, group, match)
        if not ready:
            continue
        if table.kind == "contacts":
            problems = _contacts(db, group, table, match, done)
        else:
            problems = _marks(db, into, at, group, table, match, done)
        wrong = {problem.row for problem in problems}
        done.rows += len(ready - wrong)
        done.still += len(ready & wrong)
        done.files.add(group.table.name)
        _settle(db, group, ready, said, problems)
    return done


def _ready(db: sqlite3.Connection, group: Kept, match: Matcher) -> tuple[list[sqlite3.Row], set[int], Table]:
    """What was said of a group, the rows of which other things are to be said now, and their table."""
    said = db.execute(
        "SELECT row, key, reason, raw, about FROM quarantine WHERE import_id = ?", (group.import_id,)
    ).fetchall()
    stuck = {row["row"] for row in said if not row["about"] and row["reason"].endswith(_TWICE)}
    table = group.only(set(group.cells) - stuck)
    now = _by_row((problem.row, problem.reason) for problem in _problems(db, table, match))
    before = _by_row((row["row"], row["reason"]) for row in said if row["about"])
    numbers = set(group.cells) - stuck
    ready = {n for n in numbers if n not in now or now[n] != before.get(n, set())}
    return said, ready, group.only(ready)


def _problems(db: sqlite3.Connection, table: Table, match: Matcher) -> Sequence[Problem]:
    if table.kind == "contacts":
        return read_contacts(table, match)[1]
    return read_marks(table, match, None, meanings(db, table.system)).problems


def _by_row(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for number, reason in pairs:
        found.setdefault(number, set()).add(reason)
    return found


def _contacts(
    db: sqlite3.Connection, group: Kept, table: Table, match: Matcher, done: Released
) -> Sequence[Problem]:
    """Take rows of contacts; whom the same file has told of already keeps those contacts too."""
    found, problems = read_contacts(table, match)
    rows = db.execute("SELECT DISTINCT pupil_id FROM contact WHERE taken = ?", (group.taken,)).fetchall()
    plan = plan_contacts(db, group.taken, found, {row[0] for row in rows})
    done.contacts.add(put_contacts(db, plan, []))
    done.pupils.update(found)
    return problems


def _marks(
    db: sqlite3.Connection, into: int, at: str, group: Kept, table: Table, match: Matcher, done: Released
) -> Sequence[Problem]:
    """Take rows of marks; a session of which their file says something else already stays as it is."""
    read = read_marks(table, match, None, meanings(db, table.system))
    last = max(date.fromisoformat(at[:10]), group.table.taken.date())
    problems = [
        *read.problems, *taken_out_ahead(read, last), *_told_otherwise(db, group.import_id, read)
    ]  # fmt: skip
    plan = plan_late(db, group.import_id, group.taken, read)
    put_late(db, group.import_id, into, at, plan)
    done.marks.add(plan.counts)
    done.pupils.update(one for one, *_ in plan.words)
    return problems


def _told_otherwise(db: sqlite3.Connection, import_id: int, read: MarksRead) -> list[Problem]:
    """Take out the sessions of which the rest of the file says something else; the rows behind them."""
    other: dict[Place, str] = {}
    for one, years in read.grid.items():
        for start, words in years.items():
            held = told_by_import(db, import_id, one, start)
            clashes = {n for n, (was, now) in enumerate(zip(held, words, strict=True))
                       if was != now and NO_MARK not in (was, now)}  # fmt: skip
            other.update({(one, start, n): held[n] for n in clashes})
            if clashes:
                years[start] = "".join(NO_MARK if n in clashes else cell for n, cell in enumerate(words))
    if not other:
        return []
    return [
        replace(
            problem,
            reason=f"another row of the file says {told(ord(other[where]))} for "
            f"{session_at(where[1], where[2])}: that stands, this was not taken",
        )
        for where, problem in read.about(other)
    ]


def _settle(
    db: sqlite3.Connection,
    group: Kept,
    numbers: Collection[int],
    said: Iterable[sqlite3.Row],
    problems: Iterable[Problem],
) -> None:
    """Take rows out of those set aside, in every file that held the very same; what is wrong now goes in."""
    gone = {(row["key"], row["reason"], row["raw"]) for row in said if row["about"] and row["row"] in numbers}
    every = db.execute("SELECT id, key, reason, raw FROM quarantine WHERE about <> ''").fetchall()
    db.executemany(
        "DELETE FROM quarantine WHERE id = ?",
        ((row["id"],) for row in every if (row["key"], row["reason"], row["raw"]) in gone),
    )
    left = list(problems)
    db.executemany(
        "INSERT INTO quarantine (import_id, row, key, reason, raw, about, what) VALUES (?,?,?,?,?,?,?)",
        ((group.import_id, *astuple(problem)) for problem in left),
    )
    waiting = {problem.row for problem in left if problem.about}
    db.executemany(
        "DELETE FROM held_row WHERE shape_id = ? AND cells = ?",
        ((group.shape_id, cells) for n in numbers if n not in waiting for cells in group.cells[n]),
    )
