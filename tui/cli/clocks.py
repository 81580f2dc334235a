"""Commands about deadlines: clocks, a part-time timetable agreed, help promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import Refused, Unknown
from core.text import clean, show
from tui.cli.session import Session, parse_day, pass_session, print_json, say, writer

if TYPE_CHECKING:
    from datetime import date

    from core.model import Pupil
    from core.questions import ClockState
    from core.record import Record


@click.command()
@click.argument("who", required=False)
@click.option("--considered", metavar="TEXT", help="Note what was considered: settles what was met so far.")
@click.option("--kind", default="", metavar="KIND", help="This clock alone: to list, or with --considered.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def clocks(session: Session, who: str | None, considered: str | None, kind: str, as_json: bool) -> None:
    """Deadlines in school days, and thresholds.

    Of everybody, or of WHO; --considered notes those of WHO as considered, with what was thought.
    """
    from core.clocks import KINDS, in_order
    from core.roll import pupils
    from core.typed.find import who as find
    from tui.cli.shapes import clock_json

    if considered is not None and not who:
        raise Unknown("Say whose clock was considered: firstday clocks WHO --considered TEXT.")
    if kind and kind not in KINDS:
        raise Unknown(f"{clean(kind, 40)} is no clock: {', '.join(KINDS)}.")
    with session.open() as record:
        one = find(record, who) if who else None
        if one and considered is not None:
            from core.acts import consider

            say(consider(record, writer(record), one.id, considered, kind).text)
            if not as_json:
                return
        every = in_order(record, [one.id] if one else None)
        found = [clock for clock in every if kind in ("", clock.kind)]
        people = pupils(record, {clock.pupil_id for clock in found})
        loaded, today = record.calendar.loaded, record.clock.today()
    if as_json:
        print_json([clock_json(clock, people[clock.pupil_id]) for clock in found])
        return
    if not loaded:
        say("No calendar loaded: no deadlines. Import the school's calendar.")
    elif not found:
        say(f"No clock is running: {kind}." if kind else "No clock is running.")
    for clock in found:
        click.echo(_line(clock, people[clock.pupil_id], today))


def _line(clock: ClockState, one: Pupil, today: date) -> str:
    from core.clocks.words import counted, when

    parts = [
        f"{one.name} {one.reg}".strip(),
        when(clock, today),
        clock.rule,
        counted(clock, today),
        clock.advice,
    ]
    return show("; ".join(part for part in parts if part))


@click.command(name="part-time")
@click.argument("who")
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO")
@click.option("--sessions", default="", metavar="TEXT", help="Sessions not required: 'Mon PM, Tue PM'.")
@click.option("--why", default="", metavar="TEXT", help="Why, and who agreed.")
@pass_session
def part_time(session: Session, who: str, first: str, last: str, sessions: str, why: str) -> None:
    """A part-time timetable agreed for WHO.

    FROM one day TO another, as 2026-11-23.
    """
    from core.acts import part_time as act
    from core.typed.find import who as find

    with session.open() as record:
        me = writer(record)
        begin, end = parse_day(first, "FROM"), parse_day(last, "TO")
        say(act(record, me, find(record, who).id, begin, end, sessions, why).text)


@click.command()
@click.argument("who")
@click.argument("text", default="")
@click.argument("when", default="")
@click.option("--kept", is_flag=True, help="The help was given: TEXT may be the start of the promise.")
@pass_session
def promise(session: Session, who: str, text: str, when: str, kept: bool) -> None:
    """Help promised to WHO's family.

    TEXT says what, WHEN by which day: fri, +2w, 12/12.
    """
    from core.acts import keep_promise
    from core.acts import promise as act
    from core.telling import day_words
    from core.typed.find import who as find
    from core.typed.when import understand

    if not kept and not (text and when):
        raise Unknown("Say what was promised and by when: firstday promise WHO TEXT WHEN.")
    with session.open() as record:
        me = writer(record)
        one = find(record, who)
        if kept:
            say(keep_promise(record, me, one.id, _promised(record, one, text)).text)
            return
        found = understand(when, record.clock.today(), record.calendar)
        act(record, me, one.id, text, found.day)
        plain = found.said.startswith(day_words(found.day))
        say(f"Promised by {found.said}" if plain else f"Promise noted. {found.said}")


def _promised(record: Record, one: Pupil, text: str) -> int:
    """The open promise of that text, else the only one that begins with it; of equal ones the first due."""
    from core.clocks.set_dates import open_promises
    from core.text import fold

    held = open_promises(record, one.id).get(one.id, [])
    found = [p for p in held if fold(p.text) == fold(text)]
    found = found or [p for p in held if fold(p.text).startswith(fold(text))]
    if not found:
        raise Refused(f"{one.name} has no such promise open.")
    if len({fold(p.text) for p in found}) > 1:
        raise Unknown(f"Which one? {'; '.join(p.text for p in found[:4])}: give the start of its text.")
    return found[0].id


COMMANDS = (clocks, part_time, promise)
