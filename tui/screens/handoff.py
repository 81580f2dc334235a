"""`H`: the ten o'clock hand-off, and `a` by whom it is for. `g d`: the DSL's queue, and its `a`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.lists.rows import NOT_SEEN, Listing, ListRow
from tui import commands
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens.listing import ListingRoom

if TYPE_CHECKING:
    from core.acts import Done


class FirstAct(ListingRoom):
    """A list with an act of its own, which stands first at the foot."""

    ACT = ""

    @property
    def offered(self) -> list[Command]:
        """The act of this list first, where anybody stands on it."""
        found = sorted(super().offered, key=lambda command: command.name != self.ACT)
        return found if self._listed else [command for command in found if command.name != self.ACT]


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
    """The DSL's queue: not yet seen first. `a` is at the foot for who may use it, on who still waits."""

    PLACE = Place.QUEUE
    ACT = "ack"

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys, "dsl")
        self._hers = False  # whether acknowledging is for the person at the keys

    async def listing(self) -> Listing:
        """The queue as it stands, and whose it is: a staff file may have changed that."""
        found, self._hers = await self.desk.dsl_queue()
        return found

    @property
    def situation(self) -> Situation:
        """Acts need somebody under the cursor."""
        return replace(super().situation, pupils=int(self.pupil is not None))

    @property
    def offered(self) -> list[Command]:
        """`a` first, where it would do something."""
        found = super().offered
        mine = self._hers and self.place is self.PLACE and not self.desk.reads_only
        if not (mine and self.row and _waits(self.row)):
            return found
        return [next(one for one in commands.at(self.PLACE) if one.name == self.ACT), *found]

    async def do_ack(self) -> None:
        """The DSL has seen this pupil; the cursor goes to who has waited longest."""
        assert self.pupil is not None
        done = await self.desk.act("acknowledge", self.pupil)
        await self.after_act(done.text, done.pupils)
        self._go_to(next((row.pupil_id for row in self._listed if _waits(row)), None))

    async def after_undo(self, done: Done) -> None:
        """An acknowledgement was taken back: the cursor goes to its pupil."""
        await super().after_undo(done)
        self._go_to(next(iter(done.pupils), None))

    def _go_to(self, pupil_id: int | None) -> None:
        rows = zip(self.rows.entries, self._listed, strict=True)
        key = next((entry.key for entry, row in rows if row.pupil_id == pupil_id), None)
        if key is not None and self.rows.go(key):
            self.fit()


def _waits(row: ListRow) -> bool:
    return row.cells[-1] == NOT_SEEN
