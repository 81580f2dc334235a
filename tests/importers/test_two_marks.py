"""A cell that holds the morning's and the afternoon's mark: what is odd in it is named and put right once."""

from __future__ import annotations

import pytest

from importers.fixing import fix_mark
from importers.grid import odd_mark
from tests.importers.desk import ME, MON, Desk, upn

TUE, WED = MON.replace(day=17), MON.replace(day=18)
REGISTER = """Official Register,,,,
Period:,16/11/2026 to 20/11/2026,,,
Scope:,Reg Group  7B,,,
,Nov,,,
,16,17,18,19
"Surname1, Forename1",?\\,@@,I01\\,/\\
"Surname3, Forename3",/\\,/?,/\\,/\\
"""


@pytest.mark.parametrize(
    ("cell", "odd"),
    [
        ("?\\", "?"),
        ("/?", "?"),
        ("@@", "@"),
        ("?!", "?"),
        ("C1?", "?"),
        ("?C1", "?"),
        ("B7B7", "7"),
        ("??/", "??"),
    ],
)
def test_the_odd_mark_of_two_is_named(cell: str, odd: str) -> None:
    assert odd_mark(cell) == odd


@pytest.fixture
def school(desk: Desk) -> Desk:
    return desk.with_pupils()


def test_a_mark_in_a_registers_cell_is_put_right_once_for_both_sessions(school: Desk) -> None:
    done = school.one(REGISTER, at="2026-11-20T09:00")
    assert [(one.row, one.reason) for one in done.quarantined] == [
        (6, 'the mark "?" is no attendance code, in "?\\"'),
        (6, 'the mark "@" is no attendance code, in "@@"'),
        (7, 'the mark "?" is no attendance code, in "/?"'),
    ]
    assert (school.mark(1, WED), school.mark(1, WED, "PM")) == ("I", "\\")  # I01 is a subcode of I
    fix_mark(school.record, ME, "?", "L")
    assert (school.mark(1, MON), school.mark(1, MON, "PM"), school.mark(3, TUE, "PM")) == ("L", "\\", "L")
    assert school.mark(1, TUE).strip() == ""
    fix_mark(school.record, ME, "@", "B")
    assert (school.mark(1, TUE), school.mark(1, TUE, "PM")) == ("B", "B")
    assert school.rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_a_column_a_date_is_put_right_too(school: Desk) -> None:
    school.one(f"UPN,2026-11-16,2026-11-17\n{upn(1)},?\\,/\\\n{upn(2)},/\\,/\\\n", force=True)
    fix_mark(school.record, ME, "?", "L")
    assert (school.mark(1), school.mark(1, half="PM")) == ("L", "\\")
    assert school.rows("SELECT count(*) FROM quarantine") == [(0,)]
