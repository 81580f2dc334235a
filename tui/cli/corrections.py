"""The command about corrections: what was found out and the MIS does not show yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.text import show
from tui.cli.session import Session, actor, pass_session, print_json, say

if TYPE_CHECKING:
    from core.corrections import Correction
    from core.record import Record


@click.command()
@click.option("--csv", "file", metavar="FILE", type=click.Path(path_type=Path), help="Write them to FILE.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def corrections(session: Session, file: Path | None, as_json: bool) -> None:
    """What was found out and the MIS does not show.

    Reasons and arrivals of this school year. An entry leaves the list when an import shows the code; where it
    shows another that counts otherwise, the list asks which is right.
    """
    from core.corrections import read_corrections, told

    with session.open() as record:
        found, today = read_corrections(record), record.clock.today()
        if file is not None:
            _save(record, file, found)
            say(f"{file}: {len(found)} correction{'s' * (len(found) != 1)} for the MIS")
            if not as_json:
                return
    if as_json:
        print_json([_json(one) for one in found])
        return
    if not found:
        say("The MIS shows all that was found out.")
    for one in found:
        click.echo(show(told(one, today)))


def _save(record: Record, file: Path, found: list[Correction]) -> None:
    from core.acts.leaving import take_out
    from core.corrections import COLUMNS, as_row
    from core.sheet import as_csv

    table = as_csv(COLUMNS, map(as_row, found))
    take_out(record, actor(record), f"{len(found)} corrections", file, table)


def _json(one: Correction) -> dict[str, Any]:
    from tui.cli.shapes import pupil_json

    fact = one.found
    return {
        "pupil": pupil_json(one.pupil),
        "session": str(fact.session),
        "mark": one.mark,
        "suggested": list(fact.codes),
        "source": fact.source,
        "by": fact.by,
        "by_name": one.by,
        "at": fact.at.isoformat(),
        "differs": one.differs,
        "look_into": fact.awaited,
        "said": one.said,
    }


COMMANDS = (corrections,)
