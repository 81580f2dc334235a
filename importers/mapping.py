"""A saved column mapping, a profile: which column of one report holds which field of one layout.

It belongs to the captions it was made from, all of them. They are compared as sets without case, blanks or
punctuation; where two columns are called the same, their order counts too. Columns that are dates
(`2026-11-16 AM`) are no part of it: they are others tomorrow.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import Refused, Unreadable
from core.text import clean

from .captions import Layout, dated, folded, layouts
from .header import Header, against
from .who import SYSTEMS
from .wording import Words, checked

NAME_LIMIT, CAPTION_LIMIT = 40, 120
COLUMNS_LIMIT = 400
TOML_LIMIT = 200_000  # characters
_NAME = re.compile(r"\w[\w .&()+-]*")
_KEYS = {"name", "layout", "system", "backslash_escapes", "own_list", "sessions", "column"}
_SESSIONS = {"AM": "AM", "PM": "PM", "none": "-"}  # the keys of [sessions], and what each is


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the report calls it, and the field it is; '' for one that is not read."""

    caption: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A profile. Made by `mapping`, which checks it."""

    name: str
    layout: Layout
    columns: tuple[Column, ...]
    system: str = ""  # whose numbers `mis_id` holds
    escape: bool = False  # whether a backslash escapes in this file; then it is no PM mark by itself
    sessions: Words = ()  # what the report calls the sessions, beside AM and PM
    own: bool = False  # the school's own list, not the MIS: its codes settle no correction

    def header(self, row: int, cells: Sequence[str]) -> Header | None:
        """The header that `cells` are by this mapping; None if they are not its captions."""
        captions = [caption_of(cell) for cell in cells]
        places = [n for n, one in enumerate(captions) if one and not self._passed_over(one)]
        theirs = [key_of(captions[n]) for n in places]
        ours = [key_of(one.caption) for one in self.columns]
        if theirs == ours:
            found = {one.field: places[n] for n, one in enumerate(self.columns) if one.field}
        elif Counter(theirs) == Counter(ours) and not self._alike(ours):
            found = {
                one.field: places[theirs.index(key_of(one.caption))] for one in self.columns if one.field
            }
        else:
            return None
        dates = sum(map(dated, captions)) if self.layout.name == "marks-wide" else 0
        return Header(row, list(cells), self.layout, found, [], dates)

    def as_far(self, row: int, cells: Sequence[str]) -> Header:
        """The header that `cells` are as far as their captions are the mapping's still."""
        known = against(self.layout, row, list(cells))
        keys = [key_of(caption_of(cell)) for cell in cells]
        ours = {key_of(one.caption): one.field for one in self.columns}
        found = {ours[key]: n for n, key in enumerate(keys) if ours.get(key)}
        new = {f: n for f, n in known.columns.items() if f not in found and keys[n] not in ours}
        return Header(row, list(cells), self.layout, found | new, [], known.dates)

    def likeness(self, cells: Sequence[str]) -> float:
        """How much of both sets of captions is common, from 0 to 1."""
        theirs, ours = self._keys(cells), {key_of(one.caption) for one in self.columns}
        return len(theirs & ours) / len(theirs | ours) if theirs | ours else 0.0

    def difference(self, cells: Sequence[str]) -> str:
        """In which captions `cells` differ from the mapping's, in words."""
        theirs = [one for one in map(caption_of, cells) if one and not self._passed_over(one)]
        ours = [one.caption for one in self.columns]
        gone, new = _left(ours, theirs), _left(theirs, ours)
        parts = [f"gone: {_named(gone)}"] * bool(gone) + [f"new: {_named(new)}"] * bool(new)
        return "; ".join(parts) or "the same captions in another order, and two of them are alike"

    def _keys(self, cells: Iterable[str]) -> set[str]:
        captions = [caption_of(cell) for cell in cells]
        return {key_of(one) for one in captions if one and not self._passed_over(one)}

    def _passed_over(self, caption: str) -> bool:
        return self.layout.name == "marks-wide" and dated(caption)

    def _alike(self, keys: Sequence[str]) -> bool:
        """Whether two columns of one caption are not the same field: then only their order tells them."""
        fields: dict[str, set[str]] = {}
        for key, one in zip(keys, self.columns, strict=True):
            fields.setdefault(key, set()).add(one.field)
        return any(len(found) > 1 for found in fields.values())

    def toml(self) -> str:
        """The mapping as a TOML document: what is kept, exported and imported."""
        lines = [f"name = {_quoted(self.name)}", f"layout = {_quoted(self.layout.name)}"]
        lines += [f"system = {_quoted(self.system)}"] * bool(self.system)
        lines += ["backslash_escapes = true"] * self.escape
        lines += ["own_list = true"] * self.own
        if self.sessions:
            lines += ["", "[sessions]"]
        for key, kind in _SESSIONS.items():
            words = [_quoted(word) for word, one in self.sessions if one == kind]
            lines += [f"{key} = [{', '.join(words)}]"] if words else []
        for one in self.columns:
            lines += ["", "[[column]]", f"caption = {_quoted(one.caption)}"]
            lines += [f"field = {_quoted(one.field)}"] * bool(one.field)
        return "\n".join(lines) + "\n"


def mappable() -> tuple[Layout, ...]:
    """The layouts a table of a school's own may be given; those of other systems come from their files."""
    return tuple(one for one in layouts() if not one.system and not one.shape and one.kind != "history")


