"""Files about somebody else's pupils, or about days nobody can have seen: nothing of them comes in quietly."""

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
