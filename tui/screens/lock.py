"""The locked screen: nothing of a child, who has locked it, and how it is opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.geometry import Offset

from tui import commands, ink
from tui.commands import Place
from tui.desk import Desk
from tui.keys import KeyQueue, Stroke
from tui.pins import opens
from tui.screens.room import Room
from tui.widgets.entry import Secret
from tui.widgets.lines import Lines

TRIES = 3
ROW = 4  # of the line that is typed on
LABEL = "  PIN  "


class LockRoom(Room):
    """Covers every other room until the PIN is typed."""

    PLACE = Place.LOCKED

    def __init__(
        self, desk: Desk, keys: KeyQueue, opened: Callable[[], Awaitable[None]], given_up: Callable[[], None]
    ) -> None:
        super().__init__(desk, keys)
        self._opened = opened
        self._given_up = given_up
        self._since = desk.now()
        self._wrong = 0
        self._pin = Secret()
        self.page = Lines(id="page")

    def furnish(self) -> ComposeResult:
        """The page."""
        yield self.page

    def fit(self) -> None:
        """Lay the page out for this width."""
        wide = max(10, self.app.size.width - 4)
        typed, column = self._pin.drawn(wide - len(LABEL), True)
        who = self.desk.actor
        told = (
            "Type your PIN and Enter. What was typed before is saved, and nobody is held for a call.",
            "Forgotten, or not you: q leaves. Whoever logs in may set their own PIN with Ctrl+P.",
        )
        self.page.draw([
            ink.line(("  Firstday is locked", "heading")),
            (),
            ink.line(f"  {who.name} ({who.account}), since {self._since:%H:%M}"),
            (),
            (*ink.line(LABEL), *typed),
            (),
            *(ink.line((f"  {row}", "dim")) for text in told for row in ink.wrap(text, wide)),
        ])  # fmt: skip
        here = self.page.content_region
        self.app.cursor_position = Offset(here.x + len(LABEL) + column, here.y + ROW)

    async def command_key(self, stroke: Stroke) -> None:
        """Take a digit of the PIN, or a command of this place."""
        command = commands.keymap(Place.LOCKED).get(stroke.key)
        if command is not None:
            await self.run(command)
        elif stroke.text.isdigit() and not stroke.pasted:
            self._pin.insert(stroke.text)
        else:
            self._pin.key(stroke.key)
        if self.is_current:
            self.fit()

    async def do_unlock(self) -> None:
        """Open the screen, if this is the PIN."""
        typed, self._pin = self._pin.text, Secret()
        if not typed:
            return
        if await opens(self.desk, typed):
            await self._opened()
            return
        self._wrong += 1
        left = TRIES - self._wrong
        if left:
            more = "two more tries" if left > 1 else "one more try"
            self.say(f"That is not the PIN: {more}, then Firstday saves and leaves.", "now")
        else:
            self._given_up()

    async def do_end(self) -> None:
        """Leave Firstday."""
        self.app.exit(return_code=0)
