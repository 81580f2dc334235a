"""Flags somebody has looked at: away until their return date, and then back only on new sessions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from core.driver import sqlite3
from core.habits import habits
from core.questions import Flag


@dataclass
class _Dismissed:
    until: str = ""
    sessions: set[str] = field(default_factory=set)


class Dismissals:
    """What was dismissed, by pupil and kind."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._held: dict[tuple[int, str], _Dismissed] = {}
        for one, kind, until, sessions in db.execute(
            "SELECT pupil_id, kind, until, sessions FROM dismissal ORDER BY id"
        ).fetchall():
            held = self._held.setdefault((one, kind), _Dismissed())
            held.until = until  # the latest word stands; the sessions looked at before stay looked at
            held.sessions.update(json.loads(sessions))

    def waits(self, flag: Flag, today: str) -> bool:
        """Whether a flag is dismissed and its return date lies ahead."""
        held = self._held.get((flag.pupil_id, flag.kind))
        return held is not None and today < held.until

    def known(self, flag: Flag) -> bool:
        """Whether a flag rests on nothing that was not looked at before."""
        held = self._held.get((flag.pupil_id, flag.kind))
        return held is not None and all(str(session) in held.sessions for session in flag.sessions)


def standing(
    db: sqlite3.Connection, found: Mapping[int, Sequence[Flag]], today: str
) -> dict[int, list[Flag]]:
    """The flags that no dismissal hides; pupils without any left out.

    While a flag waits, so does what is part of it (`core.habits`), also what only became so since.
    """
    dismissals = Dismissals(db)
    kept: dict[int, list[Flag]] = {}
    for one, flags in found.items():
        waiting = {flag.kind for flag in flags if dismissals.waits(flag, today)}
        if waiting:
            led = (habit.flags for habit in habits(flags) if habit.flag.kind in waiting)
            waiting.update(flag.kind for flag in chain.from_iterable(led))
        if left := [flag for flag in flags if flag.kind not in waiting and not dismissals.known(flag)]:
            kept[one] = left
    return kept
