"""`H`: the ten o'clock hand-off, and `a` by whom it is for. `g d`: the DSL's queue, and its `a`."""

from __future__ import annotations

from dataclasses import replace

from core.lists.rows import Listing
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens.listing import ListingRoom


class FirstAct(ListingRoom):
    """A list with an act of its own, which stands first at the foot."""

    ACT = ""

    @property
    def offered(self) -> list[Command]:
        """The act of this list first."""
        return sorted(super().offered, key=lambda command: command.name != self.ACT)


class HandoffRoom(FirstAct):
    """Everybody with whom nobody has spoken, the most vulnerable first."""

    PLACE = Place.HANDOFF
    ACT = "take-on"
    COUNTED = False  # the title counts those to hand on, without those settled since

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys, "handoff")
        self._handed: tuple[int, ...] | None = None  # who is on the list as she sees it, once it was read

    async def listing(self) -> Listing:
        """The list as of now; the first time, what stands here is said."""
        known = self._handed
        found, self._handed = await self.desk.handoff()
        if found.rows and known is None:
            self.say("Nobody has spoken with them today; a message or a voicemail is an attempt.", "dim")
        return found

    async def do_take_on(self) -> None:
        """Take everybody on this list on."""
        done = await self.desk.act("take_on", self._handed or ())
        await self.after_act(done.text, done.pupils)


class QueueRoom(FirstAct):
    """The DSL's queue: not yet seen first."""

    PLACE = Place.QUEUE
    ACT = "ack"

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys, "dsl")

    @property
    def situation(self) -> Situation:
        """Acts need somebody under the cursor."""
        return replace(super().situation, pupils=int(self.pupil is not None))

    async def do_ack(self) -> None:
        """The DSL has seen this pupil."""
        assert self.pupil is not None
        done = await self.desk.act("acknowledge", self.pupil)
        await self.after_act(done.text, done.pupils)
