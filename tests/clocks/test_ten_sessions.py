"""Ten sessions of G, N, O or U in ten school weeks: WT ch. 6; domain.md §3, §4, §11.5."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider
from core.questions import ClockState, State
from core.record import Record
from tests.clocks.making import attend, clocks, import_marks, put, put_days, stand
from tests.core.making import add_pupil, add_staff

KIND = "ten-sessions"
# marks → the session at which ten were reached (None: not reached), and the source
EXAMPLES: list[tuple[dict[str, str], str | None, str]] = [
    (
        {"2026-11-02": "G", "2026-11-03": "G", **{f"2026-11-{d:02}": "U /" for d in (4, 5, 6, 9, 10, 11)}},
        "2026-11-11 AM", "4 sessions of holiday + 6 late after the register closed [S28]",
    ),
    (
        {f"2026-11-{d:02}": "G" for d in range(9, 14)},
        "2026-11-13 PM", "10 holiday sessions in one week [S28]",
    ),
    (
        {**{f"2026-09-{d:02}": "O" for d in (14, 15, 16)},
         **{f"2026-{d}": "O /" for d in ("09-21", "09-28", "10-05", "10-12")}},
        "2026-10-12 AM", "6 sessions in one week and 1 a week for the next 4 [S28]",
    ),
    (
        {"2026-07-22": "G", **{f"2026-09-{d:02}": "O" for d in (3, 4, 7, 8)}},
        "2026-09-08 PM", "2 in the summer term + 8 in the autumn term [S28]",
    ),
    (
        {**{f"2026-09-{d:02}": "O" for d in (7, 8)}, "2026-09-09": "O /",
         **{f"2026-11-{d:02}": "O" for d in (16, 17)}, "2026-11-18": "O /"},
        "2026-11-18 AM", "first and tenth in school weeks k-9 and k, a half-term between [S28 S38 S39]",
    ),
    (
        {"2026-09-03": "O", "2026-09-04": "O", "2026-09-02": "O /",
         **{f"2026-11-{d:02}": "O" for d in (16, 17)}, "2026-11-18": "O /"},
        None, "first and tenth eleven school weeks apart [S28]",
    ),
    (
        {f"2026-11-{d:02}": c for d, c in zip(range(9, 14), ("I", "C", "M", "R", "T"), strict=True)},
        None, "authorised absence never counts [domain §1]",
    ),
    (
        {"2026-11-09": "G N", "2026-11-10": "O U", "2026-11-11": "G N", "2026-11-12": "O U",
         "2026-11-13": "G N"},
        "2026-11-13 PM", "any mix of G, N, O and U [domain §4]",
    ),
    (
        {f"2026-11-{d:02}": c for d, c in zip(range(9, 14), ("-", "Y4", "Y1", "X", "#"), strict=True)},
        None, "missing marks and sessions that were not possible never count [domain §11.12]",
    ),
]  # fmt: skip


def met(found: list[ClockState]) -> str | None:
    """The session at which it was met, if it was."""
    states = [clock for clock in found if clock.state is State.MET]
    return str(states[0].met_on) if states else None


@pytest.mark.parametrize(("marks", "on", "source"), EXAMPLES, ids=[row[2] for row in EXAMPLES])
def test_the_examples_of_the_guidance(
    record: Record, marks: dict[str, str], on: str | None, source: str
) -> None:
    one = add_pupil(record)
    attend(record, one)
    put(record, one, marks)
    found = clocks(record, one, KIND)
    assert met(found) == on
    if on:
        assert found[0].count == len(found[0].sessions) >= 10
        assert on in map(str, found[0].sessions)
        assert found[0].due is None


def test_it_shows_from_seven_and_counts_the_present_window(record: Record) -> None:
    one = add_pupil(record)
    attend(record, one)
    put_days(record, one, "2026-11-09", 3, "O")
    assert clocks(record, one, KIND) == []
    put(record, one, {"2026-11-12 AM": "U"})
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.count, clock.met_on) == (State.RUNNING, 7, None)


def test_a_window_that_rolls_on_does_not_clear_what_was_met(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-09-07", 5, "O")
    stand(record, "2027-06-10")
    assert met(clocks(record, one, KIND)) == "2026-09-11 PM"
    stand(record, "2026-11-20")


def test_nor_does_a_new_school_year(record: Record) -> None:
    stand(record, "2026-03-02")
    one = add_pupil(record)
    put_days(record, one, "2026-02-23", 5, "O")
    stand(record, "2026-09-10")
    assert met(clocks(record, one, KIND)) == "2026-02-27 PM"


def test_history_loaded_with_the_first_import_is_no_open_question(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-02-23", 5, "O")
    import_marks(record, "2026-11-02")
    assert clocks(record, one, KIND) == []


def test_what_stood_open_since_before_the_first_import_outlives_the_summer(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2025-10-06", 5, "O")
    put(record, one, {"2025-10-14": "N"})
    import_marks(record, "2025-11-03")
    for day in ("2025-11-04", "2026-07-01", "2026-09-10"):
        stand(record, day)
        assert [met(clocks(record, one, KIND)), len(clocks(record, one, "n-code"))] == ["2025-10-10 PM", 1]


def test_a_first_import_in_the_summer_holiday_is_of_the_new_year(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-06-08", 5, "O")
    import_marks(record, "2026-08-10")
    stand(record, "2026-09-10")
    assert clocks(record, one, KIND) == []


@pytest.mark.parametrize("code", ["/", "I", "C"])
def test_an_amended_mark_that_takes_the_count_below_clears_it(record: Record, code: str) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "N")
    assert met(clocks(record, one, KIND))
    put(record, one, {"2026-11-10 AM": code})
    assert met(clocks(record, one, KIND)) is None


def test_considered_settles_it_and_one_more_session_does_not_bring_it_back(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    consider(record, officer, one, "Quiet entrance from Monday; looked at again on 4 December")
    assert clocks(record, one, KIND) == []
    stand(record, "2026-11-25")
    put(record, one, {"2026-11-24": "O"})
    assert clocks(record, one, KIND) == []


def test_a_new_crossing_fires_anew(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    consider(record, officer, one, "Quiet entrance from Monday")
    stand(record, "2027-03-05")
    put_days(record, one, "2027-02-22", 5, "O")
    assert met(clocks(record, one, KIND)) == "2027-02-26 PM"


def test_so_do_ten_further_sessions_while_the_count_never_fell(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    consider(record, officer, one, "Quiet entrance from Monday")
    stand(record, "2026-12-04")
    put_days(record, one, "2026-11-30", 5, "O")
    assert met(clocks(record, one, KIND)) == "2026-12-04 PM"


@pytest.mark.parametrize(
    ("born", "fires", "why"),
    [
        (date(2021, 12, 31), False, "five on 31 Dec 2026: not yet of age [S50]"),
        (date(2021, 8, 31), True, "five on 31 Aug 2026 [S50]"),
        (date(2010, 8, 31), False, "left compulsory school age in June 2026 [S4b]"),
        (None, True, "no date of birth: treated as of age, and said"),
    ],
)
def test_compulsory_school_age_only(record: Record, born: date | None, fires: bool, why: str) -> None:
    one = add_pupil(record, dob=born)
    put_days(record, one, "2026-11-09", 5, "O")
    found = clocks(record, one, KIND)
    assert bool(found) is fires
    if born is None:
        assert "No date of birth" in found[0].advice


def test_only_sessions_on_roll_count(record: Record) -> None:
    one = add_pupil(record, admitted=date(2026, 11, 10))
    put_days(record, one, "2026-11-09", 5, "O")
    (clock,) = clocks(record, one, KIND)
    assert (clock.state, clock.count) == (State.RUNNING, 8)


def test_it_is_worded_as_a_prompt_for_support(record: Record) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    (clock,) = clocks(record, one, KIND)
    said = f"{clock.rule} {clock.advice}".casefold()
    assert "support" in said
    assert not any(word in said for word in ("penalty", "fine", "prosecut", "notice", "legal"))


def test_a_leaver_is_nobodys_prompt(record: Record) -> None:
    one = add_pupil(record, left=date(2026, 11, 13))
    put_days(record, one, "2026-11-09", 5, "G")
    assert clocks(record, one, KIND) == []
