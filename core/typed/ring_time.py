"""Clock times as an officer notes them for a ring-back."""

from __future__ import annotations

import re

_CUE = r"(?:at|by|after|before|from|about|around|approx|till?|until|back|rings?|calls?|phones?|again|@|~)"
_TIMES = re.compile(
    r"(?<![0-9:.,£/-])(?:"
    r"(?P<h1>[01]?[0-9]|2[0-3]):(?P<m1>[0-5][0-9])(?![0-9:])"
    r"|(?P<h2>[01]?[0-9]|2[0-3])\.(?P<m2>[0-5][0-9])(?![0-9%]|\.[0-9]|\s*(?:h|hrs?|hours?)\b)"
    r"|(?P<h3>[01]?[0-9])(?P<m3>)(?=\s*[ap]\.?m\b)"
    r"|(?P<h4>[01]?[0-9]|2[0-3])(?P<m4>[0-5][0-9])(?=\s*[ap]\.?m\b|hrs?\b|\b(?![-/%0-9]))"
    r"|(?P<h5>[1-9]|1[0-2])(?P<m5>)(?=\s*(?:$|[,;)!]|\.(?![0-9])|o'?clock\b|ish\b))"
    r")(?:\s*(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?P<how>half past|half|quarter past|quarter to) (?P<hour>[1-9]|1[0-2])\b(?! ?(?:min|hour|day|week))"
    r"(?:\s*(?P<half>[ap])\.?m\b)?|\b(?P<noon>noon|midday)\b",
    re.IGNORECASE,
)
_RINGING = re.compile(r"\b(?:ring|call|phone|try)s?\b|\bback\b|\bagain\b", re.IGNORECASE)
_BARE_NEEDS = re.compile(_CUE + r"\s*(?:about |around )?$", re.IGNORECASE)


def clock_time(text: str) -> str | None:
    """The time in a note at which somebody rings back, as `HH:MM`; None if it names none.

    The first time after *ring*, *call* or *back* counts, else the first. An hour from 1 to 6
    without am or pm is the afternoon: no family is rung at two in the morning.
    """
    times = sorted(_times(text))
    if not times:
        return None
    cue = _RINGING.search(text)
    return next((time for at, time in times if cue and at > cue.start()), times[0][1])


def _times(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _TIMES.finditer(text):
        which = next(n for n in "12345" if match[f"h{n}"] is not None)
        # `10:30` and `2pm` speak for themselves; `9.45`, `1030` and `10` need a word such as *at*.
        plain = which in "245" and not match["half"]
        if plain and not _BARE_NEEDS.search(text[: match.start()]):
            continue
        if time := _wall(int(match[f"h{which}"]), int(match[f"m{which}"] or 0), match["half"]):
            found.append((match.start(), time))
    for match in _SPOKEN.finditer(text):
        if match["noon"]:
            found.append((match.start(), "12:00"))
            continue
        minutes = {"quarter past": 15, "quarter to": -15}.get(match["how"].casefold(), 30)
        hour = int(match["hour"]) - (minutes < 0)
        if time := _wall(hour or 12, minutes % 60, match["half"]):
            found.append((match.start(), time))
    return found


def _wall(hour: int, minute: int, half: str | None) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    elif 1 <= hour <= 6:
        hour += 12
    return f"{hour:02}:{minute:02}"
