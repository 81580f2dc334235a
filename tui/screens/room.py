"""What every screen of Firstday is: a place with keys from the table and two lines at the foot."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from core.errors import FirstdayError
from tui import commands, ink
from tui.commands import GO, Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue, Stroke
from tui.screens.going import Going
from tui.screens.prompt import Ask, Prompt
from tui.screens.returning import Returning
from tui.typing_on import WORDS, Deafness
from tui.widgets.foot import Foot
from tui.widgets.lines import Lines

if TYPE_CHECKING:
    from core.acts import Done

SMALLEST = (40, 10)
OUT = frozenset({"back", "quit", "park", "cancel"})  # the ways out of a window too small to show anything
WIDE = 110
ROOMY = 140


class Room(Going, Returning):
    """A screen. Keys come through `take`, one after another; `reread` brings it up to date."""

    PLACE: ClassVar[Place] = Place.BOARD
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk)
        self.keys = keys
        self.foot = Foot()
        self.prompt = Prompt(self.foot, desk)
        self._going = False
        self.deafness = Deafness()

    def compose(self) -> ComposeResult:
        """The place itself, the foot, and what a tiny window shows instead."""
        yield from self.furnish()
        yield self.foot
        small = Lines(id="small")
        small.draw([ink.line(("window too small: keys wait, q leaves", "strong"))])
        yield small

    def furnish(self) -> ComposeResult:
        """What stands above the foot."""
        yield from ()

    @property
    def place(self) -> Place:
        """Whose keys are taken now."""
        return Place.PROMPT if self.prompt.open else self.PLACE

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        return Situation(self.place, 0, self.desk.may_write)

    # -- keys ------------------------------------------------------------------------------------

    async def take(self, stroke: Stroke) -> None:
        """Act on one key; in a window too small to show anything, only on one that leads out."""
        if self.has_class("-tiny") and not self._leads_out(stroke):
            return
        try:
            if self.prompt.open:
                await self.prompt.take(stroke)
            else:
                await self.command_key(stroke)
        except FirstdayError as error:
            self.keys.drop()  # typed ahead of what failed: it would go to the wrong pupil
            self.say(str(error), "now")
        except Exception as error:  # a fault of ours: one line and a number, the morning goes on
            self.keys.drop()
            self.say(self.desk.fault(error), "now")
        if self.is_current:
            self.offer()

    def _leads_out(self, stroke: Stroke) -> bool:
        """Whether a key leaves this place, or opens a locked screen: nothing is done unseen."""
        command = commands.keymap(self.place).get(stroke.key)
        return self.place is Place.LOCKED or (command is not None and command.name in OUT)

    async def command_key(self, stroke: Stroke) -> None:
        """Act on a key where keys are commands."""
        if self.burst(stroke) or self.deaf(stroke):
            return
        if self._going:
            self._going = False
            command = commands.gone_to(stroke.key, self.PLACE)
            if command is None:
                self.say("")
                return
        elif stroke.key == GO and any(key.startswith(f"{GO} ") for key in commands.keymap(self.PLACE)):
            self._going = True
            goes = [c for c in commands.at(self.PLACE) if c.keys[0].startswith(f"{GO} ")]
            words = [f"{c.keys[0][2:]} {c.words}".replace(" ", ink.TIE) for c in goes]
            self.say("go to  " + "   ".join(words))
            return
        else:
            command = commands.keymap(self.PLACE).get(stroke.key)
        if command is not None:
            await self.run(command)
        elif stroke.text.strip():
            self.means_nothing(stroke, "here", "? lists the keys.")

    def burst(self, stroke: Stroke) -> bool:
        """Whether too many keys came at once to have been typed; they are dropped, and that is said."""
        if not self.keys.burst(stroke):
            return False
        count = self.keys.drop() + (len(stroke.text) if stroke.pasted else 12)
        self.say(
            f"{count} keys came at once: pasted? Nothing was run; type them, or paste into a note.", "now"
        )
        return True

    def deaf(self, stroke: Stroke) -> bool:
        """Whether a key goes on with text meant for no key of this place: then it does nothing."""
        if not self.deafness.swallows(stroke):
            return False
        if self.deafness.said:
            self.say(self.deafness.said)
        return True

    def means_nothing(self, stroke: Stroke, where: str, hint: str) -> None:
        """Say so of a key; where it begins a word, the rest of the word must not run either."""
        said = f"{stroke.text} does nothing {where}"
        self.say(f"{said}; {hint}", "dim")
        if stroke.text.isalpha():
            self.deafness.begin(stroke.at, WORDS, f"{said}, nor did what came right behind it; {hint}")

    async def run(self, command: Command) -> None:
        """Run a command, or say why not."""
        opens = command.name in commands.OPENS
        if why := command.why_not(self.situation):
            if opens:
                self.deafness.begin(time.monotonic())
                why += " Letters wait for Esc, an arrow or a pause."
            self.say(why)
            return
        if command.section == commands.MOVING and self.foot.message:
            self.say("")  # what was said is about where she was
        try:
            await getattr(self, f"do_{command.name.replace('-', '_')}")()
        except FirstdayError:
            if opens:
                self.deafness.begin(time.monotonic())
            raise

    # -- telling ---------------------------------------------------------------------------------

    def say(self, text: str, tone: str = "accent") -> None:
        """Show a message at the foot."""
        self.foot.say(text, tone)

    def offer(self) -> None:
        """Show the keys of this place."""
        self.foot.offer(self.offered)

    @property
    def offered(self) -> list[Command]:
        """The commands whose keys stand at the foot: to who only reads, none that would only be refused."""
        reads = self.desk.reads_only
        found = [command for command in commands.at(self.place) if command.footer]
        return [command for command in found if not (reads and "write" in command.needs)]

    # -- going elsewhere, and leaving ---------------------------------------------------------------

    async def visit(self, room: Room) -> None:
        """Go to another room, and come back once it shows something: keys typed ahead act there."""
        self.say("")  # what was said belongs to this moment: it does not wait here for her return
        await self.app.push_screen(room)
        room._reading = True
        await room._keep_up()

    async def park(self) -> None:
        """Save what is being typed and let everything go: the line is gone, or she leaves."""
        if self.prompt.open:
            await self.prompt.leave(lost=True)

    # -- window ----------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit the place to the window."""
        columns, rows = self.app.size
        self.set_class(columns < SMALLEST[0] or rows < SMALLEST[1], "-tiny")
        self.set_class(columns >= WIDE, "-wide")
        self.set_class(columns >= ROOMY, "-roomy")
        self.fit()

    def fit(self) -> None:
        """Arrange what stands here for the window's size."""

    def on_mount(self) -> None:
        """Show the keys at once."""
        self.offer()

    # -- commands of every room ------------------------------------------------------------------

    async def do_help(self) -> None:
        """The keys of this place."""
        from tui.screens.help import HelpRoom

        situation = replace(self.situation, place=self.place)
        await self.visit(HelpRoom(self.desk, self.keys, self.place, situation))

    async def do_command(self) -> None:
        """Run a command by name."""

        async def explain(text: str) -> str:
            found = commands.named(text, self.PLACE)
            said = " · ".join(f"{commands.keys_shown(c)} {c.words}" for c in found[:8])
            if len(found) == 1:
                said = f"{commands.keys_shown(found[0])}  {found[0].help}"
            return said or "No command of that name here; ? lists them."

        async def accept(text: str, _: bool) -> None:
            found = commands.named(text, self.PLACE) if text else []
            await self.prompt.leave()
            if found:
                await self.run(found[0])
            elif text:
                self.say("No command of that name here; ? lists them.")

        def complete(text: str) -> str:
            found = commands.named(text, self.PLACE)
            return found[0].words if found else text

        await self.prompt.ask(Ask(":", explain, accept, complete=complete))

    async def do_back(self) -> None:
        """Leave this place."""
        await self.park()
        await self.app.pop_screen()
        if room := room_of(self.app.screen):
            await room.caught_up()

    async def do_lock(self) -> None:
        """Lock the screen: the app hears this key wherever it is typed."""
        self.keys.feed(Stroke.of_key("ctrl+k"))

    async def do_pin(self) -> None:
        """Set the PIN, typed twice."""
        from tui.screens.pin import ask_pin

        await ask_pin(self.prompt, self.desk, self.say)

    async def do_redraw(self) -> None:
        """Draw everything afresh."""
        self.app.refresh(layout=True)

    async def do_undo(self) -> None:
        """Take back the latest act."""
        await self.after_undo(await self.desk.undo())

    async def do_redo(self) -> None:
        """Bring it back."""
        done = await self.desk.redo()
        await self.after_act(done.text, done.pupils)

    async def after_act(self, text: str, pupils: tuple[int, ...], hint: str = "u takes it back") -> None:
        """Say what was done, once it is saved, and show it."""
        self.tell_rooms(pupils)
        await self.reread()
        self.say(f"{text} · {hint}")

    async def after_undo(self, done: Done) -> None:
        """An act was taken back."""
        await self.after_act(done.text, done.pupils, "U brings it back")

    async def do_find(self) -> None:
        """Find any pupil."""
        from tui.screens.find import FindRoom

        await self.visit(FindRoom(self.desk, self.keys, self.chosen))

    async def chosen(self, pupil_id: int) -> None:
        """A pupil was chosen elsewhere."""
        await self.open_pupil(pupil_id)

    async def open_pupil(self, pupil_id: int) -> None:
        """Show a pupil."""
        from tui.screens.pupil import PupilRoom

        await self.visit(PupilRoom(self.desk, self.keys, pupil_id))

    async def go_to(self, name: str) -> None:
        """Show one of the lists behind `g`."""
        from tui.screens.handoff import QueueRoom
        from tui.screens.listing import ListingRoom
        from tui.screens.set_aside import SetAsideRoom

        rooms = {"dsl": QueueRoom, "quarantine": SetAsideRoom}
        own = rooms.get(name)
        await self.visit(own(self.desk, self.keys) if own else ListingRoom(self.desk, self.keys, name))

    async def do_hand_off(self) -> None:
        """The ten o'clock hand-off."""
        from tui.screens.handoff import HandoffRoom

        await self.visit(HandoffRoom(self.desk, self.keys))


def room_of(screen: Screen[Any]) -> Room | None:
    """The room on top, if it is one of ours."""
    return screen if isinstance(screen, Room) else None
