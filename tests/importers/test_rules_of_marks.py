"""The table of rules of docs/importing.md: what becomes of each odd mark, row and file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.importers.desk import CALENDAR, MON, Desk, session_rows, upn

DAY = MON.isoformat()
NINE, TEN, ELEVEN = "2026-11-20T09:00", "2026-11-20T10:00", "2026-11-20T11:00"


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.one(CALENDAR)
    return desk.with_pupils()


def test_an_unknown_code_is_kept_as_written_and_counts_as_nothing(school: Desk) -> None:
    done = school.one(session_rows((1, DAY, "AM", "?"), (2, DAY, "AM", "/")))
    assert [p.reason for p in done.quarantined] == ['the mark "?" is no attendance code']
    assert school.mark(1) == "" and school.rows("SELECT raw FROM quarantine") == [(f"{upn(1)},{DAY},AM,?",)]


@pytest.mark.parametrize(
    ("day", "noted"), [("2024-07-15", False), ("2024-08-18", False), ("2024-08-19", True)]
)
@pytest.mark.parametrize("code", ["H", "J", "Y"])
def test_a_retired_code_is_good_before_it_was_withdrawn_and_listed_after(
    school: Desk, day: str, noted: bool, code: str
) -> None:
    done = school.one(session_rows((1, day, "AM", code)))
    assert school.mark(1, date.fromisoformat(day)) == code and not done.quarantined
    assert any("withdrawn" in note for note in done.notes) is noted


def test_present_marks_in_the_other_half_are_present(school: Desk) -> None:
    done = school.one(session_rows((1, DAY, "AM", "\\"), (1, DAY, "PM", "/")))
    assert school.mark(1) == "\\" and any("taken as present" in note for note in done.notes)


@pytest.mark.parametrize("blank", ["", "-", " "])
def test_a_blank_against_a_held_mark_keeps_it_and_asks(school: Desk, blank: str) -> None:
    school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "/")), NINE)
    done = school.one(session_rows((1, DAY, "AM", blank), (2, DAY, "AM", "/"), (2, DAY, "PM", "")), TEN)
    assert school.mark(1) == "I"
    [asked] = done.quarantined
    assert (asked.row, asked.key) == (2, upn(1))
    assert (
        asked.reason == "2026-11-16 AM is blank here and was I: the mark was kept. Was it removed in the MIS?"
    )


def test_an_older_export_with_blanks_asks_nothing(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "/")), TEN)
    assert not school.one(session_rows((1, DAY, "AM", ""), (2, DAY, "AM", "/")), NINE).quarantined


def test_a_blank_and_a_mark_of_one_session_in_one_file_are_no_contradiction(school: Desk) -> None:
    done = school.one(
        session_rows((1, DAY, "AM", ""), (1, DAY, "AM", "L"), (2, DAY, "AM", "I"), (2, DAY, "AM", "-"))
    )
    assert school.mark(1) == "L" and school.mark(2) == "I" and not done.quarantined


def test_two_marks_for_one_session_in_one_file_take_neither(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N")), NINE)
    done = school.one(session_rows((1, DAY, "AM", "I"), (1, DAY, "AM", "M"), (2, DAY, "AM", "/")), TEN)
    assert len(done.quarantined) == 2 and school.mark(1) == "N"


def test_n_gives_way_without_a_word_and_its_return_is_named(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N"), (2, DAY, "AM", "I")), NINE)
    quiet = school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "I")), TEN)
    assert quiet.marks.changed == 1 and not quiet.notes
    back = school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "N")), ELEVEN)
    assert back.notes == [
        f"1 mark went back to N, not yet established: Surname2, Forename2 7A {DAY} AM I → N"
    ]
    assert school.mark(2) == "N"


def test_a_change_of_long_ago_between_present_and_absent_is_named(school: Desk) -> None:
    old, late = "2026-10-05", "2026-11-19"
    school.one(session_rows((1, old, "AM", "/"), (2, old, "AM", "I"), (3, late, "AM", "/")), NINE)
    done = school.one(session_rows((1, old, "AM", "I"), (2, old, "AM", "M"), (3, late, "AM", "I")), TEN)
    assert done.notes == [
        "1 mark of more than 10 school days ago changed between present and absent: "
        f"Surname1, Forename1 7B {old} AM / → I"
    ]


def test_a_mark_on_a_day_without_school_is_kept_and_said(school: Desk) -> None:
    done = school.one(session_rows((1, "2026-11-15", "AM", "/"), (2, DAY, "AM", "/")))
    assert any("days without school" in note for note in done.notes)


def test_marks_from_before_a_pupil_came_or_after_they_left_are_kept_and_said(school: Desk) -> None:
    head = "UPN,Admission date,Leaving date\n"
    rows = f"{upn(1)},2026-11-16,\n{upn(2)},,2026-11-16\n"
    school.one(head + rows, "2026-11-18T08:00", force=True)
    marks = [(n, f"2026-11-{day}", "PM", "I") for n in (1, 2) for day in (13, 16, 17)]
    done = school.one(session_rows(*marks), NINE)
    [said] = [note for note in done.notes if "admission" in note]
    assert said.startswith("2 marks from before") and done.marks.new == 6


# -- pupils who are not there yet ----------------------------------------------------------------


def arrive(school: Desk, number: int = 50, at: str = "2026-11-20T12:00") -> object:
    return school.one(f"UPN,Legal Surname,Legal Forename,Reg\n{upn(number)},New,Nell,7A\n", at=at)


def test_marks_of_a_pupil_not_on_roll_wait_and_come_in_with_the_pupil(school: Desk) -> None:
    first = school.one(session_rows((1, DAY, "AM", "/"), (50, DAY, "AM", "N"), (50, DAY, "PM", "\\")), NINE)
    assert len(first.quarantined) == 2 and not school.rows("SELECT 1 FROM pupil WHERE upn = ?", upn(50))
    school.one(session_rows((2, DAY, "AM", "/"), (50, DAY, "AM", "I")), TEN)
    done = arrive(school)
    assert (done.pupils.new, done.marks.new, done.marks.changed) == (1, 2, 1)
    assert "3 rows of earlier files had waited for 1 pupil who has now arrived, and were taken" in done.notes
    assert school.mark(50) + school.mark(50, half="PM") == "I\\"
    assert school.rows("SELECT old, new FROM register_change") == [("N", "I")]
    assert not school.rows("SELECT 1 FROM held_row") and not school.rows("SELECT 1 FROM quarantine")


def test_files_in_any_order_give_a_late_pupil_the_same_marks(school: Desk) -> None:
    school.one(session_rows((2, DAY, "AM", "/"), (50, DAY, "AM", "I")), TEN)
    school.one(session_rows((1, DAY, "AM", "/"), (50, DAY, "AM", "N")), NINE)
    arrive(school)
    assert school.mark(50) == "I"
    school.one(session_rows((1, DAY, "AM", "/"), (50, DAY, "AM", "O")), "2026-11-20T09:30")
    assert school.mark(50) == "I"  # what waited kept the time of its export


def test_the_same_row_every_morning_waits_once(school: Desk) -> None:
    for day in range(5):
        rows = session_rows((1, f"2026-11-{16 + day}", "AM", "/"), (50, DAY, "AM", "I"))
        school.one(rows, f"2026-11-{16 + day}T09:00")
    assert school.rows("SELECT count(*), max(import_id) FROM held_row") == [(1, 7)]


def test_a_dry_run_of_the_arrival_changes_nothing(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "/"), (50, DAY, "AM", "N")), NINE)
    before = school.everything()
    [tried] = school.load(f"UPN,Legal Surname,Reg\n{upn(50)},New,7A\n", at=TEN, dry=True)
    assert tried.marks.new == 1 and school.everything() == before


def test_contacts_wait_too(school: Desk) -> None:
    rows = f"UPN,Priority,Name,Phone\n{upn(1)},1,Mum,01632 960001\n{upn(50)},1,Dad,01632 960002\n"
    school.one(rows, NINE)
    done = arrive(school)
    assert done.contacts.new == 1
    assert ("Dad",) in school.rows("SELECT name FROM contact")


def test_rows_do_not_wait_for_ever(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "/"), (50, DAY, "AM", "N")), NINE)
    school.record.clock.at += timedelta(days=91)  # type: ignore[attr-defined]
    school.one(session_rows((1, DAY, "AM", "/"), (2, DAY, "AM", "/")), TEN)
    assert not school.rows("SELECT 1 FROM held_row")


def test_a_row_that_names_nobody_does_not_wait(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "/")) + f",{DAY},AM,N\n", NINE)
    assert not school.rows("SELECT 1 FROM held_row")
