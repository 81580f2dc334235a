"""Clocks: deadlines in the school's own days, and thresholds; each says its rule and what clears it.

None disappears by itself: a deadline stays until the thing is done, a threshold until somebody notes it
considered or an amended mark takes the count below. Every rule with its source: `docs/law-clocks.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.clocks.code_dates import codes_out_of_force, holds_out_of_force, holds_unusual, older_strings
from core.clocks.code_notes import notes_of_home, offsite
from core.clocks.code_questions import asks_anything, code_questions
from core.clocks.missing import gaps, missing_marks, taken_today
from core.clocks.n_code import n_code
from core.clocks.part_time import Agreement, agreements, noted_agreements, part_time_end
from core.clocks.rules import KINDS, SETTLED_AT_ONCE, SETTLED_BY_NAME, TELLS, THRESHOLDS, settled_early
from core.clocks.runs import days_in_a_row, may_have_begun_earlier
from core.clocks.set_dates import Promise, ehcp_review, open_promises, reviews, set_dates
from core.clocks.sickness import fifteen_days
from core.clocks.sight import Marked, Person, Sight, everybody, look
from core.clocks.telling import Learned, learned, tell_workers
from core.clocks.ten_sessions import COUNTED, ten_sessions
from core.clocks.timeline import Timeline, marked
from core.codes import NO_MARK
from core.days import Session
from core.packs.made import pages_made
from core.questions import ClockState, State
from core.record import Record
from core.register import Register
from core.sessions_bits import table

__all__ = [
    "KINDS",
    "SETTLED_AT_ONCE",
    "SETTLED_BY_NAME",
    "TELLS",
    "THRESHOLDS",
    "first_day",
    "in_order",
    "order_of",
    "read_clocks",
    "settled_early",
]

_AWAY = table(COUNTED)
_URGENCY = {
    state: place
    for place, state in enumerate((State.OVERDUE, State.DUE, State.MET, State.RUNNING, State.BEYOND))
}
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class _Noted:
    """What people noted and imports brought, by pupil."""

    reviews: Mapping[int, date]
    promises: Mapping[int, list[Promise]]
    part_time: Mapping[int, list[Agreement]]
    older: Mapping[int, dict[date, str]]
    at_home: Mapping[int, set[Session]]
    learned: Learned
    pages: Mapping[int, date]
    taken: Collection[tuple[str, str]]

    @cached_property
    def _named(self) -> frozenset[int]:
        return frozenset().union(self.reviews, self.promises, self.part_time, self.older)

    def concerns(self, one: Marked) -> bool:
        """Whether anything was agreed, noted or told of a pupil, or a code asks a question: of few it is."""
        pupil = one.pupil
        return bool(
            pupil.social_worker or pupil.looked_after or pupil.youth_justice
            or pupil.pt_from or pupil.pt_to or pupil.ehcp_review
            or pupil.id in self._named or holds_unusual(one.strings)
        )  # fmt: skip


def first_day(record: Record) -> date:
    """The day from which clocks look at marks; after codes out of force they look in every year."""
    return look(record).base


def read_clocks(
    record: Record, ids: Collection[int] | None = None, strings: Mapping[int, Register] | None = None
) -> dict[int, list[ClockState]]:
    """The clocks of these pupils, or of everybody, by pupil and most urgent first; only pupils with any.

    Of a pupil who has left only what the register still needs: N and missing marks. Without a calendar
    no deadline is computed: what remains has no date, but for workers to be told today. `strings` are
    everybody's registers since `first_day` or longer, if they are read already.
    """
    with record.reading():
        sight = look(record)
        noted = _Noted(
            reviews(record), open_promises(record), noted_agreements(record), older_strings(sight),
            notes_of_home(sight), learned(record, sight.tell_since), pages_made(record), taken_today(sight),
        )  # fmt: skip
        found: dict[int, list[ClockState]] = {}
        missing: dict[Person, list[Session]] = {}
        for one in everybody(sight, ids, strings):
            pupil = one.pupil
            if pupil.admitted and pupil.admitted > sight.today:
                continue
            line = sight.timeline(pupil.year)
            cells = line.cells(one.strings, pupil.admitted, pupil.left)
            clocks: list[ClockState] = []
            if sight.loaded:
                clocks += _of_register(sight, one, line, cells)
                if NO_MARK in cells and (blanks := gaps(sight, pupil, line, cells, noted.taken)):
                    missing[pupil] = blanks
            if noted.concerns(one) and not (pupil.left and pupil.left < sight.today):
                clocks += _of_people(sight, noted, one, line, cells)
            if clocks:
                found[pupil.id] = clocks
        for clock in missing_marks(sight, missing):
            found.setdefault(clock.pupil_id, []).append(clock)
    for clocks in found.values():
        if len(clocks) > 1:
            clocks.sort(key=order_of)
    return found


def _of_register(sight: Sight, one: Marked, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Clocks that the marks alone set going, but for missing ones, which need the whole reg group."""
    pupil = one.pupil
    if "N" in cells:
        yield from n_code(sight, pupil, line, cells)
    if pupil.left and pupil.left < sight.today:
        return
    away = marked(cells, _AWAY)
    number = away.bit_count()
    if number >= sight.numbers["sessions_from"]:
        yield from ten_sessions(sight, pupil, line, cells, away)
    if cells.count("I") >= sight.numbers["sick_days_from"]:
        yield from fifteen_days(sight, pupil, line, cells)
    if number >= sight.numbers["ten_days_from"]:
        if may_have_begun_earlier(cells):
            line = sight.timeline(pupil.year, long=True)
            cells = line.cells(one.strings, pupil.admitted, pupil.left)
        elif number < line.at_least(sight.numbers["ten_days_from"]):
            return  # most pupils: too few for days in a row
        yield from days_in_a_row(sight, pupil, line, cells)


