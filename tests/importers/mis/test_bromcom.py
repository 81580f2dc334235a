"""Bromcom: a row a pupil and week, and pupils with their contacts in the same row."""

from __future__ import annotations

from datetime import date

import pytest

from tests.importers.desk import MON, Desk, upn
from tests.importers.mis.shapes import WEEK, Roll, bromcom_pupils, sheet

HEAD = ["StudentId", "startDate", "endDate", *WEEK]


@pytest.fixture
def school(desk: Desk) -> Desk:
    rows = [("StudentId", "Upn", "LastName", "FirstName", "TutorGroupName", "EnrolmentStateName")]
    rows += [(f"{100 + n}", upn(n), f"S{n}", f"F{n}", "7B", "Current") for n in range(1, 5)]
    done = desk.one(sheet(rows))
    assert done.as_dict()["format"] == "bromcom-pupils"
    return desk


def week(number: str, start: str, *marks: str, end: str = "") -> str:
    return sheet([HEAD, [number, start, end, *marks, *[""] * (10 - len(marks))]])


def test_a_week(school: Desk) -> None:
    done = school.one(week("101", "2026-11-16T00:00:00", "/", "\\", "I", "I", "", "", "C1", "Y1", "N"))
    assert done.as_dict()["format"] == "bromcom-weeks" and not done.quarantined
    said = [school.mark(1, date(2026, 11, 16 + n), half) for n in range(5) for half in ("AM", "PM")]
    assert "".join(said) == "/\\II  c1N "


def test_a_week_that_starts_on_sunday_counts_from_its_own_dates(school: Desk) -> None:
    school.one(week("101", "15/11/2026", "I"))
    assert school.mark(1, MON) == "I"


def test_a_mark_outside_the_rows_own_dates_is_set_aside(school: Desk) -> None:
    done = school.one(week("101", "18/11/2026", "I", "I", "", "", "L", end="20/11/2026"))
    assert [problem.reason for problem in done.quarantined] == [
        "I stands on a day outside the row's own dates, under MonAM",
        "I stands on a day outside the row's own dates, under MonPM",
    ]
    assert school.mark(1, date(2026, 11, 18)) == "L"


@pytest.mark.parametrize(("start", "said"), [("", "no date"), ("soon", '"soon" is no date')])
def test_a_week_without_a_date_is_set_aside(school: Desk, start: str, said: str) -> None:
    text = week("101", "16/11/2026", "/") + week("102", start, "/").partition("\n")[2]
    done = school.one(text)
    assert len(done.quarantined) == 1 and said in done.quarantined[0].reason


def test_a_week_longer_than_seven_days_is_set_aside(school: Desk) -> None:
    text = (
        week("101", "16/11/2026", "/") + week("102", "16/11/2026", "/", end="27/11/2026").partition("\n")[2]
    )
    assert "runs from 2026-11-16 to 2026-11-27" in school.one(text).quarantined[0].reason


def test_subcodes_stand_for_their_base_letter_or_what_the_school_says(school: Desk) -> None:
    school.one("Mark,Stands for\nCX,C2\n")
    done = school.one(week("101", "16/11/2026", "C01", "CX"))
    assert school.mark(1) + school.mark(1, half="PM") == "Cd" and not done.quarantined


def test_contacts_stand_in_the_pupils_row(desk: Desk, roll: Roll) -> None:
    first = roll.pupils[0]["UPN"]
    contacts = {
        first: [
            {"Name": "Mrs Ann Other", "Telephone": "01632 960001", "Email": "a@example.com",
             "Relationship": "Mother", "ParentalResponsibility": "True"},
            {"Name": "Gran", "Telephone": "1632960002", "Relationship": "Grandparent"},
        ]
    }  # fmt: skip
    done = desk.one(bromcom_pupils(roll, contacts))
    assert done.pupils.new == 40 and done.contacts.new == 2 and done.as_dict()["format"] == "bromcom-pupils"
    assert desk.rows(
        """SELECT p.upn, c.priority, c.name, c.relationship, c.phone, c.parental
           FROM contact c JOIN pupil p ON p.id = c.pupil_id ORDER BY c.priority"""
    ) == [
        (first, 1, "Mrs Ann Other", "Mother", "01632 960001", 1),
        (first, 2, "Gran", "Grandparent", "01632960002", 0),
    ]
    again = desk.load(bromcom_pupils(roll, contacts))
    assert [one.outcome for one in again] == ["already-imported"]


def test_a_number_that_moved_to_another_pupil_is_not_believed(school: Desk) -> None:
    rows = [("StudentId", "Upn", "LastName", "EnrolmentStateName")]
    rows += [(f"{105 - n}", upn(n), f"S{n}", "Current") for n in range(1, 5)]
    done = school.one(sheet(rows))
    assert any("4 pupils' numbers in the MIS belong to another pupil" in note for note in done.notes)
    assert school.rows("SELECT id, pupil_id FROM pupil_id_elsewhere ORDER BY id") == [
        ("101", 1), ("102", 2), ("103", 3), ("104", 4),
    ]  # fmt: skip


def test_a_new_pupil_with_a_number_alone_is_set_aside(school: Desk) -> None:
    rows = [("StudentId", "TutorGroupName", "EnrolmentStateName")]
    rows += [(number, "7C", "Current") for number in ("101", "102", "103", "104", "999")]
    done = school.one(sheet(rows))
    assert [problem.key for problem in done.quarantined] == ["number 999"]
    assert done.pupils.changed == 4 and school.rows("SELECT count(*) FROM pupil") == [(4,)]
