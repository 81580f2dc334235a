"""The keys of a place, from the live table."""

from __future__ import annotations

from textual.app import ComposeResult

from tui import commands, ink
from tui.commands import Place, Situation
from tui.desk import Desk
from tui.ink import Line
from tui.keys import KeyQueue
from tui.screens.room import Room
from tui.widgets.lines import Page


def help_lines(place: Place, situation: Situation, cells: int) -> list[Line]:
    """Every command of a place: its keys, its words, what it does, and why it may not run now."""
    rows: list[Line] = [ink.line((f"Keys of {place.value}", "heading")), ()]
    section = ""
    for command in commands.at(place):
        if command.section != section:
            if section:
                rows.append(())
            section = command.section
            rows.append(ink.line((section, "strong")))
        why = command.why_not(situation)
        lead = f"  {ink.pad(commands.keys_shown(command), 14)} {ink.pad(command.words, 20)} "
        text = command.help + (f" (not now: {why})" if why else "")
        first, *more = ink.wrap(text, max(20, cells - ink.width(lead)))
        tone = "dim" if why else ""
        rows.append(ink.line((lead, "key"), (first, tone)))
        rows += [ink.line(" " * ink.width(lead), (row, tone)) for row in more]
    if place is Place.BOARD:
        rows += [(), ink.line(("On the call strip (c)", "strong"))]
        for command in commands.at(Place.STRIP):
            lead = f"  {ink.pad(commands.keys_shown(command), 14)} {ink.pad(command.words, 20)} "
            rows.append(ink.line((lead, "key"), command.help))
    return rows


class HelpRoom(Room):
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

    async def do_down(self) -> None:
        """Next line."""
        self.page.move("down")

    async def do_up(self) -> None:
        """Line before."""
        self.page.move("up")

    async def do_page_down(self) -> None:
        """A page on."""
        self.page.move("page_down")

    async def do_page_up(self) -> None:
        """A page back."""
        self.page.move("page_up")

    async def do_first(self) -> None:
        """To the top."""
        self.page.move("first")

    async def do_last(self) -> None:
        """To the end."""
        self.page.move("last")
