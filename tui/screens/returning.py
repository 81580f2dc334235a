"""`'` and `"`: back to what she has half typed, the newest or one from the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.screens.uptodate import UpToDate

if TYPE_CHECKING:
    from core.together.drafts import Draft
    from tui.app import FirstdayApp


def when(at: datetime, now: datetime) -> str:
    """`09:41`, with the day if it is another one."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%a} {at.day} {at:%b} {at:%H:%M}"


def waiting(drafts: Sequence[Draft], now: datetime) -> str:
    """`1 call parked at 09:41 · 2 notes half typed: ' returns, " lists`."""
    from core.together.drafts import KINDS

    calls = [draft for draft in drafts if draft.kind == "call"]
    others = Counter(KINDS.get(draft.kind, draft.kind) for draft in drafts if draft.kind != "call")
    parts = []
    if calls:
        at = "at" if len(calls) == 1 else "the last at"
        parts.append(f"{len(calls)} call{'s' * (len(calls) > 1)} parked {at} {when(calls[0].at, now)}")
    parts += [f"{count} {kind}{'s' * (count > 1)} half typed" for kind, count in others.items()]
    return " · ".join(parts) + (": ' returns" if len(drafts) == 1 else ": ' returns, \" lists")


class Returning(UpToDate):
    """Gives a room the two keys."""

    app: FirstdayApp

    async def do_return(self) -> None:
        """Back to what was typed last."""
        if dropped := self.desk.dropped:
            self.desk.dropped = None
            await self.desk.keep_draft(
                dropped.kind, dropped.pupil_id, dropped.text, dropped.cursor, dropped.state
            )
        drafts = await self.desk.drafts()
        if drafts:
            await self.return_to(drafts[0])
        else:
            self.say("Nothing of yours is half typed or parked.")

    async def return_to(self, draft: Draft) -> None:
        """Open the strip or the line of a draft, on the board if its pupil stands there."""
        from tui.screens.acting import ActingRoom

        board = self.app.board_room
        while self.app.screen is not board:
            await self.app.pop_screen()
        await board.caught_up()
        if not board.rows.go(draft.pupil_id):
            await board.open_pupil(draft.pupil_id)
        room = self.app.screen
        assert isinstance(room, ActingRoom)
        await room.resume(draft)

    async def do_parked(self) -> None:
        """All that is half typed."""
        from tui.screens.parked import ParkedRoom
        from tui.screens.room import room_of

        room = room_of(self)
        if room is not None and not isinstance(room, ParkedRoom):
            await room.visit(ParkedRoom(room.desk, room.keys))
