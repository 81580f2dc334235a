"""Fifteen days of illness in the school year: reg 13; domain.md §4 [S34 S36 S37], §11.7."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider
from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, put_days, stand
from tests.core.making import add_pupil, add_staff

KIND = "fifteen-days-sickness"


@pytest.mark.parametrize(
    ("days", "codes", "state"),
    [(9, "I", None), (10, "I", State.RUNNING), (14, "I", State.RUNNING), (15, "I", State.MET),
     (15, "I /", State.MET), (15, "M", None)],
)  # fmt: skip
def test_days_that_hold_illness(record: Record, days: int, codes: str, state: State | None) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-10-05", days, codes)
    found = clocks(record, one, KIND)
    assert [clock.state for clock in found] == ([state] if state else [])
    if found:
        full = 0 if " " in codes else days
        assert found[0].count == days
        assert f"{days} days this year hold illness, {full} of them the whole day" in found[0].advice


def test_cumulative_days_count_and_it_is_met_on_the_fifteenth(record: Record) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-09-07", 8, "I")
    last = put_days(record, one, "2026-11-02", 8, "I")
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.count, clock.met_on) == (State.MET, 16, last[6])


def test_each_school_year_begins_anew(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-06-29", 18, "I")
    put_days(record, one, "2026-09-02", 9, "I")
    assert clocks(record, one, KIND) == []


def test_no_answers_the_question_until_fifteen_are_reached(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-11-02", 12, "I")
    stand(record, "2026-11-17")
    assert clocks(record, one, KIND)[0].state is State.RUNNING
    consider(record, officer, one, "Fifteen are not expected: back on Thursday", KIND)
    assert clocks(record, one, KIND) == []
    stand(record, "2026-11-20")
    put_days(record, one, "2026-11-18", 3, "I")
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.met_on) == (State.MET, date(2026, 11, 20))


def test_considered_settles_fifteen_and_another_fifteen_are_asked_about(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-11-02", 15, "I")
    consider(record, officer, one, "Return sent; work goes home each Monday")
    assert clocks(record, one, KIND) == []
    stand(record, "2026-12-18")
    put_days(record, one, "2026-11-23", 9, "I")
    assert clocks(record, one, KIND) == []
    put_days(record, one, "2026-11-23", 15, "I")
    assert clocks(record, one, KIND)[0].state is State.MET


def test_after_fifteen_were_considered_it_says_the_count_of_the_year_and_asks_no_second_time(
    record: Record,
) -> None:
    """A clock said "10 days hold illness … Are fifteen expected?" of a pupil with 36 in his register."""
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-09-07", 26, "I")
    stand(record, "2026-10-15")
    consider(record, officer, one, "Return sent; work goes home each Monday")
    stand(record, "2026-11-20")
    put_days(record, one, "2026-11-02", 9, "I")
    assert clocks(record, one, KIND) == []
    put_days(record, one, "2026-11-02", 10, "I")
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.count, len(clock.sessions)) == (State.RUNNING, 10, 20)
    assert clock.rule == "15 further days ill in this year"
    assert clock.advice.startswith(
        "36 days this year hold illness, 36 of them the whole day; considered on Thu 15 Oct, 10 days since. "
    )
    assert "expected" not in clock.advice
    put_days(record, one, "2026-11-02", 15, "I /")
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.count, clock.met_on) == (State.MET, 15, date(2026, 11, 20))
    assert "41 days this year hold illness, 26 of them the whole day; considered on" in clock.advice
    assert "15 days since. Fifteen further days" in clock.advice


def test_pupils_of_compulsory_school_age_only(record: Record) -> None:
    young = add_pupil(record, dob=date(2022, 5, 1), year="R")
    unknown = add_pupil(record, dob=None)
    for one in (young, unknown):
        put_days(record, one, "2026-11-02", 15, "I")
    assert clocks(record, young, KIND) == []
    assert "No date of birth" in clocks(record, unknown, KIND)[0].advice
