"""One line of typing: no blink, no markup, nothing raw, and the terminal's own cursor on it."""

from __future__ import annotations

from core.text import NOTE_LIMIT, clean
from tui import ink
from tui.ink import Line, Span

CUT = f"The end was cut off: a line of text holds {NOTE_LIMIT:,} characters."


class Entry:
    """Text with a cursor. Knows keys and drawing, no screen."""

    def __init__(self, text: str = "") -> None:
        self.text = ""
        self.at = 0
        self.cut = False  # whether some of what was inserted last had no room
        self.put(text)

    def put(self, text: str) -> None:
        """Replace the text; the cursor stands at its end."""
        self.text = clean(text.replace("\n", " "), NOTE_LIMIT)
        self.at = len(self.text)

    def restore(self, text: str, at: int) -> None:
        """Stand as it was: the text as the record keeps it, the cursor on the same character."""
        self.put("")
        self.insert(text.replace("\n", " "))
        self.at = min(max(at, 0), len(self.text))

    def insert(self, text: str) -> None:
        """Insert typed or pasted text at the cursor, cleaned."""
        length = len(text)
        if not text.isprintable():
            text = clean(text, NOTE_LIMIT)
        room = max(0, NOTE_LIMIT - len(self.text))
        self.cut = len(text) > room or length > NOTE_LIMIT
        text = text[:room]
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def key(self, key: str) -> bool:
        """Take an editing key; whether it was one."""
        self.cut = False
        match key:
            case "backspace" | "ctrl+h":
                self._cut(self.at - 1, self.at)
            case "delete":
                self._cut(self.at, self.at + 1)
            case "ctrl+w":
                start = self.text[: self.at].rstrip().rfind(" ") + 1
                self._cut(start, self.at)
            case "ctrl+u":
                self._cut(0, self.at)
            case "left":
                self.at = max(0, self.at - 1)
            case "right":
                self.at = min(len(self.text), self.at + 1)
            case "home" | "ctrl+a":
                self.at = 0
            case "end" | "ctrl+e":
                self.at = len(self.text)
            case _:
                return False
        return True

    def drawn(self, cells: int, active: bool) -> tuple[Line, int]:
        """The visible part in `cells`, with the cursor in it, and the cursor's column."""
        cells, text = max(cells, 4), self.shown
        start = max(0, self.at - 2 * cells)  # a note of 10,000 characters is not measured at every key
        while ink.width(text[start : self.at]) > cells - 2 and start < self.at:
            start += max(1, min(8, self.at - start))
        before = text[start : self.at]
        under = text[self.at : self.at + 1] or " "
        after = text[self.at + 1 : self.at + 1 + cells]
        lead = Span("…", "dim") if start else Span("")
        cursor = Span(under, "entry" if active else "")
        return (lead, Span(before), cursor, Span(after)), ink.width(before) + ink.width(lead.text)

    @property
    def shown(self) -> str:
        """The text as it is drawn."""
        return self.text

    def _cut(self, start: int, end: int) -> None:
        start, end = max(0, start), min(len(self.text), end)
        self.text = self.text[:start] + self.text[end:]
        self.at = start


class Secret(Entry):
    """A line of typing that shows how much was typed and not what."""

    @property
    def shown(self) -> str:
        """A star for each character."""
        return "*" * len(self.text)
