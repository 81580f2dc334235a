"""Groups side by side: DfE's counts by group, the change since last half-term, small groups kept in."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cohort_report import read_report
from core.cohorts import BY, Cohort, read_cohorts
from core.privacy.suppressing import fit_to_leave, suppressed
from core.record import Record
from tests.core.making import add_calendar, add_pupil, make_record, mark, mark_days


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
    assert all(c.missed is None and c.now is None and c.per_pupil is None for _, c in read_report(record, by))
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


def _told(record: Record, by: str) -> dict[str, int]:
    """Sizes of the groups a report tells, which are those that can be taken off a whole."""
    return {group.name: group.pupils for _, group in read_report(record, by) if not group.hidden}


def test_a_small_form_does_not_follow_from_its_year_less_the_other_form(record: Record) -> None:
    for year, reg, size in (("7", "7A", 8), ("7", "7B", 14), ("8", "8A", 11), ("8", "8B", 13)):
        for _ in range(size):
            add_pupil(record, year=year, reg=reg)
    assert _told(record, "year") == {"7": 22, "8": 24}
    assert _told(record, "form") == {"8A": 11, "8B": 13}, "7B would give 7A away: 22 less 14"


def test_a_small_year_does_not_follow_from_the_forms(record: Record) -> None:
    for year, reg, size in (("7", "7A", 6), ("8", "8A", 12), ("9", "9A", 15), ("9", "9B", 15)):
        for _ in range(size):
            add_pupil(record, year=year, reg=reg)
    assert _told(record, "year") == {"9": 30}
    assert _told(record, "form") == {"9A": 15, "9B": 15}


def test_a_small_need_does_not_follow_from_those_without_sen(record: Record) -> None:
    for sen, need, size in (("E", "autism", 9), ("E", "speech", 11), ("K", "speech", 10), ("N", "", 12)):
        for _ in range(size):
            add_pupil(record, sen=sen, sen_need=need)
    assert _told(record, "sen") == {"EHCP": 20, "SEN support": 10, "no SEN": 12}
    assert _told(record, "need") == {"no SEN": 12}, "speech would give autism away: 42 less 12 less 21"


def test_who_has_no_sen_is_kept_back_by_need_where_it_is_by_status(record: Record) -> None:
    for sen, need, size in (("E", "autism", 5), ("K", "speech", 30), ("N", "", 12)):
        for _ in range(size):
            add_pupil(record, sen=sen, sen_need=need)
    assert _told(record, "sen") == {"SEN support": 30}
    assert "no SEN" not in _told(record, "need"), "everybody less 30 less those without SEN are the five"


def test_of_nothing_nothing_leaves() -> None:
    assert fit_to_leave({}) == {}


def test_two_days_off_round_a_weekend_begin_no_half_term(tmp_path: Path) -> None:
    with make_record(tmp_path, name="inset.db") as record:
        add_calendar(
            record, tuple((day, day, "inset", "INSET", None) for day in ("2026-11-13", "2026-11-16"))
        )
        one = add_pupil(record)
        mark_days(record, one, "2026-09-02", "2026-11-20", "/")
        mark(record, one, "2026-11-05", "I")
        (group,) = read_cohorts(record, "year")
        assert group.now is not None and group.now[0] == 2, "the illness of 5 November is of this half-term"


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [((8951, 100_000), (8949, 100_000), 0.1), ((1, 3), (2, 6), 0.0), ((12, 30), (0, 76), 40.0),
     ((8949, 100_000), (8951, 100_000), -0.1)],
)  # fmt: skip
def test_the_change_is_the_difference_of_the_rates_shown(
    now: tuple[int, int], before: tuple[int, int], change: float
) -> None:
    """“9.0 %, the last 8.9 %, +0.0 points” looked like an error."""
    assert Cohort("year 10", 20, 1, 2, 0, 0, now, before).change == change
