"""A call from `c` to the logged outcome: claims, drafts, and the keys of the strip."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import FirstdayError
from core.model import Lane, Outcome
from core.views import Board
from tui import commands
from tui.commands import Place
from tui.desk import Desk
from tui.drafting import Drafter
from tui.keys import Stroke
from tui.widgets.call import CallStrip, Stage

if TYPE_CHECKING:
    from tui.screens.acting import ActingRoom

RENEW = 15.0
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


class Calling:
    """Drives the strip of one room."""

    def __init__(self, room: ActingRoom, strip: CallStrip, desk: Desk) -> None:
        self.room = room
        self.strip = strip
        self.desk = desk
        self.open = False
        self._token = ""
        self._was: Lane | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._drafter = Drafter(desk, lambda text: room.say(text, "now"))

    async def begin(self, pupil_id: int) -> None:
        """Claim the pupil and open the strip."""
        token, card, reasons, codes = await self.desk.take_up(pupil_id)
        self._token, self.open, self._was = token, True, None
        self.strip.open(card, reasons, codes, self.desk.now())
        self._drafter.begin("call", pupil_id, self.strip.note.text)
        self._renewing = asyncio.get_running_loop().create_task(self._keep())
        self.room.strip_opened(True)
        self.room.say("A parked note of yours is here: Tab goes on with it." if card.draft else "")

    async def take(self, stroke: Stroke) -> None:
        """Take one key."""
        await self._take(stroke)
        if self.open:
            self.room.fit()

    async def _take(self, stroke: Stroke) -> None:
        stage = self.strip.stage
        if stage is Stage.NOTE:
            await self._note_key(stroke)
            return
        if self.room.burst(stroke):
            return
        if stage is Stage.REASON and (
            reason := next((r for r in self.strip.reasons if r.key == stroke.key), None)
        ):
            await self._log(Outcome.SPOKE, reason.key)
            return
        command = commands.keymap(self.strip.place).get(stroke.key)
        if command is None:
            if stroke.text.strip():
                self.room.say(f"{stroke.text} does nothing on the call strip; Esc closes it.", "dim")
        elif command.name in _OUTCOMES:
            await self._outcome(stroke.key, _OUTCOMES[command.name])
        else:
            await self._command(command.name, stroke.key)

    async def leave(self) -> None:
        """Close, keep what is typed, free the pupil. What cannot be saved stays on screen."""
        if not await self._drafter.flush():
            return
        self._drafter.forget()
        parked = bool(self.strip.note.text.strip())
        name = self.strip.card.preview.pupil.name if self.strip.card else ""
        token = self._token
        self._shut()
        with suppress(FirstdayError):
            await self.desk.let_go(token)
        self.room.stale()
        self.room.say(f"Parked: your note on {name} is kept; c opens it again." if parked else "")

    def check(self, board: Board) -> None:
        """Stop the call when the pupil has been seen."""
        if not self.open or self.strip.stop:
            return
        row = next((row for row in board.rows if row.pupil.id == self.strip.pupil_id), None)
        lane = row.lane if row else None
        name = self.strip.card.preview.pupil.name if self.strip.card else ""
        if lane is Lane.ARRIVED and self._was is not Lane.ARRIVED:
            said = next((why for why in row.why if "arrived" in why), "arrived") if row else ""
            self.strip.arrived(f"{name} {said}")
        elif row is None and self._was is not None:
            self.strip.arrived(f"{name} is marked present now")
        self._was = lane

    async def _command(self, name: str, key: str) -> None:
        match name:
            case "park":
                await self.leave()
            case "contact":
                self.room.say(self.strip.choose(int(key)))
            case "share":
                self.room.say(self.strip.share())
            case "to_note":
                self.strip.to(Stage.NOTE)
            case "unspoke":
                self.strip.to(Stage.OUTCOME)

    async def _note_key(self, stroke: Stroke) -> None:
        command = None if stroke.text else commands.keymap(Place.NOTE).get(stroke.key)
        if command is not None and command.name == "park":
            await self.leave()
        elif command is not None:
            self.strip.to(Stage.OUTCOME)
        else:
            if stroke.text:
                self.strip.note.insert(stroke.text)
            elif not self.strip.note.key(stroke.key):
                return
            self._drafter.touch(self.strip.note.text)
            self.strip.redraw()

    async def _outcome(self, key: str, outcome: Outcome) -> None:
        if self.strip.stop and self.strip.insist != key:
            self.strip.insist = key
            self.room.say(
                f"{self.strip.stop}. Esc closes; {key} once more logs the call all the same.", "now"
            )
        elif outcome is Outcome.SPOKE:
            self.strip.to(Stage.REASON)
        else:
            await self._log(outcome)

    async def _log(self, outcome: Outcome, reason: str = "") -> None:
        pupil_id, one = self.strip.pupil_id, self.strip.dialled
        note = self.strip.note.text.strip()
        self._drafter.forget()
        try:
            done = await self.desk.log_call(
                pupil_id, outcome, contact_id=one.contact.id if one else None, reason=reason, note=note,
                also=self.strip.also,
            )  # fmt: skip
        except FirstdayError:
            self._drafter.begin("call", pupil_id, "")
            self._drafter.touch(note)
            self.strip.to(Stage.OUTCOME)
            raise
        self._shut()
        await self.room.after_call(done, pupil_id)

    def _shut(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            self._renewing = None
        self.open, self._token = False, ""
        self.strip.close()
        self.room.strip_opened(False)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            with suppress(FirstdayError):
                await self.desk.renew(self._token)
