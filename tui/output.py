"""Writes to the terminal in a thread of its own: a terminal that nobody reads holds up nothing but itself.

Textual's own writer queues 30 pieces and then makes the whole program wait: behind a frozen SSH client
neither the idle lock nor a hang-up would be heard any more.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

MOST = 256 * 1024  # characters that may wait: many screens; more is drawn afresh once the terminal is read
PIECE = 4096  # bytes a write: between two of them it can be told to stop


class Output(threading.Thread):
    """Takes text without waiting. What piles up is dropped, and `caught_up` called once there is room."""

    def __init__(self, fileno: int, encoding: str, caught_up: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="firstday-output")
        self._fileno = fileno
        self._encoding = encoding
        self._caught_up = caught_up
        self._changed = threading.Condition()
        self._waiting: deque[str] = deque()
        self._held = 0
        self._choked = False  # drops everything until what is being written has gone
        self._last = False

    def write(self, text: str) -> None:
        """Have `text` written; never waits."""
        with self._changed:
            if self._choked:
                return
            if self._held + len(text) > MOST and self._waiting:
                self._clear()
                self._choked = True
                return
            self._waiting.append(text)
            self._held += len(text)
            self._changed.notify()

    def leave(self) -> None:
        """What comes now restores the terminal: it goes out next, whatever else waited."""
        with self._changed:
            if self._choked:
                self._clear()
            self._choked = False

    def stop(self, patience: float = 0.5) -> None:
        """Write what waits, for at most `patience` seconds."""
        with self._changed:
            self._last = True
            self._changed.notify()
        if self.is_alive():
            self.join(patience)

    def run(self) -> None:
        """Write until told to stop, or until the terminal is gone."""
        with suppress(OSError):
            while (text := self._next()) is not None:
                data = memoryview(text.encode(self._encoding, "replace"))
                while data:
                    data = data[os.write(self._fileno, data[:PIECE]) :]
                self._breathe()

    def _next(self) -> str | None:
        with self._changed:
            while not self._waiting and not self._last:
                self._changed.wait()
            if not self._waiting:
                return None
            text = "".join(self._waiting)
            self._clear()
            return text

    def _breathe(self) -> None:
        with self._changed:
            was, self._choked = self._choked, False
        if was:
            self._caught_up()

    def _clear(self) -> None:
        self._waiting.clear()
        self._held = 0