def _of_people(sight: Sight, noted: _Noted, one: Marked, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Clocks that rest on what people agreed, noted or were told, beside the marks."""
    pupil = one.pupil
    if pupil.social_worker or pupil.looked_after or pupil.youth_justice:
        yield from tell_workers(sight, pupil, line, cells, noted.learned)
    agreed: list[Agreement] = []
    if pupil.pt_from or pupil.pt_to or pupil.id in noted.part_time:
        agreed = agreements(pupil, noted.part_time.get(pupil.id, []))
        yield from part_time_end(sight, pupil, line, cells, agreed)
    if sight.loaded and asks_anything(cells):
        yield from code_questions(sight, pupil, line, cells, agreed)
        yield from offsite(sight, pupil, line, cells, noted.at_home.get(pupil.id, set()))
    strings = {start: held for start, held in one.strings.items() if holds_out_of_force(start, held)}
    if strings or pupil.id in noted.older:
        yield from codes_out_of_force(sight, pupil, {**noted.older.get(pupil.id, {}), **strings})
    if pupil.ehcp_review or pupil.id in noted.reviews or pupil.id in noted.promises:
        yield from set_dates(sight, pupil, noted.reviews.get(pupil.id), noted.promises.get(pupil.id, []))
        yield from ehcp_review(sight, pupil, noted.pages.get(pupil.id))


def order_of(clock: ClockState) -> tuple[int, str, int]:
    """What sorts clocks: overdue, due, met, running; the earliest first; kinds in their order."""
    when = clock.due or clock.met_on
    return _URGENCY[clock.state], str(when or "9"), _PLACE[clock.kind]


def in_order(record: Record, ids: Collection[int] | None = None) -> list[ClockState]:
    """All clocks of these pupils, or of everybody, in one list: most urgent first."""
    every = (clock for clocks in read_clocks(record, ids).values() for clock in clocks)
    return sorted(every, key=lambda clock: (*order_of(clock), clock.pupil_id))
