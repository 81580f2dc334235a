"""What makes coming in hard: the kinds of barrier, and whether a sentence says something to change.

A sentence is concrete when it names something of the child's day: a place, a time, a person, a
thing, a sensation or an event. Stock words ("issue", "anxiety", "attendance") name nothing, however
many there are. A vague sentence is questioned in place and kept if the officer insists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from core.data import load
from core.text import clean, fold, show

KINDS: dict[str, str]  # key → label, read from `barriers.toml` when first asked for

_QUOTE_LIMIT = 60
# Reported figures name nothing; a clock time, a lesson's number or a class does.
_FIGURE = re.compile(
    r"\b[0-9]+(?:\.[0-9]+)?\s*(?:%|percent|per cent|days?|weeks?|sessions?|months?|terms?)(?!\w)"
)
_CLOCK = re.compile(
    r"\b[0-9]{1,2}(?:[:.][0-9]{2})\b|\b[0-9]{1,2} ?[ap]\.?m\b|\b(?:period|lesson|p|room|bus) ?[0-9]+\b"
    r"|\b(?:at|by|until|til|till|before|after|past|from|gone|about) (?:half )?[0-9]{1,2}\b"
)
_NAME = re.compile(
    r"(?<=[a-z,] )(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?"
    r"(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|The)[a-z]*\b)[A-Z][a-z]{2,}\b"
)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Words and phrases by what they are: `exact` whole ones, `starts` the beginnings (`gate*`)."""

    exact: frozenset[str]
    starts: tuple[str, ...]

    def holds(self, word: str) -> bool:
        if word in self.exact:
            return True
        # `hurt*` is a beginning of `hurts`, not of `hurts his ears`.
        return word.startswith(self.starts) and any(
            word.startswith(start) and word.count(" ") == start.count(" ") for start in self.starts
        )


def __getattr__(name: str) -> Any:
    # No file is read at import: KINDS exists from the moment somebody names it.
    if name == "KINDS":
        return _kinds()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _kinds() -> dict[str, str]:
    return {key: kind["label"] for key, kind in load("barriers")["kinds"].items()}


def _lexicon(words: Iterable[str]) -> _Lexicon:
    folded = [(_plain(word), word.endswith("*")) for word in words]
    return _Lexicon(
        frozenset(word for word, start in folded if not start),
        tuple(word for word, start in folded if start),
    )


@cache
def _words(part: str) -> _Lexicon:
    data = load("barriers")
    if part == "concrete":
        return _lexicon(word for group in data["concrete"].values() for word in group)
    return _lexicon(data[part]["words"])


@cache
def _kind_words() -> dict[str, _Lexicon]:
    return {key: _lexicon(kind["words"]) for key, kind in load("barriers")["kinds"].items()}


def _plain(text: str) -> str:
    return fold(re.sub(r"[-/&+]", " ", text))


def question(text: str) -> str:
    """The one question to ask in place of a vague sentence, with a model line; '' if it is concrete."""
    said = clean(text)
    if _concrete(said):
        return ""
    data = load("barriers")
    kind = data["kinds"].get(guess_kind(said), {})
    asks = kind.get("asks", data["general"]["asks"])
    model = kind.get("model", data["kinds"]["arrival"]["model"])
    names = f' "{show(clean(said.rstrip("."), _QUOTE_LIMIT))}" names nothing we could change.' if said else ""
    return f"{asks}{names} For example: {model}"


def guess_kind(text: str) -> str:
    """The kind of barrier a sentence most likely speaks of, as a key of KINDS; '' if it gives no sign."""
    words = _plain(clean(text)).split()
    spoken = [*words, *_runs(words, 2), *_runs(words, 3)]
    scores = {
        key: sum(len(word.split()) for word in spoken if lexicon.holds(word))
        for key, lexicon in _kind_words().items()
    }
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] else ""


def _concrete(said: str) -> bool:
    """Whether enough is named: a thing of the child's day is two points, an unknown word one; three suffice.

    A whole sentence has a point more. Under a heading ("issues with …", "absent on …") it takes
    four, and a label of one or two words is never enough.
    """
    words = _plain(_FIGURE.sub(" ", said.casefold())).split()
    named, other = _weigh(said, words)
    sentence = len(words) >= 4 if named else len(words) >= 5 and other >= 2
    heading = any(_words("heading").holds(_near(word)) for word in words)
    return len(words) >= 3 and 2 * named + other + sentence >= 3 + heading


def _weigh(said: str, words: list[str]) -> tuple[int, int]:
    """How many things of the child's day and how many unknown words `said`, split into `words`, holds."""
    named, other, place = len(_CLOCK.findall(_FIGURE.sub(" ", said.casefold()))), 0, 0
    while place < len(words):
        taken, concrete, unknown = _judge(words, place)
        named, other, place = named + concrete, other + unknown, place + taken
    # A name is an unknown word with a capital: it counts as a person instead.
    names = 0 if said.istitle() or said.isupper() else len(_NAME.findall(said))
    people = min(names, other)
    return named + people, other - people


def _judge(words: list[str], place: int) -> tuple[int, bool, bool]:
    """How many words are taken at `place`, whether they name something, whether they are unknown."""
    for size in (3, 2):
        phrase = " ".join(words[place : place + size])
        if phrase in _words("concrete").exact and len(words) - place >= size:
            return size, True, False
    word = words[place]
    if word.isdigit() or len(word) == 1 or word in _words("grammar").exact:
        return 1, False, False
    for spelt in (word, _near(word)):
        if spelt in _words("concrete").exact:
            return 1, True, False
        if _words("stock").holds(spelt):
            return 1, False, False
        if _words("concrete").holds(spelt):
            return 1, True, False
    return 1, False, True


def _runs(words: list[str], size: int) -> list[str]:
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


@cache
def _spellings() -> dict[str, list[str]]:
    by_letter: dict[str, list[str]] = {}
    for part in ("stock", "concrete", "grammar"):
        lexicon = _words(part)
        for word in (*lexicon.exact, *lexicon.starts):
            if len(word) > 4:
                by_letter.setdefault(word[0], []).append(word)
    return by_letter


@lru_cache(4096)
def _near(word: str) -> str:
    """The listed word that `word` is most likely a misspelling of, else `word` itself."""
    from difflib import get_close_matches

    listed = [known for known in _spellings().get(word[0], ()) if abs(len(known) - len(word)) <= 2]
    found = get_close_matches(word, listed, n=1, cutoff=0.82) if len(word) > 4 else []
    return found[0] if found else word
