"""What is half typed: her own texts, and that others have a call parked, never its words."""

from __future__ import annotations

from core.errors import FirstdayError
from core.lists.rows import Listing
from tui.commands import Command, Place
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens.listing import ListingRoom


class ParkedRoom(ListingRoom):
    """Drafts, the newest first; Enter goes on with one, `d` drops it."""

    PLACE = Place.PARKED

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys, "parked")

    async def listing(self) -> Listing:
        """The drafts as they stand."""
        return await self.desk.parked()

    @property
    def offered(self) -> list[Command]:
        """Going on and dropping first, where anything is half typed."""
        first = ("resume", "drop")
        found = sorted(super().offered, key=lambda c: first.index(c.name) if c.name in first else 9)
        return found if self._listed else [command for command in found if command.name not in first]

    async def do_resume(self) -> None:
        """Go on where this was left; of somebody else's call only the pupil opens."""
        row = self.row
        if row is None or row.pupil_id is None:
            self.say("Nothing here to go on with.")
        elif draft := (await self.desk.draft(row.kind, row.pupil_id) if row.kind else None):
            await self.return_to(draft)
        else:
            await self.open_pupil(row.pupil_id)

    async def do_drop(self) -> None:
        """Drop a draft of hers; `'` brings it back."""
        row = self.row
        draft = await self.desk.draft(row.kind, row.pupil_id) if row and row.kind and row.pupil_id else None
        if draft is None:
            self.say("This one is not yours to drop.")
            return
        try:
            await self.desk.keep_draft(draft.kind, draft.pupil_id, "")
        except FirstdayError as error:
            self.say(str(error), "now")
            return
        self.desk.dropped = draft
        self.tell_rooms((draft.pupil_id,))
        await self.reread()
        self.say("Dropped · ' brings it back and goes on with it.")
