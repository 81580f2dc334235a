"""Rows set aside, put right once: a mark explained, a pupil named, the rows taken, all of it taken back."""

from __future__ import annotations

from datetime import date

import pytest

from core import journal
from core.errors import Refused, Unknown
from core.model import Role
from core.people import Actor
from importers.fixing import explain_mark, explain_pupil, fix_mark, fix_pupil, meant_by
from importers.taking_back import take_back
from tests.importers.desk import CALENDAR, MARKS, ME, Desk, session_rows, upn
from tests.importers.test_taking_back import everything

DAY, NEXT = "2026-11-16", "2026-11-17"
NINE, TEN = "2026-11-18T09:00", "2026-11-18T10:00"
TYPO = "Z801200000999"


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.one(CALENDAR)
    return desk.with_pupils()


def aside(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT row, key, reason FROM quarantine ORDER BY import_id, row")


def test_a_mark_said_to_stand_for_a_code_brings_its_rows_in(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (2, DAY, "AM", "/"), (3, NEXT, "PM", " b1 ")), at=NINE)
    assert len(aside(school)) == 2 and school.mark(1) == ""
    assert explain_mark(school.record, "B1", "") == (
        "B1 stands for … a code: B, I, C2. It holds for every file to come."
    )
    told = explain_mark(school.record, "B1", "b")
    assert told.startswith("→ B1 stands for B, ") and told.endswith(": 2 rows, Mon 16 Nov to Tue 17 Nov")
    said = fix_mark(school.record, ME, "B1", "b")
    assert said == "“B1” read as B: 2 rows taken, 2 marks new, 0 changed, 0 same"
    assert (school.mark(1), school.mark(3, date(2026, 11, 17), "PM")) == ("B", "B")
    assert aside(school) == [] and not school.rows("SELECT 1 FROM held_row")
    assert journal.events(school.record.db)[-1].kind == "import-fix"
    assert not school.one(session_rows((4, DAY, "AM", "B1")), at=TEN, force=True).quarantined


def test_the_same_row_of_ten_trailing_exports_leaves_the_list_everywhere(school: Desk) -> None:
    for hour in (9, 10, 11):
        text = session_rows((1, DAY, "AM", "B1"), *((n, DAY, "AM", "/") for n in range(2, hour)))
        school.one(text, at=f"2026-11-18T{hour:02}:00", force=True)
    assert len(aside(school)) == 3 and len(school.rows("SELECT 1 FROM held_row")) == 1
    fix_mark(school.record, ME, "B1", "B")
    assert aside(school) == [] and school.mark(1) == "B"


def test_saying_it_twice_is_saying_it_once(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (2, DAY, "AM", "/")), at=NINE)
    fix_mark(school.record, ME, "B1", "B")
    before = school.rows("SELECT * FROM register"), school.rows("SELECT * FROM register_import")
    said = fix_mark(school.record, ME, "B1", "B")
    assert "no row waited for it" in said
    assert before == (school.rows("SELECT * FROM register"), school.rows("SELECT * FROM register_import"))


@pytest.mark.parametrize("later", [TEN, NINE], ids=["newer", "as old, imported later"])
def test_a_row_let_in_never_overrules_a_newer_file(school: Desk, later: str) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (2, DAY, "AM", "/")), at=NINE)
    school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "/")), at=later)
    fix_mark(school.record, ME, "B1", "B")
    assert school.mark(1) == "I" and aside(school) == []
    assert not school.rows("SELECT 1 FROM register_change")


def test_a_row_let_in_overrules_an_older_file_and_the_change_is_kept(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N"), (2, DAY, "AM", "/")), at=NINE)
    school.one(session_rows((1, DAY, "AM", "B1"), (1, NEXT, "AM", "/")), at=TEN)
    said = fix_mark(school.record, ME, "B1", "B")
    assert school.mark(1) == "B" and "1 changed" in said
    assert school.rows("SELECT old, new FROM register_change") == [("N", "B")]


def test_what_the_same_file_says_otherwise_stands(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (1, DAY, "AM", "I"), (2, DAY, "AM", "/")), at=NINE)
    said = fix_mark(school.record, ME, "B1", "B")
    assert "1 set aside still" in said and school.mark(1) == "I"
    assert aside(school) == [(2, upn(1), f"another row of the file says I for {DAY} AM: that stands, "
                              "this was not taken")]  # fmt: skip


