"""Marks of days still to come: a register's are asked about, what is entered ahead comes in."""

from __future__ import annotations

from datetime import date

import pytest

from core.codes import CODES
from core.register import TAKEN
from tests.importers.desk import CALENDAR, Desk, session_rows, upn

NOW = "2026-11-20T09:15"
NEXT = date(2026, 11, 23)  # the Monday after


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.one(CALENDAR)
    return desk.with_pupils()


def test_a_register_of_next_monday_does_not_fill_that_days_board(school: Desk) -> None:
    done = school.one(
        session_rows(
            (1, "2026-11-20", "AM", "/"), (1, "2026-11-23", "AM", "N"), (2, "2026-11-23", "AM", "/")
        ),
        NOW,
    )
    assert done.marks.new == 1 and school.mark(1, NEXT) == " "
    assert [(p.row, p.key) for p in done.quarantined] == [(3, upn(1)), (4, upn(2))]
    assert {p.reason for p in done.quarantined} == {
        "a register's mark for Mon 23 Nov 2026, still to come: is the date month first, or a clock wrong?"
    }


@pytest.mark.parametrize("code", sorted(code for code, known in CODES.items() if known.cell not in TAKEN))
def test_what_may_be_entered_ahead_comes_in(school: Desk, code: str) -> None:
    done = school.one(session_rows((1, "2026-11-23", "AM", code)), NOW)
    assert done.marks.new == 1 and not done.quarantined
    assert school.mark(1, NEXT) == CODES[code].cell


@pytest.mark.parametrize("mark", ["/", "\\", "L", "U", "N", "O"])
def test_a_file_of_nothing_but_a_register_still_to_come_is_refused_in_one_line(
    school: Desk, mark: str
) -> None:
    before = school.everything()
    [done] = school.load(session_rows((1, "2026-12-14", "AM", mark), (2, "2026-12-14", "AM", mark)), at=NOW)
    assert done.outcome == "refused" and done.error is not None and done.error.exit_code == 2
    said = str(done.error)
    assert "month first" in said and "Mon 14 Dec 2026" in said and "\n" not in said
    assert school.everything() == before


def test_an_export_taken_that_very_day_is_no_question_though_the_server_is_a_day_behind(school: Desk) -> None:
    done = school.one(session_rows((1, "2026-11-23", "AM", "/")), "2026-11-23T09:15")
    assert done.marks.new == 1 and school.mark(1, NEXT) == "/"


def test_a_wide_rows_days_to_come_are_one_row_set_aside_and_the_rest_of_it_is_taken(school: Desk) -> None:
    head = "UPN,2026-11-20 AM,2026-11-23 AM,2026-11-23 PM,2026-11-24 AM\n"
    done = school.one(head + f"{upn(1)},/,/,I,N\n", NOW)
    assert done.marks.new == 2 and school.mark(1, NEXT, "PM") == "I"
    [aside] = done.quarantined
    assert "Mon 23 Nov 2026" in aside.reason


def test_minutes_late_of_a_day_to_come_stay_out_too(school: Desk) -> None:
    head = "UPN,Date,Session,Mark,Minutes late\n"
    school.one(head + f"{upn(1)},2026-11-20,AM,L,5\n{upn(1)},2026-11-23,AM,L,7\n", NOW)
    assert school.rows("SELECT day, minutes FROM mark_detail") == [("2026-11-20", 5)]


def test_a_row_that_waited_for_its_pupil_is_asked_about_when_it_comes_in(school: Desk) -> None:
    school.one(session_rows((1, "2026-11-20", "AM", "/"), (11, "2026-11-23", "AM", "/")), NOW)
    school.with_pupils(11)
    assert school.mark(11, NEXT) in ("", " ")
    assert [row[0] for row in school.rows("SELECT reason FROM quarantine")] == [
        "a register's mark for Mon 23 Nov 2026, still to come: is the date month first, or a clock wrong?"
    ]
