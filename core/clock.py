"""The one place time comes from, so that any day can be rehearsed with `--today`.

All times are English wall time without a zone; the record holds them as ISO text to the second.
Dates are dates: nothing here does arithmetic in UTC.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def boot_clock() -> float:
    """Seconds since the machine started, sleep included: no step of the wall clock moves it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Clock:
    """Wall time in England, or a rehearsed moment that runs on from when the clock was made."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._made = time.monotonic()

    @property
    def rehearsed(self) -> bool:
        """Whether this clock was started at a stated moment rather than now."""
        return self._start is not None

    def now(self) -> datetime:
        """The present moment, to the second, without a zone."""
        if self._start is None:
            return datetime.now(LONDON).replace(tzinfo=None, microsecond=0)
        passed = timedelta(seconds=int(time.monotonic() - self._made))
        return self._start + passed

    def today(self) -> date:
        """The present day."""
        return self.now().date()


class FixedClock(Clock):
    """A clock that stands still until it is set: for making the fictional school, and for tests."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def now(self) -> datetime:
        return self.at
