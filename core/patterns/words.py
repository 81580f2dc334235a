"""Numbers as sentences of patterns say them."""

from __future__ import annotations


def count(number: int, word: str) -> str:
    """`1 Monday`, `3 Mondays`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def earlier(before: tuple[int, int], said: str) -> str:
    """The figure of the time before, as `said`; of a joiner that there is none, in place of 0 of 0."""
    return said if before[1] else "nothing earlier to compare"
