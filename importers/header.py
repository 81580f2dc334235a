"""Which row of a file is its header, and what kind of file that makes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Refused
from core.text import clean

from .captions import PERSON_NEEDED, Layout, dated, folded, layouts

TOP = 15
_CONTACT = re.compile(r"\s*contact\s*\d+\s*\w", re.IGNORECASE)  # read as contacts (mis.beside)
_ROLL = ("upn", "adno", "surname", "forename", "dob", "year", "reg")  # all of these make a list of pupils
_ENOUGH = 3  # cells that must match before a row is taken for a header with something missing


@dataclass(frozen=True)
class Header:
    """A row read against one layout."""

    row: int
    cells: list[str]
    layout: Layout
    columns: dict[str, int]
    twice: list[tuple[str, str]]
    dates: int
    profile: str = ""  # the school's own mapping that it was read by
    system: str = ""  # whose numbers the column of ids holds, where that mapping says so
    sessions: tuple[tuple[str, str], ...] = ()  # that mapping's words for sessions (importers.wording)
    own: bool = False  # the school's own list, where that mapping says so

    @property
    def missing(self) -> list[str]:
        """The captions this layout needs and the row lacks."""
        lacking = [self.layout.caption(name) for name in self.layout.required if name not in self.columns]
        if self.layout.person and not _names_a_pupil(self.columns):
            lacking.insert(0, PERSON_NEEDED)
        if self.layout.any_of and not any(name in self.columns for name in self.layout.any_of):
            lacking.append(" or ".join(self.layout.caption(name) for name in self.layout.any_of[:3]))
        if self.layout.name == "marks-wide" and not self.dates:
            lacking.append("a column for each date (2026-11-16 AM)")
        return lacking

    @property
    def matched(self) -> int:
        """How many cells are captions of this layout."""
        return len(self.columns) + self.dates

    @property
    def telling(self) -> int:
        """How many of the layout's own required captions are there."""
        return sum(name in self.columns for name in self.layout.required)

    def unused(self) -> list[str]:
        """Captions nobody reads."""
        used = {*self.columns.values(), *roll(self).values()}
        return [
            clean(cell, 40)
            for place, cell in enumerate(self.cells)
            if cell.strip()
            and place not in used
            and not _CONTACT.match(cell)
            and not (self.layout.name == "marks-wide" and dated(cell))
        ]


def _names_a_pupil(columns: dict[str, int]) -> bool:
    named = "surname" in columns and "dob" in columns and ("forename" in columns or "preferred" in columns)
    return named or any(name in columns for name in ("upn", "adno", "mis_id"))


def against(layout: Layout, row: int, cells: list[str]) -> Header:
    """A row read as a header of this layout, whole or not."""
    hits: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(cells):
        if cell and folded(cell) in layout.words():
            name, rank = layout.words()[folded(cell)]
            hits.setdefault(name, []).append((rank, place))
    columns = {name: min(found)[1] for name, found in hits.items()}
    twice = [
        (cells[columns[name]].strip(), cells[place].strip())
        for name, found in hits.items()
        for rank, place in found
        if rank == min(found)[0] and place != columns[name]
    ]
    dates = sum(dated(cell) for cell in cells) if layout.name == "marks-wide" else 0
    return Header(row, cells, layout, columns, twice, dates)


def roll(header: Header) -> dict[str, int]:
    """The columns of a list of pupils, where a report of contacts gives all of a pupil; else none."""
    if header.layout.kind != "contacts":
        return {}
    layout = next(one for one in layouts() if one.name == "pupils")
    theirs = {place for name, place in header.columns.items() if name not in layout.fields}
    columns = against(layout, header.row, header.cells).columns
    ours = {name: place for name, place in columns.items() if place not in theirs}
    return ours if all(name in ours for name in _ROLL) else {}


def find(top: Sequence[tuple[int, list[str]]], wanted: str = "") -> Header | None:
    """Return the first row that is a whole header of some kind, or None; of format `wanted`, if named."""
    for row, cells in top:
        tried = [against(layout, row, cells) for layout in _tried(wanted)]
        whole = next((header for header in tried if not header.missing), None)
        if whole is None:
            continue
        # A file of lessons, or of marks without their session, must not pass for a list of pupils.
        partly = any(h.layout.kind == "marks" and h.telling > 1 for h in tried)
        return None if whole.layout.kind == "pupils" and partly else whole
    return None


def _tried(wanted: str) -> list[Layout]:
    named = [layout for layout in layouts() if wanted in (layout.name, layout.kind)]
    return named or list(layouts())


def refuse_twice(name: str, header: Header) -> None:
    """Raise Refused if two captions mean the same field."""
    if header.twice:
        one, other = header.twice[0]
        raise Refused(
            f'{name}: two columns say the same thing: "{clean(one, 40)}" and "{clean(other, 40)}". '
            "Take one out, or rename it."
        )


# How a report with captions of its own is read: the remedy of every refusal for unknown captions.
_BY_PROFILE = "or say once which column is which: firstday profile FILE (P in g q)."


def refusal(name: str, top: Sequence[tuple[int, list[str]]], wanted: str = "") -> Refused:
    """Say what the nearest kind of file still needs, and what was found instead."""
    if wanted and (other := find(top)):
        return Refused(f"{name} is {other.layout.name} by its captions, not {wanted}; nothing was changed.")
    tried = [against(layout, row, cells) for row, cells in top for layout in _tried(wanted)]
    # A period alone is no sign of lessons: some systems call the session so.
    tried = [h for h in tried if h.layout.kind != "lessons" or "subject" in h.columns]
    near = max(tried, key=lambda h: (h.telling, h.matched, -len(h.missing)), default=None)
    if near and near.matched >= _ENOUGH and near.missing:
        return Refused(
            f"{name}: looks like {near.layout.what}, but has no column {_named(near.missing)}; "
            f"found: {_found(near.cells)}. Name the columns so, {_BY_PROFILE}"
        )
    widest = max(top, key=lambda pair: sum(bool(cell.strip()) for cell in pair[1]), default=(0, []))
    return Refused(
        f"{name}: no row among the first {TOP} has captions of a calendar, staff, pupils, contacts or marks "
        f"file; found: {_found(widest[1])}. Put captions such as UPN, Date, Session, Mark above the columns, "
        f"{_BY_PROFILE}"
    )


def _named(captions: list[str]) -> str:
    return ", ".join(one if "(" in one or " or " in one else f'"{one}"' for one in captions)


def _found(cells: list[str]) -> str:
    named = [clean(cell, 40) for cell in cells if cell.strip()]
    return ", ".join(named[:12]) + (" …" if len(named) > 12 else "") if named else "nothing"
