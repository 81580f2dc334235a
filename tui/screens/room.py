"""What every screen of Firstday is: a place with keys from the table and two lines at the foot."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from core.errors import FirstdayError
from tui import commands, ink
from tui.commands import GO, Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue, Stroke
from tui.screens.prompt import Ask, Prompt
from tui.widgets.foot import Foot
from tui.widgets.lines import Lines

SMALLEST = (40, 10)
WIDE = 110
ROOMY = 140


class Room(Screen[None]):
    """A screen. Keys come through `take`, one after another; `reread` brings it up to date."""

    PLACE: ClassVar[Place] = Place.BOARD
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__()
        self.desk = desk
        self.keys = keys
        self.foot = Foot()
        self.prompt = Prompt(self.foot, desk)
        self._going = False
        self._reading = False
        self._read_again = False

    def compose(self) -> ComposeResult:
        """The place itself, the foot, and what a tiny window shows instead."""
        yield from self.furnish()
        yield self.foot
        small = Lines(id="small")
        small.draw([ink.line(("window too small", "strong"))])
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
        """Act on one key."""
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

    async def command_key(self, stroke: Stroke) -> None:
        """Act on a key where keys are commands."""
        if self.burst(stroke):
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
            self.say("go to  " + "   ".join(f"{c.keys[0][2:]} {c.words}" for c in goes))
            return
        else:
            command = commands.keymap(self.PLACE).get(stroke.key)
        if command is not None:
            await self.run(command)
        elif stroke.text.strip():
            self.say(f"{stroke.text} does nothing here; ? lists the keys.", "dim")

    def burst(self, stroke: Stroke) -> bool:
        """Whether too many keys came at once to have been typed; they are dropped, and that is said."""
        if not self.keys.burst(stroke):
            return False
        count = self.keys.drop() + (len(stroke.text) if stroke.pasted else 12)
        self.say(
            f"{count} keys came at once: pasted? Nothing was run; type them, or paste into a note.", "now"
        )
        return True

    async def run(self, command: Command) -> None:
        """Run a command, or say why not."""
        if why := command.why_not(self.situation):
            self.say(why)
            return
        if command.section == commands.MOVING and self.foot.message:
            self.say("")  # what was said is about where she was
        await getattr(self, f"do_{command.name.replace('-', '_')}")()

    # -- telling ---------------------------------------------------------------------------------

    def say(self, text: str, tone: str = "accent") -> None:
        """Show a message at the foot."""
        self.foot.say(text, tone)

    def offer(self) -> None:
        """Show the keys of this place."""
        self.foot.offer([command for command in commands.at(self.place) if command.footer])

    # -- keeping up to date ----------------------------------------------------------------------

    async def reread(self) -> None:
        """Read again what is on screen."""

    def stale(self) -> None:
        """Somebody has changed something: read again, now or as soon as the present reading is done."""
        if self._reading:
            self._read_again = True
        else:
            self._reading = True
            self.run_worker(self._keep_up())

    async def visit(self, room: Room) -> None:
        """Go to another room, and come back once it shows something: keys typed ahead act there."""
        await self.app.push_screen(room)
        room._reading = True
        await room._keep_up()

    async def _keep_up(self) -> None:
        try:
            while True:
                self._read_again = False
                await self.reread()
                if not self._read_again:
                    break
        except FirstdayError as error:
            self.say(str(error), "now")
        except Exception as error:  # as in `take`
            self.say(self.desk.fault(error), "now")
        finally:
            self._reading = False

    async def park(self) -> None:
        """Save what is being typed and let everything go: the line is gone, or she leaves."""
        if self.prompt.open:
            await self.prompt.leave()

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

        await self.visit(HelpRoom(self.desk, self.keys, self.place, self.situation))

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

    async def do_redraw(self) -> None:
        """Draw everything afresh."""
        self.app.refresh(layout=True)

    async def do_undo(self) -> None:
        """Take back the latest act."""
        done = await self.desk.act("undo")
        await self.after_act(done.text, done.pupils, "U brings it back")

    async def do_redo(self) -> None:
        """Bring it back."""
        done = await self.desk.act("redo")
        await self.after_act(done.text, done.pupils)

    async def after_act(self, text: str, pupils: tuple[int, ...], hint: str = "u takes it back") -> None:
        """Say what was done, once it is saved, and show it."""
        await self.reread()
        self.say(f"{text} · {hint}")

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
        from tui.screens.listing import ListingRoom

        await self.visit(ListingRoom(self.desk, self.keys, name))

    async def do_reviews(self) -> None:
        """The reviews."""
        await self.go_to("reviews")

    async def do_dsl(self) -> None:
        """The DSL's queue."""
        await self.go_to("dsl")

    async def do_missing(self) -> None:
        """Missing marks and registers."""
        await self.go_to("missing")

    async def do_quarantine(self) -> None:
        """Rows set aside at import."""
        await self.go_to("quarantine")


def room_of(screen: Screen[Any]) -> Room | None:
    """The room on top, if it is one of ours."""
    return screen if isinstance(screen, Room) else None
