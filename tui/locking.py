"""Locks the screen when no key has come for long, and ends a session to which nobody comes back.

sshd's own clocks cannot do this: they see a line that answers, not a person.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import FirstdayError, Refused
from tui import commands
from tui.idle import Due, Idle, Limits

if TYPE_CHECKING:
    from tui.app import FirstdayApp

LOOK = 1.0  # seconds between two looks at the clock
PATIENCE = 2.0  # seconds that a lock waits for the record, which may hang: then it goes on without
NO_PIN = "Firstday saved and left: no key had come for long. With a PIN (Ctrl+P) it would lock instead."
QUIET = "Firstday saved and left: no key had come for long. What you typed is there when you log in again."
WRONG = "Firstday saved and left after three wrong PINs. Log in again; Ctrl+P sets another PIN."
NUDGE = "No PIN yet: left alone, Firstday leaves; with one it locks. Ctrl+P sets it."


class Locking:
    """Knows how long the keyboard has been quiet, and does what is due."""

    def __init__(self, app: FirstdayApp) -> None:
        self._app = app
        self.idle = Idle()
        self.locked = False
        self._limits: Limits | None = None  # None: never
        self._pin = False

    @staticmethod
    def hears(key: str) -> bool:
        """Whether this key locks, wherever it is typed."""
        return key in next(one.keys for one in commands.COMMANDS if one.name == "lock")

    async def begin(self) -> None:
        """Read the school's limits; who has no PIN is told how to set one."""
        await self.reread()
        board = self._app.board_room
        if self._limits and not self._pin and not board.foot.message:
            board.say(NUDGE, "dim")

    async def reread(self) -> None:
        """Read the limits, and whether there is a PIN, as they stand now."""
        from tui.pins import read_limits

        with suppress(FirstdayError):
            self._limits, self._pin = await read_limits(self._app.desk)

    async def run(self) -> None:
        """Look at the clock for ever, whatever goes wrong."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except Exception as error:  # a fault of ours: noted, and it locks the next time
                self._app.desk.fault(error)

    async def look(self) -> None:
        """Do what is due."""
        board = self._app.board_room
        if self.locked and board.at_work():  # what could not be saved when it locked
            await self._park()
        if self._limits is None:
            return
        match self.idle.due(self._limits, any(call.open for call in board.strips())):
            case Due.LOCK:
                await self.lock()
            case Due.LEAVE:
                self.leave(QUIET)

    async def lock(self, by_hand: bool = False) -> None:
        """Blank the screen, keep what is typed, free who was being called. Refused without a PIN."""
        from tui.screens.lock import LockRoom

        if self.locked:
            return
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.reread(), PATIENCE)
        if self.locked:  # by hand, while this waited
            return
        if not self._pin:
            if by_hand:
                raise Refused("Set a PIN first, with Ctrl+P: nothing else would open the locked screen.")
            self.leave(NO_PIN)
            return
        app = self._app
        covered = app.push_screen(LockRoom(app.desk, app.keys, self.unlock, lambda: self.leave(WRONG)))
        self.locked = True
        self.idle.lock()
        app.keys.drop()  # typed before: no PIN
        await covered
        await self._park()

    def refuse(self) -> None:
        """Refused while locked: what was begun before, and had to wait, must not take the lock away."""
        if self.locked:
            raise Refused("The screen was locked meanwhile: nothing was opened.")

    async def _park(self) -> None:
        """Keep what is typed; what could not be kept in time is tried again at the next look."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._app.park(), PATIENCE)

    async def unlock(self) -> None:
        """Give the screen back, with what others did meanwhile."""
        self.locked = False
        self.idle.unlock()
        await self._app.pop_screen()
        self._app.read_again()
        board = self._app.board_room
        board.offer()
        await board.take_up_again()

    def leave(self, said: str) -> None:
        """Save and leave, and say why on the terminal."""
        self._app.farewell = said
        self._app.leaving.limit()
        self._app.hang_up(0)
