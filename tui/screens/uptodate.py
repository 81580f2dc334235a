"""What keeps a screen up to date: with what others commit, and with what she does in another room."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.screen import Screen

from core.errors import FirstdayError
from tui.desk import Desk
from tui.widgets.rows import Rows


class UpToDate(Screen[None]):
    """A screen that is read again when the record has changed; one reading at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.own: set[int] = set()  # pupils acted on from a room above, since this one was read
        self._reading = False
        self._read_again = False

    def on_screen_resume(self) -> None:
        """Back on top: the terminal's cursor stands on this screen's row again."""
        for rows in self.query(Rows):
            rows.call_after_refresh(rows.on_resize)

    def say(self, text: str, tone: str = "accent") -> None:
        """Show a message."""

    async def reread(self) -> None:
        """Read again what is on screen."""

    def stale(self) -> None:
        """Somebody has changed something: read again, now or as soon as the present reading is done."""
        if self._reading:
            self._read_again = True
        else:
            self._reading = True
            self.run_worker(self._keep_up())

    def tell_rooms(self, pupils: Iterable[int]) -> None:
        """An act was done here: the other rooms are read again, one's own commits wake nobody."""
        for room in self.app.screen_stack:
            if isinstance(room, UpToDate) and room is not self:
                room.own.update(pupils)
                room.stale()

    async def caught_up(self) -> None:
        """Wait until what is on screen is up to date."""
        while self._reading:
            await asyncio.sleep(0.005)

    async def _keep_up(self) -> None:
        try:
            while True:
                self._read_again = False
                await self.reread()
                if not self._read_again:
                    break
        except FirstdayError as error:
            self.say(str(error), "now")
        except Exception as error:  # as in `take`
            self.say(self.desk.fault(error), "now")
        finally:
            self._reading = False
