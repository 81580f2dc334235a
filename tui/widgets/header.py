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
           f" + {r.with_dsl} DSL + {r.not_reached} unreached")  # fmt: skip
    yield f"{r.absent} absent = {r.explained}+{r.texted}+{r.in_hand}+{r.with_dsl}+{r.not_reached}"


def fitting(forms: Iterator[str], cells: int) -> str:
    """The first form that fits, else the last."""
    form = ""
    for form in forms:
        if ink.width(form) <= cells:
            break
    return form


def where(board: Board, cells: int, reads_only: bool = False) -> Line:
    """School, day, session, week; at the end the age of the marks, who is on, and `reads only` for who does.

    Where that is too long, whole parts are shortened or left out, in this order: `people on` becomes
    `on`, the week, the school's name word by word from its end, the minutes, who is on, the session.
    """
    day = f"{board.now:%a} {board.now.day} {board.now:%b}"
    week = f"week {board.week}" if board.week and board.school_day else ""
    half = board.session if board.school_day else "no school"
    why = half if board.school_day else f"no school: {board.closed_because}"
    marks, brief = _marks(board)
    people, on = (
        f"{board.people_on} {'person' if board.people_on == 1 else 'people'} on",
        f"{board.people_on} on",
    )
    words = board.school.split()[:12]
    names = [" ".join(words[:count]) for count in range(len(words), -1, -1)]
    forms = [
        (names[0], (day, why, week), (marks, people)),
        (names[0], (day, why, week), (marks, on)),
        (names[0], (day, half, week), (marks, on)),
        *((name, (day, half), (marks, on)) for name in names),
        ("", (day, half), (brief, on)),
        ("", (day, half), (brief,)),
        ("", (day,), (brief,)),
        ("", (day,), ()),
    ]
    for school, told, end in forms:
        only = ("reads only", "now") if reads_only else ""
        left = ink.line((school, "strong"), "  " if school else "", ink.joined(told))
        right = ink.line((ink.joined(end), "dim"), " · " if only and end else "", only)
        if ink.line_width(left) + 2 * bool(end or only) + ink.line_width(right) <= cells:
            break
    return ink.ends(left, right, cells) if end or only else ink.cut_line(left, cells)


def _marks(board: Board) -> tuple[str, str]:
    """When the marks were taken, with their age and without."""
    at = board.marks_at
    if at is None:
        return "no marks yet", "no marks yet"
    if at.date() != board.now.date():
        on = f"marks {at:%a} {at.day} {at:%b}"
        return on, on
    marks = f"marks in part {at:%H:%M}" if board.in_part else f"marks {at:%H:%M}"
    return f"{marks} ({age(board.minutes_old)})", marks


def age(minutes: int | None) -> str:
    """`4 min`, `2 h 5`."""
    if minutes is None:
        return "age unknown"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def missing(board: Board, cells: int) -> Line:
    """Registers not in, rows and files that did not come in, what waits, the oldest unreached.

    Where that is too long, whole parts are shortened or left out, in this order: `unreached` becomes
    `waiting`, names after the first two, the word `pupils`, the note, which file was refused, the names, the
    wait, how long the call is parked and whose it is, the unknown, what was set aside.
    """
    several = board.registers_missing
    names = [one.reg for one in several]
    none: list[str] = []
    few = [*names[:2], f"+{len(names) - 2}"] if len(names) > 3 else names
    count = f"{len(names)} register{'s' * (len(names) > 1)} missing" if names else ""
    pupils, unknown = (f"{board.unknown} pupils unknown", f"{board.unknown} unknown") if names else ("", "")
    waits = age(board.oldest_unreached) if board.oldest_unreached is not None else ""
    oldest, waiting = (f"oldest unreached {waits}", f"waiting {waits}") if waits else ("", "")
    dsl = f"{board.dsl_waiting} for the DSL" if board.dsl_waiting else ""
    note = board.note
    calls, call = parked(board)
    out, brief = not_in(board)
    forms = (
        (names, pupils, out, dsl, calls, oldest, note),
        (names, pupils, out, dsl, calls, waiting, note),
        (few, pupils, out, dsl, calls, waiting, note),
        (few, unknown, out, dsl, calls, waiting, note),
        (few, unknown, out, dsl, calls, waiting, ""),
        (few, unknown, brief, dsl, calls, waiting, ""),
        (none, unknown, brief, dsl, calls, waiting, ""),
        (none, unknown, brief, dsl, calls, "", ""),
        (none, unknown, brief, dsl, call, "", ""),
        (none, "", brief, dsl, call, "", ""),
        (none, "", "", dsl, call, "", ""),
    )
    for regs, pupil_count, aside, for_dsl, left, wait, said in forms:
        inside = ink.joined([" ".join(regs), pupil_count], ", ") if count else ""
        row = _third(count, inside, ink.joined([aside, for_dsl, left]), ink.joined([wait, said]))
        if ink.line_width(row) <= cells:
            return row
    return ink.cut_line(row if dsl or call or not count else _third(count, "", "", ""), cells)


def not_in(board: Board) -> tuple[str, str]:
    """Rows of marks set aside and files the inbox refused today, and the keys to them; also in brief."""
    rows, files = board.aside, len(board.refused)
    s, several = "s" * (rows != 1), f"{files} file{'s' * (files != 1)} refused" if files else ""
    named = f"{ink.cut(board.refused[0].file, 20)} refused" if files == 1 else several
    keys = "g q" if rows or files else ""
    long = ink.joined([f"{rows} row{s} set aside" if rows else "", named, keys])
    brief = f"{rows} row{s} aside, {files} refused" if files else f"{rows} row{s} aside"
    return long, ink.joined([brief if rows else several, keys])


def parked(board: Board) -> tuple[str, str]:
    """The call parked longest, named, with how many more; in a long form and a short one."""
    if not board.parked:
        return "", ""
    first, more = board.parked[0], len(board.parked) - 1
    rest = f" +{more}" if more else ""
    long = f"call parked {age(first.minutes)}: {first.pupil.name} ({first.initials}){rest}"
    return long, f"parked: {ink.cut(first.pupil.name, 20)}{rest}"


def _third(count: str, inside: str, waits: str, rest: str) -> Line:
    row = ink.line((count, "now"), f" ({inside})") if inside else ink.line((count, "now")) if count else ()
    for text, tone in ((waits, "now"), (rest, "dim")):
        if text:
            row = (*row, Span(" · " if row else ""), Span(text, tone))
    return row or ink.line(("all registers in", "dim"))


class Header(Lines):
    """The top of the board."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self._board: Board | None = None
        self._reads_only = False

    def show_board(self, board: Board, reads_only: bool = False) -> None:
        """Show the board's head; `reads_only` for who may not change the record."""
        self._board, self._reads_only = board, reads_only
        self.redraw()

    def redraw(self) -> None:
        """Draw the three lines for this width."""
        cells = self.size.width or 80
        if self._board is None:
            self.draw([ink.line(("Firstday", "strong"), ("  opening the record …", "dim"))])
            return
        said = fitting(sum_words(self._board.reckoning), cells)
        self.draw(
            [
                where(self._board, cells, self._reads_only),
                ink.line((said, "strong")),
                missing(self._board, cells),
            ]
        )

    def on_mount(self) -> None:
        """Have something to paint at once."""
        self.redraw()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.redraw()
