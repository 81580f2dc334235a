"""`firstday setting`: what a school may set, and what it stands at."""

from __future__ import annotations

import click

from core.text import show
from tui.cli.session import Session, actor, pass_session, say


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@pass_session
def setting(session: Session, name: str | None, value: str | None) -> None:
    """What the school has set, or set NAME to VALUE.

    Without VALUE: what it stands at, what it takes and what it does.
    """
    from core import settings

    with session.open() as record:
        if name is not None and value is not None:
            new = settings.put(record, actor(record), name, value)
            say(f"{name}: {show(new)}. It holds from now on, for everybody.")
            return
        chosen = [settings.named(name)] if name else list(settings.SETTINGS.values())
        held = {one.name: settings.value(record, one) for one in chosen}
    for one in chosen:
        click.echo(f"{one.name} = {show(held[one.name]) or 'not set'}  ({one.takes})  {one.does}")


COMMANDS = (setting,)
