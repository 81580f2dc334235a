"""A missing mark fires one clock and no other: domain.md §1 [S24], §11.12."""

from __future__ import annotations

from datetime import date

import pytest

from core.clocks import read_clocks
from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, put
from tests.core.making import add_pupil

KIND = "missing-mark"


@pytest.fixture
def group(record: Record) -> tuple[int, int]:
    """Two pupils of one reg group, both marked every session up to today's morning."""
    kit, sam = add_pupil(record), add_pupil(record)
    for one in (kit, sam):
        attend(record, one)
        put(record, one, {"2026-11-20": "/ -"})
    return kit, sam


def test_a_gap_in_a_register_that_is_in(record: Record, group: tuple[int, int]) -> None:
    kit, sam = group
    put(record, kit, {"2026-11-11 PM": "-", "2026-11-12 AM": "-"})
    (clock,) = clocks(record, kit)
    assert (clock.kind, clock.state, clock.due, clock.count) == (KIND, State.OVERDUE, date(2026, 11, 11), 2)
    assert clocks(record, sam) == []
    assert set(read_clocks(record)) == {kit}


def test_todays_gap_is_due_today_and_an_open_register_is_no_gap(
    record: Record, group: tuple[int, int]
) -> None:
    kit, _ = group
    assert clocks(record, kit) == []  # nobody has an afternoon mark yet
    put(record, kit, {"2026-11-20 AM": "-"})
    assert [(c.kind, c.state) for c in clocks(record, kit)] == [(KIND, State.DUE)]


def test_a_register_not_taken_at_all_is_nobodys_clock(record: Record, group: tuple[int, int]) -> None:
    for one in group:
        put(record, one, {"2026-11-11": "-"})
    assert read_clocks(record) == {}


def test_who_left_or_had_not_come_takes_no_register(record: Record, group: tuple[int, int]) -> None:
    gone = add_pupil(record, left=date(2026, 11, 10))
    attend(record, gone, last="2026-11-11")
    put(record, group[0], {"2026-11-11": "-"})
    put(record, group[1], {"2026-11-11": "-"})
    assert read_clocks(record) == {}


def test_nothing_else_fires_from_missing_marks(record: Record) -> None:
    kit, sam = (
        add_pupil(record, social_worker="CP", youth_justice=True, pt_from=date(2026, 9, 2)) for _ in "12"
    )
    attend(record, sam)
    assert {clock.kind for clock in clocks(record, kit)} == {KIND}


def test_days_outside_the_time_on_roll_and_other_years_are_no_gaps(record: Record) -> None:
    joined, sam = add_pupil(record, admitted=date(2026, 11, 16)), add_pupil(record)
    attend(record, sam)
    attend(record, joined, first="2026-11-16")
    assert read_clocks(record) == {}
