"""Reading the one line that sets everything: `@owner +3w quiet entrance, met at 08:40 / busy gate`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.days import Calendar
from core.errors import Unknown
from core.typed.when import Understood, understand

_DATE_LIKE = re.compile(
    r"(\+\d+\w*|\d+(sd|[wdm])|\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?|\d{4}-\d\d-\d\d|tomorrow"
    r"|(mon|tues?|wed(nes)?|thu(rs?)?|fri)(day)?)",  # a step may begin with `monitor` or `friend`
    re.I | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the line held; '' or None where it said nothing."""

    owner: str = ""
    review: Understood | None = None
    step: str = ""
    barrier: str = ""


def parse(line: str, today: date, calendar: Calendar) -> Parts:
    """Split the line: leading `@owner` and date in either order, the step, ` / `, the barrier.

    Unknown when the line holds nothing, or the date cannot be a review date.
    """
    words = line.split()
    owner, review = "", None
    while words:
        if words[0].startswith("@") and len(words[0]) > 1 and not owner:
            owner = words.pop(0)
        elif _DATE_LIKE.fullmatch(words[0]) and review is None:
            review = understand(words.pop(0), today, calendar)
        else:
            break
    step, _, barrier = f" {' '.join(words)} ".partition(" / ")
    parts = Parts(owner, review, step.strip(), barrier.strip())
    if parts == Parts():
        raise Unknown("Type @owner, a date, the next step, and after a / what makes it hard: any of them.")
    return parts
