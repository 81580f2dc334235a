"""Ten and twenty school days in a row: reg 13 and reg 9(1)(i); domain.md §4, §11.6, §11.8."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider
from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, import_marks, put, put_days, stand
from tests.core.making import add_calendar, add_pupil, add_staff

TEN, TWENTY = "ten-days-unauthorised", "twenty-days"
FROM = "2026-11-02"  # the first of 15 school days up to Friday 20 November


def states(record: Record, one: int) -> dict[str, State]:
    return {clock.kind: clock.state for clock in clocks(record, one) if clock.kind in (TEN, TWENTY)}


@pytest.mark.parametrize(
    ("code", "counts", "source"),
    [
        ("G", True, "reg 13 [S34]"), ("N", True, "reg 13 [S34]"), ("O", True, "reg 13 [S34]"),
        ("U", True, "reg 13 [S34]"), ("G U", True, "any mix [S35]"), ("I", False, "any other code breaks"),
        ("O /", False, "a presence breaks"), ("C", False, "leave breaks"), ("O I", False, "half a day ill"),
    ],
)  # fmt: skip
def test_ten_days_all_sessions(record: Record, code: str, counts: bool, source: str) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 10, code)
    found = clocks(record, one, TEN)
    assert bool(found) is counts
    if counts:
        assert (found[0].state, found[0].met_on, found[0].count) == (State.MET, date(2026, 11, 13), 10)
        assert len(found[0].sessions) == 20


@pytest.mark.parametrize("code", ["/", "I", "M", "C", "X", "D", "Y1", "Y7", "B", "L"])
def test_any_other_code_or_presence_breaks(record: Record, code: str) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 10, "O")
    put(record, one, {"2026-11-09 PM": code})
    assert clocks(record, one, TEN) == []


@pytest.mark.parametrize("pause", ["Y4", "-", "#"])
def test_a_closure_or_a_missing_mark_pauses_and_is_said(record: Record, pause: str) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 11, "O")
    put(record, one, {"2026-11-09": pause})
    (clock,) = clocks(record, one, TEN)
    assert (clock.state, clock.count, clock.met_on) == (State.MET, 10, date(2026, 11, 16))
    assert "Mon 9 Nov" in clock.advice


def test_weekends_half_term_and_inset_days_lie_in_no_run(record: Record) -> None:
    add_calendar(record, (("2026-11-02", "2026-11-02", "inset", "INSET", None),))
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-10-19", 10, "O")
    (clock,) = clocks(record, one, TEN)
    assert (clock.state, clock.met_on) == (State.MET, date(2026, 11, 9))


def test_a_half_day_closure_leaves_a_day_of_one_session(record: Record) -> None:
    add_calendar(record, (("2026-11-04", "2026-11-04", "closed", "boiler", "PM"),))
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 10, "O")
    (clock,) = clocks(record, one, TEN)
    assert (clock.count, len(clock.sessions)) == (10, 19)


def test_it_shows_while_it_runs_and_goes_when_the_pupil_comes(record: Record) -> None:
    one = add_pupil(record)
    attend(record, one, last="2026-11-11")
    put_days(record, one, "2026-11-12", 7, "O")
    put(record, one, {"2026-11-20": "-"})  # today is not in yet
    assert states(record, one) == {TEN: State.RUNNING}
    put(record, one, {"2026-11-20": "/ -"})
    assert states(record, one) == {}


def test_considered_settles_a_run_and_the_next_one_fires(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    attend(record, one, last="2026-11-01")
    put_days(record, one, FROM, 15, "O")
    consider(record, officer, one, "Return sent; visit on Tuesday")
    assert states(record, one) == {TEN: State.RUNNING, TWENTY: State.RUNNING}
    assert clocks(record, one, TEN)[0].due == date(2026, 12, 18)  # the next return, while it goes on
    stand(record, "2026-12-18")
    put_days(record, one, "2026-11-23", 5, "/")
    put_days(record, one, "2026-11-30", 10, "O")
    assert states(record, one) == {TEN: State.MET}
    assert clocks(record, one, TEN)[0].met_on == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("code", "counts"),
    [("G", True), ("N", True), ("O", True), ("U", False), ("I", False), ("O U", False), ("C", False)],
)
def test_twenty_days_every_session_g_n_or_o(record: Record, code: str, counts: bool) -> None:
    stand(record, "2026-11-27")
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 19, "O")
    put(record, one, {"2026-11-27": code if " " in code else f"{code} {code}"})
    assert (states(record, one).get(TWENTY) is State.MET) is counts


def test_twenty_days_lists_what_is_missing_and_never_proposes_to_delete(record: Record) -> None:
    stand(record, "2026-11-27")
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, FROM, 20, "O")
    (clock,) = clocks(record, one, TWENTY)
    assert clock.state is State.MET
    assert "takes nobody off the roll" in clock.advice
    assert "illness" in clock.advice
    assert "local authority" in clock.advice
    assert "delet" not in clock.advice


def test_a_run_that_began_long_ago_is_counted_from_its_first_day(record: Record) -> None:
    one = add_pupil(record)
    attend(record, one, last="2026-01-31")
    days = put_days(record, one, "2026-02-02", 200, "O")
    import_marks(record, "2026-11-02")
    (clock,) = clocks(record, one, TEN)
    counted = sum(day <= date(2026, 11, 20) for day in days)
    assert (clock.state, clock.met_on, clock.count) == (State.MET, days[9], counted)


def test_before_admission_and_after_leaving_nothing_runs(record: Record) -> None:
    joined = add_pupil(record, admitted=date(2026, 11, 9))
    put_days(record, joined, FROM, 15, "O")
    (clock,) = clocks(record, joined, TEN)
    assert clock.met_on == date(2026, 11, 20)
    left = add_pupil(record, left=date(2026, 11, 18))
    put_days(record, left, FROM, 15, "O")
    assert clocks(record, left, TEN) == []


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({}, ""),
        ({"2026-11-30": "/ -"}, "Back since Mon 30 Nov. "),
        ({"2026-11-30": "O /", "2026-12-01": "/"}, "Back since Mon 30 Nov. "),
        ({"2026-11-30": "L", "2026-12-01": "O"}, "In again on Mon 30 Nov. "),
        ({"2026-11-30": "I", "2026-12-01": "V -"}, "Back since Tue 1 Dec. "),
    ],
)
def test_a_run_that_ended_says_since_when_the_pupil_is_back(
    record: Record, then: dict[str, str], said: str
) -> None:
    """In this morning, and still "20 school days running … If the absence goes on …"."""
    stand(record, "2026-12-01")
    one = add_pupil(record)
    attend(record, one, last="2026-11-01")
    put_days(record, one, FROM, 20, "O")
    put(record, one, then)
    assert states(record, one) == {TEN: State.MET, TWENTY: State.MET}
    for clock in clocks(record, one):
        if clock.kind in (TEN, TWENTY):
            assert clock.advice.startswith(said)
            assert ("now ended" in clock.rule) is bool(then)
            assert not (then and "goes on" in clock.advice)


def test_a_run_that_illness_ended_is_not_said_to_be_back(record: Record) -> None:
    one = add_pupil(record)
    attend(record, one, last="2026-11-01")
    put_days(record, one, FROM, 14, "O")
    put(record, one, {"2026-11-20": "I"})
    (clock,) = clocks(record, one, TEN)
    assert (clock.state, clock.rule) == (State.MET, "10 school days in a row, now ended")
    assert clock.advice.startswith("Put it on the return")
