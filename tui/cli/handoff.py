"""`firstday handoff`: the ten o'clock list on paper, as JSON, taken on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.session import Session, actor, pass_session, print_json, say

if TYPE_CHECKING:
    from core.handoff import HandedRow, Handoff


@click.command()
@click.option("--ack", is_flag=True, help="Take everybody on it on, under your name.")
@click.option("--out", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write it to FILE.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def handoff(session: Session, ack: bool, file: Path | None, as_json: bool) -> None:
    """Whom nobody has spoken with, to hand on.

    The most vulnerable first, with what was tried and what to do next. Prints a sheet for A4 paper.
    """
    from core.acts import take_on
    from core.acts.leaving import take_out
    from core.asking import NONE, read_questions
    from core.handoff import read_handoff
    from core.lists.handoff import sheet
    from core.paper import as_text

    with session.open() as record:
        if ack:
            done = take_on(record, actor(record), [one.row.pupil.id for one in read_handoff(record).rows])
            say(done.text)
        found = read_handoff(record, read_questions(record) if as_json else NONE)
        pages = sheet(found, actor(record).name)
        if file is not None:
            take_out(record, actor(record), "hand-off", file, as_text(pages))
            say(f"{file}: {len(found.rows)} on {len(pages)} page{'s' * (len(pages) != 1)}")
    if as_json:
        print_json(handoff_json(found))
    elif file is None and not ack:
        for page in pages:
            for line in page:
                click.echo(line)


def handoff_json(found: Handoff) -> dict[str, Any]:
    """`handoff --json`: the board's document with the rows of the hand-off."""
    from tui.cli.shapes import board_json

    taken = found.taken
    return {
        **board_json(found.board),
        "taken_on": {"by": taken.account, "name": taken.name, "at": taken.at.isoformat()} if taken else None,
        "settled": [{"id": one, "name": name, "what": what} for one, name, what in found.settled],
        "rows": [_row_json(one) for one in found.rows],
    }


def _row_json(one: HandedRow) -> dict[str, Any]:
    from tui.cli.shapes import row_json

    return {
        **row_json(one.row),
        "tried": one.tried,
        "last_seen": str(one.last_seen) if one.last_seen else None,
        "siblings": [
            {"id": other.id, "name": other.name, "reg": other.reg, "here": other.here}
            for other in one.siblings
        ],
        "suggested": one.suggested,
        "holder": one.holder or None,
        "taken_on_at": one.taken.at.isoformat() if one.taken else None,
        "new": one.new,
    }


COMMANDS = (handoff,)
