"""Leaving when nobody sits there any more: a lost line, a polite kill, a limit on how long it may take.

The limit lives in a thread of its own and in the kernel's timer, since the rest of the program may be what
hangs: a record somebody holds locked, a terminal nobody reads.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable

HUNG_UP = 129
LAST_WAIT = 2.0  # seconds that leaving may take
END = 2.6  # seconds after which the kernel ends the process, whatever it hangs in
HEARD = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


class Leaving:
    """Hears the signals that mean leaving and sees to it that leaving ends."""

    def __init__(self, begin: Callable[[], None], restore: Callable[[], None]) -> None:
        self._begin = begin  # called once, in the event loop
        self._restore = restore  # puts the terminal right, from any thread
        self._told: int | None = None  # where the thread is told that leaving has begun
        self._heard = False

    def listen(self) -> None:
        """Hear the signals from now on, also where the parent has had them ignored (nohup) or blocked."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        read, self._told = os.pipe()
        os.set_blocking(self._told, False)
        threading.Thread(target=self._watch, args=(read,), daemon=True, name="firstday-leaving").start()

        def hear(_number: int, _frame: object) -> None:
            if not self._heard:
                self._heard = True
                loop.call_soon_threadsafe(self._begin)

        # The kernel's side of a signal writes its number here, even while Python is busy elsewhere.
        signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for one in HEARD:
            signal.signal(one, hear)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)

    def limit(self) -> None:
        """Leaving has begun: it ends within `LAST_WAIT` seconds."""
        if self._told is not None:
            self._heard = True
            os.write(self._told, bytes([signal.SIGHUP]))

    def _watch(self, pipe: int) -> None:
        while not set(os.read(pipe, 64)) & set(HEARD):
            pass  # another signal: the window's size
        signal.setitimer(signal.ITIMER_REAL, END)
        time.sleep(LAST_WAIT)
        self._restore()
        os._exit(HUNG_UP)
