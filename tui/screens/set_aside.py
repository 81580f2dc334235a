"""What imports set aside (`g q`): `f` says what a mark stands for, or whom a row means; the rows come in."""

from __future__ import annotations

from dataclasses import replace
from json import loads

from tui.commands import Situation
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens.listing import ListingRoom
from tui.screens.prompt import Ask


class SetAsideRoom(ListingRoom):
    """Rows set aside, grouped by why and by file."""

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys, "quarantine")

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        return replace(super().situation, aside=bool(self.row and self.row.kind))

    async def do_fix(self) -> None:
        """Put right what is wrong with the row under the cursor, and with every row like it."""
        row = self.row
        if row is None or not row.kind:
            return
        if row.kind == "mark":
            system, mark = loads(row.what)
            await self._ask(f"{mark} stands for", "mark", (mark,), (system,))
        else:
            await self._ask("who is this", "pupil", (row.what,), ())

    async def _ask(self, label: str, what: str, first: tuple[str, ...], last: tuple[str, ...]) -> None:
        async def explain(text: str) -> str:
            return await self.desk.explain_fix(what, *first, text, *last)

        async def accept(text: str, _: bool) -> None:
            if text:
                said = await self.desk.fix(what, *first, text, *last)
                await self.after_act(said, (), "I takes it back")

        await self.prompt.ask(Ask(label, explain, accept))
