"""Files of another year or another school's: the days a file spans are said, and what looks odd is asked."""

from __future__ import annotations

from datetime import date

import pytest

from importers.span import span_words
from tests.importers.desk import Desk, session_rows, upn

TODAY = date(2026, 11, 20)
NINE = "2026-11-20T09:00"
HEAD = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg\n"


def roll(year: int, others: int = 0) -> str:
    """Ten pupils in a year group, the first `others` under new numbers."""
    rows = []
    for n in range(1, 11):
        number, born = (n + 500 if n <= others else n), f"2012-01-{n + 1:02d}"
        rows.append(f"{upn(number)},{number},Surname{n},Forename{n},{born},{year},{year}A\n")
    return HEAD + "".join(rows)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-20", "2026-11-20", "20 Nov"),
        ("2026-11-01", "2026-11-19", "1–19 Nov"),
        ("2026-09-28", "2026-10-02", "28 Sep–2 Oct"),
        ("2026-12-14", "2027-01-08", "14 Dec–8 Jan"),
        ("2025-11-20", "2025-11-20", "20 Nov 2025"),
        ("2025-11-03", "2025-11-14", "3–14 Nov 2025"),
        ("2025-09-08", "2025-10-02", "8 Sep–2 Oct 2025"),
        ("2025-12-14", "2026-01-08", "14 Dec 2025–8 Jan 2026"),
        ("2025-09-08", "2026-11-20", "8 Sep 2025–20 Nov 2026"),
    ],
)
def test_the_days_a_file_of_marks_spans(first: str, last: str, said: str) -> None:
    assert span_words(date.fromisoformat(first), date.fromisoformat(last), TODAY) == said


def test_the_summary_has_the_days_of_the_marks_alone(desk: Desk) -> None:
    desk.with_pupils()
    done = desk.one(
        session_rows((1, "2026-11-16", "AM", "/"), (2, "2026-11-17", "PM", "\\"), (3, "2026-11-18", "AM", ""))
    )
    assert done.span == "16–17 Nov" and done.as_dict()["days"] == ["2026-11-16", "2026-11-17"]


def test_last_years_marks_are_asked_about_and_taken_when_meant(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(session_rows((1, "2026-11-20", "AM", "/")), NINE)
    old = session_rows((1, "2025-11-19", "AM", "I"), (2, "2025-11-20", "AM", "/"))
    [done] = desk.load(old, at=NINE)
    assert done.outcome == "refused" and done.error is not None and done.error.exit_code == 2
    assert "20 Nov 2025" in str(done.error) and "Last year's file?" in str(done.error)
    assert "--force" in str(done.error) and "\n" not in str(done.error)
    assert desk.one(old, NINE, force=True).span == "19–20 Nov 2025"


def test_history_into_an_empty_record_comes_in_without_a_question(desk: Desk) -> None:
    desk.with_pupils()
    for year in (2024, 2025, 2026):
        assert desk.one(session_rows((1, f"{year}-11-19", "AM", "/")), NINE).marks.new == 1


def test_a_file_of_both_years_is_no_question(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(session_rows((1, "2026-11-19", "AM", "/")), NINE)
    done = desk.one(session_rows((1, "2025-11-19", "AM", "/"), (1, "2026-11-20", "AM", "/")), NINE)
    assert done.marks.new == 2 and done.span == "19 Nov 2025–20 Nov 2026"


def test_a_pupils_file_of_last_year_says_that_year_groups_go_down(desk: Desk) -> None:
    desk.one(roll(9), "2026-09-01T08:00")
    [said] = desk.one(roll(8), NINE).notes
    assert said == (
        f"10 of 10 pupils go down a year group ({upn(1)}: 9 to 8). "
        "Last year's file? import --undo takes it back"
    )
    assert not desk.one(roll(10), "2026-11-20T10:00").notes  # up, as every September


def test_other_numbers_for_known_names_and_births_are_counted_with_one_shown(desk: Desk) -> None:
    desk.one(roll(9), "2026-09-01T08:00")
    done = desk.one(roll(9, others=6), NINE)
    assert done.pupils.changed == 6
    assert done.notes == [
        f"6 of 10 pupils get another UPN or admission number ({upn(1)} to {upn(501)}). "
        "Your school's file? import --undo takes it back"
    ]


def test_a_pupil_or_two_with_a_new_number_or_a_year_repeated_is_no_warning(desk: Desk) -> None:
    desk.one(roll(9), "2026-09-01T08:00")
    assert not desk.one(roll(9, others=2), NINE).notes
    assert not desk.one(HEAD + f"{upn(7)},7,Surname7,Forename7,2012-01-08,8,8A\n", "2026-11-20T10:00").notes
