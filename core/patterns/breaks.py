"""After a break, before a break: the first day back or the last day missed, break after break.

A break is a gap of two or more weekdays without school. Absence climbs to the end of each half-term
everywhere (domain.md §9): that natural lift is taken out before anything is shown.
"""

from __future__ import annotations

from core.patterns.contrast import Limits, Slot, contrast
from core.patterns.school import Life, School, Search
from core.patterns.words import count
from core.questions import Flag


def after_break(school: School) -> Search:
    """Find pupils away on first days after breaks."""
    return _finder(school, "after-break", school.frame.after_break, "first {half} after a break", "first day")


def before_break(school: School) -> Search:
    """Find pupils away on last days before breaks."""
    return _finder(
        school, "before-break", school.frame.before_break, "last {half} before a break", "last day"
    )


def _finder(school: School, kind: str, days: int, named: str, clears: str) -> Search:
    frame, numbers = school.frame, school.rules[kind]
    around = frame.last_weeks(numbers["weeks"])
    slot = Slot.of(frame, days, around, Limits.of(numbers, (numbers["lift"], numbers["lift"])))
    many = "{half}s".join(named.split("{half}"))

    def find(life: Life) -> Flag | None:
        found = contrast(life, slot)
        if found is None:
            return None
        said = (
            f"Away {found.away.bit_count()} of {found.chances} {many.format(half=found.word)}; "
            f"{found.elsewhere[0]} of {count(found.elsewhere[1], f'other {found.word}')}."
        )
        end = f"after {count(found.more, 'more ' + clears)} in"
        return school.flag(life, kind, said, found.away, found.chances, found.elsewhere, end)

    return slot.worth(school.columns), find
