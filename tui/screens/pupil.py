"""One pupil: what makes coming in hard, what is next, the year, everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container

from core.habits import habits
from core.questions import Flag
from core.views import PupilView
from tui import commands, ink
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.keys import KeyQueue
from tui.screens.acting import ActingRoom
from tui.screens.moving import Moving
from tui.widgets.lines import Lines, Page, Rule
from tui.widgets.profile import page, title


class PupilRoom(Moving, ActingRoom):
    """The drill-down. The quick acts and the call strip work here as on the board."""

    PLACE = Place.PUPIL

    def __init__(self, desk: Desk, keys: KeyQueue, pupil_id: int) -> None:
        super().__init__(desk, keys)
        self.pupil_id = pupil_id
        self.view: PupilView | None = None
        self.title_line = Lines(id="title")
        self.page = Page(id="page")

    def furnish(self) -> ComposeResult:
        """Title, page, strip."""
        yield self.title_line
        yield self.page
        yield Rule(id="rule")
        with Container(id="panel"):
            yield self.strip

    def on_mount(self) -> None:
        """Read at once."""
        super().on_mount()
        self.title_line.draw([ink.line(("reading …", "dim"))])

    @property
    def subjects(self) -> tuple[int, ...]:
        """This pupil."""
        return (self.pupil_id,)

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        from core.packs.ehcp import needs_page

        return replace(super().situation, ehcp=bool(self.view and needs_page(self.view.preview.pupil)))

    @property
    def offered(self) -> list[Command]:
        """The keys at the foot: `E` where there is an EHCP review; what leaves this pupil comes last."""
        found = super().offered
        away = [command for command in found if command.name in ("find", "sum")]
        here = [command for command in found if command not in away]
        if self.situation.ehcp and not self.calling.open:
            page = next(command for command in commands.COMMANDS if command.name == "ehcp-page")
            here.insert(next(i for i, command in enumerate(here) if command.name == "help"), page)
        return [*here, *away]

    @property
    def flagged(self) -> bool:
        """Whether the page shows a flag."""
        return bool(self.view and self.view.flags)

    async def flags_here(self) -> Sequence[Flag]:
        """The flags that lead a question of the page, in its order."""
        return [habit.flag for habit in habits(self.view.flags)] if self.view else ()

    async def reread(self) -> None:
        """Read the pupil again."""
        self.view = await self.desk.pupil(self.pupil_id)
        self._draw()
        self.offer()  # `d` and `E` stand at the foot where the page has a flag, an EHCP review
        if self.calling.open:
            self.calling.check()

    def _draw(self) -> None:
        if self.view is None:
            return
        cells = max(30, self.app.size.width - 2)
        now = self.desk.now()
        above = [*title(self.view, now, cells), ()]
        self.title_line.styles.height = len(above)
        self.title_line.draw(above)
        self.page.draw(page(self.view, now, cells))

    def fit(self) -> None:
        """Give the strip the lines it needs."""
        panel, rule = self.query_one("#panel"), self.query_one("#rule")
        panel.display = rule.display = self.calling.open
        if self.calling.open:
            panel.styles.height = min(
                self.strip.needed(self.app.size.width - 1), max(4, self.app.size.height - 10)
            )
        self._draw()

    def strip_opened(self, opened: bool) -> None:
        """Make room for the strip, or take it away."""
        self.fit()

    async def do_sum(self) -> None:
        """Who is in each part of the sum."""
        from tui.screens.terms import TermsRoom

        await self.visit(TermsRoom(self.desk, self.keys, self.chosen))

    async def do_ehcp_page(self) -> None:
        """Make the page for the EHCP review."""
        self.say("Making the page …", "dim")
        left = await self.desk.make_review_page(self.pupil_id)
        self.tell_rooms((self.pupil_id,))
        await self.reread()
        sheets = f"{left.sheets} sheet{'s' * (left.sheets != 1)}"
        self.say(f"EHCP review page made, {sheets}: {left.path} · read it before it leaves")

    async def moved(self, name: str) -> None:
        """Scroll the page."""
        self.page.move(name)
