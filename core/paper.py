"""Sheets of paper as text: A4, upright, ten characters to the inch; a head on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from textwrap import wrap

from core.telling import day_words
from core.text import show

WIDTH = 76  # characters of a line on paper
LINES = 60  # of a page

Block = Sequence[str]  # lines that stay together on a page


def paged(blocks: Iterable[Block], title: str, made_by: str, now: datetime) -> list[list[str]]:
    """The pages, each a list of lines: title, day, time and maker on top of every one."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > LINES - 3:
            pages.append([])
        pages[-1] += block
    return [[*_head(title, made_by, now, f"{n}/{len(pages)}"), *page] for n, page in enumerate(pages, 1)]


def _head(title: str, made_by: str, now: datetime, page: str) -> list[str]:
    left = show(title)[:44]
    right = f"{day_words(now.date())} {now.year} {now:%H:%M} · {page}"
    return [f"{left}{right:>{WIDTH - len(left)}}", f"made by {show(made_by)}", ""]


def as_text(pages: Iterable[Sequence[str]]) -> str:
    """The pages as one file, a form feed between them."""
    return "\f".join("\n".join(page) + "\n" for page in pages)


def labelled(label: str, text: str, cells: int) -> list[str]:
    """A text under a label, its further lines below its first."""
    rows = wrap(text, WIDTH - cells - 3) or [""]
    return [f"   {label if n == 0 else '':<{cells}}{row}" for n, row in enumerate(rows)]
