"""When the flags and clocks of the school are worked out: in a pause, never between two keys of a call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tui.desk import Desk
from tui.keys import KeyQueue

PAUSE = 1.2  # seconds without a key
LONGEST = 5.0  # seconds it is put off by keys alone: who never pauses has clocks and flags all the same


class Waiting:
    """One task at a time: it waits for a pause, has the questions read, and calls `read` if that was done."""

    def __init__(
        self, desk: Desk, keys: KeyQueue, busy: Callable[[], bool], read: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._desk = desk
        self._keys = keys
        self._busy = busy  # a call or a line is open
        self._read = read
        self._failed = failed
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Wait for the next pause, unless that is being done."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._ask())

    def end(self) -> None:
        """Wait no more: the board closes."""
        if self._task is not None:
            self._task.cancel()

    async def _ask(self) -> None:
        try:
            await self._pause()
            if await self._desk.ask():
                self._read()
        except Exception as error:  # neither a locked record nor a fault of ours takes the board away
            self._failed(self._desk.fault(error))

    async def _pause(self) -> None:
        began = time.monotonic()
        while True:
            rest = min(max(self._keys.last, began) + PAUSE, began + LONGEST) - time.monotonic()
            if rest <= 0 and not self._busy():
                return
            await asyncio.sleep(max(rest, 0.2))
