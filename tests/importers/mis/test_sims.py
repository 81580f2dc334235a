"""SIMS: the Official Register, CommandReporter's reports, session marks and code lists."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Refused, Unreadable
from importers.sniff import open_tables
from tests.importers.desk import Desk, upn
from tests.importers.mis.shapes import report_xml, sheet, tag_of

REGISTER = r"""Official Register,,,,,,,,,,
Period:,01/09/2022 to 17/11/2022,,Does not include History of Changes,,,,,,,
Scope:,Reg Group  7B,,,,,,,,,
,,,Oct,,,,,,,
,29,30,,,03,04,05,06,07
"Surname1, Forename1",/\,L\,,,II,U\,ZZ,##,C1C2
Surname3 Forename3 Jane,/\,--,,,LI,DD,/E,##,Y1I
Missing,0,0,,,0,0,0,0,0
"""


@pytest.fixture
def school(desk: Desk) -> Desk:
    return desk.with_pupils()


def held(desk: Desk, number: int, day: date) -> str:
    return desk.mark(number, day, "AM") + desk.mark(number, day, "PM")


def test_a_month_stands_over_the_blank_column_of_a_weekend(school: Desk) -> None:
    done = school.one(REGISTER.replace(",29,30", ",29,30").replace(",,,Oct", ",Sep,,Oct"))
    assert done.as_dict()["format"] == "sims-official-register" and not done.quarantined
    assert held(school, 1, date(2022, 9, 29)) == "/\\" and held(school, 1, date(2022, 9, 30)) == "L\\"
    assert held(school, 1, date(2022, 10, 3)) == "II" and held(school, 1, date(2022, 10, 4)) == "U\\"
    assert held(school, 1, date(2022, 10, 7)) == "cd"  # C1 and C2
    assert held(school, 3, date(2022, 9, 30)) == "  " and held(school, 3, date(2022, 10, 7)) == "1I"


def test_a_block_without_its_month_begins_where_the_period_does(school: Desk) -> None:
    done = school.one(REGISTER.replace(",29,30", ",08,09"))
    assert done.marks.new and held(school, 1, date(2022, 9, 8)) == "/\\"


def test_numbers_as_excel_leaves_them(school: Desk, workbook) -> None:
    text = REGISTER.replace('"Surname1, Forename1"', "Surname1 Forename1").replace(",,,Oct", ",Sep,,Oct")
    rows: list[list[object]] = [[cell or None for cell in line.split(",")] for line in text.splitlines()]
    rows[4] = [int(str(cell)) if cell else None for cell in rows[4]]
    [done] = school.load(workbook(rows))
    assert done.outcome == "applied" and done.layout == "sims-official-register"
    assert held(school, 1, date(2022, 10, 3)) == "II"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Reg Group  7B", "Year Group  Year 7", "group type Reg Group"),
        ("01/09/2022 to 17/11/2022", "", "which dates"),
        ("01/09/2022 to 17/11/2022", "01/09/2020 to 17/11/2022", "longer than a year"),
        (",29,30", ",30,29", "no later day"),
        ("17/11/2022", "11/17/2022", "day/month/year"),
    ],
)
def test_dates_and_groups_that_cannot_be_told_refuse_the_file(
    school: Desk, old: str, new: str, said: str
) -> None:
    before = school.everything()
    [done] = school.load(REGISTER.replace(",,,Oct", ",Sep,,Oct").replace(old, new))
    assert done.outcome == "refused" and said in str(done.error) and school.everything() == before


def test_names_are_found_in_the_reg_group_alone(school: Desk) -> None:
    school.one(
        "UPN,Legal Surname,Legal Forename,Reg\nA1,Twin,Ann,7B\nA2,Twin,Ann,7B\n", at="2026-10-01T08:00"
    )
    text = REGISTER.replace("Surname1, Forename1", "Twin, Ann").replace(
        "Surname3 Forename3 Jane", "Surname2 Forename2"
    )
    [done] = school.load(text.replace(",,,Oct", ",Sep,,Oct"))
    assert done.outcome == "refused"  # nobody in it could be told for sure
    both = text.replace(",,,Oct", ",Sep,,Oct") + REGISTER[REGISTER.index('"Surname1') :]
    done = school.one(both)
    assert {problem.reason for problem in done.quarantined} == {
        "more than one pupil is called Twin, Ann in 7B",
        "no pupil on the record is called Surname2 Forename2 in 7B",
    }


def test_a_lone_two_character_code_is_set_aside_unless_the_school_says_what_it_means(school: Desk) -> None:
    text = REGISTER.replace(",,,Oct", ",Sep,,Oct").replace("C1C2", "C1")
    done = school.one(text)
    assert [p.reason for p in done.quarantined] == ['"C1" is not two marks, a morning and an afternoon']
    assert held(school, 1, date(2022, 10, 7)) == "  "
    school.record.set_setting("day-cell-codes", "both")
    done = school.one(text, force=True)
    assert not done.quarantined and held(school, 1, date(2022, 10, 7)) == "cc"


# -- CommandReporter -----------------------------------------------------------------------------


def test_captions_are_unescaped() -> None:
    assert tag_of("Legal Surname (UK)/x") == "Legal_x0020_Surname_x0020__x0028_UK_x0029__x002f_x"


def test_a_report_of_pupils(desk: Desk) -> None:
    names = "primary_id|Person ID|UPN|Adno|Legal Surname|Forename|ChosenName|DOB|Year|RegGroup|SEN (x)"
    rows = [
        f"9|8001|{upn(1)}|001234|O'Brien & Co|Zoë|Zo|2012-03-04T00:00:00|Year  7|7A|K".split("|"),
        f"10|8002|{upn(2)}|002000|Other|Ben||2012-03-05T00:00:00|Year 10|10B|".split("|"),
    ]
    captions = names.split("|")
    done = desk.one(report_xml(captions, rows))
    assert done.as_dict()["format"] == "sims-report-xml" and done.pupils.new == 2
    assert desk.rows("SELECT adno, surname, forename, preferred, dob, year, reg FROM pupil ORDER BY id") == [
        ("001234", "O'Brien & Co", "Zoë", "Zo", "2012-03-04", "7", "7A"),
        ("002000", "Other", "Ben", "", "2012-03-05", "10", "10B"),
    ]
    assert desk.rows("SELECT system, id, pupil_id FROM pupil_id_elsewhere ORDER BY id") == [
        ("sims", "8001", 1), ("sims", "8002", 2),
    ]  # fmt: skip


def test_the_cross_product_of_a_sub_report_counts_once(desk: Desk) -> None:
    captions = ["UPN", "Legal Surname", "Legal Forename", "Reg", "Sibling"]
    rows = [[upn(1), "Other", "Ann", "7A", name] for name in ("Ben", "Cyd", "Dee")]
    done = desk.one(report_xml(captions, rows))
    assert done.pupils.new == 1 and not done.quarantined


def test_primary_id_is_taken_for_the_person_id_only_where_the_school_says_so(desk: Desk) -> None:
    text = report_xml(["primary_id", "UPN", "Legal Surname"], [["77", upn(1), "Other"]])
    desk.one(text)
    assert not desk.rows("SELECT * FROM pupil_id_elsewhere")
    desk.record.set_setting("sims-primary-id", "yes")
    desk.one(text, force=True)
    assert desk.rows("SELECT id, pupil_id FROM pupil_id_elsewhere") == [("77", 1)]


def test_a_report_that_failed_says_what_sims_said(desk: Desk) -> None:
    text = "<CommandReporterError><Message>Invalid login</Message></CommandReporterError>"
    for whole in (text, f"<SuperStarReport>{text}</SuperStarReport>"):
        [done] = desk.load(whole)
        assert "Invalid login" in str(done.error) and done.error.exit_code == 2


def test_a_report_without_rows_is_said_to_be_empty(desk: Desk) -> None:
    [done] = desk.load("<SuperStarReport/>")
    assert isinstance(done.error, Unreadable) and "without a row" in str(done.error)


def test_a_grouped_report_gives_blank_rows_to_the_pupil_above(school: Desk) -> None:
    rows = [["UPN", "Adno", "Date", "Session", "Mark"]]
    rows += [[upn(1), "1", "16/11/2026", "AM", "/"], ["", "", "", "PM", "I"]]
    rows += [[upn(2), "2", "16/11/2026", "AM", "L"], ["", "", "", "PM", "\\"]]
    done = school.one(sheet(rows))
    assert done.marks.new == 4 and any("grouped report" in note for note in done.notes)
    assert held(school, 1, date(2026, 11, 16)) == "/I" and held(school, 2, date(2026, 11, 16)) == "L\\"


def test_a_forgotten_upn_does_not_give_a_mark_to_the_pupil_above(school: Desk) -> None:
    rows = [["UPN", "Date", "Session", "Mark"]]
    rows += [[upn(1), "16/11/2026", "AM", "/"], [upn(1), "16/11/2026", "PM", "\\"]]
    rows += [["", "17/11/2026", "AM", "O"], [upn(2), "16/11/2026", "PM", "\\"]]
    done = school.one(sheet(rows))
    assert [problem.reason for problem in done.quarantined] == ["the row does not say which pupil"]


# -- session marks -------------------------------------------------------------------------------

SESSION = """<SessionAttendance><PersonID>{}</PersonID><AttendanceDate>2026-11-16</AttendanceDate>
<SessionName>{}</SessionName><AttendanceMark>{}</AttendanceMark><Comments>{}</Comments><MinsLate>{}</MinsLate>
</SessionAttendance>"""


def sessions(*rows: tuple[str, ...]) -> str:
    inner = "".join(SESSION.format(*row) for row in rows)
    return f'<?xml version="1.0"?><s:SessionAttendances xmlns:s="urn:x">{inner}</s:SessionAttendances>'


def numbered(desk: Desk) -> Desk:
    desk.one(
        sheet(
            [("UPN", "Person ID", "Legal Surname"), *((upn(n), f"{800 + n}", f"S{n}") for n in range(1, 5))]
        )
    )
    return desk


def test_session_marks_find_the_pupil_by_person_id(desk: Desk) -> None:
    done = numbered(desk).one(sessions(("801", "AM", "L", "bus", "12"), ("801.0", "PM", "\\", "", "")))
    assert done.as_dict()["format"] == "sims-sessions" and not done.quarantined
    assert held(desk, 1, date(2026, 11, 16)) == "L\\"
    assert desk.rows("SELECT minutes, comment FROM mark_detail") == [(12, "bus")]


def test_a_person_id_nobody_has_is_named(desk: Desk) -> None:
    done = numbered(desk).one(sessions(("801", "AM", "/", "", ""), ("999", "AM", "/", "", "")))
    assert [p.reason for p in done.quarantined] == ["no pupil on the record has the SIMS number 999"]


def test_subcodes_are_read_as_their_letter_and_the_rest_as_the_school_says(desk: Desk) -> None:
    numbered(desk)
    text = sessions(("801", "AM", "I01", "", ""), ("802", "AM", "+", "", ""), ("803", "AM", "/", "", ""))
    done = desk.one(text)
    assert desk.mark(1) == "I" and any("I01 as I" in note for note in done.notes)
    assert [p.reason for p in done.quarantined] == ['the mark "+" is no attendance code']
    assert desk.one("Mark,Stands for\n+,I\nI02,x9\n").as_dict()["format"] == "codes"
    done = desk.one(text, force=True)
    assert not done.quarantined and desk.mark(2) == "I"


def test_a_code_list_in_latin_1(desk: Desk) -> None:
    numbered(desk)
    inner = (
        "<AttendanceCode><Code>{}</Code><Description>Cong\xe9</Description>"
        "<StatutoryCode>{}</StatutoryCode></AttendanceCode>"
    )
    text = '<?xml version="1.0" encoding="iso-8859-1"?><AttendanceCodes>{}</AttendanceCodes>'
    done = desk.one(text.format(inner.format("I7", "I") + inner.format("/", "/")).encode("iso-8859-1"))
    assert done.other.new == 1 and done.as_dict()["format"] == "sims-codes"
    desk.one(sessions(("801", "AM", "i7", "", "")))
    assert desk.mark(1) == "I"


def test_a_code_list_that_says_no_meaning_is_refused(write) -> None:
    text = "<AttendanceCodes><AttendanceCode><Code>I7</Code></AttendanceCode></AttendanceCodes>"
    with pytest.raises(Refused, match="Stands for"):
        open_tables(write(text, name="codes.xml"))


def test_a_report_of_pupils_with_a_row_a_contact_brings_both(desk: Desk) -> None:
    head = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg,FSM,Priority,Contact name,Relationship,Phone\n"
    rows = "".join(
        f"{upn(n)},{n},Ash{n},Ada,01/09/2014,Year 7,7A,T,1,Mrs Ash{n},Mother,07700 90000{n}\n"
        f",,,,,,,,2,Mr Ash{n},Father,07700 90100{n}\n"
        for n in range(1, 5)
    )
    done = desk.one(head + rows)
    assert (done.pupils.new, done.contacts.new) == (4, 8) and not done.quarantined
    assert not any("not read" in note for note in done.notes)
    held = (
        "SELECT p.adno, p.reg, p.fsm, c.name FROM pupil p JOIN contact c ON c.pupil_id = p.id ORDER BY 1, 4"
    )
    assert desk.rows(held)[:2] == [("1", "7A", 1, "Mr Ash1"), ("1", "7A", 1, "Mrs Ash1")]
    assert desk.one(head + rows).outcome == "already-imported"


def test_a_report_of_contacts_alone_makes_no_pupils(desk: Desk) -> None:
    desk.with_pupils(2)
    done = desk.one(f"UPN,Adno,Priority,Contact name,Telephone\n{upn(1)},1,1,Mrs Ash,07700 900001\n")
    assert (done.pupils.new, done.pupils.changed, done.contacts.new) == (0, 0, 1)
