"""Deeds: what the staff of the fictional school did, to be done again on a record, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from core.model import Contact, Pupil
from importers.school.events import Marks
from importers.school.lives import Life
from importers.school.names import load_toml


@dataclass(frozen=True, slots=True)
class Deed:
    """One act: who did what about whom, when. `args` as the act of that verb wants them."""

    at: datetime
    by: str
    verb: str
    upn: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """All that the story is told from. `days`: school days before today; `ahead`: after it."""

    rng: Random
    pupils: Sequence[Pupil]
    lives: Sequence[Life]
    contacts: dict[int, list[Contact]]
    marks: Marks
    this_year: Sequence[date]
    days: Sequence[date]
    ahead: Sequence[date]
    today: date
    account: str

    def call(self, place: int, at: datetime, by: str, outcome: str, **more: Any) -> Deed:
        """A call about one pupil, by default to the first who may be told."""
        args = {"outcome": outcome, "contact": self.first(place), "reason": "", "note": "", "ring": ""} | more
        return Deed(at, by, "call", self.pupils[place].upn, args)

    def first(self, place: int, which: int = 0) -> int:
        """Priority of the `which`-th contact who may be rung, or of the last there is."""
        ring = [contact.priority for contact in self.contacts[place] if contact.can_ring] or [1]
        return ring[min(which, len(ring) - 1)]


@cache
def words() -> dict[str, Any]:
    """The sentences of the story."""
    return load_toml("story.toml")


def at(day: date, hour: int, minute: int) -> datetime:
    """A moment of a day; minutes may run over the hour."""
    return datetime.combine(day, time(hour)) + timedelta(minutes=minute)


def in_order(deeds: Iterable[Deed]) -> list[Deed]:
    """By time; what happened at one moment stays in the order told."""
    return sorted(deeds, key=lambda deed: deed.at)
