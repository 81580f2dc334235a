"""Half-days at a glance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.days import year_start
from core.views import Strip
from tui.ink import Line
from tui.widgets import heat

MONDAY = date(2026, 11, 16)


def strip(days: dict[int, str], first: date = MONDAY, weeks: int = 1, off: tuple[int, ...] = ()) -> Strip:
    """A strip of `weeks`: `days` gives the two cells of a day by its number; `off` has no school."""
    start = year_start(first)
    cells, expected = [" "] * 730, bytearray(730)
    for number in range(7 * weeks):
        day = first + timedelta(days=number)
        index = 2 * (day - start).days
        if day.weekday() < 5 and number not in off:
            expected[index] = expected[index + 1] = 1
            cells[index : index + 2] = days.get(number, "/\\")
    return Strip(start, first, first + timedelta(days=7 * weeks - 1), "".join(cells), bytes(expected))


@pytest.mark.parametrize(
    ("cells", "sign"),
    [("/\\", "·"), ("II", "█"), ("N\\", "▀"), ("/O", "▄"), ("L\\", "l"), ("LI", "L"), ("  ", "?"),
     ("XX", " "), ("U\\", "l"), ("VV", "·"), ("I ", "▀")],
)  # fmt: skip
def test_a_day_has_one_sign(cells: str, sign: str) -> None:
    assert heat.day_cell(strip({0: cells}), MONDAY).text == sign


def test_days_without_a_reason_are_told_in_words_too() -> None:
    made = strip({0: "NN", 1: "/O", 2: "II", 3: "N\\", 4: "GG", 7: "  "}, weeks=2)
    assert heat.without_reason(made) == [
        (MONDAY + timedelta(days=3), "AM"),
        (MONDAY + timedelta(days=1), "PM"),
        (MONDAY, ""),
    ]


def test_what_is_not_known_is_drawn_blank() -> None:
    made = strip({}, off=(1,))
    assert heat.day_cell(made, MONDAY + timedelta(days=1)).text == " "
    assert heat.day_cell(made, MONDAY + timedelta(days=30)).text == " "


def told(lines: list[Line]) -> list[str]:
    """Lines as plain text."""
    return ["".join(part.text for part in line) for line in lines]


def test_a_monday_pattern_is_a_solid_line() -> None:
    made = strip({0: "NN", 7: "NN", 14: "NN"}, weeks=3)
    rows = told(heat.year(made, 40))
    assert rows[2].rstrip() == " Mon █ █ █"
    assert rows[3].rstrip() == " Tue · · ·"


def test_half_term_is_a_gap() -> None:
    made = strip({}, first=date(2026, 10, 19), weeks=3, off=tuple(range(7, 14)))
    assert told(heat.year(made, 40))[2].rstrip() == " Mon · ¦ ·"


def test_a_whole_year_fits_into_eighty_columns() -> None:
    made = strip({}, first=date(2026, 9, 1), weeks=46)
    rows = told(heat.year(made, 80))
    assert len(rows) == 7
    assert all(len(row) <= 80 for row in rows)
    assert "Sep" in rows[0]
    assert "Jul" in rows[0]


def test_the_last_weeks_stand_in_one_row() -> None:
    made = strip({0: "II"}, weeks=8)
    assert "".join(part.text for part in heat.row(made)).count("·") == 30
