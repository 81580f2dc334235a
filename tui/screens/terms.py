"""Who is in each part of the header's sum."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from core.model import Term
from core.views import Row
from tui import ink
from tui.desk import Desk
from tui.ink import Span
from tui.keys import KeyQueue
from tui.screens.listing import ListRoom
from tui.widgets.call import TERMS
from tui.widgets.header import fitting, sum_words
from tui.widgets.rows import Column, Entry

ORDER = (Term.NOT_REACHED, Term.TEXTED, Term.IN_HAND, Term.WITH_DSL, Term.EXPLAINED)


def told(row: Row) -> tuple[Entry, str]:
    """A row of the board as this list shows it, and in full."""
    term = TERMS[row.term] if row.term else ""
    why = Span(" · ".join(row.why), "dim")
    entry = Entry(row.pupil.id, (Span(row.pupil.name), Span(row.pupil.reg), why), term)
    return entry, ink.joined([row.pupil.name, row.pupil.reg, term, *row.why])


class TermsRoom(ListRoom):
    """The absent pupils, by the part of the sum they stand in."""

    def __init__(self, desk: Desk, keys: KeyQueue, chosen: Callable[[int], Awaitable[None]]) -> None:
        super().__init__(desk, keys)
        self.rows.captions = False
        self._chosen = chosen

    def columns(self, cells: int) -> Sequence[Column]:
        """Name, form, why."""
        return (Column("", 22), Column("", 6), Column("", 0))

    async def reread(self) -> None:
        """Read the board again."""
        board = await self.desk.board()
        said = fitting(sum_words(board.reckoning), max(1, self.app.size.width))
        self.title_line.draw(
            [ink.line((said, "strong")), ink.line(("Enter goes to the pupil on the board", "dim"))]
        )
        entries = [told(row) for term in ORDER for row in board.rows if row.term is term]
        self.show(entries, "Nobody is absent.")

    async def do_open(self) -> None:
        """Go to this pupil on the board."""
        key = self.rows.key
        if key is None:
            await super().do_open()
            return
        await self.app.pop_screen()
        await self._chosen(key)
