"""Reading the line that dismisses a flag: `2 transport sorted +3w`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.days import Calendar
from core.errors import Unknown
from core.typed.when import Understood, understand

_WORDS = 4  # at the end that may together name a day
_LEADS = ("until", "till", "til")


@dataclass(frozen=True, slots=True)
class Aside:
    """Which of the pupil's flags, from 1, why it is dismissed, and until when."""

    place: int
    why: str
    until: Understood


def parse(line: str, flags: int, today: date, calendar: Calendar) -> Aside:
    """Split the line: the flag's number if there are several, the reason, and at its end the day.

    Without a day it is three weeks. A bare number is no day here: reasons end in year groups and rooms.
    """
    words = line.split()
    place = 1
    if flags > 1 and words and words[0].isascii() and words[0].isdigit():
        place = int(words.pop(0))
        if not 1 <= place <= flags:
            raise Unknown(f"There are {flags} flags here: begin with a number from 1 to {flags}, or none.")
    for count in range(min(_WORDS, len(words)), 0, -1):
        if words[-count].casefold() in _LEADS:
            continue
        tail = " ".join(words[-count:])
        if not tail.isdigit() and (until := _day(tail, today, calendar)):
            words = words[:-count]
            break
    else:
        until = understand("", today, calendar)
    if words and words[-1].casefold() in _LEADS:
        words.pop()
    return Aside(place, " ".join(words), until)


def _day(text: str, today: date, calendar: Calendar) -> Understood | None:
    try:
        return understand(text, today, calendar)
    except Unknown:
        return None
