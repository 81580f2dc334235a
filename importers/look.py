"""A file shown by its columns, so that somebody can say which is which: captions, first rows, guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from core.errors import Refused
from core.people import Actor
from core.record import Record
from core.text import clean

from .captions import Layout, dated, folded
from .cells import upn_sound
from .dates import MonthFirst, parse_date, parse_half
from .grid import BLANK, cell_of
from .header import TOP, Header, against
from .mapping import Column, Mapping, caption_of, key_of, layout_named, mappable, mapping
from .profiles import Profiles
from .result import FileResult
from .sniff import raw_sheet
from .table import blank
from .wording import Words, unexplained

SHOWN = 3  # first rows shown of each column
_SAMPLE = 40  # rows looked at for a guess
_WORDS = 12  # different cells of a column that are shown
_DIGITS = re.compile(r"[\d.]*")


@dataclass(frozen=True, slots=True)
class Seen:
    """A column of a file: place, caption, first cells; the field its caption says, or its cells hint at."""

    place: int
    caption: str
    cells: tuple[str, ...]
    field: str = ""
    hint: str = ""
    words: tuple[str, ...] = ()  # the different cells among the first rows, some of them


@dataclass(frozen=True, slots=True)
class Look:
    """A file by its columns; `profile` is the one that reads it already. Date columns are only counted.

    `near` is the profile whose captions these nearly are, and `difference` what has changed.
    """

    path: Path
    name: str
    row: int
    layout: Layout
    columns: tuple[Seen, ...]
    dates: int = 0
    profile: str = ""
    near: str = ""
    difference: str = ""
    sessions: Words = ()  # what that profile calls the sessions
    own: bool = False  # whether that profile reads the school's own list


def look(path: Path, profiles: Profiles, layout: str = "", escape: bool = False) -> Look:
    """Look at a file; its layout is guessed unless named. Unreadable or Refused where it is no table."""
    name, sheet = raw_sheet(path, escape)
    rows = [pair for pair in islice(sheet.rows(), TOP + _SAMPLE) if not blank(pair[1])]
    if not rows:
        raise Refused(f"{name}: no row has anything in it. Export it again.")
    known = _by_profile(rows[:TOP], profiles, layout)
    near = None if known else profiles.near(rows[:TOP])
    header = known or _guessed(rows, layout)
    if near and layout in ("", near[0].layout.name):
        header = near[0].as_far(near[1], near[2])
    below = [cells for row, cells in rows if row > header.row][:_SAMPLE]
    wide = header.layout.name == "marks-wide"
    captions = [caption_of(cell) for cell in header.cells]
    places = [n for n, one in enumerate(captions) if one and not (wide and dated(one))]
    field_at = {place: field for field, place in header.columns.items()}
    hints = {} if known else _hints(header, below)
    columns = tuple(
        Seen(n, captions[n], _first(below, n), field_at.get(n, ""), hints.get(n, ""), _words(below, n))
        for n in places
    )
    if len(columns) + header.dates < 2:
        raise Refused(f"{name}: no table of columns with captions. Look at it in a spreadsheet first.")
    changed = (near[0].name, near[0].difference(near[2])) if near else ("", "")
    by = known or (near[0] if near else None)
    said = (by.sessions, by.own) if by else ((), False)
    return Look(
        Path(path), name, header.row, header.layout, columns, header.dates, header.profile, *changed, *said
    )  # fmt: skip


def _by_profile(top: Sequence[tuple[int, list[str]]], profiles: Profiles, layout: str) -> Header | None:
    for one in profiles.all:
        if layout in ("", one.layout.name):
            for row, cells in top:
                if header := one.header(row, cells):
                    return replace(header, cells=cells, profile=one.name, sessions=one.sessions, own=one.own)
    return None


def _guessed(rows: Sequence[tuple[int, list[str]]], layout: str) -> Header:
    """The row that is most like a header, read as the layout it is most like."""
    tried = [layout_named(layout)] if layout else mappable()
    top = rows[:TOP]
    best = max((against(one, *pair) for pair in top for one in tried), key=_worth)
    if best.matched > 1:
        return best
    widest = max(top, key=lambda pair: sum(bool(cell.strip()) for cell in pair[1]))
    below = [cells for row, cells in rows if row > widest[0]]
    found = [against(one, *widest) for one in tried]
    return max(found, key=lambda header: (len(_hints(header, below)), _worth(header)))


def _worth(header: Header) -> tuple[bool, int, int]:
    return header.telling > 1 or not header.missing, header.telling, header.matched


def _first(rows: Sequence[list[str]], place: int) -> tuple[str, ...]:
    return tuple(clean(row[place], 60) if place < len(row) else "" for row in rows[:SHOWN])


def _words(rows: Sequence[list[str]], place: int) -> tuple[str, ...]:
    found = dict.fromkeys(clean(row[place], 40) for row in rows if place < len(row) and row[place].strip())
    return tuple(found)[:_WORDS]


def _hints(header: Header, rows: Sequence[list[str]]) -> dict[int, str]:
    """Fields the layout still needs, by the cells of columns whose caption says nothing."""
    hints: dict[int, str] = {}
    taken = set(header.columns.values())
    for field, fits in _FITS.items():
        if field not in header.layout.fields or field in header.columns:
            continue
        for place in range(len(header.cells)):
            cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
            if place not in taken and place not in hints and cells and all(map(fits, cells)):
                hints[place] = field
                break
    return hints


def _is_date(text: str) -> bool:
    try:
        return not _DIGITS.fullmatch(text) and parse_date(text) is not None
    except MonthFirst:
        return False


def _is_mark(text: str) -> bool:
    return len(text) < 3 and not text.isdigit() and cell_of(text) not in (None, BLANK)


_FITS: dict[str, Callable[[str], bool]] = {
    "upn": upn_sound,
    "date": _is_date,
    "session": lambda text: not text.isdigit() and parse_half(text) is not None,
    "mark": _is_mark,
}


def field_named(layout: Layout, text: str) -> str:
    """The field that `text` names or begins, by its own name or our caption; '' for `-` or nothing.

    Refused, with the fields there are, where none or more than one fits.
    """
    word = folded(text)
    if not word:
        return ""
    names = {field: (folded(field), folded(layout.caption(field))) for field in layout.fields}
    whole = [field for field, known in names.items() if word in known]
    found = whole or [f for f, known in names.items() if any(one.startswith(word) for one in known)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"“{clean(text, 40)}” may be {', '.join(found)}: type on.")
    raise Refused(f"“{clean(text, 40)}” is no field of {layout.name}: {', '.join(layout.fields)}.")


def unsaid(seen: Look, fields: Dict[int, str], sessions: Words) -> list[str]:
    """The words of the column of sessions of which nobody has said which session they are."""
    columns = [one for one in seen.columns if fields.get(one.place) == "session"]
    return unexplained(columns[0].words, sessions) if columns else []


def made(
    seen: Look,
    name: str,
    fields: Dict[int, str],
    system: str = "",
    escape: bool = False,
    sessions: Sequence[tuple[str, str]] = (),
    own: bool = False,
) -> Mapping:
    """The mapping of a file's columns; `fields` by the place of their column."""
    columns = [Column(one.caption, fields.get(one.place, "")) for one in seen.columns]
    if seen.layout.name == "marks-wide" and not seen.dates:
        raise Refused(f"{seen.name}: marks-wide needs a column for each date (2026-11-16 AM).")
    return mapping(name, seen.layout.name, columns, system, escape, sessions, own)


def place_named(seen: Look, text: str) -> int:
    """The place of the column that `text` names: its caption, or `#3` for the third.

    Refused where there is none, or more than one of that caption.
    """
    if re.fullmatch(r"#\d{1,4}", text.strip(), re.ASCII):
        found = [one.place for one in seen.columns if one.place == int(text.strip()[1:]) - 1]
    else:
        found = [one.place for one in seen.columns if key_of(one.caption) == key_of(caption_of(text))]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = " or ".join(f"#{place + 1}" for place in found)
        raise Refused(f"{seen.name}: {len(found)} columns are called “{clean(text, 40)}”: say {numbers}.")
    captions = ", ".join(one.caption for one in seen.columns[:12])
    raise Refused(f"{seen.name}: no column “{clean(text, 40)}”; its columns: {captions}.")


def preview(record: Record, actor: Actor, path: Path, made: Mapping) -> FileResult:
    """What an import by this mapping would do, tried on a copy: nothing is changed."""
    from .apply import import_files
    from .result import Options

    options = Options(dry_run=True, force=True, mapping=made)
    return import_files(record, actor, [path], options)[0]
