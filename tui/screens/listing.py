"""A list of the record, reached with `g` and a letter."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from core.errors import FirstdayError
from tui import ink
from tui.commands import Place, Situation
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue
from tui.screens.room import Room
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Entry, Rows


class ListRoom(Room):
    """A list that is only read: title, rows, Enter."""

    PLACE = Place.LIST

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.title_line = Lines(id="title")
        self.rows = Rows(self.columns, id="rows")
        self.title_line.draw([ink.line(("reading …", "dim"))])

    def furnish(self) -> ComposeResult:
        """Title and rows."""
        yield self.title_line
        yield self.rows

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        return Situation(self.PLACE, int(self.rows.key is not None), self.desk.may_write)

    def columns(self, cells: int) -> Sequence[Column]:
        """The columns at this width."""
        return (Column("", 0),)

    async def do_open(self) -> None:
        """Open the pupil of this row."""
        if self.rows.key is not None:
            await self.open_pupil(self.rows.key)

    async def do_fold(self) -> None:
        """Fold the group away."""
        self.rows.fold()

    async def do_down(self) -> None:
        """Next line."""
        self.rows.move("down")

    async def do_up(self) -> None:
        """Line before."""
        self.rows.move("up")

    async def do_page_down(self) -> None:
        """A page on."""
        self.rows.move("page_down")

    async def do_page_up(self) -> None:
        """A page back."""
        self.rows.move("page_up")

    async def do_first(self) -> None:
        """To the top."""
        self.rows.move("first")

    async def do_last(self) -> None:
        """To the end."""
        self.rows.move("last")


class ListingRoom(ListRoom):
    """One of core's lists: reviews, the DSL's queue, missing marks, quarantine."""

    def __init__(self, desk: Desk, keys: KeyQueue, name: str) -> None:
        self._captions: tuple[str, ...] = ()
        self._widths: tuple[int, ...] = ()
        super().__init__(desk, keys)
        self.list_name = name

    def columns(self, cells: int) -> Sequence[Column]:
        """Every column as wide as its widest cell; what is left goes to the widest."""
        if not self._widths:
            return (Column("", 0),)
        widest = self._widths.index(max(self._widths))
        most = max(8, cells // max(1, len(self._widths)))
        return tuple(
            Column(caption, 0 if place == widest else min(self._widths[place], most))
            for place, caption in enumerate(self._captions)
        )

    async def reread(self) -> None:
        """Read the list again."""
        try:
            listing = await self.desk.listing(self.list_name)
        except FirstdayError as error:
            self.say(str(error), "now")
            return
        self._captions = listing.columns
        table = [listing.columns, *(row.cells for row in listing.rows)]
        self._widths = tuple(
            max(ink.width(ink.cut(row[i], 80)) for row in table) for i in range(len(listing.columns))
        )
        caption = "   " + " ".join(
            ink.pad(column.caption, column.cells or 20) for column in self._sized(max(1, self.app.size.width))
        )
        self.title_line.draw([ink.line((listing.title, "heading"), (f"  {len(listing.rows)}", "dim")),
                              ink.line((caption, "dim"))])  # fmt: skip
        # A row without a pupil has no key: it can be read, not opened.
        entries = [Entry(row.pupil_id, tuple(Span(cell) for cell in row.cells)) for row in listing.rows]
        self.rows.show_entries(entries, empty=listing.empty)

    def _sized(self, cells: int) -> list[Column]:
        columns = list(self.columns(cells))
        spare = max(4, cells - 3 - sum(column.cells + 1 for column in columns))
        return [Column(c.caption, c.cells or spare) for c in columns]
