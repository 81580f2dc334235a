"""What a stranger saw cut in the header: at no width does a word end before its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model import Missing, RefusedFile
from core.views import Board, Reckoning
from tests.core.making import NOW
from tests.tui.conftest import Open
from tui import ink
from tui.ink import Line
from tui.widgets.header import fitting, missing, sum_words, where

FULL = Board(
    school="Testford Community School and Sixth Form College",
    now=NOW,
    session="AM",
    school_day=True,
    closed_because="",
    week=11,
    marks_at=NOW - timedelta(minutes=4),
    minutes_old=4,
    registers_missing=tuple(Missing(reg, 30) for reg in ("11E", "8B", "7C", "9A", "10F")),
    reckoning=Reckoning(92, 51, 12, 9, 3, 17),
    rows=(),
    people_on=2,
    oldest_unreached=64,
    note="rehearsal on the fictional school",
    dsl_waiting=3,
)
BOARDS = (
    FULL,
    replace(FULL, registers_missing=(), dsl_waiting=0, oldest_unreached=None, note=""),
    replace(FULL, registers_missing=(), oldest_unreached=7, people_on=1),
    replace(FULL, school_day=False, closed_because="Christmas holiday", week=None),
    replace(FULL, marks_at=datetime(2026, 11, 19, 9, 4)),
    replace(FULL, marks_at=None, school="X", note="no calendar loaded"),
)


def text(row: Line) -> str:
    """A line as plain text."""
    return "".join(part.text for part in row)


def lines(board: Board, cells: int) -> list[str]:
    """The header's three lines at a width."""
    said = fitting(sum_words(board.reckoning), cells)
    return [text(where(board, cells)), said, text(missing(board, cells))]


@pytest.mark.parametrize("board", BOARDS)
def test_no_header_line_is_too_long_or_ends_in_a_cut_word_from_40_to_200_columns(board: Board) -> None:
    words = {word for row in lines(board, 400) for word in row.split()}
    words |= {"on", "waiting", "unknown", "+3", "+3,", "school", "(11E", "(150", "unknown)", "unreached"}
    words |= {"expl.", "msg.", "expl", "msg", "hand", "8B", "8B,"}
    for cells in range(40, 201):
        for row in lines(board, cells):
            assert ink.width(row) <= cells
            assert "…" not in row
            plain = fitting(sum_words(board.reckoning), 40)
            assert row == plain or set(row.split()) <= words, (cells, row)


ASIDE = replace(FULL, aside=6, refused=(RefusedFile(NOW, "marks.csv", "a web page"),), dsl_waiting=0, note="")


def test_rows_set_aside_and_a_refused_file_are_named_with_the_way_to_them() -> None:
    """Six rows of the register aside and marks.csv refused: the screen said neither."""
    one = replace(ASIDE, registers_missing=(), oldest_unreached=None)
    assert lines(one, 80)[2] == "6 rows set aside · marks.csv refused · g q"
    assert lines(replace(one, aside=1, refused=()), 80)[2] == "1 row set aside · g q"
    assert lines(ASIDE, 120)[2] == (
        "5 registers missing (11E 8B 7C 9A 10F, 150 pupils unknown) · 6 rows set aside · marks.csv refused"
        " · g q · waiting 1 h 04"
    )
    assert lines(ASIDE, 80)[2] == "5 registers missing (150 unknown) · 6 rows aside, 1 refused · g q"
    assert lines(replace(FULL, dsl_waiting=0), 120)[2].count("aside") == 0


def test_marks_that_came_in_part_say_so() -> None:
    assert "marks in part 09:12 (4 min)" in lines(replace(FULL, in_part=True), 120)[0]


def test_what_must_be_known_stays_at_eighty_columns() -> None:
    first, total, third = lines(FULL, 80)
    assert first.startswith("Testford Community School")
    assert first.endswith("marks 09:12 (4 min) · 2 on")
    assert total.endswith("17 not reached")
    assert third == "5 registers missing (11E 8B +3, 150 unknown) · 3 for the DSL · waiting 1 h 04"


def test_two_people_on_says_people() -> None:
    assert lines(FULL, 200)[0].endswith("2 people on")
    assert lines(replace(FULL, people_on=1), 200)[0].endswith("1 person on")


def test_the_narrowest_window_still_says_what_is_missing() -> None:
    assert lines(FULL, 40)[2] == "5 registers missing · 3 for the DSL"


async def test_the_header_on_the_screen_is_whole(opened: Open) -> None:
    async with opened() as officer:
        for columns in (40, 60, 80, 120):
            await officer.pilot.resize_terminal(columns, 24)
            await officer.settle()
            assert "…" not in "".join(officer.lines[:3])
