"""The thresholds of patterns: data a school can edit, each checked before it is put in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.codes import CODES, Kind, cells, cells_of
from core.data import load
from core.errors import Refused
from core.record import Record
from core.sessions_bits import table
from core.text import clean

Numbers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers by kind (`numbers["weekday"]["weeks"]`), codes set aside, and the question a kind asks."""

    numbers: Mapping[str, Numbers]
    set_aside: tuple[str, ...]
    asks: Mapping[str, str]

    def __getitem__(self, kind: str) -> Numbers:
        return self.numbers[kind]

    def shown(self, kind: str) -> bool:
        """Whether the school wants to see this kind."""
        return bool(self.numbers[kind].get("show", 1))

    def away_table(self) -> bytes:
        """Cells that are an absence here: authorised or not, less U, who came, and what was arranged."""
        counted = cells(Kind.AUTHORISED, Kind.UNAUTHORISED)
        dropped = cells_of("U", *self.set_aside)
        return table(cell for cell in counted if cell not in dropped)


HERE = table(cells(Kind.ATTENDING, Kind.ACTIVITY) + cells_of("U"))
LATE = table(cells_of("L", "U"))


def thresholds(record: Record) -> Thresholds:
    """The thresholds in force: the school's own, else the default."""
    own = record.setting("rules.patterns")
    if not own:
        return read_thresholds(load("patterns"))
    import tomllib

    return read_thresholds(tomllib.loads(own))


def read_thresholds(data: Mapping[str, Any]) -> Thresholds:
    """Check and shape the data; Refused, naming what is wrong. What a school leaves out stays as it ships."""
    default = load("patterns")
    for name in data:
        if name not in default:
            raise Refused(f"Patterns have no part “{name}”: {', '.join(default)}.")
    numbers = {
        kind: {**known, **_numbers(kind, data.get(kind, {}), known)}
        for kind, known in default.items()
        if isinstance(known, Mapping) and kind != "ask"
    }
    asks = {**default["ask"], **_asks(data.get("ask", {}), default["ask"])}
    return Thresholds(numbers, _codes(data.get("set_aside", default["set_aside"])), asks)


def _numbers(kind: str, own: Any, known: Numbers) -> Numbers:
    if not isinstance(own, Mapping):
        raise Refused(f"“{kind}” must be a part of its own: write [{kind}] on a line above it.")
    for name, number in own.items():
        if name not in known or type(number) is not int or not 0 <= number <= 10_000:
            raise Refused(f"[{kind}] knows {', '.join(known)}, each a whole number; not {name} = {number}.")
        if number == 0 and name in ("days", "weeks", "before", "chances"):
            raise Refused(f"[{kind}] {name} must be at least 1; show = 0 switches the kind off.")
    return own


def _asks(own: Any, known: Mapping[str, str]) -> dict[str, str]:
    for kind, text in own.items() if isinstance(own, Mapping) else [("ask", own)]:
        if kind not in known or not isinstance(text, str):
            raise Refused(f"[ask] gives each of these a text in quotes, not “{kind}”: {', '.join(known)}.")
    return {kind: clean(text) for kind, text in own.items()}


def _codes(own: Any) -> tuple[str, ...]:
    if not isinstance(own, list) or not all(code in CODES for code in own):
        raise Refused('set_aside is a list of attendance codes in quotes, such as ["C2", "E"].')
    return tuple(own)
