"""Commands around the record itself: init, demo, rules."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import RecordError, Refused, Unreadable
from core.text import show
from tui.cli.imports import report
from tui.cli.opening import open_board, require_terminal
from tui.cli.session import Session, account, actor, pass_session, say

if TYPE_CHECKING:
    from core.record import Record
    from importers.result import FileResult


@click.command()
@click.option("--school", required=True, metavar="NAME")
@click.option("--calendar", "calendar_file", type=click.Path(path_type=Path), metavar="FILE")
@pass_session
def init(session: Session, school: str, calendar_file: Path | None) -> None:
    """Make a new record for a school."""
    from core.record import Record
    from core.text import clean

    name = clean(school)
    if not name:
        raise Refused("Give the school a name: firstday init --school NAME")
    if calendar_file is None:
        Record.create(session.path, name).close()
        say(f"Made {show(str(session.path))}, the record of {name}.")
        say("Next: firstday import calendar.csv staff.csv pupils.csv contacts.csv marks.csv")
        return
    from importers.aside import made_aside
    from importers.result import exit_code

    with made_aside(session.path) as place, Record.create(place, name) as record:
        result = _calendar(record, calendar_file)
    say(f"Made {show(str(session.path))}, the record of {name}.")
    report(result)
    raise click.exceptions.Exit(exit_code([result]))


def _calendar(record: Record, file: Path) -> FileResult:
    """Import the calendar; whatever refuses it leaves no record behind."""
    from importers.apply import Options, import_files

    result = import_files(record, actor(record), [file], Options())[0]
    if result.error is not None:
        raise result.error
    if result.layout != "calendar":
        raise Refused(f"{result.file} holds {result.layout}, not a calendar; no record was made.")
    return result


@click.command()
@click.option("--pupils", default=1200, show_default=True, type=click.IntRange(20, 5000))
@click.option("--years", default=2, show_default=True, type=click.IntRange(1, 6))
@click.option("--seed", default=1, show_default=True, type=int)
@click.option("--no-open", is_flag=True, help="Make it and do not open the board.")
@pass_session
def demo(session: Session, pupils: int, years: int, seed: int, no_open: bool) -> None:
    """Open the fictional school: nobody is real.

    It stands at 09:16 on the latest school day: try anything. Without --record it is gone afterwards.
    """
    if not no_open:
        require_terminal()
    throw_away = not session.path_given and not os.environ.get("FIRSTDAY_RECORD")
    folder = Path(tempfile.mkdtemp(prefix="firstday-demo-")) if throw_away else session.path.absolute().parent
    if throw_away:
        session.path = folder / "demo.db"
    try:
        _make(session, folder, pupils, years, seed)
        if not no_open:
            raise click.exceptions.Exit(open_board(session))
        say(f"Open it with: firstday --record {show(str(session.path))}")
    finally:
        if throw_away and not no_open:
            shutil.rmtree(folder, ignore_errors=True)


def _make(session: Session, folder: Path, pupils: int, years: int, seed: int) -> None:
    from core.record import Record

    if session.path.exists():
        with Record.open(session.path) as record:
            if not record.setting("rehearsal"):
                raise RecordError(
                    f"{session.path} is a real school's record; name another file for the demo."
                )
        say(f"{show(str(session.path))} holds the fictional school already: left as it is.")
        return
    from importers.demo import make_demo

    files = folder / f"{session.path.stem}-files"
    bar = _Bar() if sys.stderr.isatty() else None
    today = (session.moment or datetime.now()).date()
    moment = make_demo(session.path, files, today, account(), pupils, years, seed, bar.draw if bar else None)
    if bar:
        bar.end()
    if not (session.timed and session.moment and session.moment.date() == moment.date()):
        session.moment, session.timed = moment, True
    stands = f"{moment:%H:%M} on {moment:%a} {moment.day} {moment:%b %Y}"
    say(f"Made {show(str(session.path))}, standing at {stands}.")


class _Bar:
    """A plain progress bar on one line of the terminal."""

    def draw(self, done: float, what: str) -> None:
        filled = int(done * 30)
        click.echo(f"\rMaking the school [{'#' * filled}{'.' * (30 - filled)}] {what:24}", nl=False, err=True)

    def end(self) -> None:
        click.echo("\r\x1b[K", nl=False, err=True)


@click.command()
@click.argument("action", type=click.Choice(["show", "load", "reset"]))
@click.argument("name", type=click.Choice(["order", "patterns", "clocks"]))
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_session
def rules(session: Session, action: str, name: str, file: Path | None) -> None:
    """Show or change the rules of the board.

    Show the rules of the order, patterns or clocks; load your own copy; or reset to the default.
    """
    from core.rules import default_text, keep

    with session.open() as record:
        if action == "show":
            click.echo(record.setting(f"rules.{name}") or default_text(name), nl=False)
            return
        if action == "load" and file is None:
            raise click.UsageError("Name the file to load.")
        me = actor(record)
        me.require_write()
        keep(record, me.account, name, _text(file) if file and action == "load" else "")
        say(f"Rules “{name}”: {'your own copy' if action == 'load' else 'the default'} in force.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} is no UTF-8 text. Save it as UTF-8 and load it again.") from None


COMMANDS = (init, demo, rules)
