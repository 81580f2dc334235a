"""How long no key has come, and what is due for it. On the boot clock: sleep counts, no step does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from core.clock import boot_clock


class Due(Enum):
    """What is due now."""

    NOTHING = "nothing"
    LOCK = "lock"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without a key: until the screen locks, the same with a call open, until the session ends."""

    lock: float
    lock_in_call: float
    leave: float


class Idle:
    """Counts from the last key; while locked, keys count no more."""

    def __init__(self, now: Callable[[], float] = boot_clock) -> None:
        self._now = now
        self._last = now()
        self._locked: float | None = None

    def touch(self) -> None:
        """A key has come."""
        if self._locked is None:
            self._last = self._now()

    def lock(self) -> None:
        """The screen is locked from now on."""
        self._locked = self._now()

    def unlock(self) -> None:
        """The screen is hers again."""
        self._locked = None
        self._last = self._now()

    def due(self, limits: Limits, calling: bool) -> Due:
        """What is due; a long call that has locked leaves as long after that as any other lock does."""
        quiet = self._now() - self._last
        if self._locked is None:
            lock = max(limits.lock, limits.lock_in_call) if calling else limits.lock
            if quiet >= limits.leave and not calling:
                return Due.LEAVE
            return Due.LOCK if quiet >= lock else Due.NOTHING
        rest = self._locked - self._last + max(0.0, limits.leave - limits.lock)
        return Due.LEAVE if quiet >= max(limits.leave, rest) else Due.NOTHING
