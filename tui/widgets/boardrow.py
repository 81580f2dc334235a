"""A row of the board as the list shows it."""

from __future__ import annotations

from collections.abc import Sequence

from core.model import Lane
from core.views import Board, Row
from tui.ink import Span
from tui.widgets.preview import day
from tui.widgets.rows import Column, Entry


def columns(cells: int) -> Sequence[Column]:
    """The board's columns: the reason is the widest, the rest is narrow."""
    name = 17 if cells < 90 else 22
    return (Column("", name), Column("", 4), Column("", 0), Column("day", 3, True), Column("tried", 7, True),
            Column("owner", 5))  # fmt: skip


def entry_of(row: Row, board: Board, me: str) -> Entry:
    """A row of the board as the list shows it."""
    dim = "" if row.lane in (Lane.CALL_NOW, Lane.IN_HAND) else "dim"
    claim = row.claimed_by if row.claimed_by and row.claimed_by.account != me else None
    why = Span(" · ".join(row.why), "accent" if claim else dim)
    if claim and not row.why[0].startswith(claim.name):
        why = Span(f"{claim.calling(row.pupil.id)} · {why.text}", "accent")
    last = row.last_try
    tried = f"{last.at:%H:%M} {last.outcome.letter}" if last else "–"
    if last is None and row.review_on and row.lane in (Lane.REVIEW_DUE, Lane.CLOCK):
        tried = "today" if row.review_on == board.now.date() else day(row.review_on, board.now.date())
    owner = "you" if row.owner == me and me else row.owner_initials or row.owner or "–"
    cells = (Span(row.pupil.name, dim or "strong"), Span(row.pupil.reg, dim), why,
             Span(str(row.day) if row.day else "–", dim), Span(tried, dim), Span(owner, dim))  # fmt: skip
    return Entry(row.pupil.id, cells, row.group)
