"""One thing that was looked at: what was found, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

OK, LOOK, GRAVE = "ok", "look", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is `ok`, `look` (works, but see to it) or `wrong`; `remedy` is what to do, '' if nothing."""

    what: str
    state: str
    said: str
    remedy: str = ""


def of(what: str, wrong: list[str], right: str, remedy: str) -> list[Finding]:
    """A finding for each thing wrong, or one that all is right."""
    return [Finding(what, GRAVE, one, remedy) for one in wrong] or [Finding(what, OK, right)]
