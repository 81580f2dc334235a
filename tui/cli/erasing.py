"""`firstday erase`: a child's words leave the record for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.text import show
from tui.cli.session import Session, actor, pass_session, say

if TYPE_CHECKING:
    from core.acts.erasing import Erased
    from core.record import Record


@click.command()
@click.argument("who")
@click.option("--reason", required=True, metavar="TEXT", help="For the journal: who asked, on what ground.")
@click.option("--event", "events", multiple=True, type=int, metavar="ID", help="Only this event's words.")
@click.option("--dry-run", is_flag=True, help="Say what would go and what stays, and change nothing.")
@pass_session
def erase(session: Session, who: str, reason: str, events: tuple[int, ...], dry_run: bool) -> None:
    """DSL: erase the words kept about WHO.

    Calls, notes, barriers, plans and drafts lose their words for good; register entries stay six years.
    """
    from core.acts.erasing import erase as act
    from core.typed.find import who as find

    with session.open() as record:
        one = find(record, who).id
        if dry_run:
            _would(record, one, events)
            return
        done = act(record, actor(record), one, reason, events)
    _told(done)


def _would(record: Record, one: int, events: tuple[int, ...]) -> None:
    from core.people import as_now
    from core.privacy.erasing import RULE, plan
    from core.telling import tell

    as_now(record, actor(record)).require_dsl("Erasing is")
    found = plan(record, one, events)
    for erasure in found.gone:
        event = erasure.event
        said = "restricted note" if event.kind == "restricted" else tell(event)
        kept = " (its codes and times stay)" if erasure.kept.get("day") else ""
        click.echo(f"{event.id:6} {event.at:%Y-%m-%d %H:%M} {event.kind:10} {show(said)}{kept}")
    for event, until in found.stays:
        click.echo(f"{event.id:6} {event.at:%Y-%m-%d %H:%M} {event.kind:10} stays until {until}: {RULE}")
    say(f"Would erase the words of {len(found.gone)}; nothing was changed.")


def _told(done: Erased) -> None:
    from core.privacy.erasing import RULE

    count = len(done.events)
    drafts = f" and {done.drafts} half typed" if done.drafts else ""
    say(f"Erased: the words of {count} event{'s' * (count != 1)}{drafts}. The journal stays whole.")
    if done.stays:
        say(f"{done.stays} stay: {RULE}.")
    if done.elsewhere:
        say(f"The same act was also about {done.elsewhere} other pupils; their copy of the words stands.")
    if not done.emptied:
        say("The log beside the record still holds the words: it empties when the last person leaves.")
    for place in done.exports:
        say(f"May hold them too: {show(place)}")
    say("Backups made before now hold them until they expire.")


COMMANDS = (erase,)
