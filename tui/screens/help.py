"""The keys of a place, from the live table."""

from __future__ import annotations

from textual.app import ComposeResult

from core.model import Outcome
from core.reasons import REASONS
from tui import commands, ink
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.ink import Line
from tui.keys import KeyQueue
from tui.screens.moving import Moving
from tui.screens.room import Room
from tui.widgets.lines import Page

ONLY_READS = "only reads"  # why not, where that is told above
CALLING = (Place.STRIP, Place.REASON, Place.NOTE)
TRIED = {
    Outcome.VOICEMAIL: "voicemail left",
    Outcome.NO_ANSWER: "no answer",
    Outcome.WRONG_NUMBER: "wrong number",
    Outcome.RINGS_BACK: "they ring back",
    Outcome.MESSAGE: "message sent",
    Outcome.SPOKE: "spoke",
    Outcome.DID_NOT_KNOW: "spoke, and they did not know the pupil was away",
}
SIGNS = (
    ("█", "away all day"),
    ("▀ ▄", "away in the morning, in the afternoon"),
    ("l", "late"),
    ("L", "late, then away in the afternoon"),
    ("·", "in all day"),
    ("?", "no mark yet"),
    ("5", "over the year: the date of that Monday"),
    ("¦", "weeks without school; a blank is a day the pupil was not expected"),
)


def help_lines(place: Place, situation: Situation, cells: int) -> list[Line]:
    """Every command of use in a place: its keys, its words, what it does, why not now; then the signs.

    To who only reads the reason is told once, above: fifteen times over, it hid what the keys do.
    """
    rows: list[Line] = [ink.line((f"Keys of {place.value}", "heading")), ()]
    reads = "" if situation.may_write else commands.NEEDS["write"][1]
    rows += [*(ink.line((row, "strong")) for row in ink.wrap(reads, cells)), ()] if reads else []
    section = ""
    for command in commands.at(place):
        if not command.belongs(situation):
            continue
        if command.section != section:
            if section:
                rows.append(())
            section = command.section
            rows.append(ink.line((section, "strong")))
        why = command.why_not(situation)
        rows += _command(command, ONLY_READS if why and why == reads else why, cells)
    if place in (Place.BOARD, Place.PUPIL):
        rows += [(), ink.line(("On the call strip (c)", "strong"))]
        for command in commands.at(Place.STRIP):
            rows += _command(command, ONLY_READS if reads else "", cells)
    if place in (Place.BOARD, Place.PUPIL, *CALLING):
        rows += _reasons(cells)
    if place is Place.BOARD:
        tried = [(outcome.letter, words) for outcome, words in TRIED.items()]
        rows += _signs("Letters of “tried”, after the time of the last try", tried, cells)
    if place in (Place.BOARD, Place.PUPIL):
        rows += _signs("Signs of “last weeks” and of the year: one a day", list(SIGNS), cells)
    return rows


def _command(command: Command, why: str, cells: int) -> list[Line]:
    reason = "" if why == ONLY_READS else f": {why}"
    text = command.help + (f" (not now{reason})" if why else "")
    return _told(commands.keys_shown(command), command.words, text, cells, "dim" if why else "")


def _reasons(cells: int) -> list[Line]:
    """The reason keys after `s`, and the code each suggests to the register."""
    rows: list[Line] = [(), ink.line(("The reason, after s spoke", "strong"))]
    for one in REASONS:
        code = f"suggests code {one.code}"
        if one.key == "t":
            code += ", or Y1 where the school or council provides it"
        word = one.phrase if "-" in one.word else one.word
        text = one.phrase[:1].upper() + one.phrase[1:]
        end = "." if one.explains else "; stays in hand."
        rows += _told(one.key, word, f"{text}: {code}{end}", cells)
    note = "The code is what Firstday suggests to the register; the register is changed by hand, there."
    return rows + [ink.line(f"  {row}") for row in ink.wrap(note, cells - 2)]


def _signs(title: str, signs: list[tuple[str, str]], cells: int) -> list[Line]:
    rows: list[Line] = [(), *(ink.line((row, "strong")) for row in ink.wrap(title, cells))]
    for sign, words in signs:
        first, *more = ink.wrap(words, max(10, cells - 7))
        rows.append(ink.line((f"  {ink.pad(sign, 4)} ", "key"), first))
        rows += [ink.line(" " * 7, row) for row in more]
    return rows


def _told(keys: str, words: str, text: str, cells: int, tone: str = "") -> list[Line]:
    """Keys and words in columns, the text wrapped beside them; below them in a narrow window."""
    lead = f"  {ink.pad(keys, 14)} {ink.pad(words, 20)} "
    if cells < 2 * ink.width(lead):
        rest = ink.wrap(text, max(10, cells - 4))
        head = ink.cut_line(ink.line((f"  {keys}  ", "key"), (words, "key")), cells)
        return [head, *(ink.line("    ", (row, tone)) for row in rest)]
    first, *more = ink.wrap(text, cells - ink.width(lead))
    rows = [ink.line((lead, "key"), (first, tone))]
    return rows + [ink.line(" " * ink.width(lead), (row, tone)) for row in more]


class HelpRoom(Moving, Room):
    """The keys of the place she came from."""

    PLACE = Place.HELP

    def __init__(self, desk: Desk, keys: KeyQueue, of: Place, situation: Situation) -> None:
        super().__init__(desk, keys)
        self._of = of
        self._situation = situation
        self.page = Page(id="page")

    def furnish(self) -> ComposeResult:
        """The page."""
        yield self.page

    def fit(self) -> None:
        """Lay the page out for this width."""
        self.page.draw(help_lines(self._of, self._situation, max(30, self.app.size.width - 2)))

    async def moved(self, name: str) -> None:
        """Scroll the page."""
        self.page.move(name)
