"""Why a pupil is away: the words a caller hears, and the statutory code each one suggests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from core.codes import CODES, Kind
from core.data import load
from core.errors import Unknown
from core.model import Pupil
from core.text import clean, fold

REASONS: tuple[ReasonWord, ...]  # read from `reasons.toml` when first asked for


@dataclass(frozen=True, slots=True)
class ReasonWord:
    """A reason as the strip offers it; `explains` is False where it leaves the absence unexplained."""

    key: str  # one lower-case letter, or the statutory code it was made from
    word: str
    phrase: str
    code: str
    explains: bool = True
    asks: str = ""


@cache
def _reasons() -> tuple[ReasonWord, ...]:
    return tuple(
        ReasonWord(r["key"], r["word"], r["phrase"], r["code"], r.get("explains", True), r.get("asks", ""))
        for r in load("reasons")["reason"]
    )


def __getattr__(name: str) -> Any:
    # No file is read at import: REASONS exists from the moment somebody names it.
    if name == "REASONS":
        return _reasons()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _by_word() -> dict[str, ReasonWord]:
    found: dict[str, ReasonWord] = {}
    for entry, reason in zip(load("reasons")["reason"], _reasons(), strict=True):
        for word in (reason.word, reason.phrase, *entry.get("also", ())):
            found.setdefault(_folded(word), reason)
    return found


def _folded(text: str) -> str:
    return fold(text.replace("-", " "))


def reason_of(text: str) -> ReasonWord:
    """The reason meant by a key (`i`), a word (`ill`, `dentist`) or a statutory code (`I`, `c1`, `Y7`).

    A single lower-case letter is a key, an upper-case one a code, where both exist. Unknown lists
    the words; a withdrawn code is Unknown too, since it cannot be suggested for a session now.
    """
    typed = clean(text)
    keys = {reason.key: reason for reason in _reasons()}
    found = keys.get(typed) or _of_code(typed) or _by_word().get(_folded(typed)) or keys.get(typed.casefold())
    if found:
        return found
    listed = ", ".join(f"{reason.key} {reason.word}" for reason in _reasons())
    raise Unknown(f'"{clean(typed, 40)}" is no reason here. Give one of {listed}, or a code such as I or C1.')


def _of_code(typed: str) -> ReasonWord | None:
    entry = CODES.get(typed.upper())
    if entry is None:
        return None
    if entry.until:
        raise Unknown(
            f"Code {entry.code} was withdrawn after {entry.until.day} {entry.until:%b %Y}. "
            "Give a code in force, such as I or G."
        )
    if entry.kind is Kind.NOT_COLLECTED:
        raise Unknown(
            f"Code {entry.code} ({entry.meaning}) gives no reason for one pupil. Give a code such as I or M."
        )
    return ReasonWord(entry.code, entry.meaning, entry.meaning, entry.code, entry.code != "N")


def code_for(word: str, pupil: Pupil) -> str:
    """The code suggested for a reason (key, word or code) of this pupil; Unknown if it is none.

    Transport that the school or local authority provides is Y1 (reg 10(3), WT 2026), any other O.
    """
    reason = reason_of(word)
    if reason.key == "t" and transport_provided(pupil.transport):
        return "Y1"
    return reason.code


def transport_provided(transport: str) -> bool:
    """Whether a pupil's transport, as the school wrote it, comes from the school or local authority."""
    rules = load("reasons")["transport"]
    said = f" {_folded(transport.replace('/', ' '))} "

    def names(words: list[str]) -> bool:
        return any(f" {word} " in said for word in words)

    return names(rules["provided"]) and not names(rules["own"])
