"""Files into the record: each one whole or not at all, in one transaction, with a result to show.

Reading, checking and comparing come first, without the write lock; what is written is only what differs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path

from core import journal
from core.clock import Clock
from core.errors import FirstdayError, Refused
from core.keeping.heads import tell_log
from core.people import Actor
from core.record import Record
from core.text import clean
from core.together.claims import people_on
from importers.kinds import READERS, Read, Source
from importers.numbers import settle_numbers
from importers.pages import beside, joined
from importers.profiles import Profiles, profiles
from importers.result import FileResult, Options, exit_code, whole_files
from importers.sniff import open_tables
from importers.table import Problem, Table
from importers.taking_back import kept_as_before
from importers.turn import turn
from importers.who import about_nobody

__all__ = ["FileResult", "Options", "Progress", "exit_code", "import_files"]

ORDER = (
    "calendar", "staff", "codes", "pupils", "contacts", "marks", "lessons", "timetable", "change-dates",
    "history",
)  # fmt: skip
MOST_AT_ONCE = 12_000  # rows written in one go beside others: more would keep their saves waiting
OWN_LIST = "the school's own list, as its profile says: its codes settle no correction"
_SKEW = timedelta(minutes=5)  # by which a file server's clock may run ahead
Progress = Callable[[str, int, int], None]  # file name, rows read, bytes of the file


def import_files(
    record: Record,
    actor: Actor,
    paths: Sequence[Path],
    options: Options,
    progress: Progress | None = None,
) -> list[FileResult]:
    """Import files in the order that lets them find each other; results in that order.

    One file's refusal does not keep the others out. Refused while somebody else imports. A dry run does
    all of it to a copy in memory, so that each file is checked against the record as it would then be,
    and nobody has to wait.
    """
    actor.require_write()
    with _place(record, actor, paths, options.dry_run) as place:
        opened, results = _open(paths, options, _profiles(record, options))
        refused = set[Path]()
        for table in sorted(opened, key=lambda t: ORDER.index(t.kind)):
            if table.path in refused:
                continue  # what else is in that file hangs on what was refused
            results.append(_one(place, actor, table, options, progress))
            if results[-1].outcome == "refused":
                refused.add(table.path)
            results += beside(table, results[-1])
    return whole_files(results)


@contextmanager
def _place(record: Record, actor: Actor, paths: Sequence[Path], dry: bool) -> Iterator[Record]:
    """Where the files go: the record, in this import's turn, or a copy of it."""
    if not dry:
        with turn(record, actor, paths):
            yield record
            tell_log(record)
        return
    from core.scratch import scratch

    with scratch(record) as copy:
        yield copy


def _profiles(record: Record, options: Options) -> Profiles:
    """The school's profiles, held to the one that was named; or the one that is being made."""
    if options.mapping:
        return Profiles((options.mapping,), options.mapping)
    return profiles(record).named(options.profile)


def _open(paths: Iterable[Path], options: Options, known: Profiles) -> tuple[list[Table], list[FileResult]]:
    opened, results = list[Table](), list[FileResult]()
    for path in paths:
        try:
            opened += open_tables(path, options.format, known)
        except FirstdayError as error:
            results.append(FileResult(clean(path.name or str(path)), error=error, path=path))
    whole, missing = joined(opened, options.force)
    return whole, results + missing


def _one(
    record: Record, actor: Actor, table: Table, options: Options, progress: Progress | None
) -> FileResult:
    began = time.perf_counter()
    stated = None if table.yields else options.taken
    taken = stated or table.taken
    result = FileResult(
        table.name, table.sha256, table.format, table.named,
        taken=taken.isoformat(timespec="seconds"), taken_from="stated" if stated else table.taken_from,
        path=table.path,
    )  # fmt: skip
    tick = (lambda rows: progress(table.name, rows, table.size_hint)) if progress else None
    source = Source(record, table, actor, result, options.force, tick)
    try:
        result.outcome = _put(source, options)
    except FirstdayError as error:
        result.error, result.outcome = error, "refused"
    if result.outcome in ("applied", "dry-run"):
        result.notes[:0] = [OWN_LIST] * table.own + [*table.notes, *_ahead(record, taken)]
    result.seconds = time.perf_counter() - began
    return result


def _ahead(record: Record, taken: datetime) -> list[str]:
    """What is said of an export time still to come: a slip there would overrule every later file."""
    if taken <= max(record.clock.now(), Clock().now()) + _SKEW:
        return []
    return [f"taken {taken:%Y-%m-%d %H:%M} is still to come: until then, later exports count as older"]


