"""Commands that keep the record safe: backup, check, restore."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import Refused
from core.text import show
from tui.cli.session import Session, account, actor, pass_session, print_json, say

if TYPE_CHECKING:
    from core.record import Record


@click.command()
@click.argument("file", type=click.Path(), metavar="FILE|FOLDER")
@click.option("--to", default="", metavar="KEY", help="Seal it to this public key, or those in a file.")
@click.option("--keep", type=click.IntRange(1, 10_000), metavar="N", help="Keep the latest N in FOLDER.")
@pass_session
def backup(session: Session, file: str, to: str, keep: int | None) -> None:
    """Write a checked copy of the record.

    To FILE, or under the day's name into FOLDER. Everyone may go on working. FILE.json beside it says what
    it holds. Note the journal's head that it tells, somewhere else.
    """
    from core.keeping.backup import write_backup

    if file.endswith("/") and not Path(file).is_dir():
        raise Refused(f"{show(file)}: there is no such folder, and nothing was written. Make it first.")
    with session.open() as record:
        by = _keeper(record)
        say(show(write_backup(record, Path(file), by, to, keep or 0).said))


def _keeper(record: Record) -> str:
    """Who takes a copy: the account that owns the file, or somebody who may change what is in it."""
    me = actor(record)
    if record.path.stat().st_uid != os.geteuid():
        me.require_write()
    return me.account


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key", type=click.Path(path_type=Path), metavar="FILE", help="The private key, if it is sealed."
)
@click.option("--now", is_flag=True, help="Go on though some have not left.")
@click.option("--without-manifest", is_flag=True, help="Take a backup whose FILE.json is lost.")
@pass_session
def restore(session: Session, file: Path, key: Path | None, now: bool, without_manifest: bool) -> None:
    """Put the record back from a backup.

    FILE is checked in a private copy first. Everybody is asked to save and leave; what stood there before is
    kept in a folder beside the record. Stopped half way, run the same again.
    """
    from core.keeping.restore import How, restore

    if session.moment is not None:
        raise Refused("A record is put back now, not on a rehearsed day: leave out --today.")
    done = restore(session.path.absolute(), file, How(account(), key, now, without_manifest), _tell)
    say(show(done.said))


def _tell(text: str) -> None:
    say(show(text))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def check(session: Session, as_json: bool) -> None:
    """Say what is wrong with this record and this server.

    One line a finding, with what mends it. Ends with 0 if all is sound, else 1.
    """
    from core.keeping.checkup import sound, worked_out

    findings = worked_out(session.path.absolute(), session.moment, account(session.path))
    if as_json:
        listed = [
            {"what": one.what, "state": one.state, "said": one.said, "remedy": one.remedy} for one in findings
        ]
        print_json({"sound": sound(findings), "findings": listed})
    else:
        for one in findings:
            click.echo(show(f"{one.state:5}  {one.what:15}  {one.said}"))
            if one.remedy:
                click.echo(show(f"{'':22}  → {one.remedy}"))
    raise click.exceptions.Exit(0 if sound(findings) else 1)


COMMANDS = (backup, check, restore)
