"""Numbers and words of the clocks, as data: `core/data/clocks.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.data import load
from core.questions import State

THRESHOLDS = ("ten-sessions", "ten-days-unauthorised", "twenty-days", "fifteen-days-sickness")
TELLS = ("tell-social-worker", "tell-youth-justice")
KINDS = (
    *TELLS, "n-code", *THRESHOLDS, "part-time-end", "plan-review", "ehcp-review", "promised-help",
    "code-question", "missing-mark",
)  # fmt: skip
# Cleared by a person's words, beside what the register says. The first six whenever "considered" is said.
SETTLED_AT_ONCE = (*THRESHOLDS, *TELLS)
SETTLED_BY_NAME = ("code-question", "ehcp-review", "part-time-end")


@cache
def numbers() -> Mapping[str, int]:
    """The thresholds in force."""
    found: Mapping[str, int] = load("clocks")["numbers"]
    return found


def rule(kind: str, question: str = "") -> str:
    """The rule of a kind in about six words."""
    return str(_words(kind, question)["rule"])


def advice(kind: str, state: State, question: str = "", **values: object) -> str:
    """What clears a clock of this kind that stands where it stands."""
    name = "beyond" if state is State.BEYOND else state.value
    return str(_words(kind, question)[name]).format(**values)


def said(name: str) -> str:
    """A remark that several clocks share."""
    return str(load("clocks")["said"][name])


def _words(kind: str, question: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load("clocks")[kind]
    return found[question] if question else found
