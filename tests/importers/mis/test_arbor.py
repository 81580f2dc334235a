"""Arbor: the pupil export, the attendance dataset, and the class-level download that is refused."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Refused
from importers.sniff import open_tables
from tests.importers.desk import MON, Desk, upn
from tests.importers.mis.shapes import sheet

HEAD = (
    "STUDENT_ID,APPLICATION_ID,RAW_MARK,MARK_CODE,MINUTES_LATE,PERIOD,DATE,IS_PRESENT,IS_AUTHORIZED_ABSENT,"
    "IS_UNAUTHORIZED_ABSENT,IS_POSSIBLE_ATTENDANCE\n"
)
PUPILS = (
    '"Globally Unique Student ID","Arbor Student ID","Legal First Name","Legal Last Name","Sex",'
    '"Year group(s) this academic year","Registration form(s) this academic year","Date of Birth",'
    '"Courses/classes","SEN status"\n'
)


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.one(
        PUPILS + "g1,71,Ann,Other,F,Year 4,Oak,01/02/2018,x,K\ng2,72,Ben,O'Brien,M,Year 4,Elm,2/2/2018,,\n"
    )
    return desk


def test_pupils(school: Desk) -> None:
    assert school.rows("SELECT surname, forename, dob, year, reg, sen FROM pupil ORDER BY id") == [
        ("Other", "Ann", "2018-02-01", "4", "Oak", "K"),
        ("O'Brien", "Ben", "2018-02-02", "4", "Elm", ""),
    ]


def test_the_dataset_finds_pupils_by_their_number(school: Desk) -> None:
    rows = f"71,uk_1,L,LATE,7,MORNING,{MON},1,0,0,1\n71,uk_1,\\,PRESENT_PM,,AFTERNOON,{MON},1,0,0,1\n"
    done = school.one(HEAD + rows)
    assert done.as_dict()["format"] == "arbor-attendance" and not done.quarantined
    assert school.rows("SELECT substr(cells, ?, 2) FROM register", 2 * (MON - date(2026, 8, 1)).days + 1) == [
        ("L\\",)
    ]
    assert school.rows("SELECT minutes FROM mark_detail") == [(7,)]


def test_several_schools_in_one_file_are_refused(school: Desk) -> None:
    before = school.everything()
    rows = f"71,uk_1,L,LATE,7,MORNING,{MON},,,,\n72,uk_2,/,PRESENT_AM,,MORNING,{MON},,,,\n"
    [done] = school.load(HEAD + rows)
    assert "marks of 2 schools" in str(done.error) and school.everything() == before


def test_the_daily_page_by_class_is_refused_with_advice(write) -> None:
    text = '"Time","Lesson/Event","Teacher","Marks"\n08:45,Registration 7A,A. Teacher,28/30\n'
    with pytest.raises(Refused, match=r"by class.*by pupil instead"):
        open_tables(write(text))


def test_who_is_in_two_groups_keeps_the_one_held(school: Desk) -> None:
    text = PUPILS + 'g1,71,Ann,Other,F,"Year 4, Year 5","Oak, Ash",01/02/2018,,\n'
    school.one(text, force=True)
    assert school.rows("SELECT year, reg FROM pupil WHERE id = 1") == [("4", "Oak")]


def test_numbers_of_another_system_find_nobody(school: Desk) -> None:
    rows = [("StudentId", "startDate", "MonAM", "MonPM", "FriAM", "FriPM"), ("71", str(MON), "I", "", "", "")]
    [done] = school.load(sheet(rows))
    assert done.outcome == "refused" and "Bromcom number 71" in str(done.error)


def test_two_systems_may_use_the_same_number(school: Desk) -> None:
    school.one(sheet([("StudentId", "Upn", "LastName", "TutorGroupName", "EnrolmentStateName"),
                      ("71", upn(9), "Nine", "Elm", "Current")]))  # fmt: skip
    rows = [("StudentId", "startDate", "MonAM", "MonPM", "FriAM", "FriPM"), ("71", str(MON), "I", "", "", "")]
    school.one(sheet(rows))
    assert school.rows("SELECT pupil_id FROM register") == [(3,)]
