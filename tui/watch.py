"""Notices that somebody else has committed: one cheap question, four times a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.record import Record

FOCUSED = 0.25
UNFOCUSED = 0.4


class Watch:
    """Calls `changed` when another connection has committed since the last look.

    `PRAGMA data_version` costs 3 µs and misses nothing; it moves on others' commits, not on one's
    own. It is asked in the thread that owns the connection, between two jobs, so no read is open.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._seen: int | None = None
        self.pause = FOCUSED

    def focus(self, focused: bool) -> None:
        """Look less often while her window is not in front."""
        self.pause = FOCUSED if focused else UNFOCUSED

    def look(self, record: Record) -> None:
        """Look once."""
        version = record.data_version()
        if self._seen is not None and version != self._seen:
            self._changed()
        self._seen = version
