"""The quick acts: on the pupil of this place, or on all that are selected."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from core.codes import CODES
from core.errors import Changed, Unknown
from tui import commands
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue, Stroke
from tui.screens.calling import Calling
from tui.screens.flagged import FlaggedRoom
from tui.screens.prompt import Ask, owners
from tui.screens.room import Room
from tui.typing_on import AfterCall
from tui.widgets.call import CallStrip

if TYPE_CHECKING:
    from core.acts import Done
    from core.together.drafts import Draft

Ids = tuple[int, ...]
Accept = Callable[[str, bool], Awaitable[None]]


class ActingRoom(FlaggedRoom):
    """A room with pupils to act on. `subjects` says which."""

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.strip = CallStrip()
        self.calling = Calling(self, self.strip, desk)
        self.after = AfterCall()

    @property
    def subjects(self) -> tuple[int, ...]:
        """The pupils an act is done for."""
        return ()

    @property
    def place(self) -> Place:
        """Whose keys are taken now."""
        return self.strip.place if self.calling.open and not self.prompt.open else super().place

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        again = self.desk.again is not None
        return Situation(
            self.PLACE, len(self.subjects), self.desk.may_write, again,
            flagged=self.flagged, dsl=self.desk.reads_restricted,
        )  # fmt: skip

    @property
    def flagged(self) -> bool:
        """Whether a flag stands under the cursor."""
        return False

    @property
    def offered(self) -> list[Command]:
        """The keys at the foot: `x` only with a brother or sister to share the call, `d` only on flags."""
        alone = not (self.strip.card and self.strip.card.siblings)
        found = [command for command in super().offered if not (alone and command.name == "share")]
        if not self.flagged:
            return found
        dismiss = next(command for command in commands.COMMANDS if command.name == "dismiss")
        return [dismiss if command.name == "message" else command for command in found]

    async def command_key(self, stroke: Stroke) -> None:
        """The call strip takes every key while it is open."""
        in_a_word = self.after.goes_on_from_c(stroke)
        command = commands.keymap(self.PLACE).get(stroke.key)
        if self.calling.open and in_a_word:
            self.means_nothing(stroke, "this fast, as if in a word", "r again logs that they ring back.")
        elif self.calling.open:
            await self.calling.take(stroke)
        elif self.after.begins_words(stroke, command, self.subjects):
            self.deafness.begin(stroke.at)
            self.say(
                "The call is logged already; words typed now would act on this pupil, so they are dropped. "
                "Tab, before the outcome, opens the note; Esc, then u, takes the call back.",
                "now",
            )
        else:
            await super().command_key(stroke)

    async def park(self) -> None:
        """Save what is being typed, free the claim."""
        await super().park()
        if self.calling.open:
            await self.calling.leave(lost=True)

    def strips(self) -> list[Calling]:
        """The call strips of this room and of those above it."""
        return [room.calling for room in self.app.screen_stack if isinstance(room, ActingRoom)]

    def at_work(self) -> bool:
        """Whether a call or a line is open in any room."""
        rooms = [room for room in self.app.screen_stack if isinstance(room, Room)]
        return any(room.prompt.open for room in rooms) or any(call.open for call in self.strips())

    # -- what the call strip asks of its room ------------------------------------------------------

    def strip_opened(self, opened: bool) -> None:
        """Make room for the strip, or take it away."""

    async def after_call(self, done: Done, pupil_id: int) -> None:
        """A call was logged."""
        await self.after_act(done.text, done.pupils)

    async def after_talk(self, text: str, pupil_id: int) -> None:
        """The strip was closed without an outcome; `text` says what became of a note."""
        self.tell_rooms((pupil_id,))
        await self.reread()
        self.say(text)

    def selection_done(self) -> None:
        """An act for all selected was done."""

    # -- the acts --------------------------------------------------------------------------------

    async def do_call(self) -> None:
        """Ring about this pupil."""
        await self.calling.begin(self.subjects[0])

    async def do_owner(self) -> None:
        """Give the next step an owner."""
        await self._ask_owner(self.subjects)

    async def _ask_owner(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            return owners(await self.desk.staff(text), text)

        async def accept(text: str, _: bool) -> None:
            done = await self.desk.act("assign", ids, text, draft=("owner", ids[0]))
            await self._done(done, ("owner", text))

        await self.prompt.ask(Ask("owner", explain, accept, ("owner", ids[0]), ids, parks=False), draft)

    async def do_review(self) -> None:
        """Set when this is looked at again."""
        await self._ask_review(self.subjects)

    async def _ask_review(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            understood = await self.desk.understand(text)
            return f"→ {understood.said}" + ("" if text else "   (+2w, fri, 12/12 …)")

        async def accept(text: str, _: bool) -> None:
            done, _day = await self.desk.review(ids, text)
            await self._done(done, ("review", text))

        await self.prompt.ask(Ask("review", explain, accept, ("review", ids[0]), ids, parks=False), draft)

    async def do_barrier(self) -> None:
        """Say what makes coming in hard."""
        await self._ask_barrier(self.subjects)

    async def _ask_barrier(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            kind = await self.desk.kind(text) if text else ""
            return (
                f"kind: {kind}"
                if kind
                else "What makes coming in hard? One plain sentence, best in their words."
            )

        kept = ("barrier", ids[0])

        async def accept(text: str, insisted: bool) -> None:
            done = await self.desk.act("set_barrier", ids, text, keep=insisted, draft=kept)
            await self._done(done, ("barrier", text))

        await self.prompt.ask(Ask("barrier", explain, accept, kept, ids), draft)

    async def do_follow(self) -> None:
        """Owner, review, next step and barrier in one line."""
        await self._ask_follow(self.subjects)

    async def _ask_follow(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            if not text:
                return "@owner +3w next small step / what makes it hard — any of them"
            return await self.desk.parts(text)

        kept = ("follow-up", ids[0])

        async def accept(text: str, insisted: bool) -> None:
            await self._done(await self.desk.act("follow_up", ids, text, keep=insisted, draft=kept))

        await self.prompt.ask(Ask("follow-up", explain, accept, kept, ids), draft)

    async def do_note(self) -> None:
        """Write a note."""
        await self._ask_note(self.subjects)

    async def _ask_note(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            return "A note on the timeline, kept as you type." if not text else ""

        async def accept(text: str, _: bool) -> None:
            await self._done(await self.desk.act("add_note", ids, text, draft=("note", ids[0])))

        await self.prompt.ask(Ask("note", explain, accept, ("note", ids[0]), ids), draft)

    async def do_restricted(self) -> None:
        """Write a restricted note."""
        await self._ask_restricted(self.subjects)

    async def _ask_restricted(self, ids: Ids, draft: Draft | None = None) -> None:
        kept = ("restricted", ids[0])

        async def explain(text: str) -> str:
            return "Only a DSL reads this, on the pupil's page. It is kept as you type." if not text else ""

        async def accept(text: str, _: bool) -> None:
            await self._done(await self.desk.act("add_restricted", ids, text, draft=kept))

        await self.prompt.ask(Ask("restricted note", explain, accept, kept, ids), draft)

    async def do_code(self) -> None:
        """Suggest a code for today's mark."""
        await self._ask_code(self.subjects)

    async def _ask_code(self, ids: Ids, draft: Draft | None = None) -> None:
        async def explain(text: str) -> str:
            code, _, source = text.partition(" ")
            if not code:
                return "A code, then who said so: I mother emailed 08:50"
            known = CODES.get(code.upper())
            if known is None:
                raise Unknown(f"{code} is no attendance code.")
            return f"{known.code}: {known.meaning}" + (
                f", says {source}" if source else " · and who said so?"
            )

        async def accept(text: str, _insisted: bool) -> None:
            code, _, source = text.partition(" ")
            await self._done(await self.desk.act("suggest", ids, code, source, draft=("code", ids[0])))

        await self.prompt.ask(Ask("code", explain, accept, ("code", ids[0]), ids), draft)

    async def resume(self, draft: Draft) -> None:
        """Go on with what was half typed: the same strip or line, at the same character."""
        ids = draft.state.get("pupils")
        several = tuple(one for one in ids if isinstance(one, int)) if isinstance(ids, list) else ()
        lines = {"owner": self._ask_owner, "review": self._ask_review, "barrier": self._ask_barrier,
                 "follow-up": self._ask_follow, "note": self._ask_note, "code": self._ask_code,
                 "restricted": self._ask_restricted}  # fmt: skip
        if draft.kind == "call":
            await self.calling.begin(draft.pupil_id, back=True)
        elif draft.kind in lines:
            await lines[draft.kind](several or (draft.pupil_id,), draft)
        else:
            self.say("This was typed in a newer Firstday: it waits there.")

    async def do_message(self) -> None:
        """A message was sent."""
        await self._done(await self.desk.act("send_message", self.subjects))

    async def do_arrive(self) -> None:
        """Arrived, now."""
        await self._done(await self.desk.act("arrived", self.subjects))

    async def do_ack(self) -> None:
        """The DSL has seen it."""
        await self._done(await self.desk.act("acknowledge", self.subjects[0]))

    async def do_again(self) -> None:
        """The last owner, review or barrier once more."""
        assert self.desk.again is not None
        name, text = self.desk.again
        try:
            match name:
                case "owner":
                    done = await self.desk.act("assign", self.subjects, text)
                case "review":
                    done, _day = await self.desk.review(self.subjects, text)
                case _:
                    done = await self.desk.act("set_barrier", self.subjects, text, keep=True)
        except Changed as changed:
            await self.reread()  # from here on she has seen it
            raise Changed(f"{changed} . once more puts yours in its place.", changed.seen) from changed
        await self._done(done)

    async def _done(self, done: Done, again: tuple[str, str] | None = None) -> None:
        if again:
            self.desk.again = again
        self.selection_done()
        await self.after_act(done.text, done.pupils)
