"""The command line: opens the board, or does the same verbs without a screen.

Nothing here imports Textual until a screen starts, nor anything heavy until a command needs it.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path

import click

from core.errors import FirstdayError, Refused
from core.privacy.captive import captive
from tui.cli.opening import open_board
from tui.cli.session import Session, default_record, parse_moment, tell_error

MODULES = {
    "reads": "board journal people pupil",
    "verbs": "arrived assign barrier call card dsl follow note redo review suggest undo",
    "imports": "import",
    "admin": "demo init rules",
    "keeping": "backup check restore",
    "clocks": "clocks part-time promise",
    "patterns": "dismiss patterns",
    "corrections": "corrections",
    "settings": "setting",
    "erasing": "erase",
    "reports": "report",
    "handoff": "handoff",
    "profiles": "profile",
}
BEFORE = ("--record", "--today")  # options of the program, not of a command
PLACES = {name: module for module, names in MODULES.items() for name in names.split()}


class Commands(click.Group):
    """Commands in modules that are loaded when one of them is asked for: the board starts without any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PLACES:
            return None
        module = import_module(f"tui.cli.{PLACES[cmd_name]}")
        found: click.Command = next(one for one in module.COMMANDS if one.name == cmd_name)
        return found


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--record", "record_path", metavar="FILE", help="The record to open (else $FIRSTDAY_RECORD).")
@click.option(
    "--today", "today", metavar="DATE[THH:MM]", help="Rehearse this day: the one clock starts there."
)
@click.version_option(package_name="firstday", message="Firstday %(version)s")
@click.pass_context
def cli(context: click.Context, record_path: str | None, today: str | None) -> None:
    """Who is absent and not explained, whom to ring next and why.

    Without a command the board opens. `firstday demo` shows it with a fictional school.
    """
    if captive() and context.invoked_subcommand is not None:
        raise Refused("This login opens the board and nothing else. Commands: on the server itself.")
    moment, timed = parse_moment(today, "--today") if today is not None else (None, True)
    context.obj = Session(default_record(record_path), moment, timed, bool(record_path))
    if context.invoked_subcommand is None:
        context.exit(open_board(context.obj))


def run() -> int:
    """Run the command line; one clear line for whatever a user can cause. Returns the exit code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # started with it closed: nothing comes there, nobody is told
            # It stays open to the end, and holds the number of the closed one: no file of ours may get that.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Latin-1 terminal shows ? rather than ending us
            stream.reconfigure(errors="replace")
    try:
        result = cli.main(standalone_mode=False, prog_name="firstday")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except FirstdayError as error:
        tell_error(str(error))
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        tell_error(_usage(error))
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        return 0  # click's own way out when nobody reads any more (`firstday board | head -1`)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        tell_error(f"{error.filename or 'the system'}: {error.strerror or error}. Nothing was changed.")
        return 2
    except Exception as error:
        return _bug(error)


def _usage(error: click.ClickException) -> str:
    """What was wrong with the command line, and where to read more."""
    said = " ".join(error.format_message().replace("\n\t", " ").split()).rstrip(".,")
    if isinstance(error, click.NoSuchOption) and error.option_name in BEFORE:
        return f"{error.option_name} stands before the command: firstday {error.option_name} … COMMAND"
    context = getattr(error, "ctx", None)
    return f"{said}. See: {context.command_path} --help" if context else said


def _bug(error: Exception) -> int:
    """The last resort, without a pupil's data on the screen."""
    if os.environ.get("FIRSTDAY_DEBUG"):
        traceback.print_exc()
    where = traceback.extract_tb(error.__traceback__)[-1]
    tell_error(
        f"something went wrong that should not ({type(error).__name__} at "
        f"{Path(where.filename).name}:{where.lineno}). Nothing half-done was kept. "
        "Set FIRSTDAY_DEBUG=1 to see more, and tell us."
    )
    return 70
