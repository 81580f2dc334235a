"""What holds of any marks and any calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clocks import KINDS, read_clocks
from core.days import Calendar, Entry
from core.questions import ClockState, State
from core.record import Record
from tests.clocks.making import clocks, put
from tests.core.making import add_calendar, add_pupil, make_record

DAYS = 60  # school days up to 20 November that marks are drawn for
CODES = st.sampled_from([*"/////LIIUUOONNGGMCREBXD", "C2", "Y4", "#", "-"])


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Record, int]]:
    """A record and its one pupil, marked anew in each example."""
    with make_record(Path(tmp_path_factory.mktemp("clocks"))) as record:
        yield record, add_pupil(record, social_worker="CP")


def days_of(record: Record) -> list[str]:
    last = record.clock.today()
    return [day.isoformat() for day in record.calendar.days if day <= last][-DAYS:]


def marked(school: tuple[Record, int], marks: list[str]) -> dict[str, list[ClockState]]:
    """The clocks under these marks, by kind; two marks a day, the latest last."""
    record, one = school
    days = days_of(record)
    put(record, one, {day: f"{marks[2 * n]} {marks[2 * n + 1]}" for n, day in enumerate(days)})
    found: dict[str, list[ClockState]] = {}
    for clock in clocks(record, one):
        found.setdefault(clock.kind, []).append(clock)
    return found


MARKS = st.lists(CODES, min_size=2 * DAYS, max_size=2 * DAYS)
STRETCHES = st.lists(st.tuples(CODES, st.integers(1, 30)), min_size=20, max_size=40).map(
    lambda runs: [code for code, count in runs for _ in range(count)][: 2 * DAYS]
)
LIVES = st.one_of(MARKS, STRETCHES.map(lambda m: m + ["/"] * (2 * DAYS - len(m))))


AWAY = {"ten-sessions": "GNOU", "ten-days-unauthorised": "GNOU", "twenty-days": "GNO",
        "fifteen-days-sickness": "I", "n-code": "N", "tell-social-worker": "NO"}  # fmt: skip


def codes(record: Record, marks: list[str]) -> dict[str, str]:
    """Each session as the JSON names it, and its mark."""
    halves = [f"{day} {half}" for day in days_of(record) for half in ("AM", "PM")]
    return dict(zip(halves, marks, strict=True))


def total(found: dict[str, list[ClockState]], kind: str) -> int:
    return max((clock.count or 0 for clock in found.get(kind, [])), default=0)


@given(marks=LIVES, place=st.integers(0, 2 * DAYS - 1))
def test_an_attended_session_never_raises_a_count(
    school: tuple[Record, int], marks: list[str], place: int
) -> None:
    before = marked(school, marks)
    after = marked(school, [*marks[:place], "/", *marks[place + 1 :]])
    for kind in (
        "ten-sessions",
        "ten-days-unauthorised",
        "twenty-days",
        "fifteen-days-sickness",
        "tell-social-worker",
    ):
        assert total(after, kind) <= total(before, kind)


@given(marks=LIVES)
def test_every_figure_can_be_counted_from_the_sessions_listed(
    school: tuple[Record, int], marks: list[str]
) -> None:
    found = marked(school, marks)
    code = codes(school[0], marks)
    for kind, held in found.items():
        assert kind in KINDS
        for clock in held:
            listed = [str(session) for session in clock.sessions]
            assert listed == sorted(set(listed))
            away = AWAY.get(kind)
            if away:
                assert all(code[one] in away for one in listed)
            if kind in ("ten-sessions", "n-code", "tell-social-worker"):
                assert clock.count == len(listed)
            elif away:
                assert clock.count == len({session.day for session in clock.sessions})


@given(marks=LIVES)
def test_ten_sessions_by_the_words_of_the_guidance(school: tuple[Record, int], marks: list[str]) -> None:
    """The window counted anew for every session, as slowly as it is worded."""
    record, _ = school
    found = marked(school, marks).get("ten-sessions", [])
    week = {day: record.calendar.week_number(date.fromisoformat(day)) or 0 for day in days_of(record)}
    counted = [session for session, code in codes(record, marks).items() if code in ("G", "N", "O", "U")]
    met = []
    for place, one in enumerate(counted):
        earliest = week[one[:10]] - 9
        if sum(week[other[:10]] >= earliest for other in counted[: place + 1]) >= 10:
            met.append(one)
    assert [str(clock.met_on) for clock in found if clock.state is State.MET] == met[:1]


@given(marks=LIVES)
def test_amending_the_counted_marks_clears_a_threshold(school: tuple[Record, int], marks: list[str]) -> None:
    if marked(school, marks).get("ten-sessions"):
        kept = iter(range(6))
        amended = [m if m not in ("G", "N", "O", "U") or next(kept, None) is not None else "I" for m in marks]
        assert not marked(school, amended).get("ten-sessions")


@given(on=st.integers(0, 300), first=st.integers(1, 9), length=st.integers(1, 10))
def test_shifting_a_holiday_shifts_the_deadline(on: int, first: int, length: int) -> None:
    """Days taken out of the five are added behind them, and days taken out elsewhere move nothing."""
    year = Entry(date(2026, 9, 1), date(2028, 7, 21), "term")
    whole = Calendar((year,))
    day = whole.days[on]
    shut = Entry(day + timedelta(days=first), day + timedelta(days=first + length - 1), "holiday")
    due, later = whole.add(day, 5), Calendar((year, shut)).add(day, 5)
    assert due is not None and later is not None
    assert Calendar((year, shut)).count(day, later) == 5
    if shut.first > due:
        assert later == due
    else:
        lost = sum(one in whole.days for one in shut.days() if one <= later)
        assert whole.count(day, later) == 5 + lost


@given(marks=LIVES, ids=st.booleans())
def test_one_pupil_and_everybody_are_told_the_same(
    school: tuple[Record, int], marks: list[str], ids: bool
) -> None:
    marked(school, marks)
    record, one = school
    assert read_clocks(record).get(one) == read_clocks(record, [one, 999] if ids else {one}).get(one)


def test_a_holiday_put_into_the_calendar_moves_the_due_date_at_once(tmp_path: Path) -> None:
    with make_record(tmp_path) as record:
        one = add_pupil(record)
        put(record, one, {"2026-11-20": "N"})
        assert clocks(record, one, "n-code")[0].due == date(2026, 11, 27)
        add_calendar(record, (("2026-11-24", "2026-11-25", "closed", "burst pipe", None),))
        assert clocks(record, one, "n-code")[0].due == date(2026, 12, 1)
