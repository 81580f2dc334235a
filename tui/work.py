"""The one thread that opens and owns the record's connection: a save never holds up the screen."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from core.clock import Clock
from core.errors import FirstdayError, RecordBusy
from tui.watch import Watch

if TYPE_CHECKING:
    from core.record import Record

P = ParamSpec("P")
T = TypeVar("T")
PERSIST = 30.0  # seconds for which a save is tried again while somebody else holds the record
ONE_TRY = 0.2  # seconds of one try
_Job = tuple[Callable[..., Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Work:
    """Runs functions of `core` on the record, one after another, in a thread of its own.

    Between two jobs it looks whether somebody else has committed.
    """

    def __init__(
        self, path: Path, clock: Clock, watch: Watch, asked: Callable[[str], None] = lambda _: None
    ) -> None:
        self.path = path
        self.asked = asked  # called once, with why, when everybody is asked to leave the record
        self.clock = clock
        self.watch = watch
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="firstday-record", daemon=True)

    def start(self) -> None:
        """Start the thread, which opens the record. Call it after the first paint."""
        self._thread.start()

    async def do(self, fn: Callable[Concatenate[Record, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(record, …)` in the thread; what it raises is raised here."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((lambda record: fn(record, *args, **kwargs), loop, future))
        return await future

    async def save(self, fn: Callable[Concatenate[Record, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an `fn` that writes; while others hold the record it is tried again, for `PERSIST` seconds.

        Each try is short, so that what the screens read is read in between.
        """
        give_up = monotonic() + PERSIST
        while True:
            try:
                return await self.do(_briefly(fn), *args, **kwargs)
            except RecordBusy:
                if monotonic() > give_up:
                    raise
            await asyncio.sleep(random.uniform(0.005, 0.025))

    def close(self, patience: float = 1.0) -> None:
        """Finish what is queued, close the record, and wait at most `patience` seconds for it."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        record: Record | None = None
        looked = monotonic()
        while True:
            if record is not None and monotonic() - looked >= self.watch.pause:
                with suppress(Exception):  # what a failing disk answers, the next job tells her
                    self.watch.look(record)
                self._look_for_request()
                looked = monotonic()
            try:
                job = self._jobs.get(timeout=self.watch.pause)
            except Empty:
                continue
            if job is None:
                break
            fn, loop, future = job
            try:
                if record is None:
                    record = self._open()
                result = fn(record)
            except Exception as error:  # every error goes back to whoever asked
                self._back(loop, future, error=_told(error, self.path))
            else:
                self._back(loop, future, result=result)
        if record is not None:
            record.close()

    def _look_for_request(self) -> None:
        from core.keeping.maintenance import refuse_if_asked

        try:
            refuse_if_asked(self.path)
        except FirstdayError as error:
            asked, self.asked = self.asked, lambda _: None
            asked(str(error))

    def _open(self) -> Record:
        from core.record import Record

        record = Record.open(self.path, self.clock)
        self.watch.look(record)  # from here on: what is committed before the first read is noticed too
        return record

    @staticmethod
    def _back(
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
        result: object = None,
        error: Exception | None = None,
    ) -> None:
        def settle() -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)

        if not loop.is_closed():
            loop.call_soon_threadsafe(settle)


def _told(error: Exception, path: Path) -> Exception:
    """A failing disk in one line, for screens that know of no SQLite."""
    from core.connecting import told

    return told(error, path)


def _briefly(fn: Callable[Concatenate[Record, P], T]) -> Callable[Concatenate[Record, P], T]:
    """`fn`, waiting for others no longer than `ONE_TRY`."""

    def run(record: Record, /, *args: P.args, **kwargs: P.kwargs) -> T:
        record.patience = ONE_TRY
        try:
            return fn(record, *args, **kwargs)
        finally:
            record.patience = None

    return run
