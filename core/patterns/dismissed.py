"""Flags somebody has looked at: away until their return date, and then back only on new sessions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.driver import sqlite3
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

    def hides(self, flag: Flag, today: str) -> bool:
        """Whether a flag is not to be shown: before its return date, or resting on nothing new."""
        held = self._held.get((flag.pupil_id, flag.kind))
        if held is None:
            return False
        return today < held.until or all(str(session) in held.sessions for session in flag.sessions)


def standing(db: sqlite3.Connection, flags: Iterable[Flag], today: str) -> list[Flag]:
    """The flags that no dismissal hides."""
    dismissals = Dismissals(db)
    return [flag for flag in flags if not dismissals.hides(flag, today)]
