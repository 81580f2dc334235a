"""Codes that ask a question: domain.md §1, §1a, §11.9."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider
from core.questions import State
from core.record import Record
from tests.clocks.making import clocks, note_mark, put, put_days, stand
from tests.core.making import add_pupil, add_staff

ASKED = "code-question"
ROWS = [
    # born, marks, the question, sessions in question, source
    (date(2012, 3, 4), {"2026-11-09": "X"}, "X at compulsory school age", 2, "X only for non-CSA [S21 S51]"),
    (None, {"2026-11-09": "X"}, "X at compulsory school age", 2, "no date of birth: treated as CSA"),
    (date(2022, 5, 1), {"2026-11-09": "X"}, None, 0, "a four-year-old not required [S4b]"),
    (date(2022, 5, 1), {"2026-11-09": "/ C2"}, "C2 outside compulsory school age", 1, "reg 11(6) [S8]"),
    (date(2012, 3, 4), {"2026-11-09": "R"}, None, 0, "one day set apart [S22]"),
    (date(2012, 3, 4), {"2026-11-09": "R", "2026-11-10": "R"}, "R on more than one day", 2, "the second day"),
    (date(2012, 3, 4), {"2026-11-13": "R", "2026-11-16": "R"}, "R on more than one day", 2, "over a weekend"),
    (date(2012, 3, 4), {"2026-09-14": "R", "2026-11-09": "R"}, None, 0, "two days set apart"),
    (date(2012, 3, 4), {f"2026-11-{d:02}": "E" for d in (9, 10, 11, 12, 13)}, None, 0, "five days [S4b]"),
    (
        date(2012, 3, 4), {f"2026-11-{d:02}": "E" for d in (9, 10, 11, 12, 13, 16, 17)},
        "E after the fifth consecutive day", 4, "provision from the sixth day [S4b]",
    ),
    (
        date(2012, 3, 4), {f"2026-11-{d:02}": "B" for d in (9, 10, 11, 12, 13, 16)},
        "B needs supervision, and a note", 2, "day after day with nothing noted [S22]",
    ),
    (date(2012, 3, 4), {f"2026-11-{d:02}": "B" for d in (9, 10, 11)}, None, 0, "a few days of B"),
    (
        date(2012, 3, 4), {"2026-11-09": "H"}, "code not in force that day", 2,
        "withdrawn on 19 Aug 2024 [S4 S23]",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("born", "marks", "rule", "count", "source"), ROWS, ids=[row[4] for row in ROWS])
def test_questions(
    record: Record, born: date | None, marks: dict[str, str], rule: str | None, count: int, source: str
) -> None:
    one = add_pupil(record, dob=born)
    put(record, one, marks)
    found = clocks(record, one, ASKED)
    assert [(clock.rule, clock.count) for clock in found] == ([(rule, count)] if rule else [])
    for clock in found:
        assert (clock.state, clock.due, clock.met_on) == (State.MET, None, clock.sessions[0])


@pytest.mark.parametrize("code", ["H", "F", "J", "Y"])
def test_withdrawn_codes_of_their_time_are_no_question(record: Record, code: str) -> None:
    one = add_pupil(record)
    put(record, one, {"2024-06-10": code, "2024-08-18": code})
    assert clocks(record, one, ASKED) == []
    put(record, one, {"2024-09-10": code})
    (clock,) = clocks(record, one, ASKED)
    assert [str(s.day) for s in clock.sessions] == ["2024-09-10", "2024-09-10"]
    assert f"code {code} was withdrawn" in clock.advice.replace("Code", "code")


@pytest.mark.parametrize("code", ["K", "Q", "C1", "C2", "J1", "Y1", "Y7"])
def test_new_codes_before_their_time_are_listed(record: Record, code: str) -> None:
    one = add_pupil(record)
    put(record, one, {"2024-06-10": code, "2024-09-10": code})
    found = [c for c in clocks(record, one, ASKED) if c.rule == "code not in force that day"]
    assert [str(s.day) for c in found for s in c.sessions] == ["2024-06-10", "2024-06-10"]


def test_b_at_home_is_asked_about_whatever_its_length(record: Record) -> None:
    one = add_pupil(record)
    put(record, one, {"2026-11-09": "B", "2026-11-10": "B"})
    note_mark(record, one, ["2026-11-09 AM"], "Online lessons at Home")
    note_mark(record, one, ["2026-11-10 AM"], "college taster")
    (clock,) = clocks(record, one, ASKED)
    assert [str(session) for session in clock.sessions] == ["2026-11-09 AM"]


def test_b_with_its_activity_noted_is_no_question(record: Record) -> None:
    one = add_pupil(record)
    days = put_days(record, one, "2026-11-02", 10, "B")
    note_mark(record, one, [f"{day} {half}" for day in days for half in ("AM", "PM")], "farm")
    assert clocks(record, one, ASKED) == []


def test_considered_settles_the_marks_so_far(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put(record, one, {"2026-11-09": "X", "2024-09-10": "H"})
    consider(record, officer, one, "Corrected with the office", ASKED)
    assert clocks(record, one, ASKED) == []
    stand(record, "2026-11-23")
    put(record, one, {"2026-11-23": "X"})
    assert [c.count for c in clocks(record, one, ASKED)] == [2]
