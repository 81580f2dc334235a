"""Wonde: saved pages of students, contacts, session attendance and codes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.importers.desk import MON, Desk, upn
from tests.importers.mis.conftest import AT, pupils_of, register_of
from tests.importers.mis.shapes import (
    Roll,
    php,
    wonde_codes,
    wonde_page,
    wonde_sessions,
    wonde_students,
)

Items = list[dict[str, object]]


def pages(desk: Desk, items: Items, name: str, size: int = 1500) -> list[Path]:
    """Items saved as pages, the last page first."""
    parts = [items[n : n + size] for n in range(0, len(items), size)]
    made = [
        desk.file(wonde_page(part, n, n < len(parts)), f"{name}{n}.json") for n, part in enumerate(parts, 1)
    ]
    return list(reversed(made))


def test_the_school_from_saved_pages_in_one_command(desk: Desk, expected: Desk, roll: Roll) -> None:
    codes = desk.file(wonde_page(wonde_codes({mark[3] for mark in roll.marks})), "codes.json")
    marks = pages(desk, wonde_sessions(roll), "marks")
    people = pages(desk, wonde_students(roll), "people", 15)
    done = desk.load(*marks, *people, codes, at=AT)
    assert {one.outcome for one in done} == {"applied"} and not any(one.quarantined for one in done)
    assert {one.as_dict()["format"] for one in done} == {"wonde"}
    assert len(done) == len(marks) + len(people) + 1
    assert sum(one.marks.new for one in done) == len(roll.marks)
    assert pupils_of(desk) == pupils_of(expected) and register_of(desk) == register_of(expected)
    again = desk.load(*marks, *people, codes, at=AT)
    assert {one.outcome for one in again} == {"already-imported"}


def test_a_missing_page_refuses_the_set(desk: Desk, roll: Roll) -> None:
    people = pages(desk, wonde_students(roll), "people", 15)
    before = desk.everything()
    for some, said in ((people[:2], "page 1"), (people[1:], "another follows"), (people[:1] * 1, "page 1")):
        done = desk.load(*some)
        assert {one.outcome for one in done} == {"refused"} and said in str(done[0].error)
        assert len(done) == len(some) and desk.everything() == before


def student(number: int, **more: object) -> dict[str, object]:
    return {"id": f"A{number}", "upi": "u", "surname": f"S{number}", "forename": f"F{number}",
            "education_details": {"data": {"upn": upn(number)}}, **more}  # fmt: skip


def test_null_is_not_told_and_clears_nothing(desk: Desk) -> None:
    told = {"date_of_birth": php("2012-03-04"), "year": {"data": {"code": "7"}}}
    extended = {"extended_details": {"data": {"premium_pupil_indicator": True, "in_lea_care": False}}}
    desk.one(
        wonde_page([student(1, legal_surname="Legal", legal_forename="Anne", **told, **extended)]),
        at="2026-09-01",
    )
    silent = {"id": "A1", "upi": "u", "surname": None, "forename": None, "legal_surname": None,
              "date_of_birth": None, "year": None, "education_details": None}  # fmt: skip
    done = desk.one(wonde_page([silent]), at="2026-10-01")
    assert done.pupils.same == 1
    assert desk.rows("SELECT upn, surname, forename, preferred, dob, year, pp FROM pupil") == [
        (upn(1), "Legal", "Anne", "F1", "2012-03-04", "7", 1)
    ]


def test_summers_midnight_in_utc_is_the_day_in_england(desk: Desk) -> None:
    desk.one(wonde_page([student(1, date_of_birth=php("2012-06-03", "23:00:00"))]))
    assert desk.rows("SELECT dob FROM pupil") == [("2012-06-04",)]


def contact(number: int, **relationship: object) -> dict[str, object]:
    return {"id": f"K{number}", "title": "Ms", "forename": "Kit", "surname": f"K{number}",
            "contact_details": {"data": {"phones": {"mobile": "07700 900001", "home": None},
                                         "emails": {"email": "k@example.com"}}},
            "relationship": relationship}  # fmt: skip


def test_contacts_of_the_students_page(desk: Desk) -> None:
    mother = contact(1, relationship="Mother", priority=1, parental_responsibility=True)
    gran = contact(2, relationship="Gran", priority=2, parental_responsibility=False)
    done = desk.one(wonde_page([student(1, contacts={"data": [gran, mother]})]))
    assert (done.pupils.new, done.contacts.new) == (1, 2)
    assert desk.rows(
        "SELECT priority, name, relationship, phone, email, parental FROM contact ORDER BY 1"
    ) == [
        (1, "Ms Kit K1", "Mother", "07700 900001", "k@example.com", 1),
        (2, "Ms Kit K2", "Gran", "07700 900001", "k@example.com", 0),
    ]


def test_contacts_of_the_contacts_page(desk: Desk) -> None:
    one = contact(1)
    one["relationship"] = None
    one["students"] = {"data": [{"id": "A1", "relationship": {"relationship": "Father", "priority": 1}}]}
    done = desk.load(desk.file(wonde_page([student(1)])), desk.file(wonde_page([one])))
    assert [result.outcome for result in done] == ["applied", "applied"]
    assert desk.rows("SELECT name, relationship FROM contact") == [("Ms Kit K1", "Father")]


def mark(code: object, pupil: object = "A1", **more: object) -> dict[str, object]:
    return {
        "id": "S1",
        "date": php(str(MON)),
        "session": "AM",
        "student": pupil,
        "attendance_code": code,
        **more,
    }


def test_codes_and_students_joined_by_the_pages_own_includes(desk: Desk) -> None:
    desk.one(wonde_page([student(1)]))
    included = {"data": {"id": "C9", "code": "L"}}
    done = desk.one(wonde_page([mark(included, {"data": {"id": "A1"}}, comment="bus", minutes_late=12)]))
    assert desk.mark(1) == "L" and not done.quarantined
    assert desk.rows("SELECT minutes, comment FROM mark_detail") == [(12, "bus")]


def test_a_code_without_its_list_is_set_aside_and_read_once_that_is_in(desk: Desk) -> None:
    desk.one(wonde_page([student(1)]))
    text = wonde_page([mark("C77"), mark({"code": "L"}, session="PM")])
    assert "C77" in desk.one(text).quarantined[0].reason
    desk.one(wonde_page([{"id": "C77", "code": "I", "type": "ILLNESS"}, {"id": "C78", "code": "-"}]))
    assert not desk.one(text, force=True).quarantined and desk.mark(1) == "I"


def test_null_marks_are_no_marks(desk: Desk) -> None:
    desk.one(wonde_page([student(1)]))
    done = desk.one(wonde_page([mark(None), mark("I", date=php("2026-11-17"))]))
    assert desk.mark(1) == " " and desk.mark(1, date(2026, 11, 17)) == "I" and not done.quarantined


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('{"data": [', 3, "cut off"),
        ('{"data": []}', 3, "without an item"),
        ("[" * 100_000, 3, "damaged"),
        (
            '{"data": [{"lesson": "L1", "attendance_code": "C1", "student": "A1", "session": "AM"}]}',
            2,
            "none of Wonde",
        ),
        ('{"data": [{"colour": "red"}]}', 2, "none of Wonde"),
    ],
)
def test_json_that_cannot_be_read_is_one_line(desk: Desk, text: str, code: int, said: str) -> None:
    before = desk.everything()
    [done] = desk.load(desk.file(text, "page.json"))
    assert done.error is not None and done.error.exit_code == code and said in str(done.error), done.error
    assert str(done.error).startswith("page.json: ") and "\n" not in str(done.error)
    assert desk.everything() == before


def test_a_bare_list_of_items_is_read_too(desk: Desk) -> None:
    assert desk.one(json.dumps([student(1)])).pupils.new == 1


def test_odd_numbers_and_letters_do_no_harm(desk: Desk) -> None:
    odd = '{"data": [{"id": 1e999, "surname": "\\ud800\\u0000\\u001bx", "upi": NaN, "admission_number": 7}]}'
    desk.one(odd)
    assert desk.rows("SELECT surname FROM pupil") == [("?x",)]


def test_a_student_without_upn_number_or_birthday_makes_no_second_pupil(desk: Desk) -> None:
    desk.one(wonde_page([student(1), {"id": "A2", "upi": "u", "surname": "S2", "forename": "F2"}]))
    assert desk.rows("SELECT surname FROM pupil") == [("S1",)]


def test_pages_by_cursor_have_no_numbers_and_are_one_set_all_the_same(desk: Desk) -> None:
    def page(number: int, last: bool) -> str:
        told = {"next": None if last else "https://example.invalid/?cursor=x"}
        return json.dumps({"data": [student(number)], "meta": {"pagination": told}})

    first, last = desk.file(page(1, False)), desk.file(page(2, True))
    before = desk.everything()
    [alone] = desk.load(first)
    assert "another follows" in str(alone.error) and desk.everything() == before
    done = desk.load(last, first)
    assert {one.outcome for one in done} == {"applied"} and sum(one.pupils.new for one in done) == 2
