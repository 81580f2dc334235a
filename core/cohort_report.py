"""Groups side by side as they leave the school: small groups kept back, and what would give them away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.cohorts import BY, Cohort, read_all
from core.privacy.suppressing import fit_to_leave
from core.record import Record
from core.sheet import Cell

COLUMNS = (
    "By", "Group", "Pupils", "Sessions missed", "Sessions possible", "Missed per pupil",
    "Missed a tenth or more", "Missed half or more", "Missed % this half-term", "Missed % last half-term",
    "Change in points",
)  # fmt: skip
SMALL, KEPT_BACK = "under 10", "kept back"  # of a group that would give a small one away


def read_report(record: Record, by: str = "") -> list[tuple[str, Cohort]]:
    """Every group (by one of `BY`, or by each), fit to leave the school, with what it is grouped by.

    Empty without a calendar.
    """
    found = fit_to_leave(read_all(record))
    return [(one, group) for one in BY if one in found and by in ("", one) for group in found[one]]


def as_row(by: str, group: Cohort) -> list[Cell]:
    """A row under `COLUMNS`; numbers are numbers, None where kept back or without meaning."""
    return [
        by, group.name, _pupils(group), group.missed, group.possible, _rounded(group.per_pupil),
        group.persistent, group.severe, _percent(group.now), _percent(group.before), _rounded(group.change),
    ]  # fmt: skip


def as_json(by: str, group: Cohort) -> dict[str, Any]:
    """The same for a program; `suppressed` where it is kept back."""
    names = (
        "by", "group", "pupils", "missed", "possible", "per_pupil", "persistent", "severe",
        "percent_now", "percent_before", "change",
    )  # fmt: skip
    found: dict[str, Any] = dict(zip(names, as_row(by, group), strict=True))
    return {**found, "pupils": None if group.hidden else group.pupils, "suppressed": group.hidden}


def as_line(by: str, group: Cohort) -> str:
    """A line to read: `year 7; 240 pupils; missed 12.3 sessions each (…)`."""
    return "; ".join(_parts(by, group))


def _parts(by: str, group: Cohort) -> Iterator[str]:
    yield f"{by} {group.name}"
    if group.hidden:
        yield f"{SMALL} pupils" if group.small else f"{KEPT_BACK}, so that a small group stays unknown"
        return
    yield f"{group.pupils} pupil{'s' * (group.pupils != 1)}"
    each = _rounded(group.per_pupil)
    yield f"missed {each} sessions each ({group.missed} of {group.possible})"
    if group.persistent is not None:
        yield f"{group.persistent} missed a tenth or more, {group.severe} half or more"
    now, before, change = _percent(group.now), _percent(group.before), _rounded(group.change)
    if now is not None and before is not None and change is not None:
        yield f"this half-term {now} %, the last {before} %, {change:+.1f} points"


def _pupils(group: Cohort) -> Cell:
    if not group.hidden:
        return group.pupils
    return SMALL if group.small else KEPT_BACK


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0


def _percent(part: tuple[int, int] | None) -> float | None:
    return round(100 * part[0] / part[1], 1) if part and part[1] else None
