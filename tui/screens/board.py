"""The board: who is not here this morning, the next person to ring first."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container

from core.errors import FirstdayError
from core.model import Lane
from core.views import Board, Row
from tui.commands import Place
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue
from tui.screens.acting import ActingRoom
from tui.widgets.header import Header
from tui.widgets.lines import Rule
from tui.widgets.preview import PreviewPane, day
from tui.widgets.rows import Column, Entry, Rows

if TYPE_CHECKING:
    from core.acts import Done

REST = 0.07  # seconds the cursor rests before the preview follows


def columns(cells: int) -> Sequence[Column]:
    """The board's columns: the reason is the widest, the rest is narrow."""
    name = 17 if cells < 90 else 22
    return (Column("", name), Column("", 4), Column("", 0), Column("day", 3, True), Column("tried", 7, True),
            Column("owner", 5))  # fmt: skip


def entry_of(row: Row, board: Board, me: str) -> Entry:
    """A row of the board as the list shows it."""
    dim = "" if row.lane in (Lane.CALL_NOW, Lane.IN_HAND) else "dim"
    claim = row.claimed_by if row.claimed_by and row.claimed_by.account != me else None
    why = Span(" · ".join(row.why), "accent" if claim else dim)
    if claim and not row.why[0].startswith(claim.name):
        why = Span(f"{claim.name} calling {claim.since} · {why.text}", "accent")
    last = row.last_try
    tried = f"{last.at:%H:%M} {last.outcome.letter}" if last else "–"
    if last is None and row.review_on and row.lane in (Lane.REVIEW_DUE, Lane.CLOCK):
        tried = "today" if row.review_on == board.now.date() else day(row.review_on, board.now.date())
    owner = "you" if row.owner == me and me else row.owner_initials or row.owner or "–"
    cells = (Span(row.pupil.name, dim or "strong"), Span(row.pupil.reg, dim), why,
             Span(str(row.day) if row.day else "–", dim), Span(tried, dim), Span(owner, dim))  # fmt: skip
    return Entry(row.pupil.id, cells, row.group)


def next_to_ring(rows: Sequence[Row], after: int | None, done: Collection[int], me: str) -> int | None:
    """The pupil to ring next: below `after`, else from the top, never one just dealt with or claimed."""
    place = next((i for i, row in enumerate(rows) if row.pupil.id == after), -1)
    for row in [*rows[place + 1 :], *rows[: max(place, 0)]]:
        claimed = row.claimed_by is not None and row.claimed_by.account != me
        if row.lane is Lane.CALL_NOW and row.pupil.id not in done and not claimed:
            return row.pupil.id
    return None


def held(rows: Sequence[Row], before: Sequence[Row], pupil_id: int) -> list[Row]:
    """The rows with the pupil she is ringing about kept where it stood when she began."""
    mine = next((row for row in rows if row.pupil.id == pupil_id), None)
    was = next((row for row in before if row.pupil.id == pupil_id), None)
    if mine is None or was is None or mine.lane is not Lane.IN_HAND:
        return list(rows)
    rest = [row for row in rows if row is not mine]
    later = {row.pupil.id for row in before[before.index(was) + 1 :] if row.group == was.group}
    at = next((i for i, row in enumerate(rest) if row.pupil.id in later and row.group == was.group), None)
    if at is None:
        at = max((i + 1 for i, row in enumerate(rest) if row.group == was.group), default=0)
    return [*rest[:at], replace(mine, group=was.group), *rest[at:]]


