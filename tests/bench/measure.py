"""Timing: interleaved repeats, so that a busy moment falls on both sides; the median counts."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one measurement over all its repeats."""

    median: float
    least: float


def once(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    gc.collect()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def interleaved(works: Sequence[Callable[[], float]], repeats: int) -> list[float]:
    """The median of each measurement, taken turn by turn; each of `works` returns milliseconds."""
    return [times.median for times in interleaved_all(works, repeats)]


def interleaved_all(works: Sequence[Callable[[], float]], repeats: int) -> list[Times]:
    """As `interleaved`, with the least of each beside its median."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for place, work in enumerate(works):
            found[place].append(work())
    return [Times(median(times), min(times)) for times in found]


def line(what: str, value: float, unit: str, limit: float | None = None, beside: str = "") -> str:
    """One line of the report: what, the figure, the target and whether it is met."""
    target = "" if limit is None else f"target ≤ {limit:g} {unit}: {'met' if value <= limit else 'not met'}"
    digits = 2 if unit == "×" else 1
    return f"{what:44} {value:9.{digits}f} {unit:2}  {target:28} {beside}".rstrip()
