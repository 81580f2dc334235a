"""Keeps what is being typed in the record: within 0.8 s of the first unsaved key, never put off by typing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from core.errors import FirstdayError
from tui.desk import Desk

PAUSE = 0.6


class Drafter:
    """Saves one draft at a time."""

    def __init__(self, desk: Desk, failed: Callable[[str], None]) -> None:
        self._desk = desk
        self._failed = failed
        self._kind = ""
        self._pupil_id = 0
        self._text = ""
        self._saved = ""
        self._timer: asyncio.Task[None] | None = None

    def begin(self, kind: str, pupil_id: int, text: str) -> None:
        """Start on a draft that stands in the record as `text`."""
        self.forget()
        self._kind, self._pupil_id = kind, pupil_id
        self._text = self._saved = text

    def touch(self, text: str) -> None:
        """The text is now this: have it saved soon."""
        self._text = text
        if self._kind and self._timer is None and text != self._saved:
            self._timer = asyncio.get_running_loop().create_task(self._later())

    async def flush(self) -> bool:
        """Save now what is not saved yet; whether all of it is in the record."""
        self._cancel()
        if self._kind and self._text != self._saved:
            await self._save()
        return not self._kind or self._text == self._saved

    def forget(self) -> None:
        """The real save has come, or nothing is being typed."""
        self._cancel()
        self._kind = ""

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _later(self) -> None:
        await asyncio.sleep(PAUSE)
        self._timer = None
        with suppress(asyncio.CancelledError):
            await self._save()
        if self._text != self._saved:
            self.touch(self._text)

    async def _save(self) -> None:
        text = self._text
        try:
            await self._desk.keep_draft(self._kind, self._pupil_id, text)
        except FirstdayError as error:
            self._failed(f"The draft is only on this screen: {error}")
        else:
            self._saved = text
