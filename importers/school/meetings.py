"""The attendance meeting of the fictional school, every three weeks, and what was promised to families."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from importers.school.deeds import Deed, World, at
from importers.school.staff import OFFICERS

_MET = (5, 20, 35)  # school days ago that the meeting sat
_PROMISED = (
    ("Bus pass for the week of the mock exams", 0),
    ("A quiet place to eat on Tuesdays and Thursdays", 3),
    ("Laptop from the loan cupboard", -2),
    ("Letter to the GP about the mornings", 6),
)


def meetings(world: World) -> Iterator[Deed]:
    """Thresholds reached are talked through and noted; workers are told at the end of each day."""
    days = world.this_year
    for back in sorted(_MET, reverse=True):
        if back < len(days):
            yield Deed(at(days[-back], 16, 30), OFFICERS[0], "meeting", "", {"told": False})
    for day in days[-5:]:
        yield Deed(at(day, 15, 55), OFFICERS[0], "meeting", "", {"told": True})


def promises(world: World, cases: Sequence[Deed]) -> Iterator[Deed]:
    """Help promised to some of those with a plan: for today, for later, and one a day or two late."""
    plans = [deed for deed in cases if deed.verb == "step"]
    every = [*world.days[-8:], world.today, *world.ahead]
    for deed, (text, days) in zip(plans[:: max(1, len(plans) // 4)], _PROMISED, strict=False):
        place = every.index(world.today) + days
        if 1 < place < len(every):
            made_on = min(every[max(0, place - 7)], world.days[-3] if len(world.days) > 2 else world.today)
            due = every[place]
            yield Deed(at(made_on, 16, 5), deed.by, "promise", deed.upn, {"text": text, "due": due})
