"""Keeps what is being typed in the record: within 0.8 s of the first unsaved key, never put off by typing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import FirstdayError
from tui.desk import Desk

PAUSE = 0.6


@dataclass(frozen=True)
class Typed:
    """What there is to keep: the text, where the cursor stands, what its strip or line needs."""

    text: str = ""
    cursor: int = 0
    state: Mapping[str, Any] | None = None


class Drafter:
    """Saves one draft at a time."""

    def __init__(self, desk: Desk, failed: Callable[[str], None]) -> None:
        self._desk = desk
        self._failed = failed
        self._kind = ""
        self._pupil_id = 0
        self._typed = Typed()
        self._saved: Typed | None = None  # None: nobody knows what the record holds
        self._timer: asyncio.Task[None] | None = None

    def begin(self, kind: str, pupil_id: int, typed: Typed, known: bool = True) -> None:
        """Start on a draft that stands in the record as `typed`, as far as that is `known`."""
        self.forget()
        self._kind, self._pupil_id = kind, pupil_id
        self._typed, self._saved = typed, typed if known else None

    def touch(self, typed: Typed) -> None:
        """It is now this: have it saved soon."""
        self._typed = typed
        if self._kind and self._timer is None and self._unsaved:
            self._timer = asyncio.get_running_loop().create_task(self._later())

    async def flush(self, again: bool = False) -> bool:
        """Save now what is not saved yet (`again`: whatever stands); whether all of it is in the record."""
        self.hush()
        if self._kind and (again or self._unsaved):
            await self._save()
        return not self._kind or not self._unsaved

    @property
    def _unsaved(self) -> bool:
        return self._typed != (self._saved or Typed())

    def hush(self) -> None:
        """The real save is coming: no draft after it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def forget(self) -> None:
        """The real save has come, or nothing is being typed."""
        self.hush()
        self._kind = ""

    async def _later(self) -> None:
        await asyncio.sleep(PAUSE)
        await self._save()
        self._timer = None
        if self._kind and self._unsaved:
            self._timer = asyncio.get_running_loop().create_task(self._later())

    async def _save(self) -> None:
        typed = self._typed
        try:
            await self._desk.keep_draft(self._kind, self._pupil_id, typed.text, typed.cursor, typed.state)
        except FirstdayError as error:
            self._failed(f"The draft is only on this screen: {error}")
        else:
            self._saved = typed
