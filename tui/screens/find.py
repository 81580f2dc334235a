"""Finding any pupil on the roll as the name is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from core.errors import FirstdayError
from core.model import Pupil
from tui import commands, ink
from tui.commands import Command, Place
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue, Stroke
from tui.screens.listing import ListRoom
from tui.widgets.entry import Entry as Typed
from tui.widgets.rows import Column, Entry


def found_entry(one: Pupil) -> Entry:
    """A pupil as the list of those found shows one."""
    year = f"year {one.year}" if one.year else ""
    cells = (Span(one.name, "strong"), Span(one.reg), Span(year), Span(one.adno, "dim"), Span(one.upn, "dim"))
    return Entry(one.id, cells)


def who_in_full(one: Pupil) -> str:
    """A pupil told from others of the same name."""
    legal = f"{one.forename} {one.surname}" if one.preferred and one.preferred != one.forename else ""
    return ink.joined([
        one.name,
        f"in the register {legal}" if legal else "",
        one.reg,
        f"year {one.year}" if one.year else "",
        f"born {one.dob.day} {one.dob:%b %Y}" if one.dob else "",
        f"number {one.adno}" if one.adno else "",
        f"UPN {one.upn}",
        f"left {one.left.day} {one.left:%b %Y}" if one.left else "",
    ])  # fmt: skip


class FindRoom(ListRoom):
    """A line to type on and the pupils it finds; arrows choose, Enter goes there."""

    PLACE = Place.FIND

    def __init__(self, desk: Desk, keys: KeyQueue, chosen: Callable[[int], Awaitable[None]]) -> None:
        super().__init__(desk, keys)
        self._chosen = chosen
        self._typed = Typed()

    @property
    def offered(self) -> list[Command]:
        """Every letter is text here: the keys at the foot are the two that are not."""
        return [command for command in commands.at(self.PLACE) if command.name in ("open", "leave")]

    def columns(self, cells: int) -> Sequence[Column]:
        """Name, form, year, numbers."""
        return (Column("", 0), Column("", 6), Column("", 8), Column("", 8), Column("", 14))

    async def take(self, stroke: Stroke) -> None:
        """Letters are text here; only moving, Enter and Esc are commands."""
        command = None if stroke.text else commands.keymap(self.PLACE).get(stroke.key)
        try:
            if command is not None and command.name not in ("first", "last"):
                await self.run(command)
                return
            if stroke.text:
                self._typed.insert(stroke.text)
            elif not self._typed.key(stroke.key):
                return
            self._draw()
            await self.reread()
        except FirstdayError as error:
            self.say(str(error), "now")

    async def reread(self) -> None:
        """Find again."""
        self._draw()
        text = self._typed.text.strip()
        found = await self.desk.find(text) if text else []
        entries = [(found_entry(one), who_in_full(one)) for one in found]
        empty = "Nobody found." if text else "Type the start of a name, a form, a UPN or an admission number."
        self.show(entries, empty)
        self.move("first")
        self.say(f"{len(found)}{' or more' if len(found) == 50 else ''} found" if text else "", "dim")

    def _draw(self) -> None:
        typed, _ = self._typed.drawn(max(10, self.app.size.width - 8), True)
        self.title_line.draw([ink.line(("Find  ", "heading"), *typed), ()])

    async def do_open(self) -> None:
        """Go to this pupil."""
        key = self.rows.key
        if key is None:
            self.say("Nobody to go to yet: type the start of a name, a form or a number.")
            return
        await self.app.pop_screen()
        await self._chosen(key)

    async def do_leave(self) -> None:
        """Back."""
        await self.app.pop_screen()