def test_a_wide_row_comes_in_mark_by_mark(school: Desk) -> None:
    text = f"UPN,{DAY} AM,{DAY} PM,{NEXT} AM\n{upn(1)},B1,/,Z9\n{upn(2)},/,/,/\n"
    school.one(text, at=NINE)
    assert len(aside(school)) == 2 and school.mark(1, half="PM") == "/"
    fix_mark(school.record, ME, "B1", "B")
    assert [row[2] for row in aside(school)] == [f'the mark "Z9" is no attendance code, under {NEXT} AM']
    fix_mark(school.record, ME, "Z9", "I")
    assert school.mark(1) + school.mark(1, date(2026, 11, 17)) == "BI" and aside(school) == []


def test_a_pupil_arriving_does_not_swallow_a_mark_that_is_no_code(school: Desk) -> None:
    text = f"UPN,{DAY} AM,{DAY} PM\n{TYPO},B1,/\n{upn(2)},/,/\n"
    school.one(text, at=NINE)
    joiner = f"UPN,Legal Surname,Legal Forename,Year,Reg\n{TYPO},New,Ann,7,7A\n"
    school.one(joiner, at=TEN)
    assert [row[2] for row in aside(school)] == [f'the mark "B1" is no attendance code, under {DAY} AM']
    fix_mark(school.record, ME, "B1", "B")
    [(cells,)] = school.rows("SELECT trim(cells) FROM register r JOIN pupil p ON p.id = pupil_id "
                             "WHERE upn = ?", TYPO)  # fmt: skip
    assert cells == "B/" and aside(school) == []


def test_a_list_of_marks_lets_its_rows_in(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (2, DAY, "AM", "/")), at=NINE)
    done = school.one("Mark,Stands for\nB1,B\n")
    assert school.mark(1) == "B" and "1 row of earlier files can be read now, and were taken" in done.notes


@pytest.mark.parametrize(
    ("mark", "code", "said"),
    [("B1", "%", "no attendance code"), ("I", "B", "attendance code itself"), ("", "B", "Which mark"),
     ("B1", "Y", "withdrawn after"), ("B1", "H", "stands on 2026-11-16")],
)  # fmt: skip
def test_what_a_mark_cannot_stand_for(school: Desk, mark: str, code: str, said: str) -> None:
    school.one(session_rows((1, DAY, "AM", "B1"), (2, DAY, "AM", "/")), at=NINE)
    before = everything(school)
    with pytest.raises(Refused, match=said):
        fix_mark(school.record, ME, mark, code)
    assert everything(school) == before


def test_a_mistyped_upn_is_said_to_be_somebody(school: Desk) -> None:
    text = MARKS + f"{TYPO},{DAY},AM,I\n{TYPO},{DAY},PM,I\n{upn(2)},{DAY},AM,/\n"
    school.one(text, at=NINE)
    what = meant_by(school.record, TYPO.lower())
    assert "2 rows wait for it" in explain_pupil(school.record, what, "")
    assert explain_pupil(school.record, what, "surname3") == (
        f"→ UPN {TYPO} is Surname3, Forename3 7B, year 7, born 4 Jan 2012: 2 rows"
    )
    with pytest.raises(Unknown, match="could be"):
        explain_pupil(school.record, what, "surname")
    said = fix_pupil(school.record, ME, what, "surname3")
    assert said == f"UPN {TYPO} is 3: 2 rows taken, 2 marks new, 0 changed, 0 same"
    assert school.mark(3) == school.mark(3, half="PM") == "I" and aside(school) == []
    again = school.one(MARKS + f"{TYPO},{NEXT},AM,/\n{upn(2)},{NEXT},AM,/\n", at=TEN)
    assert not again.quarantined and school.mark(3, date(2026, 11, 17)) == "/"