class BoardRoom(ActingRoom):
    """The morning list, with the preview and the call strip."""

    PLACE = Place.BOARD

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.board: Board | None = None
        self.header = Header()
        self.rows = Rows(columns, id="rows")
        self.preview = PreviewPane()
        self._at_call: Board | None = None  # the board as it stood when the strip opened
        self._following: asyncio.Task[None] | None = None

    def furnish(self) -> ComposeResult:
        """Header, list, preview and strip."""
        yield self.header
        with Container(id="middle"):
            yield self.rows
            yield Rule(id="rule")
            with Container(id="panel"):
                yield self.preview
                yield self.strip

    @property
    def subjects(self) -> tuple[int, ...]:
        """Those selected, in the list's order, else the one under the cursor."""
        if self.rows.selected:
            order = [entry.key for entry in self.rows.entries if entry.key is not None]
            return tuple(key for key in order if key in self.rows.selected)
        return (self.rows.key,) if self.rows.key is not None else ()

    # -- keeping up to date ----------------------------------------------------------------------

    async def reread(self) -> None:
        """Read the board again; the cursor stays on its pupil."""
        board = await self.desk.board()
        before, self.board = self.board, board
        me = self.desk.account
        go_to = self._next(before, self.rows.key, ()) if before else None
        self.header.show_board(board)
        empty = "Nobody to ring: " + ("no school today." if not board.school_day else "no absence is open.")
        rows: Sequence[Row] = board.rows
        if self.calling.open and self._at_call:
            rows = held(rows, self._at_call.rows, self.strip.pupil_id)
        self.rows.show_entries([entry_of(row, board, me) for row in rows], empty=empty, go_to=go_to)
        self.calling.check(board)
        self.follow(0)

    async def take_up_again(self) -> None:
        """Stand where she was when the line went: on the pupil whose call she had half typed."""
        parked = [key for key in await self.desk.parked() if self.rows.go(key)]
        if parked:
            self.say("A note of yours from a call is kept here: c, then Tab, goes on where you were.")
            self.follow(0)

    def follow(self, rest: float = REST) -> None:
        """Have the preview follow the cursor, once it rests."""
        if self._following is not None:
            self._following.cancel()
        self._following = asyncio.get_running_loop().create_task(self._follow(rest))

    async def _follow(self, rest: float) -> None:
        if rest:
            await asyncio.sleep(rest)
        if self.board is None:
            return
        place, count = self.rows.position
        said = f"{place} of {count}" if count else ""
        if self.rows.selected:
            said = f"{len(self.rows.selected)} selected · {said}"
        key = self.rows.key
        try:
            preview = await self.desk.preview(key) if key is not None else None
        except FirstdayError as error:
            self.say(str(error), "now")
            return
        except Exception as error:  # a fault of ours must not take the board away
            self.say(self.desk.fault(error), "now")
            return
        self.preview.show(preview, self.board.now, said)

    async def after_act(self, text: str, pupils: tuple[int, ...], hint: str = "u takes it back") -> None:
        """Show what an act did; when its pupil need not be rung any more, go on to the next."""
        before, key = self.board, self.rows.key
        await self.reread()
        if before and self.board and key in pupils:
            was = next((row for row in before.rows if row.pupil.id == key), None)
            now = next((row for row in self.board.rows if row.pupil.id == key), None)
            if was and was.lane is Lane.CALL_NOW and (now is None or now.lane is not Lane.CALL_NOW):
                self._go_on(before, key, pupils)
        self.say(f"{text} · {hint}")

    async def after_call(self, done: Done, pupil_id: int) -> None:
        """A call was logged: the cursor stands on the next person to ring."""
        before = self._at_call
        await self.reread()
        if before:
            self._go_on(before, pupil_id, done.pupils)
        self.say(f"{done.text} · u takes it back")

    def _go_on(self, before: Board, after: int | None, done: Collection[int]) -> None:
        """Put the cursor on the next person to ring, by the order she was looking at."""
        target = self._next(before, after, done)
        if target is not None and self.rows.go(target):
            self.follow(0)

    def _next(self, before: Board, after: int | None, done: Collection[int]) -> int | None:
        """The next person to ring below `after` in the order of `before`, as things stand now."""
        assert self.board is not None
        now = {row.pupil.id: row for row in self.board.rows}
        order = [
            now.get(row.pupil.id, row) for row in before.rows if row.pupil.id in now or row.pupil.id == after
        ]
        return next_to_ring(order, after, done, self.desk.account)

    # -- window ----------------------------------------------------------------------------------

    def fit(self) -> None:
        """Give the strip the lines it needs below the list; beside it there is room enough."""
        wide = self.has_class("-wide")
        self.preview.tall = wide
        self.preview.display = not self.calling.open
        self.strip.display = self.calling.open
        if wide:
            self.query_one("#panel").styles.height = "1fr"
        else:
            most = max(4, self.app.size.height - 3 - 2 - 1 - 4)
            lines = min(self.strip.needed(self.app.size.width - 1), most) if self.calling.open else 4
            self.query_one("#panel").styles.height = lines
        self.preview.redraw()

    def strip_opened(self, opened: bool) -> None:
        """Make room for the strip, or take it away."""
        if opened:
            self._at_call = self.board
        self.fit()
        self.rows.call_after_refresh(self.rows.on_resize)

    # -- commands --------------------------------------------------------------------------------

    async def _move(self, name: str) -> None:
        self.rows.move(name)
        self.follow()

    async def do_down(self) -> None:
        """Next line."""
        await self._move("down")

    async def do_up(self) -> None:
        """Line before."""
        await self._move("up")

    async def do_page_down(self) -> None:
        """A page on."""
        await self._move("page_down")

    async def do_page_up(self) -> None:
        """A page back."""
        await self._move("page_up")

    async def do_first(self) -> None:
        """To the top."""
        await self._move("first")

    async def do_last(self) -> None:
        """To the end."""
        await self._move("last")

    async def do_fold(self) -> None:
        """Fold the group away."""
        self.rows.fold()
        self.follow()

    async def do_select(self) -> None:
        """Select and move down."""
        self.rows.toggle()
        self.rows.move("down")
        count = len(self.rows.selected)
        self.say(f"{count} selected: the next act is for all of them; Esc clears" if count else "")
        self.follow()

    async def do_unselect(self) -> None:
        """Clear the selection."""
        if self.rows.selected:
            self.rows.unselect()
            self.say("Nobody selected.")
            self.follow(0)
        else:
            self.say("q leaves Firstday.", "dim")

    async def do_open(self) -> None:
        """Open the pupil."""
        if self.rows.key is not None:
            await self.open_pupil(self.rows.key)

    async def do_sum(self) -> None:
        """Who is in each part of the sum."""
        from tui.screens.terms import TermsRoom

        await self.visit(TermsRoom(self.desk, self.keys, self.chosen))

    async def chosen(self, pupil_id: int) -> None:
        """Go to a pupil on the board, or open one who is not on it."""
        if self.rows.go(pupil_id):
            self.follow(0)
        else:
            await self.open_pupil(pupil_id)

    async def do_quit(self) -> None:
        """Leave Firstday."""
        await self.park()
        self.app.exit(return_code=0)
