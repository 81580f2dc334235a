"""Marks as they stood before they were amended: what somebody considered, and how long it had been so.

An amendment of old marks moves the session at which a number was reached. That alone must not ask anew
what was considered: the counts of then are taken as the record held them then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date

from core.clocks.sight import Sight
from core.clocks.timeline import Timeline

Until = Mapping[int, date]  # place → the day of the amendment


def amended(sight: Sight, pupil: int, line: Timeline, cells: str, wanted: str) -> tuple[Until, Until]:
    """Places that held one of `wanted` until a day and do not now; those that hold one only since a day."""
    gone: dict[int, date] = {}
    came: dict[int, date] = {}
    for raw, old, new, day in sight.amendments.get(pupil, ()):
        place = bisect_left(line.raw, raw)
        if place == len(line.raw) or line.raw[place] != raw:
            continue
        now = cells[place] in wanted
        if old in wanted and new not in wanted and not now:
            gone[place] = max(day, gone.get(place, day))
        elif new in wanted and old not in wanted and now:
            came[place] = max(day, came.get(place, day))
    return gone, came
