"""Marks as they pile up while a file is read: one string of sessions a pupil and statistical year."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.codes import BY_CELL, CODES, MISSING, NO_MARK, out_of_force
from core.days import Session, session_at, string_length, year_start
from core.text import clean

BLANK = ord(NO_MARK)
HOLLOW = ord("-")  # expressly without a mark: tells nothing, but is looked at where one is held
_LONGEST = 4  # characters of a mark where several are run together: a subcode such as I01, and one to spare
_AM, _PM = ord("/"), ord("\\")
_CELLS = {code: ord(entry.cell) for code, entry in CODES.items()}
_DATED = [entry for entry in CODES.values() if entry.since or entry.until]


def cell_of(text: str) -> int | None:
    """The register cell for a mark as written: trimmed, upper-cased; BLANK for no mark; None if undefined."""
    code = text.strip().lstrip("'").upper()
    return BLANK if code in MISSING else _CELLS.get(code)


def tokens(text: str, means: Callable[[str], str] | None = None) -> list[int] | None:
    r"""The cells of several marks run together, longest code first: `/\`, `C1I`, `- N`; None if undefined.

    `means` is what says which code a mark of the school's own stands for.
    """
    rest, found = _plain(text), list[int]()
    while rest := rest.lstrip():
        token = _token(rest, means)
        if token is None:
            return None
        cell, length = token
        found.append(cell)
        rest = rest[length:]
    return found


def odd_mark(text: str, means: Callable[[str], str] | None = None) -> str:
    r"""The mark in a cell of two that is no code: `?` of `?\`, `@` of `@@`."""
    rest = _plain(text)
    while (rest := rest.lstrip()) and (token := _token(rest, means)):
        rest = rest[token[1] :]
    lengths = range(1, len(rest))
    odd = rest[: next((n for n in lengths if _token(rest[n:].lstrip(), means)), len(rest))].strip()
    half = len(odd) // 2
    if odd == _plain(text) and len(odd) > 1 and (odd[:half] == odd[half:] or len(odd) == 2):
        return odd[:half]
    return odd


def _plain(text: str) -> str:
    return text.strip().lstrip("'").upper()


def _token(rest: str, means: Callable[[str], str] | None) -> tuple[int, int] | None:
    """The first mark of several run together and its length; None if it is undefined."""
    for length in range(min(_LONGEST, len(rest)), 0, -1):
        piece = rest[:length]
        cell = cell_of(piece) if length < 3 and piece.strip() == piece else None
        if cell is None and means and (meant := means(piece)):
            cell = cell_of(meant)
        if cell is not None:
            return cell, length
    return None


@dataclass
class Year:
    """One school year of the file. `cells` is a cache: whatever the file calls a pupil, their string."""

    start: date
    by_pupil: dict[int, bytearray] = field(default_factory=dict)
    cells: dict[Hashable, bytearray] = field(default_factory=dict)

    def string(self, pupil: int) -> bytearray:
        """The pupil's sessions of this year, made blank when first asked for."""
        held = self.by_pupil.get(pupil)
        if held is None:
            held = self.by_pupil[pupil] = bytearray([BLANK]) * string_length(self.start)
        return held


@dataclass
class Grid:
    """All years of a file, and what was told twice. A clash is two different marks for one session."""

    years: dict[date, Year] = field(default_factory=dict)
    same: int = 0
    clashes: dict[int, set[int]] = field(default_factory=dict)  # id of a string -> places
    first: date | None = None
    last: date | None = None

    def place(self, day: date) -> tuple[Year, int]:
        """The year of `day`, and where its morning stands in the strings."""
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)
        start = year_start(day)
        if start not in self.years:
            self.years[start] = Year(start)
        return self.years[start], Session(day).index

    def put(self, cells: bytearray, place: int, cell: int) -> None:
        """Enter one mark; a blank tells nothing."""
        if cells[place] == BLANK:
            cells[place] = cell
        elif cell != BLANK:
            self.again(cells, place, cell)

    def again(self, cells: bytearray, place: int, cell: int) -> None:
        """A session told once more: the same, or a clash."""
        if cells[place] == cell:
            self.same += cell != HOLLOW
        elif cells[place] == HOLLOW:
            cells[place] = cell
        elif cell != HOLLOW:
            self.clashes.setdefault(id(cells), set()).add(place)

    def clashing(self, cells: bytearray, place: int) -> bool:
        """Whether the file says two things of this session."""
        return place in self.clashes.get(id(cells), ())

    def clear_clashes(self) -> None:
        """Take out every mark of which the file says two things."""
        for year in self.years.values():
            for cells in year.by_pupil.values():
                for place in self.clashes.get(id(cells), ()):
                    cells[place] = BLANK

    def strings(self) -> dict[int, dict[date, str]]:
        """The register strings, by pupil and start of year."""
        made: dict[int, dict[date, str]] = {}
        for start in sorted(self.years):
            for pupil, cells in self.years[start].by_pupil.items():
                made.setdefault(pupil, {})[start] = cells.decode("ascii").replace("-", NO_MARK)
        return made

    def hollow(self) -> list[tuple[int, date, int]]:
        """Pupil, start of year and place of every session expressly without a mark."""
        return [
            (pupil, start, place)
            for start, year in self.years.items()
            for pupil, cells in year.by_pupil.items()
            if HOLLOW in cells
            for place, cell in enumerate(cells)
            if cell == HOLLOW
        ]

    def notes(self) -> list[str]:
        """What was accepted, but is worth saying."""
        said = (
            [f"told twice, the same: {self.same:,} mark{'' if self.same == 1 else 's'}"] if self.same else []
        )
        swapped = sum(
            cells[::2].count(_PM) + cells[1::2].count(_AM)
            for year in self.years.values()
            for cells in year.by_pupil.values()
        )
        if swapped:
            said.append(
                f"{swapped:,} present marks had / for an afternoon or \\ for a morning; taken as present"
            )
        return said + list(self._out_of_force())

    def _out_of_force(self) -> Iterator[str]:
        for entry in _DATED:
            count, when = 0, None
            for year in self.years.values():
                low, high = _outside(entry.since, entry.until, year.start)
                if low < high:
                    cell = ord(entry.cell)
                    found = sum(cells.count(cell, low, high) for cells in year.by_pupil.values())
                    count, when = count + found, session_at(year.start, low).day if found else when
            if count and when:
                reason = out_of_force(entry.code, when)
                marks = "1 mark" if count == 1 else f"{count:,} marks"
                yield f"{marks} kept although {reason} ({entry.meaning})"


def _outside(since: date | None, until: date | None, start: date) -> tuple[int, int]:
    """The stretch of a year's string in which a code is not in force."""
    length = string_length(start)
    if until:
        return min(max(0, 2 * (until + timedelta(days=1) - start).days), length), length
    return 0, min(max(0, 2 * (since - start).days), length) if since else 0


def told(cell: int) -> str:
    """A cell as a message names it."""
    return BY_CELL[chr(cell)].code if chr(cell) in BY_CELL else "nothing"


def undefined(text: str) -> str:
    """Why a mark is set aside."""
    return f'the mark "{clean(text, 40)}" is no attendance code'
