"""Numbers and words of the clocks, as data: `core/data/clocks.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.data import load
from core.errors import Refused
from core.questions import ClockState, State
from core.record import Record
from core.text import clean

THRESHOLDS = ("ten-sessions", "ten-days-unauthorised", "twenty-days", "fifteen-days-sickness")
TELLS = ("tell-social-worker", "tell-youth-justice")
KINDS = (
    *TELLS, "n-code", *THRESHOLDS, "part-time-end", "plan-review", "ehcp-review", "promised-help",
    "code-question", "missing-mark",
)  # fmt: skip
# Cleared by a person's words, beside what the register says. The first six whenever "considered" is said.
SETTLED_AT_ONCE = (*THRESHOLDS, *TELLS)
SETTLED_BY_NAME = ("code-question", "ehcp-review", "part-time-end")


# The numbers of the law: no school may change them, only warn before they are reached.
LAW = {
    "n_days": "regs 10(7)–(9), WT 2026 para 408",
    "sessions": "WT ch. 6",
    "session_weeks": "WT ch. 6",
    "ten_days": "reg 13",
    "twenty_days": "reg 9(1)(i)",
    "sick_days": "reg 13",
    "excluded_days": "DfE absence methodology, code E",
}
# The school's own choices, each from a least to a most; a name in place of a number is that number.
_CHOICES: Mapping[str, tuple[int, int | str]] = {
    "sessions_from": (1, "sessions"),
    "ten_days_from": (1, "ten_days"),
    "return_weeks": (0, 4),
    "twenty_days_from": (1, "twenty_days"),
    "sick_days_from": (1, "sick_days"),
    "offsite_days": (0, 20),
    "part_time_weeks": (1, 52),
    "tell_days": (1, 20),
}
# What bounds a choice, where the law does.
_BOUND = {"return_weeks": "at least once a calendar month (reg 13), which 0 stands for"}


def numbers(record: Record) -> Mapping[str, int]:
    """The numbers in force: the school's own, else as they ship."""
    own = record.setting("rules.clocks")
    if not own:
        return _shipped()
    import tomllib

    return read_numbers(tomllib.loads(own))


def _shipped() -> Mapping[str, int]:
    found: Mapping[str, int] = load("clocks")["numbers"]
    return found


def read_numbers(data: Mapping[str, Any]) -> Mapping[str, int]:
    """Check a school's own copy and give its numbers; Refused, naming what is wrong and why.

    What it leaves out stays as it ships. The words of the clocks say the law and are not a school's.
    """
    shipped, default = _shipped(), load("clocks")
    for name, part in data.items():
        if name not in default:
            raise Refused(f"Clocks have no part “{clean(name, 30)}”: only [numbers] is a school's own.")
        if name != "numbers" and part != default[name]:
            raise Refused(f"[{name}] says the law and cannot be changed: only [numbers] is a school's own.")
    own = data.get("numbers", {})
    if not isinstance(own, Mapping):
        raise Refused("“numbers” must be a part of its own: write [numbers] on a line above it.")
    for name, number in own.items():
        _check(name, number, shipped)
    return {**shipped, **own}


def _check(name: str, number: object, shipped: Mapping[str, int]) -> None:
    if name not in shipped:
        raise Refused(f"[numbers] knows {', '.join(_CHOICES)}; not {clean(name, 30)}.")
    if type(number) is not int:
        raise Refused(f"[numbers] {name} must be a whole number, not {clean(str(number), 30)}.")
    if name in LAW:
        if number != shipped[name]:
            warn = f"{name}_from" if f"{name}_from" in _CHOICES else ""
            earlier = f" To be warned earlier, lower {warn}." if warn else ""
            raise Refused(f"{name} is the law's and stays {shipped[name]} ({LAW[name]}).{earlier}")
        return
    least, most = _CHOICES[name]
    limit = shipped[most] if isinstance(most, str) else most
    if not least <= number <= limit:
        bound = f": {_BOUND[name]}" if name in _BOUND else ""
        raise Refused(f"[numbers] {name} is from {least} to {limit}, not {number}{bound}.")


def settled_early(clock: ClockState) -> bool:
    """Whether words may settle a clock before it asks: “fifteen are not expected”, a return sent early."""
    again = clock.kind == "ten-days-unauthorised" and (clock.due is not None or clock.state is State.BEYOND)
    return clock.kind == "fifteen-days-sickness" or again


def rule(kind: str, question: str = "") -> str:
    """The rule of a kind in about six words."""
    return str(_words(kind, question)["rule"])


def advice(kind: str, state: State, question: str = "", **values: object) -> str:
    """What clears a clock of this kind that stands where it stands."""
    words = _advice(kind, state, question)
    return words.format(**values) if "{" in words else words


@cache
def _advice(kind: str, state: State, question: str) -> str:
    return str(_words(kind, question)["beyond" if state is State.BEYOND else state.value])


def said(name: str) -> str:
    """A remark that several clocks share."""
    return str(load("clocks")["said"][name])


def page_said(made: str, key: str) -> tuple[str, str]:
    """Whether the page of an EHCP review was made, as a rule; and what makes it."""
    words = _words("ehcp-review", "page-made" if made else "page-none")
    return words["rule"].format(day=made), words["advice"].format(key=key)


def sent_said(day: str, past: bool) -> str:
    """By which day those invited to an EHCP review get its page."""
    return str(_words("ehcp-review", "sent")["past" if past else "ahead"]).format(day=day)


def _words(kind: str, question: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load("clocks")[kind]
    return found[question] if question else found
