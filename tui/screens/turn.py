"""Whose turn it is: where the cursor goes once a row is dealt with, and the words that say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core.model import Lane, Outcome
from core.views import Row
from tui import ink

WHERE = {
    "NOW": "to ring now",
    "TODAY": "to ring today",
    "IN HAND": "in hand now",
    "WITH DSL": "with DSL now",
    "DUE": "due now",
    "FLAGS": "under FLAGS now",
    "EXPLAINED": "explained now",
    "ARRIVED": "arrived",
}

LEAST = 8  # cells that a shortened act keeps
NOT_RUNG = frozenset(
    {"IN HAND", "WITH DSL", "DUE", "FLAGS", "EXPLAINED", "ARRIVED"}
)  # the others are call groups


def rung_at(row: Row) -> datetime | None:
    """When somebody last rang about this pupil today; a message is no ringing."""
    return next((a.at for a in reversed(row.attempts) if a.outcome is not Outcome.MESSAGE), None)


def next_to_ring(rows: Sequence[Row], after: int | None, group: str, done: Collection[int]) -> int | None:
    """Whom to ring after `after`, who stood in `group`; never one just dealt with or claimed.

    First whoever nobody has rung today in the same group: further down, then from its top. Then the
    next such pupil of the groups below, then above. When everybody has been rung: who was rung longest ago.
    """
    place = next((i for i, row in enumerate(rows) if row.pupil.id == after), -1)
    turn = [*rows[place + 1 :], *rows[: max(place, 0)]]
    free = [
        row for row in turn if row.lane is Lane.CALL_NOW and row.pupil.id not in done and not row.claimed_by
    ]
    fresh = [row for row in free if rung_at(row) is None]
    best = next((row for row in fresh if row.group == group), None) or next(iter(fresh), None)
    if best is None and free:
        best = min(free, key=lambda row: rung_at(row) or datetime.min)
    return best.pupil.id if best else None


def after_ringing(
    before: Sequence[Row], now: Sequence[Row], after: int | None, done: Collection[int]
) -> int | None:
    """The next to ring by the order she was looking at, as things stand now."""
    current = {row.pupil.id: row for row in now}
    seen = {row.pupil.id for row in before}
    order = [
        current.get(row.pupil.id, row) for row in before if row.pupil.id in current or row.pupil.id == after
    ]
    order += [row for row in now if row.pupil.id not in seen]
    group = next((row.group for row in before if row.pupil.id == after), "")
    return next_to_ring(order, after, group, done)


def in_its_place(before: Sequence[Row], now: Sequence[Row], pupil_id: int) -> int | None:
    """The pupil now standing where this one stood: the next of the group, else the last before, else any."""
    place = next((i for i, row in enumerate(before) if row.pupil.id == pupil_id), None)
    if place is None:
        return None
    group = before[place].group
    stay = {row.pupil.id for row in now if row.pupil.id != pupil_id}
    order = [row for row in [*before[place + 1 :], *reversed(before[:place])] if row.pupil.id in stay]
    still = {row.pupil.id: row.group for row in now}
    same = [row for row in order if row.group == group == still[row.pupil.id]]
    unmoved = [row for row in order if row.group == still[row.pupil.id]]
    return next((row.pupil.id for row in [*same, *unmoved, *order]), None)


def held(rows: Sequence[Row], before: Sequence[Row], pupil_id: int) -> list[Row]:
    """The rows with the pupil she is ringing about kept where it stood when she began."""
    mine = next((row for row in rows if row.pupil.id == pupil_id), None)
    was = next((row for row in before if row.pupil.id == pupil_id), None)
    if mine is None or was is None or mine.lane is not Lane.IN_HAND:
        return list(rows)
    rest = [row for row in rows if row is not mine]
    later = {row.pupil.id for row in before[before.index(was) + 1 :] if row.group == was.group}
    at = next((i for i, row in enumerate(rest) if row.pupil.id in later and row.group == was.group), None)
    if at is None:
        at = max((i + 1 for i, row in enumerate(rest) if row.group == was.group), default=0)
    return [*rest[:at], replace(mine, group=was.group), *rest[at:]]


def became(row: Row | None, me: str) -> str:
    """What became of a pupil whose row has left its group."""
    if row is None:
        return "not on the board any more"
    if row.claimed_by is not None:
        other = row.claimed_by.account != me
        return f"{row.claimed_by.name} is calling" if other else "being called from another window of yours"
    return WHERE.get(row.group, f"under {row.group} now")


def fitted(said: str, moved: str, hint: str, cells: int) -> str:
    """What was done, where the cursor is now and the key that takes it back, on one line if that can be.

    What was done ends in the child's name, which stays whole: words before it are cut instead.
    """
    surname = moved.partition(",")[0]
    short = "u undoes" if hint.startswith("u ") else hint
    for parts in ((said, moved, hint), (said, moved, short), (said, surname, short), (said, surname)):
        line = ink.joined(parts)
        if ink.width(line) <= cells:
            return line
    head, _, who = said.rpartition(" · ")
    if who.startswith("also "):
        head, _, name = head.rpartition(" · ")
        who = f"{name} · {who}"
    for tail in (ink.joined([who, surname]), who):
        room = cells - ink.width(tail) - 3
        if head and room >= LEAST:
            return f"{ink.cut(head, room)} · {tail}"
    return line