def _put(source: Source, options: Options) -> str:
    """Read, check and write one file; return the outcome."""
    record, table, result = source.record, source.table, source.result
    if options.format not in ("", table.named, table.layout, table.kind):
        raise Refused(f"{table.name} is {table.named}, not {options.format}; nothing was changed.")
    if _known(source):
        return "already-imported"
    settle_numbers(record.db, table)
    read = READERS[table.kind](source)
    result.quarantined = read.problems
    own = options.profile if options.profile.casefold() != table.profile.casefold() else ""
    result.profile = own or f"{table.profile or table.kind} {read.part}".strip()
    _check_size(source, read)
    _give_way(source, read)
    with record.write() as db:
        if _known(source):  # somebody else brought it while this one was being read
            result.quarantined = []
            return "already-imported"
        import_id = _note(source, read.items)
        with kept_as_before(db, import_id):
            read.put(import_id)
            db.executemany(
                """INSERT INTO quarantine (import_id, row, key, reason, raw, about, what)
                   VALUES (?,?,?,?,?,?,?)""",
                ((import_id, *astuple(p)) for p in read.problems),
            )
        counts = {name: getattr(result, name).as_dict() for name in ("pupils", "contacts", "marks", "other")}
        kept = dumps(counts | {"own_list": True} if table.own else counts)  # core.corrections asks
        db.execute("UPDATE import SET counts = ? WHERE id = ?", (kept, import_id))
        _journal(source, counts)
    return "dry-run" if options.dry_run else "applied"


def _known(source: Source) -> bool:
    """Whether these very bytes were imported before; `--force` imports them again.

    Not where this is a later export than what came in since: put back in the MIS to what they were,
    the same bytes are news.
    """
    row = source.record.db.execute(
        """SELECT profile, (SELECT max(s.taken) FROM import s WHERE s.kind = i.kind AND s.id > i.id) AS since
           FROM import i WHERE sha256 = ? AND kind = ? ORDER BY id DESC""",
        (source.table.sha256, source.table.kind),
    ).fetchone()
    if row is None or source.force or (row["since"] is not None and source.result.taken > row["since"]):
        return False
    source.result.profile = row["profile"]
    return True


def _check_size(source: Source, read: Read) -> None:
    """Refuse a file that holds nobody and nothing, or that is short against its usual size."""
    name, kind = source.table.name, source.table.kind
    if not read.items:
        raise _nothing_in_it(name, read.problems)
    row = source.record.db.execute(
        "SELECT pupils FROM import WHERE kind = ? AND profile = ? ORDER BY id DESC LIMIT 1",
        (kind, source.result.profile),
    ).fetchone()
    counted = kind in ("marks", "contacts", "pupils")
    if (
        row
        and counted
        and not source.table.part
        and 10 * read.items <= 6 * row["pupils"]
        and not source.force
    ):
        raise Refused(
            f"{name}: {read.items} pupils, where the last such file had {row['pupils']}; "
            "nothing was changed. If that is right, import it again with --force, "
            "or with --profile NAME if it is a regular file of its own."
        )


def _give_way(source: Source, read: Read) -> None:
    """Refuse what would keep those at work waiting for longer than a save may take."""
    on = people_on(source.record)
    if on and read.rows > MOST_AT_ONCE and not source.force:
        raise Refused(
            f"{source.table.name}: {read.rows:,} rows would keep the {on} who have the board open waiting; "
            "nothing was changed. Import it when they have left, in parts (two days each), or with --force."
        )


def _nothing_in_it(name: str, problems: Sequence[Problem]) -> Refused:
    """The refusal of a file of which no row can be taken, by what is wrong with most of them."""
    if not problems:
        return Refused(
            f"{name}: it has captions and no rows below them; nothing was changed. Export it again, for days "
            "and pupils there are."
        )
    nobody = [one for one in problems if about_nobody(one)]
    other = [one for one in problems if not about_nobody(one)]
    if len(other) > len(nobody):
        return Refused(
            f"{name}: no row could be understood ({_first(other)}); nothing was changed. "
            "Put that column right in the report, and export it again."
        )
    return Refused(
        f"{name}: no row belongs to a pupil on the record ({_first(nobody)}); nothing was changed. "
        "Import the pupils file first, or check that this is your school's."
    )


def _first(problems: Sequence[Problem]) -> str:
    return f"row {problems[0].row}: {problems[0].reason}"


def _note(source: Source, items: int) -> int:
    record, table, result = source.record, source.table, source.result
    at = record.clock.now().isoformat(timespec="seconds")
    cursor = record.db.execute(
        """INSERT INTO import (at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils, counts)
           VALUES (?,?,?,?,?,?,?,?,?,?,'{}')""",
        (at, source.actor.account, table.name, table.sha256, table.kind, table.named, result.profile,
         result.taken, result.taken_from, items),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def _journal(source: Source, counts: dict[str, dict[str, int]]) -> None:
    record, table, result = source.record, source.table, source.result
    data = {
        "file": table.name, "kind": table.kind, "sha256": table.sha256, "taken": result.taken,
        "counts": counts, "quarantined": len(result.quarantined),
    }  # fmt: skip
    now = record.clock.now()
    entry = journal.Entry("import", None, now.date().isoformat(), data)
    journal.append(record.db, journal.new_act(), now, source.actor.account, [entry])
