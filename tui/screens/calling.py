"""A call from `c` to the logged outcome: claims, drafts, and the keys of the strip."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import FirstdayError, Seen
from core.model import Outcome
from tui import commands, ink
from tui.commands import Place
from tui.desk import Desk
from tui.drafting import Drafter, Typed
from tui.keys import Stroke
from tui.talk import Told
from tui.widgets.call import CallStrip, Stage
from tui.widgets.entry import CUT

if TYPE_CHECKING:
    from core.acts import Done
    from tui.screens.acting import ActingRoom

RENEW = 15.0
BRIEFLY = 0.3  # seconds a strip that closes waits for its claim to go
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


class Calling:
    """Drives the strip of one room."""

    def __init__(self, room: ActingRoom, strip: CallStrip, desk: Desk) -> None:
        self.room = room
        self.strip = strip
        self.desk = desk
        self.open = False
        self._token = ""
        self._seen = ""  # how the pupil was known to be here when the strip opened
        self._opened = 0  # the last event there was when the strip opened
        self._claimed = False
        self._renewing: asyncio.Task[None] | None = None
        self._freeing: asyncio.Task[None] | None = None
        self._looking = self._look_more = False
        self._drafter = Drafter(desk, lambda text: room.say(text, "now"))

    async def begin(self, pupil_id: int, back: bool = False) -> None:
        """Claim the pupil and open the strip; `back` to the key and character where a call was left."""
        talk = await self.desk.take_up(pupil_id)
        self._token, self.open, self._seen = talk.token, True, talk.look.seen
        self.strip.open(talk, self.desk.now(), self.desk.account, back)
        draft = talk.draft
        self._drafter.begin(
            "call", pupil_id, Typed(draft.text, draft.cursor, draft.state) if draft else Typed()
        )
        self._opened, self._claimed = talk.opened, talk.claimed
        self._go_on_keeping()
        self.room.strip_opened(True)
        parked = "A parked note of yours is here: Tab goes on with it." if draft and not back else ""
        here = f"{talk.card.preview.pupil.name} {self._seen} already." if self._seen else ""
        self.room.say(" ".join(filter(None, (here, parked))))

    async def take(self, stroke: Stroke) -> None:
        """Take one key."""
        await self._take(stroke)
        if self.open:
            self._drafter.touch(self._typed)
            self.room.fit()

    @property
    def _typed(self) -> Typed:
        """What there is to keep: a note, or that somebody was reached and the reason is still to come."""
        note = self.strip.note
        worth = bool(note.text) or self.strip.stage is Stage.REASON
        return Typed(note.text, note.at, self.strip.state) if worth else Typed()

    async def _take(self, stroke: Stroke) -> None:
        stage = self.strip.stage
        if stage is Stage.NOTE:
            await self._note_key(stroke)
            return
        if self.room.burst(stroke) or self.room.deaf(stroke):
            return
        if stage is Stage.REASON and (
            reason := next((r for r in self.strip.reasons if r.key == stroke.key), None)
        ):
            await self._log(stroke, Outcome.SPOKE, reason.key)
            return
        command = commands.keymap(self.strip.place).get(stroke.key)
        if command is None:
            if stroke.text.strip():
                self.room.means_nothing(stroke, "on the call strip", "Esc closes it.")
        elif command.name in _OUTCOMES:
            await self._outcome(stroke, _OUTCOMES[command.name])
        else:
            await self._command(command.name, stroke.key)

    async def leave(self, lost: bool = False) -> None:
        """Close, keep what is typed, free the pupil. What cannot be saved stays on screen.

        `lost`: she did not choose to, the line went or the screen locked: the key she was at is kept too.
        """
        parked = bool(self.strip.note.text.strip())
        self._drafter.touch(self._typed if parked or lost else Typed())
        if not await self._drafter.flush(again=parked):
            return
        self._drafter.forget()
        name = self.strip.card.preview.pupil.name if self.strip.card else ""
        pupil_id = self.strip.pupil_id
        await self._let_go()
        self._shut()
        said = f"Parked, in hand: ' returns to your note · {name}" if parked else ""
        await self.room.after_talk(said, pupil_id)

    def check(self) -> None:
        """Something was saved: stop the call if the pupil has been seen, show what others do about them."""
        if not self.open:
            return
        if self._looking:
            self._look_more = True
        else:
            self._looking = True
            self.room.run_worker(self._look_again())

    async def _look_again(self) -> None:
        try:
            while True:
                self._look_more = False
                pupil_id, token = self.strip.pupil_id, self._token
                look = await self.desk.look_again(pupil_id, token)
                if not self.open or self._token != token:
                    return
                self.strip.renew(look, self.desk.now())
                news = look.seen if look.seen != self._seen else ""
                self.strip.arrived(f"{look.card.preview.pupil.name} {news}" if news else "")
                self.room.fit()
                if not self._look_more:
                    return
        except FirstdayError:
            pass  # the next change asks again
        finally:
            self._looking = False

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
        elif stroke.text:
            self.strip.note.insert(stroke.text)
            if self.strip.note.cut:
                self.room.say(CUT, "now")
            self.strip.redraw()
        elif self.strip.note.key(stroke.key):
            self.strip.redraw()

    async def _outcome(self, stroke: Stroke, outcome: Outcome) -> None:
        key = stroke.key
        if self.strip.stop and self.strip.insist != key:
            self.strip.insist = key
            self.room.say(
                f"{self.strip.stop}. Esc closes; {key} once more logs the call all the same.", "now"
            )
        elif outcome is Outcome.SPOKE:
            self.strip.to(Stage.REASON)
        else:
            await self._log(stroke, outcome)

    async def _log(self, stroke: Stroke, outcome: Outcome, reason: str = "") -> None:
        pupil_id, one = self.strip.pupil_id, self.strip.dialled
        also = self.strip.also
        name = self.strip.card.preview.pupil.name if self.strip.card else ""
        seen = self.strip.stop.removeprefix(f"{name} ") or self._seen
        self._drafter.hush()
        if not self._claimed:
            self._stop_keeping()  # a claim made after the log would have nobody to free it
        told = Told(
            pupil_id, outcome, one.contact.id if one else None, reason, self.strip.note.text.strip(), also,
            self._token, seen,
        )  # fmt: skip
        try:
            done, more = await self.desk.log_call(told)
        except Seen as now:
            self._go_on_keeping()
            self.strip.to(Stage.OUTCOME)
            self.strip.arrived(f"{name} {now}")
            raise Seen(f"{self.strip.stop}: nothing logged. Esc closes; twice the key logs it.") from now
        except FirstdayError:
            self._go_on_keeping()
            self.strip.to(Stage.OUTCOME)
            raise
        finally:
            self._drafter.touch(self._typed)
        self._drafter.forget()
        said = self._said(done, also)
        self._shut()
        self.room.after.logged(stroke.at, pupil_id, spoke=bool(reason))
        await self.room.after_call(replace(done, text=said), pupil_id)
        if more:
            self.room.say(ink.joined([self.room.foot.message, more]))

    def _said(self, done: Done, also: Collection[int]) -> str:
        """What the call's log says: the child rung about by name, and the brothers and sisters."""
        card = self.strip.card
        if card is None or not also:
            return done.text
        name = card.preview.pupil.name
        others = [one.pupil.name for one in card.siblings if one.pupil.id in done.pupils]
        text = done.text
        for who in (" & ".join([name, *others]), f"{1 + len(others)} pupils", name):
            text = text.removesuffix(f" · {who}")
        return f"{text} · {name}" + (f" · also {' & '.join(others)}" if others else "")

    def _shut(self) -> None:
        self._stop_keeping()
        self.open, self._token = False, ""
        self.strip.close()
        self.room.strip_opened(False)

    async def _let_go(self) -> None:
        """Free the pupil; where somebody holds the record that goes on behind."""
        self._stop_keeping()
        self._freeing = asyncio.get_running_loop().create_task(_quietly(self.desk.let_go(self._token)))
        await asyncio.wait({self._freeing}, timeout=BRIEFLY)

    def _go_on_keeping(self) -> None:
        if self._renewing is None:
            self._renewing = asyncio.get_running_loop().create_task(self._keep())

    def _stop_keeping(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            self._renewing = None

    async def _keep(self) -> None:
        if self._claimed:
            await asyncio.sleep(RENEW)
        while True:
            with suppress(FirstdayError):
                if self._claimed:
                    await self.desk.renew(self._token)
                else:
                    await self.desk.claim(self.strip.pupil_id, self._token, self._opened)
                    self._claimed = True
                    self.check()  # who else rings
            await asyncio.sleep(RENEW)


async def _quietly(waited: Coroutine[None, None, None]) -> None:
    with suppress(FirstdayError):
        await waited
