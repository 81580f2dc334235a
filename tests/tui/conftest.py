"""A small school on a real record, and an officer's keys on the real app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.clock import FixedClock
from core.people import Actor
from core.record import Record
from core.views import Board, Row
from tests.core.making import NOW, add_contact, add_pupil, add_staff, make_record, mark
from tui import ink
from tui.app import FirstdayApp
from tui.keys import Stroke
from tui.screens.board import BoardRoom
from tui.screens.room import Room

TODAY = NOW.date().isoformat()


@dataclass
class School:
    """A record with pupils away this morning; `record` is a second connection, as another officer has."""

    record: Record
    ann: Actor
    bob: Actor
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the record lies."""
        return self.record.path

    def row(self, name: str) -> Row | None:
        """A pupil's row on the board as it stands in the record."""
        from core.board import read_board

        return next((row for row in read_board(self.record).rows if row.pupil.surname == name), None)

    def events(self) -> list[tuple[str, int | None]]:
        """Kind and pupil of every act in the journal."""
        rows = self.record.db.execute("SELECT kind, pupil_id FROM event ORDER BY id").fetchall()
        return [(row[0], row[1]) for row in rows]


NAMES = ("Abbot", "Brook", "Carr", "Dale", "Ellis", "Frost")


def make_school(tmp_path: Path, names: tuple[str, ...] = NAMES) -> School:
    """Six pupils away without a reason, one present, two officers, a SENCO, a DSL, a reader."""
    record = make_record(tmp_path)
    ann, bob = add_staff(record, "ann", "Ann Able"), add_staff(record, "bob", "Bob Best")
    add_staff(record, "sid", "Sid Senn", "senco")
    add_staff(record, "dee", "Dee Dale", "dsl")
    add_staff(record, "lee", "Lee Long", "leader")
    school = School(record, ann, bob)
    for name in names:
        one = school.ids[name] = add_pupil(record, surname=name, forename="Kit")
        add_contact(record, one)
        add_contact(record, one, name="Gran Other", relationship="grandmother", phone=f"07700 901{one:03d}")
        mark(record, one, f"{TODAY} AM", "N")
    here = add_pupil(record, surname="Present", forename="Pat")
    mark(record, here, f"{TODAY} AM", "/")
    return school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """The small school."""
    made = make_school(tmp_path)
    yield made
    made.record.close()


class Officer:
    """Types keys and looks at the screen."""

    def __init__(self, app: FirstdayApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def room(self) -> BoardRoom:
        """The board."""
        return self.app.board_room

    @property
    def board(self) -> Board:
        """The board as it is shown."""
        assert self.room.board is not None
        return self.room.board

    async def press(self, keys: str) -> None:
        """Press keys, blank-separated; wait until each has been acted on.

        They go straight into the app's queue, since the pilot takes 63 ms a key; one test goes all the way.
        """
        for key in keys.split():
            self.app.keys.feed(Stroke.of_key(key))
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, faster than the pilot's own keys."""
        for char in text:
            self.app.keys.feed(Stroke.of_key(char))
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything typed has been acted on and drawn.

        `Pilot.pause` would wait until the process burns no time, which is also so where a busy machine
        has just taken the processor away: then the window is looked at before it is laid out. So what
        is still to do is asked of the queues and of the screen, and done at once.
        """
        for _ in range(300):
            await self.app.keys.settled()
            for room in self.app._rooms():
                while room._reading or any(task and not task.done() for task in self._behind(room)):
                    await asyncio.sleep(0.01)
            await self.pilot._wait_for_screen()
            if self.app._exit or not self._drawing():
                return
            self.app.screen._on_timer_update()
        raise AssertionError(f"the screen is never at rest:\n{self.screen}")

    def _drawing(self) -> bool:
        """Whether a message or a change has yet to reach the window."""
        screen = self.app.screen
        waiting = any(
            node.message_queue_size or node._next_callbacks
            for node in (self.app, *screen.walk_children(with_self=True))
        )
        changed = screen._layout_required or screen._scroll_required or screen._repaint_required
        return waiting or changed or bool(screen._dirty_widgets or screen._callbacks)

    @staticmethod
    def _behind(room: Room) -> list[asyncio.Task[None] | None]:
        """What a room still does after a key: explaining a line, having the preview follow."""
        return [room.prompt._explaining, room._following if isinstance(room, BoardRoom) else None]

    async def until(self, met: Callable[[], object], seconds: float = 20.0) -> None:
        """Wait for something to come true; a busy machine may take its time."""
        for _ in range(int(seconds / 0.05)):
            if met():
                return
            await self.pilot.pause(0.05)
        raise AssertionError(f"did not come true in {seconds} s; the screen:\n{self.screen}")

    @property
    def lines(self) -> list[str]:
        """What is on the screen, line by line."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def screen(self) -> str:
        """What is on the screen."""
        return "\n".join(self.lines)

    @property
    def at(self) -> str:
        """Surname of the pupil under the cursor."""
        key = self.room.rows.key
        return next((row.pupil.surname for row in self.board.rows if row.pupil.id == key), "")


Open = Callable[..., AbstractAsyncContextManager[Officer]]


@pytest.fixture
def opened(school: School) -> Open:
    """Open the app on the small school: `async with opened() as officer`."""

    def open_it(
        account: str = "ann", size: tuple[int, int] = (80, 24)
    ) -> AbstractAsyncContextManager[Officer]:
        return at_work(school.path, account, size)

    return open_it


@asynccontextmanager
async def at_work(
    path: Path, account: str = "ann", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Officer]:
    """Run the app on a record until the block ends; no fault of ours may have been noted by then."""
    app = FirstdayApp(path, FixedClock(NOW), account)
    async with app.run_test(size=size) as pilot:
        officer = Officer(app, pilot)
        await officer.until(lambda: app.opened and app._tasks[0].done() and officer.room.board is not None)
        await asyncio.sleep(0)
        await officer.settle()
        yield officer
        assert app.desk.faults == []
        assert app.failure == ""


@pytest.fixture(autouse=True)
def fresh_ink() -> Iterator[None]:
    """Whether only ASCII may be drawn is asked anew by every test."""
    ink.plain_terminal.cache_clear()
    yield
    ink.plain_terminal.cache_clear()
