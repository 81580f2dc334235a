"""The three lines that never move: where and when, the sum, what is missing from it."""

from __future__ import annotations

from collections.abc import Iterator

from core.views import Board, Reckoning
from tui import ink
from tui.ink import Line, Span
from tui.widgets.lines import Lines


def sum_words(reckoning: Reckoning) -> Iterator[str]:
    """The sum in words, from the longest form to the shortest; every form adds up."""
    r = reckoning
    yield (f"{r.absent} absent = {r.explained} explained + {r.texted} messaged + {r.in_hand} in hand"
           f" + {r.with_dsl} with DSL + {r.not_reached} not reached")  # fmt: skip
    yield (f"{r.absent} absent = {r.explained} explained + {r.texted} messaged + {r.in_hand} in hand"
           f" + {r.with_dsl} DSL + {r.not_reached} not reached")  # fmt: skip
    yield (f"{r.absent} absent = {r.explained} expl. + {r.texted} msg. + {r.in_hand} in hand"
           f" + {r.with_dsl} DSL + {r.not_reached} not reached")  # fmt: skip
    yield (f"{r.absent} absent = {r.explained} expl + {r.texted} msg + {r.in_hand} hand"
           f" + {r.with_dsl} DSL + {r.not_reached} not")  # fmt: skip
    yield f"{r.absent} absent = {r.explained}+{r.texted}+{r.in_hand}+{r.with_dsl}+{r.not_reached}"


def fitting(forms: Iterator[str], cells: int) -> str:
    """The first form that fits, else the last."""
    form = ""
    for form in forms:
        if ink.width(form) <= cells:
            break
    return form


def where(board: Board, cells: int) -> Line:
    """School, day, session, week; at the end the age of the marks and who is on."""
    day = f"{board.now:%a} {board.now.day} {board.now:%b}"
    week = f"week {board.week}" if board.week else ""
    said = day if board.school_day else f"{day} · no school: {board.closed_because}"
    left = ink.joined([said, board.session, week] if board.school_day else [said])
    marks = "no marks yet"
    if board.marks_at:
        same = board.marks_at.date() == board.now.date()
        at = (
            f"{board.marks_at:%H:%M}"
            if same
            else f"{board.marks_at:%a} {board.marks_at.day} {board.marks_at:%b}"
        )
        marks = f"marks {at} ({age(board.minutes_old)})" if same else f"marks {at}"
    right = ink.line((ink.joined([marks, f"{board.people_on} on board"]), "dim"))
    room = max(4, cells - ink.line_width(right) - ink.width(left) - 4)
    return ink.ends(ink.line((ink.cut(board.school, room), "strong"), "  ", left), right, cells)


def age(minutes: int | None) -> str:
    """`4 min`, `2 h 5`."""
    if minutes is None:
        return "age unknown"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def missing(board: Board, cells: int) -> Line:
    """Registers that have not come in, what waits for the DSL, the oldest unreached, the note."""
    parts: list[Span] = []
    if board.registers_missing:
        count = len(board.registers_missing)
        names = " ".join(one.reg for one in board.registers_missing)
        said = f"{count} register{'s' * (count > 1)} missing"
        pupils = "pupils unknown" if cells > 90 else "unknown"
        inside = f" ({ink.cut(names, 24)}, {board.unknown} {pupils})"
        parts += [Span(said, "now"), Span(inside)]
    if board.dsl_waiting:
        parts += [Span(" · " if parts else ""), Span(f"{board.dsl_waiting} for the DSL", "now")]
    if board.oldest_unreached is not None:
        oldest = f"oldest unreached {age(board.oldest_unreached)}"
        parts.append(Span((" · " if parts else "") + oldest, "dim"))
    if board.note:
        parts.append(Span((" · " if parts else "") + board.note, "dim"))
    if not parts:
        parts.append(Span("all registers in", "dim"))
    return ink.cut_line(tuple(parts), cells)


class Header(Lines):
    """The top of the board."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self._board: Board | None = None

    def show_board(self, board: Board) -> None:
        """Show the board's head."""
        self._board = board
        self.redraw()

    def redraw(self) -> None:
        """Draw the three lines for this width."""
        cells = self.size.width or 80
        if self._board is None:
            self.draw([ink.line(("Firstday", "strong"), ("  opening the record …", "dim"))])
            return
        said = fitting(sum_words(self._board.reckoning), cells)
        self.draw([where(self._board, cells), ink.line((said, "strong")), missing(self._board, cells)])

    def on_mount(self) -> None:
        """Have something to paint at once."""
        self.redraw()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.redraw()
