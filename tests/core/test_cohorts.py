"""Groups side by side: DfE's counts by group, the change since last half-term, small groups kept in."""

from __future__ import annotations

import pytest

from core.cohorts import BY, Cohort, read_cohorts, suppressed
from core.record import Record
from tests.core.making import add_pupil, make_record, mark, mark_days


def test_a_group_counts_what_its_pupils_missed(record: Record) -> None:
    one, other = add_pupil(record, year="7", sen="E"), add_pupil(record, year="10", sen="N")
    for each in (one, other):
        mark_days(record, each, "2026-09-02", "2026-11-20", "/")
    for day in ("2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-09", "2026-11-10"):
        mark(record, one, day, "I")
    seven, ten = read_cohorts(record, "year")
    assert (seven.name, seven.missed, seven.persistent, seven.severe) == ("7", 12, 1, 0)
    assert (ten.name, ten.missed, ten.persistent, ten.severe) == ("10", 0, 0, 0)
    assert seven.now == (12, 30) and seven.before == (0, 76) and seven.change == 40.0
    assert [(c.name, c.missed) for c in read_cohorts(record, "code")] == [("I", 12)]
    assert sum(c.missed or 0 for c in read_cohorts(record, "weekday")) == 12
    assert {c.name for c in read_cohorts(record, "sen")} == {"EHCP", "no SEN"}


@pytest.mark.parametrize("by", BY)
def test_small_groups_do_not_leave_the_school(record: Record, by: str) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-20", "I")
    assert all(
        c.missed is None and c.now is None and c.per_pupil is None for c in read_cohorts(record, by, True)
    )
    assert any(c.missed for c in read_cohorts(record, by))


def test_without_a_calendar_there_are_no_groups(tmp_path) -> None:
    with make_record(tmp_path, calendar=False, name="bare.db") as bare:
        add_pupil(bare)
        assert read_cohorts(bare, "year") == []


def _cohort(name: str, pupils: int) -> Cohort:
    return Cohort(name, pupils, 7 * pupils, 100 * pupils, 1, 0, (pupils, 50), (0, 50))


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ((30, 40, 50), set()),
        ((3, 40, 30), {3, 30}),  # one alone would be the whole less the rest: the next smallest goes too
        ((3, 4, 40, 30), {3, 4, 30}),  # seven pupils together are a small group as well
        ((6, 7, 40), {6, 7}),
        ((3,), {3}),
    ],
)
def test_a_small_group_does_not_follow_from_the_whole(sizes: tuple[int, ...], hidden: set[int]) -> None:
    found = suppressed(_cohort(str(size), size) for size in sizes)
    assert {one.pupils for one in found if one.hidden} == hidden
    assert all(
        one.now is None and one.persistent is None and one.change is None for one in found if one.hidden
    )
