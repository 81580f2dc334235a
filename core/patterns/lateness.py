"""Late but settles: late in the morning (L or U), then here in the afternoon, several times lately.

A U whose afternoon is away is not it: that pupil came and went again.
"""

from __future__ import annotations

from core.patterns.school import Life, School, Search
from core.patterns.thresholds import LATE
from core.patterns.words import count, earlier
from core.questions import Flag

KIND = "late-settles"


def finder(school: School) -> Search:
    """Find pupils late on enough of the last mornings, each time here in the afternoon."""
    frame, limits = school.frame, school.rules[KIND]
    days = limits["days"]
    around = frame.last_days(days)
    before = frame.last_days(3 * days) & ~around

    def find(life: Life) -> Flag | None:
        settled = life.late & frame.am & life.here >> 1
        counted, chances = settled & around, life.possible & around & frame.am
        number, of = counted.bit_count(), chances.bit_count()
        if number < limits["least"]:
            return None
        past = (settled & before).bit_count(), (life.possible & before & frame.am).bit_count()
        then = earlier(past, f"{past[0]} of the {count(past[1], 'morning')} before")
        said = f"Late on {number} of the last {count(of, 'morning')} and here each afternoon after; {then}."
        fewer = (
            n
            for n in range(1, days + 1)
            if (settled & frame.last_days(days - n)).bit_count() < limits["least"]
        )
        more = next(fewer, days)
        clears = f"after {count(more, 'morning')} on time"
        return school.flag(life, KIND, said, counted, of, past, clears)

    late = school.columns.marked(LATE, around & frame.am)
    return school.columns.at_least(late.values(), limits["least"]), find
