"""A call from `c` to the logged outcome: claims, drafts, and the keys of the strip."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import FirstdayError
from core.model import Lane, Outcome
from core.views import Board
from tui import commands, ink
from tui.commands import Place
from tui.desk import Desk
from tui.drafting import Drafter
from tui.keys import Stroke
from tui.widgets.call import CallStrip, Stage
from tui.widgets.entry import CUT

if TYPE_CHECKING:
    from core.acts import Done
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
        self._taken = ""  # who else opened the strip on this pupil since
        self._tried = 0  # how often the pupil was tried today, when last looked at
        self._renewing: asyncio.Task[None] | None = None
        self._drafter = Drafter(desk, lambda text: room.say(text, "now"))

    async def begin(self, pupil_id: int) -> None:
        """Claim the pupil and open the strip."""
        talk = await self.desk.take_up(pupil_id)
        self._token, self.open, self._was, self._tried = talk.token, True, None, talk.tries
        self._taken = ""
        self.strip.open(talk, self.desk.now(), self.desk.account)
        self._drafter.begin("call", pupil_id, self.strip.note.text)
        self._renewing = asyncio.get_running_loop().create_task(self._keep())
        self.room.strip_opened(True)
        parked = "A parked note of yours is here: Tab goes on with it."
        self.room.say(parked if talk.card.draft else "")

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
        pupil_id = self.strip.pupil_id
        with suppress(FirstdayError):
            await self.desk.let_go(self._token)
        self._shut()
        said = f"Parked, in hand: c opens your note again · {name}" if parked else ""
        await self.room.after_talk(said, pupil_id)

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
        tried = len(row.attempts) if row else 0
        claim = row.claimed_by if row else None
        taken = claim.account if claim and claim.account != self.desk.account else ""
        if tried != self._tried or taken != self._taken:
            self.room.run_worker(self._look_again())
        self._tried, self._taken = tried, taken

    async def _look_again(self) -> None:
        """Show what somebody else has just done about this pupil."""
        pupil_id = self.strip.pupil_id
        with suppress(FirstdayError):
            card, shares = await self.desk.card(pupil_id)
            if self.open and self.strip.pupil_id == pupil_id:
                self.strip.renew(card, shares, self.desk.now())
                self.room.fit()

    async def _command(self, name: str, key: str) -> None:
        match name:
            case "park":
                await self.leave()
            case "contact":
                self.room.say(self.strip.choose(int(key)))
            case "share":
                self.room.say(self.strip.share())
            case "strip-help":
                await self.room.do_help()
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
                if self.strip.note.cut:
                    self.room.say(CUT, "now")
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
        also = self.strip.also
        self._drafter.forget()
        try:
            done, more = await self.desk.log_call(
                pupil_id, outcome, contact_id=one.contact.id if one else None, reason=reason, note=note,
                also=also,
            )  # fmt: skip
        except FirstdayError:
            self._drafter.begin("call", pupil_id, "")
            self._drafter.touch(note)
            self.strip.to(Stage.OUTCOME)
            raise
        said = self._said(done, also)
        self._shut()
        await self.room.after_call(replace(done, text=said), pupil_id)
        if more:
            self.room.say(ink.joined([self.room.foot.message, more]))

    def _said(self, done: Done, also: Collection[int]) -> str:
        """What the call's log says: the child rung about by name, and the brothers and sisters."""
        card = self.strip.card
        if card is None or not also:
            return done.text
        name = card.preview.pupil.name
        others = [one.pupil.name for one in card.siblings if one.pupil.id in also]
        text = done.text
        for who in (" & ".join([name, *others]), f"{1 + len(others)} pupils", name):
            text = text.removesuffix(f" · {who}")
        return f"{text} · {name} · also {' & '.join(others)}"

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
