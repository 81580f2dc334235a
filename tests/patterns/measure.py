"""Look at the planted school on every day of a half-term, as officers would, and count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from core.habits import habits
from core.patterns import KINDS, read_flags
from core.questions import Flag
from tests.core.making import set_now
from tests.patterns.cohorts import Planted

EXPECTED = {"fortnight": "weekday"}  # planted under a name of its own, shown as another kind
# No matter of luck: a long illness is a run, whoever planted it, and nobody spoken with is nobody.
BY_DEFINITION = ("run", "silent", "same-again")


@dataclass
class Measured:
    """By kind: how many were planted and found; flags raised on pupils who were given nothing."""

    planted: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)
    ordinary: int = 0
    flags: list[Flag] = field(default_factory=list)  # as last seen, one a pupil and kind
    asked: int = 0  # false flags that led a habit: what an officer was asked

    @property
    def found_percent(self) -> float:
        """Planted patterns found, in percent."""
        return 100 * sum(self.found.values()) / max(1, sum(self.planted.values()))

    def add(self, other: Measured) -> None:
        """Take in what was measured on another school."""
        for own, more in (
            (self.planted, other.planted),
            (self.found, other.found),
            (self.false, other.false),
        ):
            own.update({kind: own.get(kind, 0) + number for kind, number in more.items()})
        self.ordinary += other.ordinary
        self.flags += other.flags
        self.asked += other.asked

    @property
    def false_per_100(self) -> float:
        """False flags of all kinds together, per 100 pupils, in the half-term."""
        return 100 * sum(self.false.values()) / self.ordinary


def measure(school: Planted, step: int = 1) -> Measured:
    """Every flag that stood on any day of the half-term counts once a pupil and kind, right or wrong.

    `step`: look on every so many-th day only, back from the last.
    """
    seen: dict[tuple[int, str], Flag] = {}
    led: set[tuple[int, str]] = set()
    for day in reversed(school.days[::-step]):
        set_now(school.record, datetime.combine(day, time(16)))
        for flags in read_flags(school.record).values():
            seen.update({(flag.pupil_id, flag.kind): flag for flag in flags})
            led.update((habit.flag.pupil_id, habit.flag.kind) for habit in habits(flags))
    result = Measured(ordinary=len(school.nobody), flags=list(seen.values()))
    for kind, ids in school.by_kind.items():
        result.planted[kind] = len(ids)
        result.found[kind] = sum((one, EXPECTED.get(kind, kind)) in seen for one in ids)
    for kind in KINDS:
        result.false[kind] = sum(key[1] == kind and key[0] in school.nobody for key in seen)
    result.asked = sum(one in school.nobody for one, _ in led)
    return result


def table(result: Measured) -> str:
    """Both figures by kind, as lines."""
    lines = [f"{'kind':20}{'planted':>9}{'found':>7}{'%':>7}{'false':>7}{'per 100':>9}"]
    for kind in dict.fromkeys((*KINDS, *result.planted)):
        planted, found = result.planted.get(kind, 0), result.found.get(kind, 0)
        share = f"{100 * found / planted:.0f}" if planted else ""
        false = result.false.get(kind, 0)
        lines.append(f"{kind:20}{planted:9}{found:7}{share:>7}{false:7}{100 * false / result.ordinary:9.2f}")
    lines.append(
        f"{'all':20}{sum(result.planted.values()):9}{sum(result.found.values()):7}"
        f"{result.found_percent:7.1f}{sum(result.false.values()):7}{result.false_per_100:9.2f}"
    )
    plain = sum(result.false.get(kind, 0) for kind in BY_DEFINITION)
    lines.append(f"of these, as marks and calls say by definition ({', '.join(BY_DEFINITION)}): {plain}")
    lines.append(f"of these, asked by themselves (not as part of another): {result.asked}")
    return "\n".join(lines)
