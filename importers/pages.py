"""One table in several files: the pages of an API, saved one by one, are read together or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.errors import Refused

from .result import FileResult
from .table import Listed, Table


def joined(tables: Iterable[Table], force: bool) -> tuple[list[Table], list[FileResult]]:
    """Put the pages of each set together; a set with a page missing is refused, each of its files by name."""
    whole: list[Table] = []
    sets: dict[tuple[str, str, str], list[Table]] = {}
    every = list(tables)
    # With a cursor no page has a number, and the last of them not even a word that it is one.
    paged = {_set(table) for table in every if table.set_number or table.set_more}
    for table in every:
        if _set(table) in paged:
            sets.setdefault(_set(table), []).append(table)
        else:
            whole.append(table)
    refused: dict[Path, FileResult] = {}
    for pages in sets.values():
        pages.sort(key=lambda page: page.set_number)
        wrong = _wrong(pages)
        if wrong and not force:
            refused |= {page.path: _refused(page, wrong) for page in pages}
        else:
            whole.append(_together(pages))
    return [table for table in whole if table.path not in refused], list(refused.values())


def _set(table: Table) -> tuple[str, str, str]:
    return table.named, table.kind, table.layout


def _wrong(pages: list[Table]) -> str:
    """Why the pages are not a whole set; '' if they are."""
    numbers = [page.set_number for page in pages]
    missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers)) if all(numbers) else []
    if missing:
        return f"page {missing[0]} of these {pages[0].kind} is not among the files"
    twice = [number for number in numbers if number and numbers.count(number) > 1]
    if twice:
        return f"two files are page {twice[0]} of these {pages[0].kind}"
    if sum(page.set_more for page in pages) >= len(pages):
        return f"page {numbers[-1] or len(pages)} of these {pages[0].kind} says that another follows"
    return ""


def _refused(page: Table, wrong: str) -> FileResult:
    error = Refused(f"{page.name}: {wrong}. Give all pages in one command; nothing was changed.")
    return FileResult(page.name, page.sha256, page.format, page.named, error=error, path=page.path)


def _together(pages: list[Table]) -> Table:
    first = pages[0]
    if len(pages) == 1:
        return first
    bare = [first.header, *(row for page in pages for _, row in page.rows())]
    rows = list(enumerate(bare, 1))
    newest = max(pages, key=lambda page: page.taken)
    notes = dict.fromkeys(note for page in pages for note in page.notes)
    return replace(
        first, sheet=Listed(first.format, rows), size_hint=sum(page.size_hint for page in pages),
        sha256=hashlib.sha256("".join(page.sha256 for page in pages).encode()).hexdigest(),
        taken=newest.taken, taken_from=newest.taken_from,
        others=[(page.path, page.name, page.sha256) for page in pages[1:]],
        notes=[*notes, f"{len(pages)} pages read together"],
    )  # fmt: skip


def beside(table: Table, result: FileResult) -> list[FileResult]:
    """What is said of the other pages of a set: that they came in with the first."""
    return [
        FileResult(
            name, sha256, result.format, result.layout, result.profile, result.outcome, result.taken,
            result.taken_from, notes=[f"read together with {table.name}"], error=result.error, path=path,
        )
        for path, name, sha256 in table.others
    ]  # fmt: skip
