"""One queue for everything typed: keys are taken one after another, each after the last one's act is saved.

So `c n c n` typed ahead goes to the right pupils however slow a save is, while the screen stays live.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events

BURST = 12
WITHIN = 0.1
_MOVES = frozenset(
    ["up", "down", "left", "right", "pageup", "pagedown", "home", "end", "j", "k", "backspace", "delete"]
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key, or a pasted text. `key` is the character typed, else Textual's name of the key."""

    key: str
    text: str = ""  # what it would insert into a line
    pasted: bool = False
    at: float = 0.0

    @classmethod
    def of(cls, event: events.Key | events.Paste) -> Stroke:
        """The stroke an event stands for."""
        if isinstance(event, events.Paste):
            return cls("paste", event.text, True, time.monotonic())
        if event.is_printable and event.character:
            return cls(event.character, event.character, False, time.monotonic())
        return cls(event.key, "", False, time.monotonic())

    @classmethod
    def of_key(cls, key: str) -> Stroke:
        """The stroke of a key typed now: a character, or the name of a key."""
        return cls(key, key if len(key) == 1 else "", False, time.monotonic())


class KeyQueue:
    """Takes strokes in and hands them on, one at a time, in a task of its own."""

    def __init__(self, take: Callable[[Stroke], Awaitable[None]]) -> None:
        self._take = take
        self._strokes: asyncio.Queue[Stroke] = asyncio.Queue()
        self._recent: deque[float] = deque(maxlen=BURST)
        self._idle = asyncio.Event()
        self._idle.set()
        self.last = 0.0  # when the last key came, by time.monotonic

    def feed(self, stroke: Stroke) -> None:
        """Queue a stroke."""
        self.last = time.monotonic()
        self._idle.clear()
        self._strokes.put_nowait(stroke)

    def drop(self) -> int:
        """Forget what is queued, and say how many strokes that was."""
        count = 0
        while not self._strokes.empty():
            self._strokes.get_nowait()
            count += 1
        return count

    def burst(self, stroke: Stroke) -> bool:
        """Whether this command key is one of too many at once: pasted, not typed."""
        if stroke.pasted:
            return True
        if stroke.key in _MOVES:
            return False
        self._recent.append(stroke.at)
        return len(self._recent) == BURST and self._recent[-1] - self._recent[0] < WITHIN

    async def run(self) -> None:
        """Hand strokes on for ever."""
        while True:
            stroke = await self._strokes.get()
            await self._take(stroke)
            if self._strokes.empty():
                self._idle.set()

    async def settled(self) -> None:
        """Wait until everything typed so far has been acted on."""
        await self._idle.wait()
