"""A reg group of pupils who are all here but for those a test makes absent, and how to read their rows."""

from __future__ import annotations

from dataclasses import dataclass

from core.board import read_board
from core.people import Actor
from core.record import Record
from core.views import Board, Row
from tests.core.making import add_contact, add_pupil, mark

TODAY = "2026-11-20"


@dataclass
class Group:
    """A record, an officer, and pupils of 9A: the register is in, because somebody else is here."""

    record: Record
    ann: Actor

    def away(self, code: str = "N", contacts: int = 2, **fields: object) -> int:
        """A pupil away this morning, with two contacts unless said otherwise."""
        one = add_pupil(self.record, **fields)
        for _ in range(contacts):
            add_contact(self.record, one, phone=f"07700 9{one:02d}{contacts}00")
        mark(self.record, one, f"{TODAY} AM", code)
        return one

    def here(self, reg: str = "9A", half: str = "AM") -> int:
        """A pupil who is here, so that the register of `reg` is in."""
        one = add_pupil(self.record, reg=reg)
        mark(self.record, one, f"{TODAY} {half}", "/")
        return one

    def board(self) -> Board:
        """The board as of now."""
        return read_board(self.record)

    def row(self, one: int) -> Row:
        """The one row of a pupil."""
        (found,) = [row for row in self.board().rows if row.pupil.id == one]
        return found

    def ids(self) -> list[int]:
        """Who stands on the board, in order."""
        return [row.pupil.id for row in self.board().rows]