def test_a_row_of_one_the_same_file_knows_by_the_right_number_too(school: Desk) -> None:
    text = MARKS + f"{TYPO},{DAY},AM,I\n{upn(3)},{DAY},PM,/\n{upn(3)},{NEXT},AM,/\n"
    school.one(text, at=NINE)
    fix_pupil(school.record, ME, meant_by(school.record, TYPO), upn(3))
    assert (school.mark(3), school.mark(3, half="PM")) == ("I", "/")


def test_a_name_changed_is_known_with_date_of_birth_and_never_without(school: Desk) -> None:
    head = "Legal Surname,Legal Forename,DOB,Date,Session,Mark\n"
    rows = f"New-Name,Forename3,04/01/2012,{DAY},AM,I\nSurname2,Forename2,03/01/2012,{DAY},AM,/\n"
    school.one(head + rows, at=NINE)
    fix_pupil(school.record, ME, meant_by(school.record, "New-Name, Forename3"), upn(3))
    assert school.mark(3) == "I"
    school.one(head + f"Other,Ann,,{DAY},AM,I\nSurname2,Forename2,03/01/2012,{DAY},PM,/\n", at=TEN)
    with pytest.raises(Unknown, match="No row set aside calls a pupil"):
        meant_by(school.record, "Other, Ann")


def test_an_admission_number_that_two_bear_is_nobodys_to_settle(desk: Desk) -> None:
    twins = f"{upn(1)},7,One,Ann,7A\n{upn(2)},7,Two,Ben,7A\n{upn(3)},8,Three,Cy,7A\n"
    desk.one("UPN,Adno,Legal Surname,Legal Forename,Reg\n" + twins)
    desk.one(f"Adno,Date,Session,Mark\n7,{DAY},AM,I\n8,{DAY},AM,/\n")
    with pytest.raises(Unknown, match="No row set aside"):
        meant_by(desk.record, "7")


def test_contacts_under_a_wrong_number_come_in_beside_those_of_the_same_file(school: Desk) -> None:
    head = "UPN,Priority,Name,Relationship,Phone\n"
    rows = f"{upn(3)},1,Mary,mother,07700 900001\n{TYPO},1,Mark,father,07700 900002\n"
    school.one(head + rows, at=NINE)
    fix_pupil(school.record, ME, meant_by(school.record, TYPO), upn(3))
    assert school.rows("SELECT name, listed FROM contact ORDER BY name") == [("Mark", 1), ("Mary", 1)]


def test_taken_back_everything_is_as_it_was(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N"), (1, NEXT, "AM", "N"), (3, DAY, "AM", "/")), at=NINE)
    rows = f"{upn(1)},{DAY},AM,B1\n{upn(1)},{NEXT},AM,/\n{TYPO},{DAY},AM,B1\n{TYPO},{DAY},PM,L\n"
    school.one(MARKS + rows, at=TEN, force=True)
    first = everything(school)
    fix_mark(school.record, ME, "B1", "B")
    second = everything(school)
    assert [row[2] for row in aside(school)] == [f"no pupil with UPN {TYPO} on the record"] * 2
    fix_pupil(school.record, ME, meant_by(school.record, TYPO), upn(3))
    assert school.mark(3) == "B" and school.mark(3, half="PM") == "L"
    take_back(school.record, ME)
    assert everything(school) == second
    assert take_back(school.record, ME).startswith("Taken back: “B1” read as B (fix)")
    assert everything(school) == first
    assert journal.verify(school.record.db).sound


def test_who_only_reads_puts_nothing_right(school: Desk) -> None:
    reader = Actor("lee", "Lee Leader", "LL", Role.LEADER)
    for act in (lambda: fix_mark(school.record, reader, "B1", "B"),
                lambda: fix_pupil(school.record, reader, "", "x")):  # fmt: skip
        with pytest.raises(Refused, match="may read but not change"):
            act()
