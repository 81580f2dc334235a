"""`firstday patterns` and `firstday dismiss`: flags as sentences, and putting one aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.text import show
from tui.cli.session import Session, pass_session, print_json, say, writer

if TYPE_CHECKING:
    pass


@click.command()
@click.argument("who", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def patterns(session: Session, who: str, as_json: bool) -> None:
    """Patterns worth a question, with their numbers.

    Of everybody, or of WHO.
    """
    from core.habits import habits
    from core.patterns import notes, read_flags
    from core.roll import pupils
    from core.typed.find import who as find
    from tui.cli.shapes import flags_json

    with session.open() as record, record.reading():
        wanted = [find(record, who).id] if who else None
        found = read_flags(record, wanted)
        people = pupils(record, list(found))
        said = notes(record)
    rows = [(people[one], flags) for one, flags in found.items()]
    rows.sort(key=lambda row: (row[0].surname.casefold(), row[0].forename.casefold(), row[0].id))
    if as_json:
        print_json([document for one, flags in rows for document in flags_json(flags, one)])
        return
    for one, flags in rows:
        for habit in habits(flags):
            sentence = f"{habit.flag.sentence} {habit.named}".rstrip()
            click.echo(f"{show(one.name)} {show(one.reg)}; {habit.flag.kind}; {show(sentence)}")
    if not rows:
        say("No patterns to ask about.")
    for note in said:
        say(note[:1].upper() + note[1:] + ".")


@click.command()
@click.argument("who")
@click.argument("flag")
@click.argument("reason")
@click.argument("when")
@pass_session
def dismiss(session: Session, who: str, flag: str, reason: str, when: str) -> None:
    """Put a FLAG of WHO aside for a REASON.

    Until WHEN: +3w, fri, 12/12, 2026-12-14. Afterwards only new sessions bring it back.
    """
    from core.acts.dismissing import dismiss as act
    from core.typed.find import who as find
    from core.typed.when import understand

    with session.open() as record:
        me = writer(record)
        until = understand(when, record.clock.today(), record.calendar)
        done = act(record, me, find(record, who).id, flag.strip().casefold(), reason, until.day)
        say(done.text)


COMMANDS = (patterns, dismiss)
