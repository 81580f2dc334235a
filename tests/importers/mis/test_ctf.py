"""The Common Transfer File: joiners, their contacts and SEN, and their marks as one string."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.days import HALVES, Session
from core.past import in_words
from core.pupil import read_pupil
from core.roll import pupil as pupil_of
from importers.cells import Unclear
from importers.strings import dates
from importers.taking_back import take_back
from tests.importers.desk import ME, Desk, session_rows, upn
from tests.importers.mis.shapes import Roll, ctf, ctf_attendance, ctf_marks, ctf_pupil, element

JO = {"UPN": upn(900), "Legal Surname": "Joiner & Co", "Legal Forename": "Jo", "DOB": "2014-03-04"}
MONDAY = date(2026, 6, 1)


def held(desk: Desk, one: int, day: date) -> str:
    """The two cells of a day of the pupil with this id."""
    [(cells,)] = desk.rows("SELECT cells FROM register WHERE pupil_id = ? AND year = '2025-08-01'", one)
    return "".join(str(cells)[Session(day, half).index] for half in HALVES)


def joiner(inner: str = "", **how: str) -> str:
    return ctf([ctf_pupil(JO, inner)], **how)


@pytest.mark.parametrize("weekends", [True, False])
def test_marks_come_in_whichever_way_weekends_are_written(known: Desk, roll: Roll, weekends: bool) -> None:
    done = known.one(ctf_marks(roll, weekends))
    assert done.as_dict()["format"] == "ctf" and not done.quarantined
    cells = {
        row[0]: str(row[1])
        for row in known.rows("SELECT upn, cells FROM register JOIN pupil ON id = pupil_id")
    }
    for who, day, half, code in roll.marks:
        if len(code) == 1:
            session = Session(date.fromisoformat(day), "PM" if half == "PM" else "AM")
            assert cells[who][session.index] == code


def test_a_joiner(desk: Desk) -> None:
    inner = (
        element("BasicDetails", element("PreferredForename", "Joey"), element("NCyearActual", "6"))
        + element("FSMhistory", element("FSMinstance", element("FSMstartDate", "2024-01-01")))
        + element("LookedAfter", element("InCare", "true"))
        + element("SENhistory",
                  element("SEN", element("StartDate", "2025-01-01"), element("SENprovision", "E")),
                  element("SEN", element("StartDate", "2024-01-01"), element("SENprovision", "K")))
        + element("Contacts", element(
            "Contact", element("Order", "1"), element("Title", "Mrs"), element("Surname", "Joiner"),
            element("Forename", "Ma"), element("Relationship", "PAM"), element("Responsibility", "true"),
            element("Phones",
                    element("Phone", element("TelephoneType", "H"), element("PhoneNo", "01632 960001")),
                    element("Phone", element("TelephoneType", "M"), element("PhoneNo", "07700 900002")))))
    )  # fmt: skip
    done = desk.one(joiner(inner))
    assert (done.pupils.new, done.contacts.new) == (1, 1) and not done.quarantined
    assert desk.rows("SELECT surname, preferred, dob, year, sen, fsm, looked_after FROM pupil") == [
        ("Joiner & Co", "Joey", "2014-03-04", "6", "E", 1, 1)
    ]
    assert desk.rows("SELECT name, relationship, phone, phone2, parental FROM contact") == [
        ("Mrs Ma Joiner", "Mother", "07700 900002", "01632 960001", 1)
    ]


def test_a_pupil_of_ours_is_not_changed_by_another_schools_file(desk: Desk) -> None:
    ours = f"UPN,Legal Surname,Legal Forename,Year,SEN status\n{JO['UPN']},Ours,Joanne,7,N\n"
    desk.one(ours, at="2026-09-01T08:00")
    done = desk.one(joiner(element("BasicDetails", element("NCyearActual", "6"))))
    assert desk.rows("SELECT surname, forename, year, sen FROM pupil") == [("Ours", "Joanne", "7", "N")]
    assert done.pupils.older == 1 and done.pupils.changed == 0


def test_our_own_list_overrules_the_transfer_file_however_old_it_is(desk: Desk) -> None:
    desk.one(joiner(element("BasicDetails", element("NCyearActual", "6"))))
    desk.one(f"UPN,Legal Surname,Year\n{JO['UPN']},Ours,7\n", at="2026-01-01T08:00")
    assert desk.rows("SELECT surname, year FROM pupil") == [("Ours", "7")]


def test_marks_of_a_transfer_file_only_fill_what_no_export_told(desk: Desk) -> None:
    desk.one(f"UPN,Legal Surname\n{JO['UPN']},Ours\n", at="2026-01-01T08:00")
    desk.one(session_rows((900, "2026-06-01", "AM", "I")), at="2026-06-01T09:00")
    desk.one(joiner(ctf_attendance("2026-06-01", "/\\/\\")), at="2026-11-20T08:00")
    assert held(desk, 1, MONDAY) == "I\\" and held(desk, 1, date(2026, 6, 2)) == "/\\"


def test_one_joiner_after_many_is_no_short_file_and_nobody_else_is_missed(desk: Desk) -> None:
    desk.with_pupils()
    many = [{**JO, "UPN": upn(n), "Legal Forename": f"J{n}"} for n in range(901, 911)]
    desk.one(ctf([ctf_pupil(one) for one in many]))
    done = desk.one(joiner())
    assert done.pupils.new == 1 and not any("not in this file" in note for note in done.notes)
    assert desk.rows("SELECT count(*) FROM pupil WHERE listed = 0") == [(0,)]


@pytest.mark.parametrize(
    ("version", "noted"), [("20.0", False), ("23", False), ("25.0", False), ("19.0", True), ("26.1", True)]
)
def test_versions(desk: Desk, version: str, noted: bool) -> None:
    done = desk.one(joiner(version=version))
    assert any("CTF version" in note for note in done.notes) is noted


def test_the_declaration_twice_and_the_old_spelling_of_the_version(desk: Desk) -> None:
    text = joiner().replace("CTFversion", "CTFVersion")
    desk.one(text.partition("\n")[0] + text)
    assert desk.rows("SELECT count(*) FROM pupil") == [(1,)]


def test_a_string_that_fits_both_ways_is_set_aside(desk: Desk) -> None:
    done = desk.one(joiner(ctf_attendance("2026-06-01", "/\\" * 5 + "####" + "/\\" * 3)))
    [aside] = done.quarantined
    assert "fit both with and without weekends" in aside.reason and aside.key == JO["UPN"]
    assert done.pupils.new == 1 and not desk.rows("SELECT 1 FROM register")


@pytest.mark.parametrize(
    ("marks", "said"),
    [("/\\/", "3 marks are no two"), ("/?", "hold ?, which is no attendance code"),
     ("/\\" * 6 + "####" + "/\\" * 3, "neither with nor without")],
)  # fmt: skip
def test_a_string_that_cannot_be_told_is_set_aside(desk: Desk, marks: str, said: str) -> None:
    moment = "2026-06-10T08:00:00" if "neither" in said else "2026-11-01T08:00:00"
    done = desk.one(joiner(ctf_attendance("2026-06-01", marks), moment=moment))
    assert said in done.quarantined[0].reason


def pairs(text: str) -> list[int]:
    return [ord(letter) for letter in text]


WEEK, END = "/\\" * 5, "####"


@pytest.mark.parametrize(
    ("marks", "until", "last"),
    [
        (WEEK, "2026-08-31", date(2026, 6, 5)),  # within one week there is no question
        ((WEEK + END) * 4, "2026-08-31", date(2026, 6, 28)),  # weekends closed, four in a row
        (WEEK * 4, "2026-08-31", date(2026, 6, 26)),  # open at weekends: so they are not in it
        (WEEK + END + WEEK, "2026-06-14", date(2026, 6, 12)),  # without weekends: past its own date
    ],
)
def test_weekends_are_inferred(marks: str, until: str, last: date) -> None:
    assert dates(MONDAY, pairs(marks), date.fromisoformat(until))[-1] == last


def test_a_bank_holiday_that_would_be_open_rules_a_reading_out() -> None:
    start = date(2026, 4, 27)  # 4 May is a bank holiday
    found = dates(start, pairs(WEEK + "##" + "/\\" * 4 + WEEK), date(2026, 8, 31))
    assert found[-1] == date(2026, 5, 15)
    with pytest.raises(Unclear, match="neither"):
        dates(start, pairs(WEEK * 2), date(2026, 8, 31))


@pytest.mark.parametrize("weekends", [True, False])
def test_a_whole_year_is_never_in_doubt(weekends: bool) -> None:
    first, last = date(2025, 9, 1), date(2026, 7, 17)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    span = [day for day in span if weekends or day.weekday() < 5]
    import holidays

    shut = holidays.country_holidays("GB", subdiv="ENG", years=[2025, 2026])
    marks = "".join("##" if day.weekday() > 4 or day in shut else "/\\" for day in span)
    assert dates(first, pairs(marks), date(2026, 8, 31)) == span


# -- totals --------------------------------------------------------------------------------------


def test_totals_are_shown_as_history_and_counted_nowhere(desk: Desk) -> None:
    totals = {"Year": "2025", "SessionsPossible": "320", "SessionsAuthorised": "10",
              "SessionsAttended": "300",
              "SessionsUnauthorised": "10", "LEA": "999", "Estab": "4001"}  # fmt: skip
    done = desk.one(joiner(ctf_attendance("2026-06-01", "/\\", **totals)))
    assert done.other.new == 1
    view = read_pupil(desk.record, 1)
    assert [in_words(total) for total in view.past] == [
        f"2025, school 9994001: missed 20 of 320 sessions, as {done.file} says."
    ]
    assert view.attendance.possible == 0


CENSUS = """<Message><Header><CollectionDetails><Collection>SC</Collection><Term>SPR</Term><Year>2026</Year>
</CollectionDetails><Source><LEA>999</LEA><Estab>4001</Estab></Source></Header><Pupils><PupilsOnRoll>{}
</PupilsOnRoll></Pupils></Message>"""
TERM = """<PupilOnRoll><PupilIdentifiers><UPN>{}</UPN></PupilIdentifiers><Attendance><TermlyAttendance>
<SessionsPossible>{}</SessionsPossible><SessionsAuthorised>9</SessionsAuthorised>
<SessionsUnauthorised>3</SessionsUnauthorised><SessionDetails><SessionDetail>
<AttendanceReason>I</AttendanceReason>
<AbsenceSessions>9</AbsenceSessions></SessionDetail></SessionDetails></TermlyAttendance></Attendance></PupilOnRoll>"""


def test_the_census_gives_totals_and_never_marks(desk: Desk) -> None:
    desk.with_pupils()
    boarder = f"<PupilOnRoll><UPN>{upn(2)}</UPN></PupilOnRoll>"
    done = desk.one(CENSUS.format(TERM.format(upn(1), 120) + boarder), at="2026-11-20T09:00")
    assert done.as_dict()["format"] == "school-census" and done.marks.new == 0
    [total] = read_pupil(desk.record, pupil_of(desk.record, 1).id).past
    assert (total.span, total.possible, total.missed, total.reasons) == ("Spring census 2026", 120, 12, "I 9")
    assert not desk.rows("SELECT 1 FROM register")
    again = desk.one(CENSUS.format(TERM.format(upn(1), 122)), at="2026-11-20T10:00")
    assert again.other.changed == 1


def test_more_missed_than_possible_is_set_aside(desk: Desk) -> None:
    desk.with_pupils()
    done = desk.one(CENSUS.format(TERM.format(upn(1), 4) + TERM.format(upn(2), 100)))
    assert [problem.reason for problem in done.quarantined] == ["more sessions than were possible"]


def test_a_message_of_an_error_shows_what_it_says(desk: Desk) -> None:
    text = b'<?xml version="1.0" encoding="utf-16"?><Message>Invalid API key</Message>'
    [done] = desk.load(text)
    assert "Invalid API key" in str(done.error) and done.error is not None and done.error.exit_code == 2


def test_taking_back_a_list_of_pupils_puts_rows_that_waited_back(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(session_rows((1, "2026-11-16", "AM", "/"), (50, "2026-11-16", "AM", "N")), at="2026-11-20T09:00")
    tables = ("pupil", "register", "register_import", "held_row", "quarantine", "register_change")
    before = [desk.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    desk.one(f"UPN,Legal Surname,Reg\n{upn(50)},New,7A\n", at="2026-11-20T10:00")
    assert desk.mark(50) == "N"
    take_back(desk.record, ME)
    assert [desk.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before
