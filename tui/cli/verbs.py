"""Commands that act: the same acts as the keys of the board, with the same code beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import Refused, Unknown
from core.model import Outcome
from tui.cli.session import Session, actor, parse_day, pass_session, say, writer

if TYPE_CHECKING:
    from core.acts import Done
    from core.record import Record


def _done(done: Done) -> None:
    say(done.text)


def _id(record: Record, who: str) -> int:
    from core.typed.find import who as find

    return find(record, who).id


@click.command()
@click.argument("who")
@click.option("--outcome", required=True, type=click.Choice([o.value for o in Outcome]))
@click.option("--contact", type=int, metavar="N", help="Which contact, counted as the board shows them.")
@click.option(
    "--reason", default="", metavar="WORD|CODE", help="What was learned: ill, transport, … or a code."
)
@click.option("--note", default="", metavar="TEXT")
@click.option("--back", metavar="DATE", help="The day the pupil is expected back.")
@click.option("--ring", "ring_at", default="", metavar="HH:MM", help="When they ring back.")
@click.option("--with", "siblings", multiple=True, metavar="WHO", help="A sibling the same call was about.")
@pass_session
def call(  # noqa: PLR0913, PLR0917 -- one parameter an option is how click hands them over
    session: Session,
    who: str,
    outcome: str,
    contact: int | None,
    reason: str,
    note: str,
    back: str | None,
    ring_at: str,
    siblings: tuple[str, ...],
) -> None:
    """Log a call about WHO.

    WHO is a UPN, an admission number or a unique name.
    """
    from core.acts import log_call, send_message

    said = Outcome(outcome)
    _refuse_what_does_not_go(said, reason, contact, back, ring_at)
    with session.open() as record:
        me = writer(record)
        one = _id(record, who)
        others = [_id(record, sibling) for sibling in siblings]
        if said is Outcome.MESSAGE:
            _done(send_message(record, me, [one, *others], note))
            return
        _done(
            log_call(
                record,
                me,
                one,
                said,
                contact_id=_contact(record, one, contact),
                reason=reason,
                note=note,
                back=parse_day(back, "--back") if back is not None else None,
                ring_at=ring_at,
                also=dict.fromkeys(others, ""),
            )
        )


def _refuse_what_does_not_go(
    outcome: Outcome, reason: str, contact: int | None, back: str | None, ring_at: str
) -> None:
    """Refuse options that this outcome could not keep, rather than drop them."""
    if outcome is Outcome.MESSAGE and (reason or contact is not None or back or ring_at):
        raise Refused("A message is an attempt: it has no contact, reason, day back or ring-back time.")
    if ring_at and outcome not in (Outcome.RINGS_BACK, Outcome.SPOKE):
        raise Refused("A ring-back time goes with --outcome rings-back: put anything else into --note.")


def _contact(record: Record, one: int, number: int | None) -> int | None:
    """The contact meant by `--contact N`, counted as the board shows them."""
    from core.roll import dialable

    if number is None:
        return None
    dial = dialable(record, one)
    if not 1 <= number <= len(dial):
        raise Unknown(f"There is no contact {number} to ring: this pupil has {len(dial)}.")
    return dial[number - 1].id


@click.command()
@click.argument("who")
@click.option("--at", default="", metavar="HH:MM", help="When (else now).")
@pass_session
def arrived(session: Session, who: str, at: str) -> None:
    """WHO is here after all."""
    from core.acts import arrived as act

    with session.open() as record:
        _done(act(record, writer(record), [_id(record, who)], at))


@click.command()
@click.argument("who")
@click.argument("owner")
@pass_session
def assign(session: Session, who: str, owner: str) -> None:
    """Give WHO's next step an OWNER.

    OWNER is somebody on the staff list: initials, account or the start of a name.
    """
    from core.acts import assign as act

    with session.open() as record:
        _done(act(record, writer(record), [_id(record, who)], owner))


@click.command()
@click.argument("who")
@click.argument("when", default="")
@pass_session
def review(session: Session, who: str, when: str) -> None:
    """Look at WHO again on WHEN.

    WHEN is +3w (the default), fri, 12/12 or 2026-12-14: today or later, a school day.
    """
    from core.acts import set_review
    from core.pupil import casework
    from core.telling import day_words
    from core.typed.when import understand

    with session.open() as record:
        me = writer(record)
        found = understand(when, record.clock.today(), record.calendar)
        one = _id(record, who)
        before = casework(record, one).review
        set_review(record, me, [one], found.day)
        plain = found.said.startswith(day_words(found.day))
        said = f"Review {found.said}" if plain else f"Review set. {found.said}"
        say(f"{said}; it was set for {day_words(before)}" if before and before != found.day else said)


@click.command()
@click.argument("who")
@click.argument("text")
@click.option("--keep", is_flag=True, help="Keep it as typed, though it is vague.")
@pass_session
def barrier(session: Session, who: str, text: str, keep: bool) -> None:
    """Say what makes coming in hard for WHO.

    One sentence, in their own words where you can; a vague one is asked about, unless --keep.
    """
    from core.acts import set_barrier

    with session.open() as record:
        _done(set_barrier(record, writer(record), [_id(record, who)], text, keep=keep))


@click.command()
@click.argument("who")
@click.argument("line")
@click.option("--keep", is_flag=True, help="Keep the barrier as typed, though it is vague.")
@pass_session
def follow(session: Session, who: str, line: str, keep: bool) -> None:
    """Owner, review, next step and barrier in one LINE.

    LINE is '@owner +3w next step / what makes it hard', each part of it optional.
    """
    from core.acts import follow_up

    with session.open() as record:
        _done(follow_up(record, writer(record), [_id(record, who)], line, keep=keep))


@click.command()
@click.argument("who")
@click.argument("text")
@click.option("--restricted", is_flag=True, help="DSL: only a DSL reads it, and each reading is kept.")
@pass_session
def note(session: Session, who: str, text: str, restricted: bool) -> None:
    """Add a note about WHO."""
    from core.acts import add_note, add_restricted

    with session.open() as record:
        if restricted:  # refused to whoever is not the DSL, and that is what they are told
            _done(add_restricted(record, actor(record), [_id(record, who)], text))
        else:
            _done(add_note(record, writer(record), [_id(record, who)], text))


@click.command()
@click.argument("who")
@click.argument("field")
@click.argument("text")
@pass_session
def card(session: Session, who: str, field: str, text: str) -> None:
    """Set a FIELD of WHO's before-you-dial card.

    FIELD is hard, helps, not-helped, agreed, do-not-ask, can-offer, best-time or adult; an empty TEXT
    clears it.
    """
    from core.acts import set_card

    with session.open() as record:
        _done(set_card(record, writer(record), _id(record, who), field, text))


@click.command()
@click.argument("who")
@click.argument("code")
@click.argument("source", default="")
@pass_session
def suggest(session: Session, who: str, code: str, source: str) -> None:
    """Suggest a CODE for WHO today.

    With a SOURCE ('mother emailed 08:50') it is a reason too.
    """
    from core.acts import suggest as act

    with session.open() as record:
        _done(act(record, writer(record), [_id(record, who)], code, source))


@click.command()
@click.option("--ack", metavar="WHO", help="The DSL has seen this pupil.")
@pass_session
def dsl(session: Session, ack: str | None) -> None:
    """Who was handed to the DSL, seen or not."""
    from core.acts import acknowledge
    from core.lists.by_key import read_list
    from core.text import show

    with session.open() as record:
        if ack:
            _done(acknowledge(record, writer(record), _id(record, ack)))
            return
        listing = read_list(record, "dsl")
    for row in listing.rows:
        click.echo("; ".join(show(cell) for cell in row.cells if cell))
    if not listing.rows:
        say(listing.empty)


@click.command()
@pass_session
def undo(session: Session) -> None:
    """Take back your own latest act, whole."""
    from core.acts import undo as act

    with session.open() as record:
        _done(act(record, writer(record)))


@click.command()
@pass_session
def redo(session: Session) -> None:
    """Bring back what you took back last."""
    from core.acts import redo as act

    with session.open() as record:
        _done(act(record, writer(record)))


COMMANDS = (call, arrived, assign, review, barrier, follow, note, card, suggest, dsl, undo, redo)
