"""How text becomes what is drawn: tones, spans, lines, and the ASCII set.

Every string passes `core.text.show` here, on its way into a segment; nothing is ever parsed as markup.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.text import show


class Span(NamedTuple):
    """A run of text in one tone; `tone` is a key of the tables below."""

    text: str
    tone: str = ""


Line = tuple[Span, ...]

# Colour is never the only sign: what a tone says also stands in words, weight or place.
# The background is the terminal's own, light or dark; these colours are legible on both.
_FULL = {
    "": Style(),
    "dim": Style(color="#808894"),
    "strong": Style(bold=True),
    "accent": Style(color="#3f92d2"),
    "heading": Style(color="#3f92d2", bold=True),
    "key": Style(color="#3f92d2"),
    "now": Style(bold=True, color="#b9861c"),
    "cursor": Style(color="#f2f4f7", bgcolor="#2c4a66"),
    "entry": Style(reverse=True),
    "unexplained": Style(color="#b9861c"),
    "unauthorised": Style(color="#a374c6"),
    "authorised": Style(color="#6f93b8"),
}
_ANSI = {
    "": Style(),
    "dim": Style(dim=True),
    "strong": Style(bold=True),
    "accent": Style(color="cyan"),
    "heading": Style(color="cyan", bold=True),
    "key": Style(color="cyan"),
    "now": Style(bold=True),
    "cursor": Style(reverse=True),
    "entry": Style(reverse=True),
    "unexplained": Style(bold=True),
    "unauthorised": Style(color="magenta"),
    "authorised": Style(),
}

# One cell for one cell, so that no layout moves.
_ASCII = str.maketrans("█▀▄▌·●─│¦–—…→←↑↓×✓■▲▾▸≤“”‘’", "#^_>.*-||--~><^vx+#^v><\"\"''")
_LETTERS = dict(zip("łŁøØđĐðÐþÞæÆœŒßı", "lLoOdDdDtTaAoOsi", strict=True))  # no accent to take off


@cache
def plain_terminal() -> bool:
    """Whether only ASCII signs may be drawn: `FIRSTDAY_ASCII`, or a terminal that is not UTF-8."""
    asked = os.environ.get("FIRSTDAY_ASCII", "")
    if asked:
        return asked != "0"
    return "utf" not in (getattr(sys.__stdout__, "encoding", "") or "utf-8").lower().replace("-", "")


def few_colours() -> bool:
    """Whether the terminal shows fewer than 256 colours, or none are wanted."""
    if "NO_COLOR" in os.environ:
        return True
    term = os.environ.get("TERM", "")
    deep = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return not (deep or "256color" in term or term.endswith("-direct"))


class Ink:
    """The tones of this terminal; `base` is the widget's own style beneath."""

    ansi: bool = False

    @classmethod
    def style(cls, tone: str) -> Style:
        """The style of a tone; tones joined by a blank add up."""
        table = _ANSI if cls.ansi else _FULL
        if tone in table:
            return table[tone]
        return Style.combine(table.get(part, table[""]) for part in tone.split())


def put(text: str) -> str:
    """Return `text` as it may be drawn here."""
    shown = show(text)
    if shown.isascii() or not plain_terminal():
        return shown
    return "".join(map(_plain, shown.translate(_ASCII)))


@cache
def _plain(char: str) -> str:
    """One character in ASCII, in as many cells: the letter without its accent, else `?`."""
    letter = _LETTERS.get(char) or unicodedata.normalize("NFD", char)[0]
    return letter if letter.isascii() else "?" * cell_len(char)


def line(*parts: str | Span | tuple[str, str]) -> Line:
    """A line of parts: bare strings stand in the plain tone."""
    return tuple(Span(part) if isinstance(part, str) else Span(*part) for part in parts)


def width(text: str) -> int:
    """Cells that `text` takes, as drawn."""
    return cell_len(put(text))


def line_width(parts: Line) -> int:
    """Cells that a line takes."""
    return sum(width(part.text) for part in parts)


def cut(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells, with `…` where it was cut."""
    if cells <= 0:
        return ""
    shown = put(text[: 4 * cells + 8]) if len(text) > 4 * cells + 8 else put(text)
    if cell_len(shown) <= cells and len(text) <= 4 * cells + 8:
        return shown
    return set_cell_size(shown, cells - 1).rstrip() + put("…")


def cut_line(parts: Line, cells: int) -> Line:
    """Return a line in at most `cells` cells, with `…` where it was cut."""
    kept: list[Span] = []
    for part in parts:
        room = cells - line_width(tuple(kept))
        if room <= 0:
            break
        kept.append(Span(cut(part.text, room), part.tone))
    return tuple(kept)


def pad(text: str, cells: int, right: bool = False) -> str:
    """Return `text` in exactly `cells` cells."""
    short = cut(text, cells)
    blank = " " * (cells - cell_len(short))
    return blank + short if right else short + blank


TIE = "\u00a0"  # a blank at which no line is broken: a key stays with its word


def wrap(text: str, cells: int, limit: int = 99) -> list[str]:
    """Return `text` broken at blanks into at most `limit` lines of `cells`; the last says `…` if cut.

    A `TIE` is drawn as a blank; no line is broken there.
    """
    cells = max(cells, 1)
    rows: list[str] = []
    row = ""
    for word in put(text[: cells * (limit + 1) * 2]).split(" "):
        if row and cell_len(row) + 1 + cell_len(word) > cells:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
        while cell_len(row) > cells and len(rows) <= limit:
            head = set_cell_size(row, cells).rstrip()
            rows.append(head)
            row = row[len(head) :].lstrip()
    rows.append(row)
    if len(rows) > limit:
        rows = [*rows[: limit - 1], cut(" ".join(rows[limit - 1 :]), cells)]
    return [row.replace(TIE, " ") for row in rows]


def ends(left: Line, right: Line, cells: int) -> Line:
    """Return one line with `left` at its start and `right` at its end; `left` gives way."""
    tail = line_width(right)
    start = cut_line(left, max(0, cells - tail - 2))
    gap = cells - line_width(start) - tail
    return (*start, Span(" " * max(1, gap)), *right)


def strip(parts: Sequence[Span], cells: int, base: Style, over: str = "") -> Strip:
    """Return a line as a strip of exactly `cells`, on the widget's `base` style."""
    ground = base + Ink.style(over) if over else base
    segments: list[Segment] = []
    text, style = "", ground
    for part in parts:  # one run a tone: every change of style costs bytes on a slow line
        own = ground if over and part.tone in ("dim", "accent") else ground + Ink.style(part.tone)
        drawn = put(part.text)
        if own != style and drawn:
            if own.bgcolor == style.bgcolor and not (own.reverse or style.reverse):
                blanks = len(drawn) - len(drawn.lstrip(" "))  # a blank has no colour of its own
                text, drawn = text + drawn[:blanks], drawn[blanks:]
            segments.append(Segment(text, style))
            text, style = "", own
        text += drawn
    segments.append(Segment(text, style))
    return Strip([s for s in segments if s.text]).adjust_cell_length(max(cells, 0), ground)


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """Return the parts that say something, joined."""
    return between.join(part for part in parts if part)
