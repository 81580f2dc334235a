"""Marks as they stood before they were amended: what somebody considered, and how long it had been so.

An amendment of old marks moves the session at which a number was reached. That alone must not ask anew
what was considered: the counts of then are taken as the record held them then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date

from core.clocks.sight import Sight
from core.clocks.timeline import Timeline
from core.codes import NO_MARK

_AMENDED = re.compile(f"[^{NO_MARK}]")
Until = Mapping[int, date]  # place → the day of the amendment


def amended(
    sight: Sight, pupil: int, marks: tuple[Timeline, str], wanted: str, since: date
) -> tuple[Until, Until]:
    """Places that held one of `wanted` until a day and do not now; those that hold one only since a day.

    Of amendments that came in on `since`, the day somebody considered it, or later: earlier ones were known.
    """
    line, cells = marks
    gone: dict[int, date] = {}
    came: dict[int, date] = {}
    for raw, old, new, day in _amendments(sight, pupil, since):
        place = bisect_left(line.raw, raw)
        if place == len(line.raw) or line.raw[place] != raw:
            continue
        now = cells[place] in wanted
        if old in wanted and new not in wanted and not now:
            gone[place] = max(day, gone.get(place, day))
        elif new in wanted and old not in wanted and now:
            came[place] = max(day, came.get(place, day))
    return gone, came


def _amendments(sight: Sight, pupil: int, since: date) -> Iterator[tuple[int, str, str, date]]:
    """The place counted from `Sight.base`, the cell before and after, the day on which it came in."""
    for year, first, old, new, at in sight.record.db.execute(
        "SELECT year, first, old, new, at FROM register_change WHERE pupil_id = ? AND at >= ?",
        (pupil, since.isoformat()),
    ).fetchall():
        begins, day = 2 * (date.fromisoformat(year) - sight.base).days + first, date.fromisoformat(at[:10])
        for found in _AMENDED.finditer(new):
            yield begins + found.start(), old[found.start()], found[0], day
