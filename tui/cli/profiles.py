"""`firstday profile`: the columns of the school's own report, named once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from core.text import clean, show
from tui.cli.imports import report
from tui.cli.session import Session, actor, pass_session, say

if TYPE_CHECKING:
    from core.record import Record
    from importers.look import Look
    from importers.mapping import Mapping

CELLS = 26  # of a caption, and of the first rows' cells together twice as many
TOML_BYTES = 400_000


class How(TypedDict):
    """The options of `firstday profile`."""

    save: str
    layout: str
    columns: tuple[str, ...]
    sessions: tuple[str, ...]
    system: str
    escapes: bool
    own: bool | None
    list_: bool
    show_: str
    load: Path | None
    drop: str


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--save", default="", metavar="NAME", help="Keep the columns as chosen, after a dry run.")
@click.option(
    "--as", "layout", default="", metavar="LAYOUT", help="What the file is: marks-session, pupils, …"
)
@click.option(
    "--column", "columns", multiple=True, metavar='"CAPTION=FIELD"',
    help="Which field a column is (#3=FIELD for the third; CAPTION=- leaves it out).",
)  # fmt: skip
@click.option(
    "--session", "sessions", multiple=True, metavar='"WORD=AM"',
    help="What the report calls a session: AM, PM, or - for rows of none (lessons).",
)  # fmt: skip
@click.option("--system", default="", metavar="NAME", help="Whose numbers mis_id holds: sims, arbor, …")
@click.option("--backslash-escapes", "escapes", is_flag=True, help="In this file a backslash is an escape.")
@click.option(
    "--own-list/--from-mis", "own", default=None,
    help="The school's own list, or the MIS: codes of an own list settle no correction.",
)  # fmt: skip
@click.option("--list", "list_", is_flag=True, help="The profiles saved.")
@click.option("--show", "show_", default="", metavar="NAME", help="A profile as TOML.")
@click.option(
    "--load", metavar="FILE.toml", type=click.Path(path_type=Path), help="Keep a profile from TOML."
)
@click.option("--drop", default="", metavar="NAME", help="Forget a profile.")
@pass_session
def profile(session: Session, file: Path | None, **how: Unpack[How]) -> None:
    """Name the columns of a report once, for good.

    With FILE alone: its columns with their first rows, and the field each is by its caption. With
    --column or --as: what an import so read would do (a dry run); with --save it is kept too. Captions
    that have changed since stop an import, and the difference is said.
    """
    ways = [file is not None, how["list_"], bool(how["show_"]), how["load"] is not None, bool(how["drop"])]
    if sum(ways) != 1:
        raise click.UsageError("Name a FILE, or one of --list, --show, --load, --drop")
    choosing = bool(
        how["save"]
        or how["layout"]
        or how["columns"]
        or how["sessions"]
        or how["system"]
        or how["escapes"]
        or how["own"] is not None
    )
    if file is None and choosing:
        raise click.UsageError(
            "--save, --as, --column, --session, --system, --backslash-escapes, --own-list go with a FILE"
        )
    with session.open() as record:
        if file is not None:
            _file(record, file, how, choosing)
        elif how["load"] is not None:
            _load(record, how["load"])
        else:
            _kept(record, how)


def _kept(record: Record, how: How) -> None:
    from importers import profiles

    if how["drop"]:
        profiles.drop(record, actor(record), clean(how["drop"]))
        say(f"The profile {show(clean(how['drop']))} is dropped.")
    elif how["show_"]:
        click.echo(profiles.named(record, clean(how["show_"])).toml(), nl=False)
    else:
        kept = profiles.profiles(record).all
        for one in kept:
            fields = ", ".join(f"{column.caption} = {column.field}" for column in one.columns if column.field)
            own = "  own list" if one.own else ""
            click.echo(f"{show(one.name)}  {one.layout.name}{own}  {show(fields)}")
        if not kept:
            say("No profile is kept yet. firstday profile FILE shows a report's columns.")


def _load(record: Record, path: Path) -> None:
    from core.errors import Refused, Unreadable
    from importers import profiles
    from importers.mapping import from_toml

    name = clean(path.name)
    with path.open("rb") as source:
        data = source.read(TOML_BYTES + 1)
    if len(data) > TOML_BYTES:
        raise Refused(f"{name}: too long for a profile.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(
            f"{name}: not UTF-8 text. A profile is written by firstday profile --show."
        ) from None
    made = from_toml(text, name)
    profiles.save(record, actor(record), made)
    say(f"{show(name)}: kept as the profile {show(made.name)}.")


def _file(record: Record, path: Path, how: How, choosing: bool) -> None:
    from importers.look import look, preview
    from importers.profiles import profiles, save
    from importers.result import exit_code

    seen = look(path, profiles(record), clean(how["layout"]).lower(), how["escapes"])
    if not choosing:
        _tell(seen)
        return
    made = _made(seen, how)
    result = preview(record, actor(record), path, made)
    if result.error is not None:
        raise result.error
    _tell_fields(seen, made)
    report(result)
    if how["save"]:
        save(record, actor(record), made)
        say(f"Kept as the profile {show(made.name)}: files with these captions are read so from now on.")
    raise click.exceptions.Exit(exit_code([result]))


def _made(seen: Look, how: How) -> Mapping:
    """The mapping chosen: what the captions say, but for the columns named."""
    from importers.look import field_named, made, place_named
    from importers.wording import typed

    chosen: dict[int, str] = {}
    for one in how["columns"]:
        caption, sign, field = one.rpartition("=")
        if not sign or not caption.strip():
            raise click.UsageError(f'--column {clean(one, 40)}: give it as "CAPTION=FIELD"')
        chosen[place_named(seen, caption)] = field_named(seen.layout, field)
    said = set(chosen.values()) - {""}
    guessed = {one.place: one.field for one in seen.columns if one.field and one.field not in said}
    sessions = [pair for one in how["sessions"] for pair in typed(one)] or seen.sessions
    system = clean(how["system"]).lower()
    own = seen.own if how["own"] is None else how["own"]
    return made(seen, how["save"] or "unnamed", guessed | chosen, system, how["escapes"], sessions, own)


def _tell(seen: Look) -> None:
    by = f"read by the profile {show(seen.profile)}" if seen.profile else f"most like {seen.layout.what}"
    click.echo(f"{show(seen.name)}: captions in row {seen.row}; {by} ({seen.layout.name})")
    for one in seen.columns:
        field = one.field or (f"{one.hint}?" if one.hint else "-")
        rows = show(" · ".join(one.cells))
        click.echo(f"  {_cell(show(one.caption), CELLS)}  {_cell(rows, 2 * CELLS)}  {field}")
    if seen.near:
        say(f"No longer the columns of the profile {show(seen.near)}: {show(seen.difference)}.")
    if unsaid := _unsaid(seen):
        first, every = show(unsaid[0]), show(", ".join(unsaid))
        say(f'Neither AM nor PM: {every}. Say what each is: --session "{first}=AM"')
    if seen.dates:
        click.echo(f"  and {seen.dates} columns that are dates")
    click.echo(f"fields of {seen.layout.name}: {', '.join(seen.layout.fields)}")
    if not seen.profile:
        say(f'To keep it: --save NAME --as {seen.layout.name} --column "CAPTION=FIELD" …')


def _unsaid(seen: Look) -> list[str]:
    from importers.look import unsaid

    return unsaid(seen, {one.place: one.field for one in seen.columns}, seen.sessions)


def _tell_fields(seen: Look, made: Mapping) -> None:
    say(f"{show(seen.name)} as {made.layout.name}:")
    for one in made.columns:
        say(f"  {show(one.caption)} = {one.field or '- (not read)'}")
    for word, kind in made.sessions:
        say(f"  session {show(word)} = {kind if kind != '-' else '- (left out)'}")


def _cell(text: str, cells: int) -> str:
    return (text if len(text) <= cells else text[: cells - 1] + "…").ljust(cells)


COMMANDS = (profile,)
