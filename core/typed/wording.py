"""Hints on wording: what a word does to a family, and what to say instead. It never alters a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from core.data import load

# Straight and curly marks; a closing single mark is told from an apostrophe by what follows it.
# A quotation left open runs to the end: the rest is taken for the family's own words.
_QUOTED = re.compile(
    r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|(?<!\w)‘.*?(?:’(?!\w)|$)|(?<!\w)'(?=\S).*?\S'(?!\w)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A wording met in a text, as it stands there, and what to prefer."""

    found: str
    prefer: str


@dataclass(frozen=True, slots=True)
class Avoid:
    """A wording to avoid; `screen` where it may stand on no screen of ours either."""

    pattern: re.Pattern[str]
    prefer: str
    screen: bool


@cache
def avoided() -> tuple[Avoid, ...]:
    """The list of `words.toml`, in its order (domain.md §8, "Wording to avoid")."""
    return tuple(
        Avoid(
            re.compile(entry.get("pattern") or _pattern(entry["find"]), re.IGNORECASE),
            entry["prefer"],
            entry.get("screen", False),
        )
        for entry in load("words")["avoid"]
    )


def _pattern(phrases: list[str]) -> str:
    # The longest first, so that `school refuser` is found whole.
    forms = (_form(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return rf"\b(?:{'|'.join(forms)})(?!\w)"


def _form(phrase: str) -> str:
    escaped = re.escape(phrase.rstrip("*")).replace(r"\ ", r"[\s-]+").replace("'", "['’]")
    return escaped + (r"\w*" if phrase.endswith("*") else "")


def hints(text: str, quoted: bool = False) -> list[Hint]:
    """What in `text` could be said better, in its order; none for words in quotation marks.

    `quoted` says that the whole text is the family's or the pupil's own words: then nothing is said.
    """
    if quoted:
        return []
    # Blanked, not cut out: nothing may join up across a quotation.
    ours = _QUOTED.sub(lambda match: "\0" * len(match[0]), text)
    met = [
        (match.start(), match.end(), Hint(match[0], entry.prefer))
        for entry in avoided()
        for match in entry.pattern.finditer(ours)
    ]
    met.sort(key=lambda item: (item[0], -item[1]))
    kept: list[Hint] = []
    reached = -1
    for start, end, hint in met:
        if start >= reached and hint not in kept:
            kept.append(hint)
            reached = end
    return kept
