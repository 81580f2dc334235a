"""`firstday import`: files in, with a dry run, a bar when it takes a while, and a plain result."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypedDict, Unpack

import click

from core.text import clean, show
from tui.cli.session import Session, actor, parse_moment, pass_session, print_json, say

if TYPE_CHECKING:
    from importers.apply import FileResult, Options

BAR_AFTER = 1.0  # seconds


class How(TypedDict):
    """The options of an import."""

    inbox: Path | None
    keep: int | None
    undo: bool
    mark: tuple[str, ...]
    match: tuple[str, ...]
    format_: str
    profile: str
    taken: str | None
    dry_run: bool
    force: bool
    as_json: bool


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--inbox", metavar="DIR", type=click.Path(path_type=Path), help="For cron: each settled file of DIR."
)
@click.option("--keep", metavar="DAYS", type=click.IntRange(1, 3650), help="With --inbox: for so long (30).")
@click.option("--undo", is_flag=True, help="Take back the latest import, alone.")
@click.option(
    "--mark",
    metavar="MARK=CODE",
    multiple=True,
    help="Say what a mark set aside stands for: its rows come in.",
)
@click.option(
    "--match", metavar="KEY=WHO", multiple=True, help="Say whom rows set aside mean (UPN, Adno or name)."
)
@click.option(
    "--format",
    "format_",
    default="",
    metavar="NAME",
    help="What the files must be: marks, marks-wide, ctf, …",
)
@click.option("--profile", default="", metavar="NAME", help="Which regular file this is, for its usual size.")
@click.option(
    "--taken", metavar="DATETIME", help="When it was exported (else from the file, its name or time)."
)
@click.option("--dry-run", is_flag=True, help="Say what it would do, and change nothing.")
@click.option("--force", is_flag=True, help="Take a file that is short against its usual size, or once more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def import_(session: Session, files: tuple[Path, ...], **how: Unpack[How]) -> None:
    """Take in the school's files.

    Calendar, staff, pupils, contacts and marks, as CSV, TSV or XLSX, told by their captions and taken in
    the order that suits; and the files of SIMS, Bromcom, Arbor, Wonde, a CTF or the census as they are.
    Ends with 0 when all of it is in, 1 when something was set aside or refused, 2 when nothing was applied,
    3 when nothing could be read. With --inbox, files that have stood still for a minute are taken once and
    moved to done/ or failed/ there, a line of JSON for each.
    """
    from importers.apply import Options, exit_code, import_files

    if how["undo"]:
        _undo(session, alone=not files and how["inbox"] is None)
    if how["mark"] or how["match"]:
        _put_right(session, how["mark"], how["match"], alone=not files and how["inbox"] is None)
    if how["keep"] is not None and how["inbox"] is None:
        raise click.UsageError("--keep goes with --inbox")
    if bool(files) == (how["inbox"] is not None):
        raise click.UsageError("Name the files, or a folder with --inbox")
    when = parse_moment(how["taken"], "--taken")[0] if how["taken"] is not None else None
    format_, profile = clean(how["format_"]).lower(), clean(how["profile"])
    options = Options(profile, when, how["dry_run"], how["force"], format_)
    if how["inbox"] is not None:
        if options.dry_run or options.taken:
            raise click.UsageError("--dry-run and --taken do not go with --inbox")
        _inbox(session, how["inbox"], options, how["keep"], how["as_json"])
    with session.open() as record:
        results = import_files(record, actor(record), files, options, _bar(time.monotonic()))
    if how["as_json"]:
        print_json({"files": [result.as_dict() for result in results]})
    else:
        for result in results:
            report(result)
    raise click.exceptions.Exit(exit_code(results))


def _undo(session: Session, alone: bool) -> NoReturn:
    from importers.taking_back import take_back

    if not alone:
        raise click.UsageError("--undo stands alone: it takes back the latest import, whatever it was")
    with session.open() as record:
        say(take_back(record, actor(record)))
    raise click.exceptions.Exit(0)


def _put_right(session: Session, marks: tuple[str, ...], pupils: tuple[str, ...], alone: bool) -> NoReturn:
    """Say what marks stand for and whom rows mean, one after the other; the first refusal ends it."""
    from importers.fixing import fix_mark, fix_pupil, meant_by

    if not alone:
        raise click.UsageError("--mark and --match stand alone: they take rows that were set aside before")
    with session.open() as record:
        for text in marks:
            mark, code = _two(text, "--mark", "MARK=CODE, such as B1=B")
            say(show(fix_mark(record, actor(record), mark, code)))
        for text in pupils:
            key, name = _two(text, "--match", "KEY=WHO, such as A801200001001=Z801200001002")
            say(show(fix_pupil(record, actor(record), meant_by(record, key), name)))
    raise click.exceptions.Exit(0)


def _two(text: str, option: str, shape: str) -> tuple[str, str]:
    first, _, last = (part.strip() for part in text.rpartition("="))
    if not first or not last:
        raise click.UsageError(f"{option} is {shape}")
    return first, last


def _inbox(session: Session, folder: Path, options: Options, keep: int | None, as_json: bool) -> NoReturn:
    """Take the inbox, a line of JSON a file (one document with --json), and end as an import ends."""
    from importers.apply import exit_code
    from importers.inbox import KEEP, take_inbox, unsettled

    with session.open() as record:
        taken = take_inbox(record, actor(record), folder, options, keep or KEEP)
    if as_json:
        print_json({"files": [one.result.as_dict() for one in taken]})
    else:
        for one in taken:
            click.echo(one.line)
    fresh, seconds = unsettled(folder)
    if fresh:
        say(f"{fresh} file{'s' * (fresh > 1)} not settled yet, try again in {seconds} s")
    raise click.exceptions.Exit(exit_code([one.result for one in taken]) if taken else 0)


def _bar(began: float) -> Callable[[str, int, int], None] | None:
    """Draw how far it is, on a terminal, once it has taken more than a second."""
    if not sys.stderr.isatty():
        return None

    def draw(name: str, rows: int, size: int) -> None:
        if time.monotonic() - began > BAR_AFTER:
            done = min(0.99, rows * 36 / size) if size else 0.0  # a row of marks is about 36 bytes
            filled = int(done * 30)
            click.echo(
                f"\r{show(name)[:30]:30} [{'#' * filled}{'.' * (30 - filled)}] {rows:,} rows",
                nl=False,
                err=True,
            )

    return draw


def report(result: FileResult) -> None:
    """Tell what became of one file."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    if result.error is not None:
        say(f"refused: {show(str(result.error))}")
        return
    if result.outcome == "already-imported":
        say(f"{show(result.file)}: imported before, nothing to do.")
        return
    counts = [
        f"{name} {c.new} new, {c.changed} changed, {c.same} same"
        + (f", {c.older} older than what stands, left" if c.older else "")
        + (f" ({result.span})" if name == "marks" and result.span else "")
        for name in ("pupils", "contacts", "marks", "other")
        if (c := getattr(result, name)) and (c.new or c.changed or c.same or c.older)
    ]
    would = " (dry run: nothing was changed)" if result.outcome == "dry-run" else ""
    taken = f"taken {result.taken.replace('T', ' ')[:16]} ({result.taken_from})"
    say(f"{show(result.file)}: {'; '.join(counts).replace('other ', '') or 'nothing new'} · {taken}{would}")
    for note in result.notes:
        say(f"  {show(note)}")
    for problem in result.quarantined[:10]:
        say(f"  row {problem.row} set aside: {show(problem.reason)}")
    if len(result.quarantined) > 10:
        say(f"  … and {len(result.quarantined) - 10} more rows set aside (on the board: g q)")
    if any(problem.about for problem in result.quarantined) and result.outcome == "applied":
        say("  put them right in g q, or with import --mark MARK=CODE and --match KEY=WHO")


COMMANDS = (import_,)
