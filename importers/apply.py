"""Files into the record: each one whole or not at all, in one transaction, with a result to show.

Reading and checking come first, without the write lock; what is written is only what differs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Any

from core import journal
from core.errors import FirstdayError, Refused
from core.people import Actor
from core.record import Record
from importers.marks import MarksRead, read_marks
from importers.put_calendar import put_calendar
from importers.put_marks import Counts, put_marks
from importers.put_people import matcher, put_contacts, put_pupils, put_staff
from importers.rows import read_calendar, read_contacts, read_pupils, read_staff
from importers.sniff import open_table
from importers.table import Problem, Table

ORDER = ("calendar", "staff", "pupils", "contacts", "marks")
SHORT = 0.6  # a file with fewer of its usual pupils than this is refused without --force
Progress = Callable[[str, int, int], None]  # file name, rows read, bytes of the file


@dataclass
class FileResult:
    """What became of one file; `as_dict` is its shape in `import --json`."""

    file: str
    sha256: str = ""
    format: str = ""
    layout: str = ""
    profile: str = ""
    outcome: str = "refused"  # applied, already-imported, refused, dry-run
    taken: str = ""
    taken_from: str = ""
    pupils: Counts = field(default_factory=Counts)
    contacts: Counts = field(default_factory=Counts)
    marks: Counts = field(default_factory=Counts)
    other: Counts = field(default_factory=Counts)  # calendar entries, staff
    quarantined: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    error: FirstdayError | None = None

    def as_dict(self) -> dict[str, Any]:
        """The promised keys (contract: JSON)."""
        notes = [str(self.error), *self.notes] if self.error else self.notes
        return {
            "file": self.file, "sha256": self.sha256, "format": self.layout or self.format,
            "profile": self.profile, "outcome": self.outcome, "taken": self.taken,
            **{name: getattr(self, name).as_dict() for name in ("pupils", "contacts", "marks")},
            "quarantined": [{"row": p.row, "key": p.key, "reason": p.reason} for p in self.quarantined],
            "notes": notes, "seconds": round(self.seconds, 3),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How an import was asked for."""

    profile: str = ""
    taken: datetime | None = None
    dry_run: bool = False
    force: bool = False


class _DryRun(Exception):
    """Leaves the transaction of a dry run, so that nothing is kept."""


def import_files(
    record: Record,
    actor: Actor,
    paths: Sequence[Path],
    options: Options,
    progress: Progress | None = None,
) -> list[FileResult]:
    """Import files in the order that lets them find each other; results in that order.

    One file's refusal does not keep the others out. A dry run of several files checks each against
    the record as it would then be.
    """
    actor.require_write()
    opened, results = _open(paths)
    with suppress(_DryRun), _maybe_dry(record, options.dry_run):
        for table in sorted(opened, key=lambda t: ORDER.index(t.kind)):
            results.append(_one(record, actor, table, options, progress))
        if options.dry_run:
            raise _DryRun
    return results


def _maybe_dry(record: Record, dry: bool) -> Any:
    from contextlib import nullcontext

    return record.write() if dry else nullcontext()


def _open(paths: Iterable[Path]) -> tuple[list[Table], list[FileResult]]:
    opened, results = list[Table](), list[FileResult]()
    for path in paths:
        try:
            opened.append(open_table(path))
        except FirstdayError as error:
            results.append(FileResult(path.name, error=error))
    return opened, results


def _one(
    record: Record, actor: Actor, table: Table, options: Options, progress: Progress | None
) -> FileResult:
    began = time.perf_counter()
    taken = options.taken or table.taken
    result = FileResult(
        table.name, table.sha256, table.format, table.layout,
        taken=taken.isoformat(timespec="seconds"), taken_from="stated" if options.taken else table.taken_from,
    )  # fmt: skip
    try:
        if _known(record, table, options):
            result.outcome = "already-imported"
        else:
            _read_and_put(record, actor, table, options, progress, result)
            result.outcome = "dry-run" if options.dry_run else "applied"
    except FirstdayError as error:
        result.error, result.outcome = error, "refused"
    result.notes[:0] = table.notes if result.outcome in ("applied", "dry-run") else []
    result.seconds = time.perf_counter() - began
    return result


def _known(record: Record, table: Table, options: Options) -> bool:
    """Whether these very bytes were imported before; `--force` imports them again."""
    row = record.db.execute("SELECT 1 FROM import WHERE sha256 = ?", (table.sha256,)).fetchone()
    return row is not None and not options.force


@dataclass
class _Read:
    """A file read and matched, before anything is written."""

    problems: list[Problem]
    pupils: set[int | str]  # who is in it: ids, or keys of pupils not yet on the record
    put: Callable[[int], None]  # writes it, given the import's id
    reg: str = ""  # the one reg group all its pupils belong to, if so


def _read_and_put(
    record: Record,
    actor: Actor,
    table: Table,
    options: Options,
    progress: Progress | None,
    result: FileResult,
) -> None:
    tick = (lambda rows: progress(table.name, rows, table.size_hint)) if progress else None
    read = _READERS[table.kind](record, table, result, tick)
    result.quarantined = read.problems
    result.profile = options.profile or (f"{table.kind} {read.reg}" if read.reg else table.kind)
    if table.kind in ("marks", "contacts", "pupils"):
        _check_size(record, table, read, options, result)
    elif not read.pupils:
        raise Refused(
            f"{table.name}: no row could be understood ({_first(read.problems)}); nothing was changed."
        )
    with record.write() as db:
        import_id = _note(record, actor, table, result, len(read.pupils))
        read.put(import_id)
        db.executemany(
            "INSERT INTO quarantine (import_id, row, key, reason, raw) VALUES (?,?,?,?,?)",
            ((import_id, p.row, p.key, p.reason, p.raw) for p in read.problems),
        )
        counts = {name: getattr(result, name).as_dict() for name in ("pupils", "contacts", "marks", "other")}
        db.execute("UPDATE import SET counts = ? WHERE id = ?", (dumps(counts), import_id))
        _journal(record, actor, table, result, counts)


