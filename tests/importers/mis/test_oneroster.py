"""OneRoster: a roster and no attendance."""

from __future__ import annotations

import pytest

from tests.importers.desk import Desk, upn

HEAD = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
)


def user(number: str, role: str, name: str, identifier: str = "", grade: str = "", status: str = "") -> str:
    return f"{number},{status},,true,o1,{role},u{number},,{name},Other,,{identifier},,,,,{grade},\n"


def test_students_come_in_and_the_missing_attendance_is_said(desk: Desk) -> None:
    text = HEAD + user("u1", "student", "Ann", upn(1), "07") + user("u2", "teacher", "Tom")
    text += user("u3", "student", "Old", upn(3), "8", "tobedeleted")
    done = desk.one(text)
    assert done.as_dict()["format"] == "oneroster" and done.pupils.new == 1
    assert "OneRoster holds no attendance: marks come from the MIS itself" in done.notes
    assert desk.rows("SELECT upn, surname, forename, year FROM pupil") == [(upn(1), "Other", "Ann", "7")]
    assert desk.rows("SELECT system, id FROM pupil_id_elsewhere") == [("oneroster", "U1")]


def test_an_identifier_that_is_no_upn_makes_no_pupil(desk: Desk) -> None:
    done = desk.one(HEAD + user("u1", "student", "Ann", upn(1)) + user("u2", "student", "Ben", "7713"))
    assert [problem.reason for problem in done.quarantined] == [
        "a new pupil needs a UPN, an admission number, or names with date of birth"
    ]
    assert done.pupils.new == 1


@pytest.mark.parametrize(
    "head", ["propertyName,value", "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId"]
)
def test_the_other_files_of_the_set_are_not_needed(desk: Desk, head: str) -> None:
    [done] = desk.load(f"{head}\na,b\n")
    assert done.error is not None and "users.csv alone" in str(done.error) and done.error.exit_code == 2
