"""`d` on a flag: why it is dismissed and until when; it returns by itself, and only on new sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.screens.prompt import Ask
from tui.screens.room import Room

if TYPE_CHECKING:
    from core.questions import Flag


class FlaggedRoom(Room):
    """A room with flags; it says in `flags_here` which stand under the cursor."""

    async def flags_here(self) -> Sequence[Flag]:
        """The flags that `d` may mean, the one shown first before the others."""
        return ()

    async def do_dismiss(self) -> None:
        """Dismiss a flag, with a reason and a return date."""
        flags = await self.flags_here()
        if not flags:
            self.say("No flag stands here any more.")
            return

        who = await self.desk.name(flags[0].pupil_id)

        async def explain(text: str) -> str:
            if not text:
                more = f" ({len(flags)} flags: begin with 2 for the second)" if len(flags) > 1 else ""
                return f"why, and until when: transport sorted +3w{more} — {who}: {flags[0].sentence}"
            aside = await self.desk.aside(text, len(flags))
            flag = flags[aside.place - 1]
            why = aside.why or "and why?"
            return (
                f"→ {flag.kind.replace('-', ' ')}, until {aside.until.said}: {why} — {who}: {flag.sentence}"
            )

        async def accept(text: str, _: bool) -> None:
            done = await self.desk.dismiss(flags, text)
            await self.after_act(done.text, done.pupils)

        await self.prompt.ask(Ask("dismiss", explain, accept))