def _check_size(record: Record, table: Table, read: _Read, options: Options, result: FileResult) -> None:
    """Refuse a file that matches nobody, or that is short against its usual size."""
    if not read.pupils:
        raise Refused(
            f"{table.name}: no row belongs to a pupil on the record ({_first(read.problems)}); "
            "nothing was changed. Import the pupils file first, or check that this is your school's."
        )
    row = record.db.execute(
        "SELECT pupils FROM import WHERE kind = ? AND profile = ? ORDER BY id DESC LIMIT 1",
        (table.kind, result.profile),
    ).fetchone()
    if row and len(read.pupils) < SHORT * row[0] + 1e-9 and not options.force:
        raise Refused(
            f"{table.name}: {len(read.pupils)} pupils, where the last such file had {row[0]}; "
            "nothing was changed. If that is right, import it again with --force."
        )


def _first(problems: Sequence[Problem]) -> str:
    return f"row {problems[0].row}: {problems[0].reason}" if problems else "it has no rows"


def _note(record: Record, actor: Actor, table: Table, result: FileResult, pupils: int) -> int:
    at = record.clock.now().isoformat(timespec="seconds")
    cursor = record.db.execute(
        """INSERT INTO import (at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils, counts)
           VALUES (?,?,?,?,?,?,?,?,?,?,'{}')""",
        (at, actor.account, table.name, table.sha256, table.kind, table.layout, result.profile, result.taken,
         result.taken_from, pupils),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def _journal(
    record: Record, actor: Actor, table: Table, result: FileResult, counts: dict[str, dict[str, int]]
) -> None:
    data = {
        "file": table.name, "kind": table.kind, "sha256": table.sha256, "taken": result.taken,
        "counts": counts, "quarantined": len(result.quarantined),
    }  # fmt: skip
    now = record.clock.now()
    entry = journal.Entry("import", None, now.date().isoformat(), data)
    journal.append(record.db, journal.new_act(), now, actor.account, [entry])


# -- one reader a kind ---------------------------------------------------------------------------

Tick = Callable[[int], None] | None


def _calendar(record: Record, table: Table, result: FileResult, tick: Tick) -> _Read:
    entries, problems = read_calendar(table)

    def put(import_id: int) -> None:
        result.other = put_calendar(record.db, import_id, entries, result.notes)

    return _Read(problems, set(map(str, entries)), put)


def _staff(record: Record, table: Table, result: FileResult, tick: Tick) -> _Read:
    people, problems = read_staff(table)

    def put(import_id: int) -> None:
        result.other = put_staff(record.db, import_id, people)

    return _Read(problems, {one.account for one in people}, put)


def _pupils(record: Record, table: Table, result: FileResult, tick: Tick) -> _Read:
    rows, problems = read_pupils(table)
    regs = {str(row.values.get("reg", "")) for row in rows}
    reg = next(iter(regs)) if len(regs) == 1 else ""

    def put(import_id: int) -> None:
        whole = not reg and result.profile == table.kind
        result.pupils = put_pupils(record.db, result.taken, rows, whole, result.notes)

    return _Read(problems, {row.key for row in rows}, put, reg)


def _contacts(record: Record, table: Table, result: FileResult, tick: Tick) -> _Read:
    found, problems = read_contacts(table, matcher(record.db))

    def put(import_id: int) -> None:
        result.contacts = put_contacts(record.db, result.taken, found, result.notes)

    return _Read(problems, set(found), put, _one_reg(record, found))


def _marks(record: Record, table: Table, result: FileResult, tick: Tick) -> _Read:
    read: MarksRead = read_marks(table, matcher(record.db), tick)
    result.notes += read.notes
    at = record.clock.now().isoformat(timespec="seconds")

    def put(import_id: int) -> None:
        result.marks = put_marks(record.db, import_id, result.taken, at, read)

    return _Read(read.problems, set(read.grid), put, _one_reg(record, read.grid))


def _one_reg(record: Record, ids: Iterable[int]) -> str:
    """The reg group all these pupils belong to; '' if they come from several."""
    regs = dict(record.db.execute("SELECT id, reg FROM pupil").fetchall())
    found = {regs.get(one, "") for one in ids}
    return found.pop() if len(found) == 1 else ""


_READERS: dict[str, Callable[[Record, Table, FileResult, Tick], _Read]] = {
    "calendar": _calendar,
    "staff": _staff,
    "pupils": _pupils,
    "contacts": _contacts,
    "marks": _marks,
}


def exit_code(results: Sequence[FileResult]) -> int:
    """What the command ends with (contract: exit codes)."""
    done = [r for r in results if r.outcome != "refused"]
    refused = [r for r in results if r.outcome == "refused"]
    if not done:
        return max((r.error.exit_code if r.error else 2) for r in refused) if refused else 2
    return 1 if refused or any(r.quarantined for r in done) else 0
