"""A list of the record, reached with `g` and a letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from core.errors import FirstdayError
from tui import commands, ink
from tui.commands import Command, Place, Situation
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue
from tui.screens.flagged import FlaggedRoom
from tui.screens.moving import Moving
from tui.screens.prompt import Ask
from tui.screens.room import WIDE, Room
from tui.widgets.lines import Lines, Rule
from tui.widgets.rows import Column, Entry, Rows

if TYPE_CHECKING:
    from core.acts import Done
    from core.lists.rows import Listing, ListRow
    from core.questions import Flag

PANE = 3  # lines below the list for the one under the cursor
ABOVE = 9  # lines of the window that the rest needs while that line is shown whole
NAME = 18  # cells that are enough for most names
NAMED = ("row", "key", "why", "as it came", "owner", "next step", "role", "account", "e-mail")


class ListRoom(Moving, Room):
    """A list that is only read: title, rows, below them the line under the cursor in full; Enter opens."""

    PLACE = Place.LIST

    def __init__(self, desk: Desk, keys: KeyQueue) -> None:
        super().__init__(desk, keys)
        self.title_line = Lines(id="title")
        self.rows = Rows(self.columns, id="rows")
        self.rule = Rule(id="rule")
        self.detail = Lines(id="detail")
        self._told: tuple[str, ...] = ()  # each entry in full
        self._whole = False  # she asked for all of the line, however long
        self.pane = PANE
        self.title_line.draw([ink.line(("reading …", "dim"))])

    def furnish(self) -> ComposeResult:
        """Title, rows, and the line under the cursor in full."""
        yield self.title_line
        yield self.rows
        yield self.rule
        yield self.detail

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run: every line may be opened, if only to be read in full."""
        return Situation(self.PLACE, 1, self.desk.may_write)

    def columns(self, cells: int) -> Sequence[Column]:
        """The columns at this width."""
        return (Column("", 0),)

    def show(self, told: Sequence[tuple[Entry, str]], empty: str) -> None:
        """Show entries, each with its text in full."""
        self._told = tuple(text for _, text in told)
        self.rows.show_entries([entry for entry, _ in told], empty=empty)
        self.fit()

    def fit(self) -> None:
        """Give the line under the cursor its place: three lines, fewer in a low window, all if asked for."""
        width, height = self.app.size
        rows = ink.wrap(self.under_cursor, max(20, width - 1)) if self.under_cursor else []
        most = height - ABOVE if self._whole else min(self.pane, height // 6)
        place = max(len(rows), self.pane) if self._whole else most
        self.rule.display = self.detail.display = bool(self._told) and not self.has_class("-tiny")
        self.detail.styles.height = max(1, min(most, place))
        shown = ink.wrap(self.under_cursor, max(20, width - 1), max(1, most)) if rows else []
        self.detail.draw([ink.line(row) for row in shown])

    @property
    def under_cursor(self) -> str:
        """The line under the cursor in full; '' on a heading."""
        place, _ = self.rows.position
        return self._told[place - 1] if 0 < place <= len(self._told) else ""

    @property
    def pupil(self) -> int | None:
        """The pupil under the cursor."""
        return self.rows.key

    def move(self, name: str) -> None:
        """Move the cursor; the line in full follows."""
        self.rows.move(name)
        self._whole = False
        self.fit()

    async def do_open(self) -> None:
        """Open the pupil of this row; a line about nobody is shown in full."""
        if self.pupil is not None:
            await self.open_pupil(self.pupil)
            return
        if self.rows.entry is None:
            self.say("A folded group: z opens it." if self._told else "Nothing here to open.")
            return
        self._whole = True
        self.fit()
        self.say("This line opens no pupil's page; it stands above in full.")

    async def do_fold(self) -> None:
        """Fold the group away."""
        self.rows.fold()
        self.fit()

    async def moved(self, name: str) -> None:
        """Move the cursor; the line in full follows."""
        self.move(name)


class ListingRoom(FlaggedRoom, ListRoom):
    """One of core's lists: reviews, the DSL's queue, missing marks, quarantine."""

    COUNTED = True  # whether the rows are counted beside the title

    def __init__(self, desk: Desk, keys: KeyQueue, name: str) -> None:
        self._captions: tuple[str, ...] = ()
        self._widths: tuple[int, ...] = ()
        self._title = ""
        self._note = ""
        self._wide = 0
        self._never_cut: tuple[int, ...] = ()
        self._listed: tuple[ListRow, ...] = ()
        super().__init__(desk, keys)
        self.list_name = name

    def columns(self, cells: int) -> Sequence[Column]:
        """Every column as wide as its widest cell, within bounds; what is left goes to the widest."""
        widths = self._widths if cells >= WIDE else self._widths[: len(self._widths) - self._wide]
        if not widths:
            return (Column("", 0),)
        widest = widths.index(max(widths))
        most = max(8, cells // max(1, len(widths)))
        if cells >= 80 and sum(min(w, NAME) for w in widths) + len(widths) + 3 <= cells:
            most = NAME
        return tuple(
            Column(caption, 0 if at == widest else width if at in self._never_cut else min(width, most))
            for at, (caption, width) in enumerate(zip(self._captions, widths, strict=False))
        )

    async def listing(self) -> Listing:
        """The list as it stands."""
        return await self.desk.listing(self.list_name)

    async def reread(self) -> None:
        """Read the list again."""
        try:
            listing = await self.listing()
        except FirstdayError as error:
            self.say(str(error), "now")
            return
        self._captions, self._title, self._note = listing.columns, listing.title, listing.note
        self._listed, self._wide, self._never_cut = listing.rows, listing.wide, listing.whole
        self.pane = PANE + any(row.detail for row in listing.rows)
        table = [listing.columns, *(row.cells for row in listing.rows)]
        self._widths = tuple(
            max(ink.width(ink.cut(row[i], 80)) for row in table) for i in range(len(listing.columns))
        )
        self.rows.captions = False
        seen: Counter[tuple[int, str]] = Counter()
        entries = []
        for row in listing.rows:
            cells = tuple(Span(cell) for cell in row.cells)
            entries.append((Entry(_key(row, seen), cells, row.group), row.detail or in_full(listing, row)))
        self.show(entries, listing.empty)
        self.offer()  # the row under the cursor is known only now

    @property
    def situation(self) -> Situation:
        """What decides whether a command may run."""
        kind = self.row.kind if self.row else ""
        flags, clocks = self.list_name in ("patterns", "silent"), self.list_name == "clocks"
        return replace(
            super().situation,
            flagged=flags and kind != "",
            clocked=clocks and kind != "",
            list_name=self.list_name,
        )

    @property
    def offered(self) -> list[Command]:
        """The keys at the foot, the act of this list first where the row under the cursor has use for it."""
        mine, here = self.place is self.PLACE and not self.desk.reads_only, self.situation
        own = [one for one in commands.at(self.PLACE) if mine and one.lists and one.belongs(here)]
        acts = [one for one in own if not one.why_not(here)]
        return [*acts, *super().offered]

    async def after_undo(self, done: Done) -> None:
        """An act was taken back: the cursor goes to the row that came back, else stays."""
        before = {entry.key for entry in self.rows.entries}
        await super().after_undo(done)
        rows = zip(self.rows.entries, self._listed, strict=True)
        back = [entry.key for entry, row in rows if row.pupil_id in done.pupils and entry.key not in before]
        if back and back[0] is not None:
            self.rows.go(back[0])
            self.fit()

    async def flags_here(self) -> Sequence[Flag]:
        """The flag of this row, then the pupil's others."""
        row = self.row
        return await self.desk.flags(row.pupil_id, row.kind) if row and row.pupil_id is not None else ()

    async def do_consider(self) -> None:
        """Note what was considered, for the clock of this row."""
        row = self.row
        if row is None or row.pupil_id is None:
            return
        who, kind, about = row.pupil_id, row.kind, f"{row.cells[1]}, {row.cells[3]}"

        async def explain(text: str) -> str:
            return f"{'→ noted as considered' if text else 'what was considered'}: {about}"

        async def accept(text: str, _: bool) -> None:
            done = await self.desk.act("consider", who, text, kind)
            await self.after_act(done.text, done.pupils)

        await self.prompt.ask(Ask("considered", explain, accept))

    async def do_profile(self) -> None:
        """Name the columns of a report of the school's own."""
        from tui.screens.profiles import FilesRoom

        await self.visit(FilesRoom(self.desk, self.keys))

    async def do_unimport(self) -> None:
        """Take the latest import back: the line says which that is."""
        latest = await self.desk.latest_import()
        if latest is None:
            self.say("Nothing has been imported yet.")
            return
        if self.desk.reads_only and not latest.staff_of(self.desk.actor):
            self.say(self.desk.why_not)
            return

        async def explain(_: str) -> str:
            return f"→ Enter takes back {latest.said}"

        async def accept(_: str, __: bool) -> None:
            said = await self.desk.take_back_import(latest)  # no act of hers: u would take back another
            # What f put right is no file: the rows lie in the list again, and f is how they come back.
            back = (
                "its rows lie here again" if latest.kind == "fix" else "import the file again to have it back"
            )
            await self.after_act(said, (), back)

        await self.prompt.ask(Ask("take back", explain, accept))

    @property
    def row(self) -> ListRow | None:
        """The row under the cursor."""
        place, _ = self.rows.position
        return self._listed[place - 1] if 0 < place <= len(self._listed) else None

    @property
    def pupil(self) -> int | None:
        """The pupil under the cursor; several rows may be about one."""
        return self.row.pupil_id if self.row else None

    def fit(self) -> None:
        """The captions too stand as wide as the columns."""
        super().fit()
        if self._captions:
            width, count = max(1, self.app.size.width), len(self.rows.entries)
            caption = "   " + " ".join(
                ink.pad(column.caption, column.cells or 20) for column in self._sized(width)
            )
            said = f"   {self._note}" if self._note else ""
            counted = f"  {count}" if self.COUNTED else ""
            heading = ink.line((self._title, "heading"), (counted, "dim"), (said, "dim"))
            heading = ink.cut_line(heading, width)
            place, _ = self.rows.position
            at = (
                f"{place} of {count}"
                if place and self.rows.virtual_size.height > self.rows.size.height
                else ""
            )
            if at and ink.line_width(heading) + len(at) < width:
                gap = " " * (width - ink.line_width(heading) - len(at))
                heading = (*heading, Span(f"{gap}{at}", "dim"))
            self.title_line.draw([heading, ink.line((caption, "dim"))] if count else [heading, ()])

    def _sized(self, cells: int) -> list[Column]:
        columns = list(self.columns(cells))
        spare = max(4, cells - 3 - sum(column.cells + 1 for column in columns))
        return [Column(c.caption, c.cells or spare) for c in columns]


def _key(row: ListRow, seen: Counter[tuple[int, str]]) -> int | None:
    """What keeps the cursor on a row; a row without a pupil has no key: it can be read, not opened."""
    if row.pupil_id is None:
        return None
    about = (row.pupil_id, row.kind or (row.cells[3] if len(row.cells) > 3 else ""))
    seen[about] += 1
    return hash((*about, seen[about]))


def in_full(listing: Listing, row: ListRow) -> str:
    """A line of a list in full, each part under its caption where it does not speak for itself."""
    pairs = zip(listing.columns, row.cells, strict=False)
    return ink.joined(f"{name}: {cell}" if name in NAMED else cell for name, cell in pairs if cell)