def layout_named(name: str) -> Layout:
    """The layout of this name; Refused, with the names there are, for any other."""
    found = next((one for one in mappable() if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in mappable())
        raise Refused(f"“{clean(name, 40)}” is no layout. Those known: {known}.")
    return found


def mapping(
    name: str,
    layout: str,
    columns: Sequence[Column],
    system: str = "",
    escape: bool = False,
    sessions: Sequence[tuple[str, str]] = (),
    own: bool = False,
) -> Mapping:
    """A checked mapping. Refused, saying what to put right."""
    name, shape = clean(name), layout_named(layout)
    if not _NAME.fullmatch(name) or len(name) > NAME_LIMIT:
        raise Refused(
            f"“{clean(name, 60)}” is no name for a profile: letters, digits and blanks, {NAME_LIMIT} at most."
        )
    if name.casefold() in {word for one in layouts() for word in (one.name, one.kind)}:
        raise Refused(f"“{name}” is the name of a kind of file: give the profile another.")
    if system and system not in SYSTEMS:
        raise Refused(f"“{clean(system, 40)}” is no system known: {', '.join(SYSTEMS)}.")
    columns = [Column(caption_of(one.caption), clean(one.field, 40)) for one in columns]
    if any(one.field and not one.caption for one in columns):
        raise Refused("A column without a caption cannot be known again: give it one in the report.")
    columns = [one for one in columns if one.caption]
    if shape.name == "marks-wide":
        columns = [one for one in columns if not dated(one.caption)]
    _check_fields(shape, columns)
    if sessions and not any(one.field == "session" for one in columns):
        raise Refused("Words for sessions go with a column that is the session.")
    return Mapping(name, shape, tuple(columns), system, escape, checked(sessions), own)


def _check_fields(layout: Layout, columns: Sequence[Column]) -> None:
    if len(columns) > COLUMNS_LIMIT:
        raise Refused(f"{len(columns)} columns are too many for a profile: {COLUMNS_LIMIT} at most.")
    fields = [one.field for one in columns if one.field]
    for field in fields:
        if field not in layout.fields:
            raise Refused(f"“{field}” is no field of {layout.name}. Its fields: {', '.join(layout.fields)}.")
        if fields.count(field) > 1:
            raise Refused(f"{field} is given to two columns: one column a field.")
    whole = Header(0, [], layout, dict.fromkeys(fields, 0), [], 1)
    if whole.missing:
        raise Refused(f"{layout.name} needs a column for {', '.join(whole.missing)}.")


def from_toml(text: str, name: str) -> Mapping:
    """Read what `Mapping.toml` wrote, or somebody by hand; `name` says what it came from.

    Unreadable for what is no TOML, Refused for what is no mapping.
    """
    if len(text) > TOML_LIMIT:
        raise Refused(f"{name}: too long for a profile.")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"{name}: no TOML ({clean(str(error), 80)}).") from None
    if unknown := set(found) - _KEYS:
        raise Refused(
            f"{name}: “{clean(min(unknown), 40)}” is no part of a profile: {', '.join(sorted(_KEYS))}."
        )
    columns = found.get("column")
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise Refused(f"{name}: a profile has a [[column]] for each column of the report.")
    made = [Column(_text(one, "caption", name), _text(one, "field", name)) for one in columns]
    escape, own = _whether(found, "backslash_escapes", name), _whether(found, "own_list", name)
    words = [_text(found, key, name) for key in ("name", "layout", "system")]
    return mapping(
        words[0], words[1], made, words[2], escape, _sessions(found.get("sessions", {}), name), own
    )


def _sessions(found: object, name: str) -> list[tuple[str, str]]:
    pairs = found.items() if isinstance(found, dict) else [("", found)]
    lists = [(_SESSIONS.get(key), words) for key, words in pairs]
    said = [(word, kind) for kind, words in lists if isinstance(words, list) for word in words]
    if not all(kind and isinstance(words, list) for kind, words in lists) or not all(
        isinstance(word, str) for word, _ in said
    ):
        raise Refused(f"{name}: [sessions] has lists of words in quotation marks: AM, PM, none.")
    return [(word, kind or "") for word, kind in said]


def _whether(found: dict[str, object], key: str, name: str) -> bool:
    value = found.get(key, False)
    if not isinstance(value, bool):
        raise Refused(f"{name}: {key} is true or false.")
    return value


def _text(found: dict[str, object], key: str, name: str) -> str:
    value = found.get(key, "")
    if not isinstance(value, str):
        raise Refused(f"{name}: {key} is a text in quotation marks.")
    return value


def caption_of(cell: str) -> str:
    """A caption as it is kept and shown."""
    return clean(cell, CAPTION_LIMIT)


def key_of(caption: str) -> str:
    """What makes two captions the same; `/` and `%` have nothing else to be known by."""
    return folded(caption) or caption


def _left(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Captions of the first that the second lacks, each as often as it lacks it."""
    spare = Counter(map(key_of, theirs))
    left = []
    for one in ours:
        if spare[key_of(one)]:
            spare[key_of(one)] -= 1
        else:
            left.append(one)
    return left


def _named(captions: Sequence[str]) -> str:
    some = ", ".join(f'"{clean(one, 40)}"' for one in captions[:6])
    return some + (f" and {len(captions) - 6} more" if len(captions) > 6 else "")


def _quoted(text: str) -> str:
    # Cleaned text holds no control character: a JSON string is then a TOML basic string.
    return json.dumps(text, ensure_ascii=False)
