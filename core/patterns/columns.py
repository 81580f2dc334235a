"""The register turned on its side: of each session, who of the whole school was away and who was here.

One bit a pupil. "Away on three of the last eight Monday mornings" is asked of everybody at once, by adding
up eight numbers: kinds of pattern find here whom they have to look at, and most pupils are never looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest

from core.sessions_bits import places, to_bits

_BLOCK = 4096  # pupils whose marks are turned in one go
Planes = Sequence[int]  # a number for each pupil: plane `i` is worth 2**i
NOTHING: Planes = ()


@dataclass
class Columns:
    """Bit `k` of every number is the pupil `ids[k]`; `away` and `here` are by place of the frame.

    They hold every session that takes place, with the pupils for whom it counts. `years` and `regs` are
    the pupils of each year and reg group; `rows` the cells of the frame, a row a pupil.
    """

    ids: Sequence[int]
    rows: Sequence[str]
    away: dict[int, int]
    here: dict[int, int]
    years: Mapping[str, int]
    regs: Mapping[str, int]

    @property
    def everybody(self) -> int:
        """All pupils."""
        return (1 << len(self.ids)) - 1

    @property
    def ever_away(self) -> int:
        """Who was away at all."""
        found = 0
        for pupils in self.away.values():
            found |= pupils
        return found

    def marked(self, table: bytes, sessions: int) -> Mapping[int, int]:
        """Who has one of a table's cells in these sessions, by place; in those left out too."""
        (found,) = turned(self.rows, ((table, sessions),))
        return found

    def often(self, sessions: int, least: int) -> int:
        """Who was away in so many of these sessions of the frame."""
        return self.at_least((self.away[place] for place in places(sessions)), least)

    def on_days(self, sessions: int, least: int) -> int:
        """Who was away, for part of the day or all of it, on so many of the days of these sessions."""
        return self.at_least(self.by(sessions, 2), least)

    def in_spells(self, sessions: int, least: int) -> int:
        """Who was away at least so many times on end, day after day, on the days of these sessions."""
        days = list(self.by(sessions, 2))
        return self.at_least((day & ~before for before, day in pairwise([0, *days])), least)

    def by(self, sessions: int, size: int) -> Iterable[int]:
        """Who was away at all in these sessions, for each `size` places of the frame that hold any."""
        found: dict[int, int] = {}
        for place in places(sessions):
            found[place // size] = found.get(place // size, 0) | self.away[place]
        return found.values()

    def at_least(self, sets: Iterable[int], least: int) -> int:
        """Who is in so many of these sets."""
        return self.not_less(column_counts(sets), self.constant(least))

    def constant(self, number: int) -> Planes:
        """The same number for everybody."""
        return [self.everybody if number >> bit & 1 else 0 for bit in range(number.bit_length())]

    def not_less(self, numbers: Planes, than: Planes) -> int:
        """Whose number is as large as the other one, or larger."""
        larger, equal = 0, self.everybody
        for bit in reversed(range(max(len(numbers), len(than)))):
            one = numbers[bit] if bit < len(numbers) else 0
            other = than[bit] if bit < len(than) else 0
            larger |= equal & one & ~other
            equal &= ~(one ^ other)
        return larger | equal

    def of(self, ids: Collection[int]) -> int:
        """Those of these pupils who are here, as bits."""
        return sum(1 << self._bits[one] for one in set(ids) if one in self._bits)

    @cached_property
    def _bits(self) -> dict[int, int]:
        return {one: bit for bit, one in enumerate(self.ids)}

    def named(self, bits: int) -> Iterator[int]:
        """The ids of these pupils, in their order."""
        return (self.ids[bit] for bit in places(bits))

    def leave_out(self, sessions: int, pupils: int) -> None:
        """From now on these sessions count for none of these pupils."""
        for place in places(sessions):
            self.away[place] &= ~pupils
            self.here[place] &= ~pupils


def column_counts(sets: Iterable[int]) -> list[int]:
    """How many of `sets` hold each bit, in planes."""
    planes: list[int] = []
    for one in sets:
        carry, place = one, 0
        while carry:
            if place == len(planes):
                planes.append(0)
            planes[place], carry = planes[place] ^ carry, planes[place] & carry
            place += 1
    return planes


def plus(one: Planes, other: Planes) -> Planes:
    """The sum of two numbers of each pupil."""
    found: list[int] = []
    carry = 0
    for a, b in zip_longest(one, other, fillvalue=0):
        found.append(a ^ b ^ carry)
        carry = a & b | carry & (a ^ b)
    return [*found, carry] if carry else found


def turned(rows: Sequence[str], wanted: Iterable[tuple[bytes, int]]) -> list[dict[int, int]]:
    """For each table and the sessions it is wanted of: who has one of its cells, by place of the frame.

    `rows` are the cells of the frame, a row a pupil.
    """
    found = [(table, dict.fromkeys(places(sessions), 0)) for table, sessions in wanted]
    every = sorted({place for _, sets in found for place in sets})
    for base in range(0, len(rows), _BLOCK):
        block = rows[base : base + _BLOCK]
        text, width = "".join(reversed(block)).encode("ascii", "replace"), len(block[0])
        for place in every:
            column = text[place::width]
            for table, sets in found:
                if place in sets:
                    sets[place] |= to_bits(column, table) << base
    return [sets for _, sets in found]
