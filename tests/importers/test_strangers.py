"""Files about somebody else's pupils, or days nobody has seen yet: nothing of them comes in quietly."""

from __future__ import annotations

import pytest

from tests.importers.desk import CALENDAR, Desk, upn

HEAD = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg\n"
DAY = "2026-11-16"


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.one(CALENDAR)
    return desk.with_pupils()


def test_marks_of_another_school_of_the_trust_do_not_land_on_our_pupils_of_that_number(school: Desk) -> None:
    done = school.one(
        f"UPN,Adno,Date,AM,PM\n{upn(901)},1,{DAY},I,I\n{upn(2)},2,{DAY},/,\\\n", at="2026-11-16T14:00"
    )
    assert [problem.reason for problem in done.quarantined] == [f"no pupil with UPN {upn(901)} on the record"]
    assert (school.mark(1), school.mark(2)) == ("", "/")


def test_a_upn_put_right_in_the_mis_is_followed_by_name_and_birth(school: Desk) -> None:
    school.one(HEAD + f"{upn(901)},1,Surname1,Other,2012-01-02,7,7B\n", force=True)
    assert school.rows("SELECT upn FROM pupil WHERE adno = '1'") == [(upn(901),)]


@pytest.mark.parametrize(
    "told", [f"{upn(901)},1,Foreign,Fred,2014-09-01,7,7X", ",1,Foreign,Fred,2014-09-01,7,7X"]
)
def test_pupils_of_another_school_do_not_take_the_names_of_ours(school: Desk, told: str) -> None:
    before = school.rows("SELECT * FROM pupil")
    [done] = school.load(HEAD + told + "\n")
    assert done.outcome == "refused" and "is this your school's file?" in str(done.error)
    assert school.rows("SELECT * FROM pupil") == before


def test_a_number_given_anew_is_taken_when_somebody_says_so(school: Desk) -> None:
    done = school.one(HEAD + f"{upn(901)},1,Foreign,Fred,2014-09-01,7,7X\n", force=True)
    assert done.pupils.new == 1 and school.rows("SELECT surname FROM pupil WHERE adno = '1' ORDER BY id") == [
        ("Surname1",), ("Foreign",),
    ]  # fmt: skip


def test_present_on_a_day_to_come_is_not_taken(school: Desk) -> None:
    done = school.one(
        f"UPN,Date,AM,PM\n{upn(1)},2026-11-19,/,\\\n{upn(1)},2026-12-08,/,B\n{upn(2)},2026-12-08,I,\n",
        at="2026-11-19T15:00",
    )
    assert [(one.row, one.reason) for one in done.quarantined] == [
        (3, "a register's mark for Tue 8 Dec 2026, still to come: is the date month first, or a clock wrong?")
    ]
    assert school.rows("SELECT sum(length(replace(cells, ' ', ''))) FROM register") == [(4,)]


def test_month_first_dates_are_told_by_marks_on_days_to_come(school: Desk) -> None:
    [done] = school.load(f"UPN,Date,AM,PM\n{upn(1)},11/09/2026,/,\\\n{upn(1)},11/12/2026,/,\\\n")
    assert done.outcome == "refused" and "month first" in str(done.error)
    assert school.rows("SELECT * FROM register") == []
    assert school.one(
        f"UPN,Date,AM,PM\n{upn(1)},11/09/2026,/,\\\n{upn(1)},11/12/2026,/,\\\n", force=True
    ).marks.new == 4  # fmt: skip
