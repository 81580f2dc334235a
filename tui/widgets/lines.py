"""A widget that draws lines: what the header, the preview and the call strip are made of."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui import ink
from tui.ink import Line, Span

MORE = " more"


class Lines(Widget):
    """Draws the lines it is given, and only those that changed."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn."""
        return self._lines

    def draw(self, lines: Sequence[Line]) -> None:
        """Draw these lines from now on."""
        before, self._lines = self._lines, tuple(lines)
        if not self.is_mounted:
            return
        rows = range(max(len(before), len(self._lines)))
        changed = [y for y in rows if self._at(before, y) != self._at(self._lines, y)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return ink.strip(self._at(self._lines, y), self.size.width, self.rich_style)

    @staticmethod
    def _at(lines: tuple[Line, ...], y: int) -> Line:
        return lines[y] if 0 <= y < len(lines) else ()


class Page(ScrollView):
    """A page of lines longer than the window, scrolled by keys."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn."""
        return self._lines

    def draw(self, lines: Sequence[Line]) -> None:
        """Draw these lines from now on; the place on the page stays."""
        self._lines = tuple(lines)
        self.virtual_size = self.virtual_size.with_height(len(self._lines)).with_width(self.size.width)
        self.refresh()

    def move(self, name: str) -> None:
        """Scroll as a movement command says."""
        page = max(1, self.size.height - 1)
        step = {"up": -1, "down": 1, "page_up": -page, "page_down": page}.get(name)
        y = {"first": 0, "last": len(self._lines)}.get(name, self.scroll_offset.y + (step or 0))
        self.scroll_to(y=max(0, min(y, self.max_scroll_y)), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        at, width = y + self.scroll_offset.y, self.size.width
        parts = self._lines[at] if at < len(self._lines) else ()
        if sign := self._more(y):
            said = sign if ink.line_width(parts) > width - len(MORE) - 2 else f" {sign}{MORE}"
            kept = ink.cut_line(parts, width - len(said))
            parts = (*kept, Span(" " * (width - len(said) - ink.line_width(kept)) + said, "dim"))
        return ink.strip(parts, width, self.rich_style)

    def _more(self, y: int) -> str:
        """The sign at the end of a line behind which the page goes on, above the window or below it."""
        if y == 0 and self.scroll_offset.y > 0:
            return "↑"
        below = self.scroll_offset.y + self.size.height < len(self._lines)
        return "↓" if below and y == self.size.height - 1 else ""


class Rule(Widget):
    """A thin line between two parts: across where it is one line high, else down."""

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        sign = "─" * self.size.width if self.size.height == 1 else "│ "
        return ink.strip(ink.line((sign, "dim")), self.size.width, self.rich_style)
