"""The two bottom lines: what was said last, and the keys of this place — or the line she types on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Offset

from tui import ink
from tui.commands import Command, shown
from tui.ink import Line, Span
from tui.widgets.entry import Entry
from tui.widgets.lines import Lines

KEYS = "keys"  # the words of the command that lists every key
MOST = 3  # lines above the last one: more would hide what she looks at


class Foot(Lines):
    """Message above, keys below; while a prompt is open, its explanation above and its text below."""

    def __init__(self) -> None:
        super().__init__(id="foot")
        self._message: Line = ()
        self._keys: tuple[Command, ...] = ()
        self._label = ""
        self._entry: Entry | None = None
        self._explained: Line = ()

    @property
    def message(self) -> str:
        """What was said last."""
        return "".join(part.text for part in self._message)

    @property
    def explained(self) -> str:
        """What stands above the line she types on."""
        return "".join(part.text for part in self._explained)

    def say(self, text: str, tone: str = "accent") -> None:
        """Show a message."""
        self._message = ink.line((text, tone))
        self.redraw()

    def offer(self, commands: Sequence[Command]) -> None:
        """Show the keys of these commands."""
        self._keys = tuple(commands)
        self.redraw()

    def ask(self, label: str, entry: Entry) -> None:
        """Open the line for typing."""
        self._label, self._entry, self._explained = label, entry, ()
        self.redraw()

    def explain(self, text: str, tone: str = "accent") -> None:
        """Show what was understood of the line so far."""
        self._explained = ink.line((text, tone))
        self.redraw()

    def done(self) -> None:
        """Close the line for typing."""
        self._entry = None
        self._explained = ()
        self.redraw()

    def redraw(self) -> None:
        """Draw for what stands now; a long sentence takes the lines it needs, up to three."""
        wide = self.size.width or 80
        said = self._message if self._entry is None else self._explained or self._message
        tone = said[0].tone if said else ""
        above = [ink.line((row, tone)) for row in ink.wrap("".join(part.text for part in said), wide, MOST)]
        self.styles.height = len(above) + 1
        if self._entry is None:
            self.draw([*above, self._offered(wide)])
            return
        label = Span(f"{self._label} ", "heading")
        typed, column = self._entry.drawn(wide - ink.width(label.text), True)
        self.draw([*above, (label, *typed)])
        here = self.content_region
        self.app.cursor_position = Offset(here.x + ink.width(label.text) + column, here.y + len(above))

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.redraw()

    def _offered(self, wide: int) -> Line:
        """The keys that fit, in their order; `?`, which leads to all the others, always among them."""
        room = wide + 2 - sum(_cells(one) for one in self._keys if one.words == KEYS)
        fits, used = True, 0
        parts: list[Span] = []
        for command in self._keys:
            if command.words != KEYS:
                used += _cells(command)
                fits = fits and used <= room
            if fits or command.words == KEYS:
                parts += [Span(_key(command), "key"), Span(f" {command.words}  ", "dim")]
        return tuple(parts)


def _key(command: Command) -> str:
    return "1-9" if command.keys[0] == "1" else shown(command.keys[0])


def _cells(command: Command) -> int:
    return ink.width(_key(command)) + 1 + ink.width(command.words) + 2
