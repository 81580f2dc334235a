"""The board: who is not here this morning, the next person to ring first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container

from core.errors import FirstdayError
from core.questions import Flag
from core.views import Board, Row
from tui.commands import Place
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens import turn
from tui.screens.acting import ActingRoom
from tui.screens.moving import Moving
from tui.screens.returning import waiting
from tui.screens.waiting import Waiting
from tui.widgets.boardrow import columns, entry_of
from tui.widgets.header import Header
from tui.widgets.lines import Rule
from tui.widgets.preview import PreviewPane
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from core.acts import Done

Choose = Callable[
    [Sequence[Row], Row | None], int | None
]  # (rows as they were, the row left) → the cursor's pupil
REST = 0.07  # seconds the cursor rests before the preview follows


class BoardRoom(Moving, ActingRoom):
    """The morning list, with the preview and the call strip."""

    PLACE = Place.BOARD

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.board: Board | None = None
        self.header = Header()
        self.rows = Rows(columns, id="rows")
        self.preview = PreviewPane()
        self.shown: Sequence[Row] = ()  # the rows as drawn: one being rung about keeps its place
        self._settling = False  # an act of hers is saved, and the board read for it is on its way
        self._top = 0  # where the list stood when the strip opened
        self._following: asyncio.Task[None] | None = None
        self._still = False  # the next reading brings flags and clocks: the cursor stays where it is
        self.waiting = Waiting(desk, keys, self.at_work, self._asked, lambda said: self.say(said, "now"))

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

    @property
    def flagged(self) -> bool:
        """Whether the row under the cursor stands under FLAGS because of a flag."""
        row = next((row for row in self.shown if row.pupil.id == self.rows.key), None)
        return row is not None and row.group == "FLAGS" and bool(row.flags)

    async def flags_here(self) -> Sequence[Flag]:
        """The flags of the row, those shown first."""
        return await self.desk.flags(self.subjects[0])

    # -- keeping up to date ----------------------------------------------------------------------

    async def reread(self) -> None:
        """Read the board again. The cursor keeps its pupil, as long as the pupil keeps its group."""
        mine, self.own = self.own, set()
        still, self._still = self._still, False
        since = self.board.now if self.board else self.desk.now()
        board = await self.desk.board()
        if self._settling:
            self.own |= mine
            self._still = still
            return  # an act of hers came in between: the board is read for it, later than this
        if still:
            self._show(board, lambda _before, _left: None)
        elif left := self._show(board, self._only_if_left(mine)):
            self._say_left(
                left, "" if left.pupil.id in mine else await self.desk.by_whom(left.pupil.id, since)
            )

    async def _settle(self, choose: Choose) -> str:
        """Read the board after an act of hers; where the cursor is now, if it has moved."""
        self._settling = True
        was = self.rows.key
        try:
            board = await self.desk.board()
        finally:
            self._settling = False
        self._show(board, choose)
        return self._now_on() if self.rows.key != was else ""

    def _show(self, board: Board, choose: Choose) -> Row | None:
        """Draw the board, the cursor where `choose` says; the row it stood on, if that has left its group."""
        before, me = self.shown, self.desk.account
        self.board = board
        talk = next((c.strip.pupil_id for c in self.strips() if c.open), None)
        self.shown = turn.held(board.rows, before, talk) if talk is not None else board.rows
        left = self._left(before)
        target = choose(before, left)
        self.header.show_board(board, reads_only=not self.desk.may_write)
        self.offer()
        empty = "Nobody to ring: " + ("no school today." if not board.school_day else "no absence is open.")
        self.rows.show_entries([entry_of(row, board, me) for row in self.shown], empty=empty, go_to=target)
        self.calling.check()
        self.follow(0)
        self.waiting.begin()
        return left

    def on_unmount(self) -> None:
        """The app ends."""
        self.waiting.end()

    def _asked(self) -> None:
        """Flags and clocks have been worked out anew: show them, and leave the cursor where it is."""
        self._still = True
        self.stale()

    def _left(self, before: Sequence[Row]) -> Row | None:
        """The row under the cursor, if it has left its group and she is not at work on it."""
        was = next((row for row in before if row.pupil.id == self.rows.key), None)
        now = next((row for row in self.shown if row.pupil.id == self.rows.key), None)
        if was is None or self.prompt.open or any(calling.open for calling in self.strips()):
            return None
        return was if now is None or now.group != was.group else None

    def _only_if_left(self, done: Collection[int]) -> Choose:
        """The cursor stays, unless its row has left its group."""
        return lambda before, left: self._instead(before, left, done) if left else None

    def _instead(self, before: Sequence[Row], left: Row, done: Collection[int]) -> int | None:
        """Where the cursor goes from a row that has left its group: hers goes on to the next to ring."""
        key, target = left.pupil.id, None
        if key in done and left.group not in turn.NOT_RUNG:
            target = turn.after_ringing(before, self.shown, key, done)
        return target or turn.in_its_place(before, self.shown, key)

    def _say_left(self, left: Row, by: str) -> None:
        now = next((row for row in self.shown if row.pupil.id == left.pupil.id), None)
        who = f" ({by})" if by and not (now and now.claimed_by) else ""
        said = f"{left.pupil.name}: {turn.became(now, self.desk.account)}{who}"
        self.say(turn.fitted(said, self._now_on(), "", self.app.size.width))

    def _now_on(self) -> str:
        """`now on Braithwaite, Mat`, '' if the cursor stands on nobody."""
        row = next((row for row in self.shown if row.pupil.id == self.rows.key), None)
        return f"now on {row.pupil.name}" if row else ""

    async def take_up_again(self) -> None:
        """Say what she has half typed, and stand on the pupil of the newest call among it."""
        drafts = await self.desk.drafts()
        if any(draft.kind == "call" and self.rows.go(draft.pupil_id) for draft in drafts):
            self.follow(0)
        if drafts:
            self.say(waiting(drafts, self.desk.now()))

    def follow(self, rest: float = REST) -> None:
        """Have the preview follow the cursor, once it rests."""
        if self._following is not None:
            self._following.cancel()
        self._following = asyncio.get_running_loop().create_task(self._follow(rest))

    async def _follow(self, rest: float) -> None:
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
        self.preview.show(preview, self.board.now, said, self.desk.question(key))

    async def after_act(self, text: str, pupils: tuple[int, ...], hint: str = "u takes it back") -> None:
        """Show what an act did; the cursor moves only from a row that has left its group."""
        moved = await self._settle(self._only_if_left(pupils))
        self.say(turn.fitted(text, moved, hint, self.app.size.width))

    async def after_undo(self, done: Done) -> None:
        """An act was taken back: the cursor goes back to its pupil, if on the board."""
        back = next((one for one in done.pupils if one == self.rows.key), next(iter(done.pupils), None))
        moved = await self._settle(lambda _before, _left: back)
        self.say(turn.fitted(done.text, moved, "U brings it back", self.app.size.width))

    async def after_call(self, done: Done, pupil_id: int) -> None:
        """A call was logged: the cursor stands on the next person to ring."""

        def choose(before: Sequence[Row], left: Row | None) -> int | None:
            target = turn.after_ringing(before, self.shown, pupil_id, done.pupils)
            return target or (turn.in_its_place(before, self.shown, pupil_id) if left else None)

        moved = await self._settle(choose)
        self.say(turn.fitted(done.text, moved, "u takes it back", self.app.size.width))

    async def after_talk(self, text: str, pupil_id: int) -> None:
        """The strip was closed without an outcome: the row goes where it belongs, the cursor stays."""
        moved = await self._settle(self._only_if_left(()))
        self.say(turn.fitted(text, moved, "", self.app.size.width) if text else "")

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
        self.fit()
        if opened:
            self._top = self.rows.top
            self.rows.call_after_refresh(self.rows.on_resize)
        else:  # the list stands again as it stood: what had to give way to the strip comes back
            self.rows.call_after_refresh(self.rows.back_to, self._top)

    # -- commands --------------------------------------------------------------------------------

    async def moved(self, name: str) -> None:
        """Move the cursor; the preview follows."""
        self.rows.move(name)
        self.follow()

    async def do_fold(self) -> None:
        """Fold the group away."""
        self.rows.fold()
        self.follow()

    async def do_select(self) -> None:
        """Select and move down."""
        self.rows.toggle()
        self.rows.move("down")
        count = len(self.rows.selected)
        said = "1 selected: the next act is for this one; Esc clears" if count else ""
        self.say(f"{count} selected: the next act is for all {count}; Esc clears" if count > 1 else said)
        self.follow()

    def selection_done(self) -> None:
        """The next act was for all selected; the one after it is not."""
        self.rows.unselect()

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
        if not self.rows.go(pupil_id):
            await self.open_pupil(pupil_id)
        self.follow(0)
        self.offer()

    async def do_quit(self) -> None:
        """Leave Firstday."""
        await self.park()
        self.app.exit(return_code=0)
