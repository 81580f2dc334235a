"""`firstday report NAME`: what leaders, governors and others are given, suppressed and journalled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import Unknown
from core.text import show
from tui.cli.session import Session, actor, pass_session, print_json, say

if TYPE_CHECKING:
    from core.record import Record
    from core.sheet import Cell


@dataclass(frozen=True)
class Asked:
    """What was asked for: about whom, grouped by what."""

    who: str = ""
    by: str = ""
    saved: bool = False  # to a file, not printed


@dataclass(frozen=True)
class Report:
    """A report that was read: lines to print, a table to save, a document for a program."""

    what: str  # for the journal, when it leaves
    lines: list[str]
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    document: Any
    empty: str
    page: str = ""  # a whole document, saved in the place of a table
    pupil_id: int | None = None


def _cohorts(record: Record, asked: Asked) -> Report:
    """Groups side by side: sessions missed, by year, form, SEN, need, FSM, language, weekday, code."""
    from core.cohort_report import COLUMNS, as_json, as_line, as_row, read_report
    from core.cohorts import BY

    if asked.who:
        raise Unknown("The report cohorts is of the whole school: firstday report cohorts, without WHO.")
    if asked.by and asked.by not in BY:
        raise Unknown(f"Groups are by {', '.join(BY)}; not by “{show(asked.by)}”.")
    found = read_report(record, asked.by)
    return Report(
        f"report cohorts by {asked.by or 'everything'}", [as_line(*one) for one in found], COLUMNS,
        [as_row(*one) for one in found], [as_json(*one) for one in found],
        "No marks yet." if record.calendar.loaded else "No calendar loaded: import the school's calendar.",
    )  # fmt: skip


def _subject_access(record: Record, asked: Asked) -> Report:
    """Everything held about one pupil, other people marked."""
    from core.privacy.subject_access import as_html, read_subject_access
    from core.typed.find import who as find

    if not asked.who:
        raise Unknown("Say about whom: firstday report subject-access WHO --out FILE.html")
    if not asked.saved:
        raise Unknown("It is a page to be read before it leaves: give --out FILE.html")
    me = actor(record)
    one, sections = read_subject_access(record, me, find(record, asked.who).id)
    rows: list[list[Cell]] = [[section.title, line] for section in sections for line in section.lines]
    page = as_html(record, me, one, sections)
    return Report("subject access", [], (), rows, None, "", page, one.id)


def _ehcp_review(record: Record, asked: Asked) -> Report:
    """What an EHCP review meeting is told of one pupil's attendance: sheets for A4 paper."""
    from core.packs.ehcp import read_review_page
    from core.packs.ehcp_sheet import sheet
    from core.packs.made import EHCP_REVIEW
    from core.paper import as_text
    from core.typed.find import who as find
    from tui.cli.pages import page_json

    if not asked.who:
        raise Unknown("Say about whom: firstday report ehcp-review WHO --out FILE.txt")
    page = read_review_page(record, actor(record), find(record, asked.who).id)
    pages = sheet(page)
    lines = [line for one in pages for line in one]
    rows: list[list[Cell]] = [[line] for line in lines]
    return Report(EHCP_REVIEW, lines, (), rows, page_json(page), "", as_text(pages), page.pupil.id)


# What a file of each report is: nobody opens sheets of text as a web page, or a web page as a table.
_ENDINGS = {"cohorts": ".csv", "subject-access": ".html", "ehcp-review": ".txt"}
_OTHERS = frozenset({*_ENDINGS.values(), ".htm", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".json"})

REPORTS: dict[str, Callable[[Record, Asked], Report]] = {
    "cohorts": _cohorts,
    "subject-access": _subject_access,
    "ehcp-review": _ehcp_review,
}


@click.command()
@click.argument("name", type=click.Choice(list(REPORTS)))
@click.argument("who", default="")
@click.option("--by", default="", metavar="GROUP", help="cohorts: year, form, sen, fsm, weekday … alone.")
@click.option(
    "--out",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write it to FILE: cohorts .csv, ehcp-review .txt, subject-access .html.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@pass_session
def report(session: Session, name: str, who: str, by: str, file: Path | None, as_json: bool) -> None:
    """What leaves the school: a report by its NAME.

    cohorts: groups side by side; one under ten pupils is kept back, and what would give it away.
    ehcp-review WHO: attendance for an EHCP review, with what was tried and said, for A4 paper; it counts as
    made once it is in a FILE.
    subject-access WHO: everything held about one pupil, other people marked.
    """
    _check_ending(name, file)
    with session.open() as record:
        made = REPORTS[name](record, Asked(who, by, file is not None))
        if file is not None:
            _save(record, file, made)
            said = f"{len(made.rows)} {'line' if made.page else 'row'}{'s' * (len(made.rows) != 1)}"
            say(f"{file}: {said}. {made.empty if not made.rows else ''}".rstrip(" ."))
            if made.page or not as_json:
                return
    if as_json:
        print_json(made.document)
        return
    if not made.lines:
        say(made.empty)
    for line in made.lines:
        click.echo(show(line))


def _check_ending(name: str, file: Path | None) -> None:
    """Refuse a file whose name promises something else than what the report is."""
    ending = _ENDINGS[name]
    if file is not None and file.suffix.casefold() in _OTHERS - {ending}:
        fits = show(file.with_suffix(ending).name)
        raise Unknown(f"The report {name} is no {file.suffix.casefold()} file: give --out {fits}")


def _save(record: Record, file: Path, made: Report) -> None:
    from core.acts.leaving import take_out
    from core.sheet import as_csv

    text = made.page or as_csv(made.columns, made.rows)
    take_out(record, actor(record), made.what, file, text, made.pupil_id)


COMMANDS = (report,)
