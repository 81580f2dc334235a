"""The command `firstday`: opens the board, or does the same verbs without a screen.

Nothing here imports Textual until a screen starts, nor anything heavy until a command needs it.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from core.errors import FirstdayError
from tui.cli import admin, imports, reads, verbs
from tui.cli.session import Session, account, default_record, parse_moment


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--record", "record_path", metavar="FILE", help="The record to open (else $FIRSTDAY_RECORD).")
@click.option(
    "--today", "moment", metavar="DATE[THH:MM]", help="Rehearse this day: the one clock starts there."
)
@click.version_option(package_name="firstday", message="Firstday %(version)s")
@click.pass_context
def cli(context: click.Context, record_path: str | None, moment: str | None) -> None:
    """Who is absent and not explained, whom to ring next and why.

    Without a command the board opens. `firstday demo` shows it with a fictional school.
    """
    context.obj = Session(
        default_record(record_path), parse_moment(moment) if moment else None, bool(record_path)
    )
    if context.invoked_subcommand is None:
        context.exit(open_board(context.obj))


def open_board(session: Session, note: str = "") -> int:
    """Open the terminal app; the record is looked at first, so that an error is one plain line."""
    session.check()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "The board needs a terminal. Without one: firstday board, firstday pupil WHO, …"
        )
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise click.UsageError("This terminal cannot draw a board (TERM=dumb). Use: firstday board")
    from tui.app import run

    return run(session.path, session.clock(), account(), note)


def main() -> None:
    """Run the command line; one clear line for whatever a user can cause."""
    sys.exit(_run())


def _run() -> int:
    try:
        result = cli.main(standalone_mode=False, prog_name="firstday")
        return result if isinstance(result, int) else 0
    except FirstdayError as error:
        click.echo(f"firstday: {error}", err=True)
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last resort: a bug, told without a pupil's data on the screen
        if os.environ.get("FIRSTDAY_DEBUG"):
            traceback.print_exc()
        where = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"firstday: something went wrong that should not ({type(error).__name__} at "
            f"{Path(where.filename).name}:{where.lineno}). Nothing half-done was kept. "
            "Set FIRSTDAY_DEBUG=1 to see more, and tell us.",
            err=True,
        )
        return 70


for _module in (reads, verbs, imports, admin):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


if __name__ == "__main__":
    main()
