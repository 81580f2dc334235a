"""The school's calendar: what a school day is, and which one is n school days after another."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.days import HALVES, Calendar, Entry, Half, Session, session_at, string_length, year_start

YEAR = (  # S49: a real school's 2026/27: 190 days, INSET and bank holidays taken out
    Entry(date(2026, 9, 1), date(2026, 10, 23), "term", "Autumn 1"),
    Entry(date(2026, 9, 1), date(2026, 9, 2), "inset"),
    Entry(date(2026, 11, 2), date(2026, 12, 18), "term", "Autumn 2"),
    Entry(date(2026, 11, 2), date(2026, 11, 2), "inset"),
    Entry(date(2027, 1, 4), date(2027, 2, 12), "term", "Spring 1"),
    Entry(date(2027, 1, 4), date(2027, 1, 4), "inset"),
    Entry(date(2027, 2, 22), date(2027, 3, 25), "term", "Spring 2"),
    Entry(date(2027, 4, 12), date(2027, 5, 28), "term", "Summer 1"),
    Entry(date(2027, 5, 3), date(2027, 5, 3), "bank-holiday", "Early May"),
    Entry(date(2027, 6, 7), date(2027, 7, 20), "term", "Summer 2"),
)


def cal(*more: Entry) -> Calendar:
    return Calendar((*YEAR, *more))


def on(day: date, kind: str, half: Half | None = None, name: str = "") -> Entry:
    return Entry(day, day, kind, name, half)


def test_the_sample_year_has_its_days() -> None:
    terms = [37, 34, 29, 24, 34, 32]  # S49, computed
    found = cal().days
    assert len(found) == sum(terms) == 190
    starts = [e.first for e in YEAR if e.kind == "term"]
    ends = [e.last for e in YEAR if e.kind == "term"]
    assert [sum(a <= d <= b for d in found) for a, b in zip(starts, ends, strict=True)] == terms


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 9, 2), "inset"),
        (date(2026, 9, 5), "a Saturday"),
        (date(2027, 5, 3), "Early May"),
        (date(2026, 10, 27), "outside term"),
        (date(2027, 9, 1), "beyond the loaded calendar"),
        (date(2026, 9, 3), ""),
    ],
)
def test_why_a_day_is_no_school_day(day: date, why: str) -> None:
    calendar = cal()
    assert calendar.why_closed(day) == why
    assert calendar.is_school_day(day) is (why == "")


def test_a_holiday_row_takes_days_out_of_a_term() -> None:
    week = Entry(date(2026, 9, 14), date(2026, 9, 18), "holiday", "Feast week")
    assert len(cal(week).days) == 185
    assert cal(week).why_closed(date(2026, 9, 16)) == "Feast week"


def test_an_unplanned_closure_of_a_whole_day_and_of_half_a_day() -> None:
    day = date(2026, 11, 20)
    whole, half = cal(on(day, "closed", name="no heating")), cal(on(day, "closed", "PM"))
    assert not whole.is_school_day(day)
    assert not whole.is_session(Session(day, "AM"))
    assert whole.why_closed(day) == "no heating"
    assert half.is_school_day(day)
    assert half.is_session(Session(day, "AM"))
    assert not half.is_session(Session(day, "PM"))


def test_am_and_pm_closed_is_a_whole_day_and_says_so() -> None:
    day = date(2026, 11, 20)
    calendar = cal(on(day, "closed", "AM", "burst pipe"), on(day, "closed", "PM", "burst pipe"))
    assert not calendar.is_school_day(day)
    assert calendar.why_closed(day) == "burst pipe"
    assert calendar.add(date(2026, 11, 19), 1) == date(2026, 11, 23)
    two = cal(on(day, "closed", "AM"), on(date(2026, 11, 19), "closed", "PM"))
    assert two.is_school_day(day)


def test_a_year_off_is_off_for_that_year_group_alone() -> None:
    day = date(2026, 11, 20)
    calendar = cal(on(day, "year-off", name="7"), on(day, "year-off", name="R"))
    assert calendar.is_school_day(day)
    assert calendar.is_school_day(day, "8")
    assert calendar.is_school_day(day, "")
    assert not calendar.is_school_day(day, "7")
    assert not calendar.is_school_day(day, "r")
    assert not calendar.is_session(Session(day, "PM"), "7")
    assert calendar.add(date(2026, 11, 19), 1) == day  # the school's day all the same


def test_register_times() -> None:
    span = date(2026, 9, 1), date(2027, 7, 20)
    old = Entry(date(2025, 9, 1), date(2026, 7, 20), "register", "08:30-08:55", "AM")
    calendar = cal(old, Entry(*span, "register", "08:45-09:10", "AM"))
    assert calendar.register_times("AM") == (time(8, 45), time(9, 10))
    assert calendar.register_times("AM", date(2026, 5, 1)) == (time(8, 30), time(8, 55))
    assert calendar.register_times("AM", date(2026, 11, 20)) == (time(8, 45), time(9, 10))
    assert calendar.register_times("PM") is None
    assert cal().register_times("AM") is None


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [  # reg 10(7)–(9), WT 2026 para 408: the day after the session is day 1
        (date(2026, 9, 3), 1, date(2026, 9, 4)),
        (date(2026, 9, 4), 1, date(2026, 9, 7)),  # over a weekend
        (date(2026, 9, 5), 1, date(2026, 9, 7)),  # from a Saturday
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 10, 23), 5, date(2026, 11, 9)),  # over half term and INSET
        (date(2027, 4, 30), 1, date(2027, 5, 4)),  # over a bank holiday
        (date(2027, 7, 20), 1, None),  # the calendar ends
        (date(2027, 7, 13), 5, date(2027, 7, 20)),
        (date(2027, 7, 13), 6, None),
        (date(2026, 8, 31), 1, date(2026, 9, 3)),
        (date(2020, 9, 1), 5, None),  # long before it begins: nothing is guessed
    ],
)
def test_n_school_days_after(day: date, count: int, expected: date | None) -> None:
    assert cal().add(day, count) == expected


def test_without_a_calendar_nothing_has_a_deadline() -> None:
    bare = Calendar()
    assert not bare.loaded
    assert bare.add(date(2026, 11, 20), 5) is None
    assert (bare.first, bare.last, bare.days) == (None, None, ())
    assert bare.school_year(date(2026, 11, 20)) == (date(2026, 8, 1), date(2027, 7, 31))
    assert bare.school_year(date(2027, 7, 31))[0] == date(2026, 8, 1)
    assert bare.week_of_year(date(2026, 11, 20)) is None
    assert bare.why_closed(date(2026, 11, 20)) == "no calendar loaded"
    assert bare.why_closed(date(2026, 11, 21)) == "a Saturday"
    assert set(bare.mask(date(2026, 8, 1))) == {1}


@pytest.mark.parametrize(
    ("day", "expected"),
    [  # SI 1999/3181 reg 2: begins with the first term to begin after July
        (date(2026, 9, 1), (date(2026, 9, 1), date(2027, 8, 31))),
        (date(2027, 4, 5), (date(2026, 9, 1), date(2027, 8, 31))),
        (date(2027, 8, 31), (date(2026, 9, 1), date(2027, 8, 31))),  # August belongs to the year before
        (date(2027, 9, 1), (date(2027, 9, 1), date(2028, 7, 31))),
        (date(2026, 8, 31), (date(2025, 8, 1), date(2026, 8, 31))),  # no terms known: 1 August
    ],
)
def test_the_school_year(day: date, expected: tuple[date, date]) -> None:
    following = Entry(date(2027, 9, 1), date(2027, 10, 22), "term")
    assert cal(following).school_year(day) == expected


def test_a_term_that_begins_in_august_begins_the_year() -> None:
    calendar = Calendar((Entry(date(2026, 8, 24), date(2026, 10, 16), "term"), *YEAR[2:]))
    assert calendar.school_year(date(2026, 9, 1))[0] == date(2026, 8, 24)


def test_school_weeks_are_those_that_hold_a_session() -> None:
    calendar = cal()
    assert calendar.week_of_year(date(2026, 9, 3)) == 1  # two INSET days and two of school
    assert calendar.week_of_year(date(2026, 9, 6)) == 1
    assert calendar.week_of_year(date(2026, 10, 23)) == 8
    assert calendar.week_of_year(date(2026, 10, 28)) is None
    assert calendar.week_of_year(date(2026, 11, 3)) == 9  # WT: half terms make no week
    holes = {d - timedelta(days=d.weekday()) for d in calendar.days}
    assert list(calendar.weeks) == sorted(holes)


def test_neighbouring_school_days() -> None:
    calendar = cal()
    assert calendar.on_or_after(date(2026, 9, 5)) == date(2026, 9, 7)
    assert calendar.on_or_after(date(2027, 7, 21)) is None
    assert calendar.on_or_before(date(2026, 9, 6)) == date(2026, 9, 4)
    assert calendar.on_or_before(date(2026, 9, 2)) is None
    assert calendar.count(date(2026, 9, 3), date(2026, 9, 7)) == 2
    assert calendar.count(date(2026, 9, 7), date(2026, 9, 3)) == 0


days_of_the_year = st.dates(date(2026, 9, 1), date(2027, 7, 1))


@given(days_of_the_year, st.integers(1, 30), st.data())
def test_a_holiday_shifts_a_deadline_by_the_days_it_takes(day: date, count: int, data: st.DataObject) -> None:
    before = cal().add(day, count)
    assume(before is not None)
    first = data.draw(st.dates(day + timedelta(days=1), date(2027, 7, 20)), label="holiday from")
    length = data.draw(st.integers(0, 9), label="and days more")
    after = cal(Entry(first, first + timedelta(days=length), "holiday"))
    lost = len([d for d in cal().days if d not in after.days and d <= before])
    shifted = after.add(day, count)
    # As many old school days later as school days were lost up to the new date.
    if shifted is not None:
        all_lost = [d for d in cal().days if d not in after.days and day < d <= shifted]
        assert shifted == cal().add(day, count + len(all_lost))
        assert shifted >= before
        assert (shifted == before) is (lost == 0)
    assert shifted is None or after.count(day, shifted) == count


@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)), st.sampled_from(HALVES))
def test_a_session_and_its_place_go_both_ways(day: date, half: Half) -> None:
    session, start = Session(day, half), year_start(day)
    assert session_at(start, session.index) == session
    assert 0 <= session.index < string_length(start)
    assert start <= day < date(start.year + 1, 8, 1)


@pytest.mark.parametrize(("start", "length"), [(2023, 732), (2024, 730), (2027, 732), (2099, 730)])
def test_a_leap_year_has_one_day_more(start: int, length: int) -> None:
    assert string_length(date(start, 8, 1)) == length
    assert session_at(date(start, 8, 1), length - 1) == Session(date(start + 1, 7, 31), "PM")


def test_29_february_has_its_own_place() -> None:
    assert Session(date(2028, 3, 1)).index - Session(date(2028, 2, 28)).index == 4


@given(st.sampled_from([None, "7", "8"]), st.sampled_from([date(2025, 8, 1), date(2026, 8, 1)]))
def test_the_mask_is_what_is_session_says(year: str | None, start: date) -> None:
    calendar = cal(
        on(date(2026, 11, 20), "year-off", name="7"), on(date(2026, 11, 19), "closed", "AM"),
    )  # fmt: skip
    mask = calendar.mask(start, year)
    assert len(mask) == string_length(start)
    assert [bool(b) for b in mask] == [
        calendar.is_session(session_at(start, i), year) for i in range(len(mask))
    ]
    assert calendar.mask(start, year) is mask
