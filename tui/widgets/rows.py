"""The list of the board and of every other list: drawn by lines, two rows redrawn a cursor move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import ink
from tui.ink import Line, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `key` names what it stands for (a pupil id), and survives re-reading."""

    key: int | None
    cells: tuple[Span, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `cells` 0 means that it takes what the others leave."""

    caption: str
    cells: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line of the list: a heading, or the entry at `place`."""

    heading: str = ""
    count: int = 0
    place: int = -1


class Rows(ScrollView):
    """Entries under headings, with one cursor that stays on its key whatever is re-read."""

    def __init__(self, columns: Callable[[int], Sequence[Column]], id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns_for = columns
        self._columns: tuple[Column, ...] = ()
        self._entries: tuple[Entry, ...] = ()
        self._drawn: list[_Drawn] = []
        self._folded: set[str] = set()
        self._cursor = -1  # index into _drawn
        self._empty = ""
        self.selected: set[int] = set()
        self.captions = True

    # -- what stands in it -----------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, folded away or not."""
        return self._entries

    @property
    def key(self) -> int | None:
        """The key under the cursor; None on a heading or in an empty list."""
        entry = self.entry
        return entry.key if entry else None

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        if not 0 <= self._cursor < len(self._drawn):
            return None
        place = self._drawn[self._cursor].place
        return self._entries[place] if place >= 0 else None

    @property
    def position(self) -> tuple[int, int]:
        """Place of the cursor among all entries, from 1, and how many there are."""
        entry = self.entry
        place = self._entries.index(entry) + 1 if entry else 0
        return place, len(self._entries)

    def show_entries(self, entries: Sequence[Entry], *, empty: str = "", go_to: int | None = None) -> None:
        """Show these. The cursor goes to `go_to`, else stays on its key, else at its place."""
        was, row = self.key, self._cursor
        height_was, before = row - self.top, self._looks()
        place_was = self._drawn[row].place if 0 <= row < len(self._drawn) else -1
        self._entries = tuple(entries)
        self._empty = empty
        self.selected &= {entry.key for entry in entries if entry.key is not None}
        self._build()
        moved = go_to is not None and go_to != was and self._open(go_to)
        target = self._row_of(go_to if moved and go_to is not None else was)
        if target is not None:
            self._cursor = target
        elif was is None and 0 <= row < len(self._drawn):
            self._cursor = row if row > 0 or not self._entries else self._nearest(0)
        else:
            self._cursor = self._nearest(place_was)
        self._fit()
        if row >= 0 and row != self._cursor and not moved:  # rows came or went above: nothing jumps
            self.scroll_to(y=max(0, self._cursor - height_was), animate=False, force=True)
        if self._looks() != before:  # at rest nothing is drawn, however often it is read again
            self.refresh()
        self._keep_in_view()

    def _looks(self) -> tuple[object, ...]:
        """What drawing depends on, but for the window and the place in it."""
        return self._entries, self._cursor, self._empty, frozenset(self.selected), tuple(self._drawn)

    def go(self, key: int) -> bool:
        """Put the cursor on a key, opening its group; whether it is here."""
        if not self._open(key):
            return False
        row = self._row_of(key)
        if row is not None:
            self._to(row)
        return True

    def _open(self, key: int) -> bool:
        """Open the group of a key; whether it is here."""
        entry = next((e for e in self._entries if e.key == key), None)
        if entry is not None and entry.group in self._folded:
            self._folded.discard(entry.group)
            self._build()
            self._fit()
            self.refresh()
        return entry is not None

    @property
    def top(self) -> int:
        """The first line of the list that is in the window."""
        return self.scroll_offset.y

    def back_to(self, top: int) -> None:
        """Scroll back to where the window stood, as far as the cursor stays in view."""
        self.scroll_to(y=top, animate=False, force=True)
        self.on_resize()

    # -- moving ----------------------------------------------------------------------------------

    def move(self, name: str) -> bool:
        """Move as a movement command says; whether it was one."""
        page = max(1, self.size.height - 2)
        last = len(self._drawn) - 1
        targets = {"up": self._cursor - 1, "down": self._cursor + 1, "page_up": self._cursor - page,
                   "page_down": self._cursor + page, "first": 0, "last": last}  # fmt: skip
        if name not in targets:
            return False
        row = max(0, min(targets[name], last))
        up = name in ("up", "page_up", "last")
        self._to(self._off_heading(row, -1 if up else 1))
        return True

    def fold(self) -> None:
        """Fold the group under the cursor away, or open it."""
        if not 0 <= self._cursor < len(self._drawn):
            return
        drawn = self._drawn[self._cursor]
        group = drawn.heading or self._entries[drawn.place].group
        self._folded ^= {group}
        self._build()
        self._cursor = next((i for i, d in enumerate(self._drawn) if d.heading == group), 0)
        if group not in self._folded:
            self._cursor = self._off_heading(self._cursor, 1)
        self._fit()
        self.refresh()
        self._keep_in_view()

    def toggle(self) -> None:
        """Select the entry under the cursor, or not."""
        if (key := self.key) is not None:
            self.selected ^= {key}
            self.refresh_line(self._cursor)

    def unselect(self) -> None:
        """Clear the selection."""
        self.selected.clear()
        self.refresh()

    # -- drawing ---------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        row = y + self.top
        cells, base = self.size.width, self.rich_style
        if not self._drawn and y == 0:
            return ink.strip(ink.line((f"   {self._empty}", "dim")), cells, base)
        if row >= len(self._drawn):
            return ink.strip((), cells, base)
        drawn = self._drawn[row]
        here = row == self._cursor
        if drawn.place < 0:
            return ink.strip(self._heading(row, drawn, here, cells), cells, base, "cursor" if here else "")
        return self._row(self._entries[drawn.place], here, cells, base)

    def on_resize(self) -> None:
        """Fit the columns to the window."""
        self._fit()
        self._keep_in_view()

    def _row(self, entry: Entry, here: bool, cells: int, base: Style) -> Strip:
        chosen = entry.key in self.selected
        lead = ("▌" if here else " ") + ("● " if chosen else "  ")
        parts = [Span(lead, "accent" if here or chosen else "")]
        for column, cell in zip(self._columns, entry.cells, strict=False):
            parts.append(Span(ink.pad(cell.text, column.cells, column.right) + " ", cell.tone))
        return ink.strip(parts, cells, base, "cursor" if here else "")

    def _heading(self, row: int, drawn: _Drawn, here: bool, cells: int) -> Line:
        more = " folded, z opens" if drawn.heading in self._folded else ""
        count = f" {drawn.count}" if drawn.count else ""
        # The count and how to open it are never what is cut off a long heading.
        name = ink.cut(drawn.heading, cells - 3 - len(count) - len(more)) + count
        left = ink.line(("▌" if here else " ", "accent"), "  ", (name, "heading"))
        if more:
            left = (*left, Span(more, "dim"))
        if row > 0 or not self.captions:
            return left
        right: list[Span] = []
        for column in self._columns:
            right.append(Span(ink.pad(column.caption, column.cells, column.right) + " ", "dim"))
        lead = 0
        for index, column in enumerate(self._columns):
            if column.caption:
                return ink.ends(left, tuple(right[index:]), 3 + sum(c.cells + 1 for c in self._columns))
            lead += column.cells + 1
        return left

    def _build(self) -> None:
        self._drawn = []
        group = ""
        for place, entry in enumerate(self._entries):
            if entry.group and entry.group != group:
                group = entry.group
                count = sum(other.group == group for other in self._entries)
                self._drawn.append(_Drawn(heading=group, count=count))
            if entry.group not in self._folded or not entry.group:
                self._drawn.append(_Drawn(place=place))

    def _fit(self) -> None:
        cells = max(1, self.size.width)
        columns = list(self._columns_for(cells))
        fixed = 3 + sum(column.cells + 1 for column in columns)
        spare = max(4, cells - fixed)
        self._columns = tuple(
            Column(c.caption, c.cells or spare, c.right) if c.cells == 0 else c for c in columns
        )
        size = Size(cells, len(self._drawn))
        if size != self.virtual_size:
            self.virtual_size = size

    def _row_of(self, key: int | None) -> int | None:
        if key is None:
            return None
        for row, drawn in enumerate(self._drawn):
            if drawn.place >= 0 and self._entries[drawn.place].key == key:
                return row
        return None

    def _nearest(self, place: int) -> int:
        """The line of the entry at `place`, or of the last one there is."""
        rows = [row for row, drawn in enumerate(self._drawn) if drawn.place >= 0]
        if not rows:
            return 0 if self._drawn else -1
        return next((row for row in rows if self._drawn[row].place >= place), rows[-1])

    def _off_heading(self, row: int, step: int) -> int:
        """`row`, or the next line that is no heading of an open group."""
        first = row
        while 0 <= row < len(self._drawn):
            drawn = self._drawn[row]
            if drawn.place >= 0 or drawn.heading in self._folded:
                return row
            row += step
        return self._cursor if self._cursor >= 0 else max(0, min(first, len(self._drawn) - 1))

    def _to(self, row: int) -> None:
        if row == self._cursor or not self._drawn:
            return
        before, self._cursor = self._cursor, row
        self.refresh_line(before)
        self.refresh_line(row)
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        if self._cursor < 0 or not self.size.height:
            return
        top, height = self.top, self.size.height
        jump = height // 3  # past an edge the whole list is redrawn: then rather a few rows at once
        if self._cursor <= top:
            heading = height > 1 and self._cursor > 0 and self._drawn[self._cursor - 1].place < 0
            if self._cursor < top or heading:
                self.scroll_to(y=max(0, self._cursor - heading - jump), animate=False, force=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1 + jump, animate=False, force=True)
        if not self.screen.is_active:  # `is_current` holds of a room behind, where no background is painted
            return  # the terminal's cursor belongs to the room on top
        here: Region = self.content_region
        row = min(max(0, self._cursor - self.top), max(0, height - 1))
        self.app.cursor_position = Offset(here.x, here.y + row)
