"""Commands that only read: board, pupil, people, journal, dsl's list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from core.errors import Unknown, Unreadable
from core.text import clean, show
from tui.cli.session import Session, actor, parse_day, pass_session, print_json, say

if TYPE_CHECKING:
    from core.model import Event
    from core.record import Record


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def board(session: Session, as_json: bool) -> None:
    """The morning list, printed."""
    from core.asking import read_questions
    from core.board import read_board
    from tui.cli.shapes import board_json

    with session.open() as record:
        found = read_board(record, read_questions(record))
    if as_json:
        print_json(board_json(found))
        return
    from tui.cli.plain import board_lines

    for line in board_lines(found):
        click.echo(line)


@click.command()
@click.argument("who")
@click.option("--from", "first", metavar="DATE", help="Attendance from this day (else the school year).")
@click.option("--to", "last", metavar="DATE", help="Attendance to this day (else today).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def pupil(session: Session, who: str, first: str | None, last: str | None, as_json: bool) -> None:
    """Everything about one pupil.

    WHO is a UPN, an admission number or a unique name.
    """
    from core.pupil import read_pupil
    from core.typed.find import who as find
    from tui.cli.plain import pupil_lines
    from tui.cli.shapes import view_json

    start = parse_day(first, "--from") if first is not None else None
    end = parse_day(last, "--to") if last is not None else None
    if start and end and end < start:
        raise Unknown(f"--to {end} lies before --from {start}.")
    with session.open() as record:
        view = read_pupil(record, find(record, who).id, start, end, actor(record))
        if as_json:
            print_json(view_json(record, view))
            return
    for line in pupil_lines(view):
        click.echo(line)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def people(session: Session, as_json: bool) -> None:
    """The staff list: who may do what."""
    from core.people import staff_list

    with session.open() as record:
        found = staff_list(record)
    if as_json:
        print_json(
            [
                {
                    "account": s.account,
                    "name": s.name,
                    "initials": s.initials,
                    "role": s.role.value,
                    "email": s.email,
                }
                for s in found
            ]
        )
        return
    if not found:
        say("No staff file has been imported: every account acts under its own name, as an officer.")
    for one in found:
        click.echo(f"{show(one.initials):4} {show(one.name):30} {one.role.value:9} {show(one.account)}")


@click.command()
@click.argument("who", required=False)
@click.option("--verify", is_flag=True, help="Check that no event was altered, moved or taken out.")
@click.option("--head", metavar="H", help="With --verify: a head noted elsewhere, or a file of them.")
@click.option(
    "--head-out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Add the head to FILE.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def journal(
    session: Session, who: str | None, verify: bool, head: str | None, head_out: Path | None, as_json: bool
) -> None:
    """What was done, by whom and when.

    Of one pupil, if WHO is given. With --verify: whether it is all still there, unaltered.
    """
    from core.people import name_of, staff_by_account
    from core.roll import pupils
    from core.telling import tell
    from core.typed.find import who as find
    from tui.cli.shapes import event_json

    if head is not None and not (verify and head):
        raise click.UsageError("--head goes with --verify, and needs a head noted before.")
    with session.open() as record:
        if verify:
            _verify(record, head or "", as_json, head_out)
        if head_out:
            from core.keeping.heads import note_head

            click.echo(f"head {note_head(record, head_out)}")
            return
        found = _events(record, find(record, who).id if who else None)
        named = pupils(record, {e.pupil_id for e in found if e.pupil_id is not None})
        staff = staff_by_account(record)
    if as_json:
        print_json([event_json(event, named) for event in found])
        return
    for event in found:
        name = show(named[event.pupil_id].name) if event.pupil_id in named else ""
        back = "  (taken back)" if event.undone_by else ""
        by = show(name_of(staff, event.by))
        click.echo(f"{event.id:6} {event.at:%Y-%m-%d %H:%M} {by:18} {name:28} {show(tell(event))}{back}")


def _events(record: Record, pupil_id: int | None) -> list[Event]:
    """What this person may read of the journal; that a DSL read restricted notes goes into it."""
    from core import journal
    from core.acts.leaving import note_read
    from core.privacy import restricted

    me = actor(record)
    found = journal.events(record.db, pupil_id, restricted=restricted.may_read(record, me))
    for one in sorted({e.pupil_id for e in found if e.kind == "restricted" and e.pupil_id is not None}):
        note_read(record, me, one)
    return found


def _noted(head: str) -> list[str]:
    """The head given, or those of a file of them.

    Unreadable for the path of a file that is not there: that must not look like a journal somebody has cut.
    """
    from core.keeping.heads import read_heads

    if head and ("/" in head or ":" not in head) and Path(head).is_file():
        return read_heads(Path(head))
    if "/" in head or "." in head:
        raise Unreadable(f"--head {clean(head, 200)}: there is no such file of heads. Look at the path.")
    return [head]


def _verify(record: Record, head: str, as_json: bool, head_out: Path | None) -> NoReturn:
    """Say whether the journal is whole, and end with 0 if it is, 1 if not; a sound head is noted."""
    from core.journal import verify

    found = verify(record.db, _noted(head))
    if found.sound and head_out:
        from core.keeping.heads import note_head

        note_head(record, head_out)
    if as_json:
        print_json({"sound": found.sound, "events": found.events, "head": found.head, "said": found.said})
    else:
        click.echo(show(found.said))
        click.echo(f"head {found.head}")
    raise click.exceptions.Exit(0 if found.sound else 1)


COMMANDS = (board, pupil, people, journal)
