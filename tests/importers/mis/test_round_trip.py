"""The fictional school written in each system's shape comes to the same record as its plain files."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.importers.desk import Desk
from tests.importers.mis import shapes
from tests.importers.mis.conftest import AT, plain_marks, pupils_of, register_of
from tests.importers.mis.shapes import Roll

Write = Callable[[Roll], str]
# Who is on roll, the marks, and the format each is told as.
PAIRS: list[tuple[Write | None, Write, str]] = [
    (None, shapes.official_register, "sims-official-register"),
    (shapes.sims_pupils, shapes.sims_sessions, "sims-sessions"),
    (shapes.sims_pupils, shapes.sims_marks_xml, "sims-report-xml"),
    (None, shapes.sims_marks_grouped, "marks-session"),
    (shapes.bromcom_pupils, shapes.bromcom_weeks, "bromcom-weeks"),
    (shapes.arbor_pupils, shapes.arbor_attendance, "arbor-attendance"),
]
NAMES = [marks.__name__ for _, marks, _ in PAIRS]


@pytest.fixture(params=PAIRS, ids=NAMES)
def pair(request: pytest.FixtureRequest) -> tuple[Write | None, Write, str]:
    found: tuple[Write | None, Write, str] = request.param
    return found


def test_the_school_in_this_shape(
    pair: tuple[Write | None, Write, str],
    new_desk: Callable[[], Desk],
    known: Desk,
    expected: Desk,
    roll: Roll,
) -> None:
    write_pupils, write_marks, named = pair
    desk = known
    if write_pupils:
        desk = new_desk()
        desk.one(write_pupils(roll), at="2026-09-01T08:00")
        assert pupils_of(desk) == pupils_of(expected)
    done = desk.one(write_marks(roll), at=AT)
    assert not done.quarantined, done.quarantined[:5]
    assert done.as_dict()["format"] == named and done.marks.new == len(roll.marks)
    assert register_of(desk) == register_of(expected)
    again = desk.one(write_marks(roll) + "\n", at=AT)
    assert again.marks.as_dict() == {"new": 0, "changed": 0, "same": len(roll.marks)}
    assert register_of(desk) == register_of(expected)


ORDERED = [pair for pair in PAIRS if pair[1] is not shapes.official_register]


@pytest.mark.parametrize(("write_pupils", "write", "named"), ORDERED, ids=[p[2] for p in ORDERED])
def test_rows_in_any_order(
    write_pupils: Write, write: Write, named: str, new_desk: Callable[[], Desk], expected: Desk, roll: Roll
) -> None:
    desk = new_desk()
    desk.one((write_pupils or shapes.sims_pupils)(roll), at="2026-09-01T08:00")
    marks = list(roll.marks)
    random.Random(7).shuffle(marks)
    desk.one(write(Roll(roll.pupils, marks)), at=AT)
    assert register_of(desk) == register_of(expected)


def test_a_full_year_after_ten_daily_files(known: Desk, expected: Desk, roll: Roll) -> None:
    days = [day.isoformat() for day in roll.days]
    for day in days[-10:]:
        known.one(plain_marks([mark for mark in roll.marks if mark[1] == day]), at=f"{day}T09:15")
    done = known.one(plain_marks(roll.marks), at=AT)
    ten = sum(mark[1] in days[-10:] for mark in roll.marks)
    assert done.marks.as_dict() == {"new": len(roll.marks) - ten, "changed": 0, "same": ten}
    assert register_of(known) == register_of(expected)


def test_a_trailing_window_every_morning_costs_nothing_it_knows(
    known: Desk, expected: Desk, roll: Roll
) -> None:
    days = [day.isoformat() for day in roll.days]
    known.one(plain_marks([mark for mark in roll.marks if mark[1] < days[-12]]), at=f"{days[-12]}T08:00")
    for place in range(len(days) - 12, len(days)):
        window = days[max(0, place - 9) : place + 1]
        done = known.one(plain_marks([m for m in roll.marks if m[1] in window]), at=f"{days[place]}T09:15")
        assert done.marks.changed == 0 and not done.quarantined
    assert register_of(known) == register_of(expected)
