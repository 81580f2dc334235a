"""What every file becomes before anybody asks what it says: a header, and rows of text with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.text import clean


class Sheet(Protocol):
    """Rows of text out of one file, whatever its format."""

    format: str
    encoding: str
    notes: list[str]

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells) for every row below row `after`; rows count from 1 as a person would."""


@dataclass(frozen=True)
class File:
    """One file as it was read: its very bytes, so that what is hashed is what is imported."""

    path: Path
    name: str
    data: bytes
    modified: float
    sha256: str


@dataclass
class Listed:
    """Rows of text that came out of a file that is no table: XML, JSON, a printed register.

    The first row is the captions, named as ours or a vendor's are (`captions`).
    """

    format: str
    listed: list[tuple[int, list[str]]]
    encoding: str = ""
    notes: list[str] = field(default_factory=list)

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """As `Sheet.rows`."""
        return ((number, row) for number, row in self.listed if number > after)


@dataclass
class Given:
    """One table out of a file: its rows, and what only the file's own format knows of it."""

    sheet: Sheet
    layout: str = ""  # which layout its captions are; '' for whichever they fit
    shape: str = ""  # the format a result names
    taken: tuple[datetime, str] | None = None
    part: str = ""
    system: str = ""
    page: int = 0
    more: bool = False
    yields: bool = False


NOT_TOLD = "\x00"  # a cell of which the source says that it does not say: what is held stays


@dataclass(frozen=True, slots=True)
class Problem:
    """A row (or one cell of it) that was set aside: where, whose, why, and what it said."""

    row: int
    key: str
    reason: str
    raw: str
    about: str = ""  # mark, pupil: what somebody can put right; '' where only the file can be
    what: str = ""  # that mark, or how the row names its pupil


@dataclass
class Table:
    """A file whose kind is known by its captions. `columns` maps each field to its place in a row."""

    path: Path
    name: str
    sha256: str
    kind: str
    layout: str
    header: list[str]
    columns: dict[str, int]
    header_row: int
    sheet: Sheet
    taken: datetime
    taken_from: str
    size_hint: int = 0
    notes: list[str] = field(default_factory=list)
    system: str = ""  # whose numbers the column of ids holds: sims, bromcom, …; '' where it is not told
    shape: str = ""  # the format a result names, where it is more than the layout
    profile: str = ""  # the school's own mapping that it was read by
    own: bool = False  # the school's own list, as that mapping says: no word of the MIS
    part: str = ""  # about some pupils only, however few: no usual size, and nobody else is missed
    yields: bool = False  # another school's words: any export of this school's own is newer
    set_number: int = 0  # which page of a set in several files; 0 for a whole file
    set_more: bool = False  # whether that page says that another follows
    others: list[tuple[Path, str, str]] = field(default_factory=list)  # further files: path, name, hash

    @property
    def named(self) -> str:
        """The format as `import --json` names it."""
        return self.shape or self.layout

    @property
    def format(self) -> str:
        """csv, tsv or xlsx."""
        return self.sheet.format

    @property
    def encoding(self) -> str:
        """How the text was written; '' for a workbook."""
        return self.sheet.encoding

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells) below the header; raises Unreadable where the file breaks off.

        A row may be shorter or longer than the header: see `misfit`.
        """
        if self.format != "xlsx":
            return self.sheet.rows(self.header_row)
        return self._padded()

    def _padded(self) -> Iterator[tuple[int, list[str]]]:
        # A workbook leaves out empty cells at the end of a row; in text their absence means damage.
        width = len(self.header)
        for number, row in self.sheet.rows(self.header_row):
            yield number, row + [""] * (width - len(row))

    def cell(self, row: list[str], name: str) -> str:
        """The text of field `name` in `row`, trimmed; '' where the file or the row has none."""
        place = self.columns.get(name)
        text = row[place].strip() if place is not None and place < len(row) else ""
        return "" if text == NOT_TOLD else text

    def misfit(self, row: list[str], required: tuple[str, ...] = ()) -> str:
        """Say why `row` does not fit under the header; '' if it does."""
        if len(row) > len(self.header) and any(cell.strip() for cell in row[len(self.header) :]):
            return f"has {len(row)} cells where the header has {len(self.header)}"
        for name in required:
            place = self.columns.get(name)
            if place is not None and place >= len(row):
                return f'breaks off before "{self.header[place]}"'
        return ""

    def problem(self, number: int, key: str, reason: str, row: list[str]) -> Problem:
        """Set `row` aside for `reason`."""
        return Problem(number, clean(key), clean(reason), clean(",".join(row)))


def blank(row: list[str]) -> bool:
    """Whether a row holds nothing at all."""
    return not any(cell.strip() for cell in row)
