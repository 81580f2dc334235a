"""What the board's head says of today's marks: how old they are, and what did not come in."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.board import read_board
from core.views import Board
from tests.core.making import set_now
from tests.importers.desk import CALENDAR, MARKS, Desk, session_rows, upn

TODAY, YESTERDAY = "2026-11-20", "2026-11-19"


@pytest.fixture
def school(desk: Desk) -> Desk:
    """Ten pupils in two forms, on a school day."""
    desk.load(CALENDAR)
    return desk.with_pupils()


def marks(*numbers: int, day: str = TODAY, mark: str = "/") -> str:
    return session_rows(*((number, day, "AM", mark) for number in numbers))


def dated(desk: Desk) -> tuple[str, bool]:
    """The time the marks are dated by, and whether they came in part."""
    board = read_board(desk.record)
    return f"{board.marks_at:%d %b %H:%M}" if board.marks_at else "", board.in_part


ALL = range(1, 11)


def test_one_pupils_row_does_not_make_the_marks_fresh(school: Desk) -> None:
    """The marks were of 08:50; one spreadsheet row at 09:14 made the header say 2 minutes."""
    school.one(marks(*ALL), at=f"{TODAY}T08:50")
    school.one(marks(3, mark="I"), at=f"{TODAY}T09:14", force=True)
    assert dated(school) == ("20 Nov 08:50", False)


def test_yesterdays_marks_saved_again_do_not_make_the_marks_fresh(school: Desk) -> None:
    school.one(marks(*ALL), at=f"{TODAY}T08:50")
    school.one(marks(*ALL, day=YESTERDAY), at=f"{TODAY}T09:15")
    assert dated(school) == ("20 Nov 08:50", False)


def test_the_newest_file_of_most_of_the_school_dates_them(school: Desk) -> None:
    school.one(marks(*ALL), at=f"{TODAY}T08:50")
    school.one(marks(1, 2, 3, 4, 5, 6, 7), at=f"{TODAY}T09:10")
    assert dated(school) == ("20 Nov 09:10", False)


def test_forms_that_come_one_by_one_count_once_they_are_half_of_the_school(school: Desk) -> None:
    school.one(marks(1, 3), at=f"{TODAY}T08:50")
    assert dated(school) == ("20 Nov 08:50", True)
    school.one(marks(2, 4, 6), at=f"{TODAY}T08:55")
    assert dated(school) == ("20 Nov 08:50", False)
    school.one(marks(5, 7, 9), at=f"{TODAY}T09:05")
    assert dated(school) == ("20 Nov 08:55", False)


def test_before_any_mark_of_today_the_marks_are_an_earlier_days(school: Desk) -> None:
    assert dated(school) == ("", False)
    school.one(marks(*ALL, day=YESTERDAY), at=f"{YESTERDAY}T15:00")
    school.one(marks(*ALL, day="2026-11-18"), at=f"{TODAY}T08:15")
    assert dated(school) == ("19 Nov 15:00", False)


def board(desk: Desk) -> Board:
    return read_board(desk.record)


def test_rows_of_todays_marks_set_aside_are_counted_until_a_whole_file_has_none(school: Desk) -> None:
    unknown = f"{upn(77)},{TODAY},AM,N\n{upn(78)},{TODAY},AM,/\n"
    school.one(marks(*ALL) + unknown, at=f"{TODAY}T08:50")
    assert board(school).aside == 2
    school.one(marks(*ALL) + "\n" + unknown, at=f"{TODAY}T09:00")  # the same again: no more than before
    assert board(school).aside == 2
    school.one(marks(3), at=f"{TODAY}T09:05", force=True)  # a part clears nothing
    assert board(school).aside == 2
    school.one(marks(*ALL, day=YESTERDAY), at=f"{TODAY}T09:10")  # nor does another day's
    assert board(school).aside == 2
    school.one(marks(*ALL), at=f"{TODAY}T09:12")
    assert board(school).aside == 0


def test_rows_set_aside_on_an_earlier_day_are_not_said_again(school: Desk) -> None:
    set_now(school.record, datetime(2026, 11, 19, 9, 0))
    school.one(f"{MARKS}{upn(1)},{YESTERDAY},AM,/\n{upn(77)},{YESTERDAY},AM,N\n", at=f"{YESTERDAY}T08:55")
    assert board(school).aside == 1
    set_now(school.record, datetime(2026, 11, 20, 9, 0))
    assert board(school).aside == 0
