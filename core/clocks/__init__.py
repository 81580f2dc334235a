"""Clocks: deadlines in the school's own days, and thresholds; each says its rule and what clears it.

None disappears by itself: a deadline stays until the thing is done, a threshold until somebody notes it
considered or an amended mark takes the count below. Every rule with its source: `docs/law-clocks.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core.clocks.code_questions import code_questions, codes_out_of_force, strings_out_of_force
from core.clocks.missing import gaps, missing_marks, taken_today
from core.clocks.n_code import n_code
from core.clocks.part_time import Agreement, agreements, noted_agreements, part_time_end
from core.clocks.rules import KINDS, SETTLED_AT_ONCE, SETTLED_BY_NAME, TELLS, THRESHOLDS
from core.clocks.runs import ten_days, twenty_days
from core.clocks.set_dates import Promise, open_promises, reviews, set_dates
from core.clocks.sickness import fifteen_days
from core.clocks.sight import Person, Sight, everybody, look
from core.clocks.telling import Learned, learned, tell_workers
from core.clocks.ten_sessions import ten_sessions
from core.clocks.timeline import Timeline
from core.codes import NO_MARK
from core.days import Session
from core.questions import ClockState, State
from core.record import Record

__all__ = ["KINDS", "SETTLED_AT_ONCE", "SETTLED_BY_NAME", "TELLS", "THRESHOLDS", "order_of", "read_clocks"]

_URGENCY = (State.OVERDUE, State.DUE, State.MET, State.RUNNING, State.BEYOND)
_COUNTS = (ten_sessions, ten_days, twenty_days, fifteen_days)


@dataclass(frozen=True)
class _Noted:
    """What people noted and imports brought, by pupil."""

    reviews: Mapping[int, date]
    promises: Mapping[int, list[Promise]]
    part_time: Mapping[int, list[Agreement]]
    odd: Mapping[int, dict[date, str]]
    learned: Learned
    taken: Collection[tuple[str, str]]


def read_clocks(record: Record, ids: Collection[int] | None = None) -> dict[int, list[ClockState]]:
    """The clocks of these pupils, or of everybody, by pupil and most urgent first; only pupils with any.

    Of a pupil who has left only what the register still needs: N and missing marks. Without a calendar
    no deadline is computed: what remains has no date, but for workers to be told today.
    """
    with record.reading():
        sight = look(record)
        noted = _Noted(
            reviews(record), open_promises(record), noted_agreements(record), strings_out_of_force(sight),
            learned(record, sight.tell_since), taken_today(sight),
        )  # fmt: skip
        found: dict[int, list[ClockState]] = {}
        missing: dict[Person, list[Session]] = {}
        for pupil, strings in everybody(sight, ids):
            if pupil.admitted and pupil.admitted > sight.today:
                continue
            line = sight.timeline(pupil.year)
            cells = line.cells(strings, pupil.admitted, pupil.left)
            if clocks := list(_of_pupil(sight, noted, pupil, line, cells)):
                found[pupil.id] = clocks
            if (
                sight.calendar.loaded
                and NO_MARK in cells
                and (blanks := gaps(sight, pupil, line, cells, noted.taken))
            ):
                missing[pupil] = blanks
        for clock in missing_marks(sight, missing):
            found.setdefault(clock.pupil_id, []).append(clock)
    for clocks in found.values():
        clocks.sort(key=order_of)
    return found


def _of_pupil(sight: Sight, noted: _Noted, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """All clocks of a pupil but missing marks, which need the whole reg group."""
    loaded = sight.calendar.loaded
    if loaded and "N" in cells:
        yield from n_code(sight, pupil, line, cells)
    if pupil.left and pupil.left < sight.today:
        return
    for count in _COUNTS if loaded else ():
        yield from count(sight, pupil, line, cells)
    if pupil.social_worker or pupil.looked_after or pupil.youth_justice:
        yield from tell_workers(sight, pupil, line, cells, noted.learned)
    agreed = agreements(pupil, noted.part_time.get(pupil.id, []))
    if agreed:
        yield from part_time_end(sight, pupil, line, cells, agreed)
    if loaded:
        yield from code_questions(sight, pupil, line, cells, agreed)
    if pupil.id in noted.odd:
        yield from codes_out_of_force(sight, pupil, noted.odd[pupil.id])
    yield from set_dates(sight, pupil, noted.reviews.get(pupil.id), noted.promises.get(pupil.id, []))


def order_of(clock: ClockState) -> tuple[int, str, int]:
    """What sorts clocks: overdue, due, met, running; the earliest first; kinds in their order."""
    when = clock.due or clock.met_on
    return _URGENCY.index(clock.state), str(when or "9"), KINDS.index(clock.kind)
