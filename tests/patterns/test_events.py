"""What is the school's own, or nobody's: snow, a strike, a wave of illness, taxis that did not come."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core import acts
from core.model import Outcome
from core.patterns import find_flags, read_flags
from core.patterns.school import Life, School, read_school
from core.record import Record
from tests.core.making import add_contact, add_pupil, add_staff, mark, mark_days

FIRST, LAST = "2026-09-02", "2026-11-20"


def school_of(record: Record, number: int = 60) -> list[int]:
    """Pupils of Years 7 to 9, in all the time."""
    ids = [add_pupil(record, year=str(7 + n % 3), reg=f"{7 + n % 3}A") for n in range(number)]
    for one in ids:
        mark_days(record, one, FIRST, LAST, "/")
    return ids


def flags_of(record: Record) -> dict[int, list[str]]:
    return {one: [flag.kind for flag in flags] for one, flags in read_flags(record).items()}


def test_days_of_snow_with_half_the_school_away_flag_nobody(record: Record) -> None:
    for one in school_of(record)[::2]:
        for day in ("2026-11-05", "2026-11-06", "2026-11-16", "2026-11-17"):
            mark(record, one, day, "O")
    assert flags_of(record) == {}


def test_a_year_group_kept_at_home_flags_nobody(record: Record) -> None:
    ids = school_of(record)
    for one in ids[1::3]:  # Year 8
        for day in ("2026-11-04", "2026-11-10", "2026-11-16", "2026-11-19"):
            mark(record, one, day, "O")
    assert flags_of(record) == {}


def test_a_wave_of_illness_in_one_year_group_flags_nobody(record: Record) -> None:
    """Every Year 9 pupil has one illness of three days within two weeks; their homes were rung."""
    ann = add_staff(record, "ann")
    for place, one in enumerate(school_of(record)[2::3]):
        first = [day for day in record.calendar.days if day >= date(2026, 11, 9)][place % 8]
        mark_days(record, one, first.isoformat(), (first + timedelta(days=2)).isoformat(), "I")
        add_contact(record, one)
        acts.log_call(record, ann, one, Outcome.SPOKE, reason="ill")
    assert flags_of(record) == {}


@pytest.mark.parametrize("code", ["Y1", "Y2", "X", "D", "B", "V", "C2", "L"])
def test_what_is_no_absence_flags_nobody(record: Record, code: str) -> None:
    [one] = school_of(record, 1)
    for day in record.calendar.days:
        if date(2026, 9, 2) <= day <= date(2026, 11, 20) and day.weekday() in (0, 2):
            mark(record, one, f"{day} PM", code)
    assert flags_of(record) == {}


def test_not_possible_and_closed_sessions_leave_every_figure(record: Record) -> None:
    """With every second week not possible, no flag counts a session of these weeks."""
    ids = school_of(record, 12)
    gone = {d for d in record.calendar.days if d.isocalendar().week % 2 and d >= date(2026, 9, 7)}
    for place, one in enumerate(ids):
        for n, day in enumerate(
            d for d in record.calendar.days if date(2026, 9, 7) <= d <= date(2026, 11, 20)
        ):
            if day in gone:
                mark(record, one, day.isoformat(), "Y1")
            elif day.weekday() == 4 or (day >= date(2026, 11, 2) and (n + place) % 2):
                mark(record, one, day.isoformat(), "O")
    with record.reading():
        school = read_school(record)
    flags = [flag for own in find_flags(school).values() for flag in own]
    assert flags
    without = _without(school, gone)
    assert find_flags(without) == find_flags(school)
    assert not any(session.day in gone for flag in flags for session in flag.sessions)


def _without(school: School, gone: set[date]) -> School:
    """The school as if nobody had a mark on these days at all."""
    mask = ~school.frame.of_days(day for day in gone if school.frame.first <= day <= school.today)

    def cut(life: Life) -> Life:
        return replace(life, away=life.away & mask, here=life.here & mask, kept=life.kept & mask)

    columns = deepcopy(school.columns)
    columns.leave_out(~mask & school.frame.school, columns.everybody)
    return replace(school, lives={one: cut(life) for one, life in school.lives.items()}, columns=columns)
