"""The terminal app: one board on a shared record. Paints first, opens the record afterwards.

Importing this loads Textual and nothing of the record's machinery (no sqlite, no dateutil); the rooms
are imported after the first paint, which costs their reading nobody's patience.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.message import Message

from core.errors import FirstdayError
from tui.driver import FirstdayDriver, LineLost
from tui.fault import ended
from tui.ink import Ink, few_colours
from tui.keys import KeyQueue, Stroke
from tui.leaving import HUNG_UP, Leaving
from tui.locking import Locking
from tui.screens.opening import Opening
from tui.watch import Watch
from tui.work import Work

if TYPE_CHECKING:
    from core.clock import Clock
    from tui.desk import Desk
    from tui.screens.board import BoardRoom
    from tui.screens.room import Room

FAULT = 70  # a fault of ours
PARKING = 1.2  # seconds that putting away may take once the line is gone …
CLOSING = 0.2  # … and then each step of closing the record
LIVES = 5.0  # seconds between two looks at who is still there


class FirstdayApp(App[int]):
    """Firstday on one terminal."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = None

    desk: Desk  # there from `opened` on

    class Committed(Message):
        """Somebody else has saved something."""

    class Asked(Message):
        """Everybody is asked to leave: the record is being put back from a backup."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, path: Path, clock: Clock, account: str, note: str = "") -> None:
        Ink.ansi = few_colours()
        # The terminal's own background and foreground: a third fewer bytes, and right on light ones too.
        super().__init__(driver_class=FirstdayDriver, ansi_color=True)
        self.theme = "ansi-dark"
        self.clock = clock
        self.note = note
        self.watcher = Watch(self._noticed)
        self.work = Work(path, clock, self.watcher, self._asked)
        self.account = account
        self.opened = False  # whether the board stands
        self.keys = KeyQueue(self._take)
        self.failure = ""  # the line for stderr, when the app could not go on
        self._tasks: list[asyncio.Task[None]] = []
        self._leaving = False
        self.farewell = ""  # why it left by itself
        self.locking = Locking(self)
        self.leaving = Leaving(self.hang_up, self._restore)

    # -- beginning and end -------------------------------------------------------------------------

    def get_default_screen(self) -> Opening:
        """A line, until the board stands."""
        return Opening()

    def on_mount(self) -> None:
        """Paint, then open the record."""
        self.animation_level = "none"
        if not self.is_headless:
            self.leaving.listen()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        from tui.desk import Desk
        from tui.screens.board import BoardRoom

        self.desk = Desk(self.work, self.account, self._waiting)
        self.work.start()
        await self.push_screen(BoardRoom(self.desk, self.keys))
        self.opened = True
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._start())]

    async def _start(self) -> None:
        try:
            room = self.board_room
            board = asyncio.ensure_future(room.reread())  # the rows first; who is on can wait
            await self.desk.open()
            await board
        except FirstdayError as error:
            self.failure = str(error)
            self.exit(return_code=error.exit_code)
            return
        except Exception as error:  # a fault of ours: one line, a number
            self._handle_exception(error)
            return
        room.say(self.note or await self.desk.backup_notice())
        await room.take_up_again()
        loop = asyncio.get_running_loop()
        self._tasks += [
            loop.create_task(work()) for work in (self.keys.run, self._minutes, self._comings_and_goings)
        ]
        await self.locking.begin()
        self._tasks.append(loop.create_task(self.locking.run()))

    @property
    def board_room(self) -> BoardRoom:
        """The board, whatever stands on top of it."""
        from tui.screens.board import BoardRoom

        return next(screen for screen in self.screen_stack if isinstance(screen, BoardRoom))

    async def _minutes(self) -> None:
        """Once a minute what depends on the time is read again; nothing shows seconds."""
        while True:
            await asyncio.sleep(60.5 - self.clock.now().second)
            self.read_again()

    async def _comings_and_goings(self) -> None:
        """A session that dies commits nothing, so nobody would notice: asked for every few seconds."""
        known: frozenset[str] | None = None
        while True:
            with suppress(FirstdayError):
                live = await self.desk.live()
                if known is not None and live != known:
                    self.read_again()
                known = live
            await asyncio.sleep(LIVES)

    async def on_unmount(self) -> None:
        """Free what is held, close the record."""
        for task in self._tasks:
            task.cancel()
        patience = CLOSING if self._leaving else 1.0
        if self.opened:
            with suppress(FirstdayError, asyncio.TimeoutError):
                await asyncio.wait_for(self.desk.close(), patience)
        self.work.close(patience)

    # -- keys --------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go into the one queue; everything else is Textual's."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.keys.feed(Stroke.of(event))
            return
        await super().on_event(event)

    async def _take(self, stroke: Stroke) -> None:
        room = self._room()
        if room is None or self._leaving or self._exit:  # what was typed behind q acts on nobody
            return
        self.locking.idle.touch()
        try:
            if self.locking.hears(stroke.key):
                await self.locking.lock(by_hand=True)
            else:
                await room.take(stroke)
        except FirstdayError as error:
            room.say(str(error), "now")
        except Exception as error:  # a fault of ours must not leave the keyboard dead
            room.say(self.desk.fault(error), "now")

    def push_screen(self, *args: Any, **more: Any) -> Any:
        """Show another screen; never over a locked one."""
        self.locking.refuse()
        return super().push_screen(*args, **more)

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top; never a locked one, but by the PIN."""
        self.locking.refuse()
        return super().pop_screen()

    # -- what others do ----------------------------------------------------------------------------

    def _rooms(self) -> list[Room]:
        from tui.screens.room import Room

        return [screen for screen in self.screen_stack if isinstance(screen, Room)]

    def _room(self) -> Room | None:
        """The room on top, if it is one of ours."""
        from tui.screens.room import room_of

        return room_of(self.screen)

    def _noticed(self) -> None:
        self.post_message(self.Committed())

    def read_again(self) -> None:
        """Read again what is on screen; a locked screen shows nothing."""
        if not self.locking.locked:
            for room in self._rooms():
                room.stale()

    def on_firstday_app_committed(self) -> None:
        """Somebody else has saved something."""
        self.read_again()
        self.run_worker(self.locking.reread())

    def _asked(self, why: str) -> None:
        self.post_message(self.Asked(why))

    def on_firstday_app_asked(self, message: Asked) -> None:
        """Put everything away and leave, saying why."""
        self.failure = message.why
        self.hang_up()

    def on_app_focus(self) -> None:
        """She is back at this window."""
        self.watcher.focus(True)

    def on_app_blur(self) -> None:
        """Another window is in front."""
        self.watcher.focus(False)

    def _waiting(self) -> None:
        if room := self._room():
            room.say("Somebody else is saving; yours waits its turn …", "now")

    # -- losing the line ---------------------------------------------------------------------------

    @on(LineLost)
    def _line_lost(self) -> None:
        self.leaving.limit()
        self.hang_up()

    def hang_up(self, status: int = HUNG_UP) -> None:
        """Nobody sits there any more: save the draft, free the claim and leave."""
        if self._leaving:
            return
        self._leaving = True
        self._tasks.append(asyncio.get_running_loop().create_task(self._put_away(status)))

    async def _put_away(self, status: int) -> None:
        with suppress(FirstdayError, asyncio.TimeoutError):
            await asyncio.wait_for(self.park(), PARKING)
        self.exit(return_code=status)

    async def park(self) -> None:
        """Save what is being typed in every room and let everything go."""
        for room in self._rooms():
            with suppress(FirstdayError):
                await room.park()

    def _restore(self) -> None:
        if isinstance(self._driver, FirstdayDriver):
            self._driver.restore()

    # -- faults ------------------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """Leave with one line: a number and a place in the program, never what was in its variables."""
        self.failure = ended(sys.exc_info()[1] or self._exception)
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """Leave with one line; what Textual would have printed may hold a child's data."""
        self.failure = self.failure or ended(sys.exc_info()[1] or self._exception)
        self._close_messages_no_wait()


def run(record_path: Path, clock: Clock, account: str, note: str = "") -> int:
    """Run the app on the terminal until she leaves; the exit status."""
    app = FirstdayApp(record_path, clock, account, note)
    app.run(mouse=False)
    if app.failure:
        print(app.failure, file=sys.stderr)
        return app.return_code or FAULT
    if app.farewell:
        print(app.farewell, file=sys.stderr)
    return app.return_code or 0
