"""Days as officers type them, and times as they note them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import Calendar, Entry
from core.errors import Unknown
from core.typed.ring_time import clock_time
from core.typed.when import understand

MONDAY = date(2026, 11, 23)
SCHOOL = Calendar((
    Entry(date(2026, 9, 2), date(2026, 12, 18), "term", "Autumn"),
    Entry(date(2026, 10, 26), date(2026, 10, 30), "holiday", "Half-term"),
    Entry(date(2026, 12, 21), date(2027, 1, 4), "holiday", "Christmas holiday"),
    Entry(date(2027, 1, 5), date(2027, 7, 21), "term", "Spring and summer"),
    Entry(date(2027, 5, 3), date(2027, 5, 3), "bank-holiday", "Early May bank holiday"),
    Entry(date(2027, 2, 12), date(2027, 2, 12), "inset"),
))  # fmt: skip

UNDERSTOOD = [
    ("", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("3", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("1", date(2026, 11, 30), "Mon 30 Nov, in 1 week"),
    ("+3w", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    (" 3 W ", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("in 3 weeks", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("+10d", date(2026, 12, 3), "Thu 3 Dec, in 10 days"),
    ("5sd", date(2026, 11, 30), "Mon 30 Nov, in 1 week"),
    ("+2m", date(2027, 1, 25), "Sat 23 Jan is no school day: Mon 25 Jan"),
    ("today", MONDAY, "Mon 23 Nov, today"),
    ("tom", date(2026, 11, 24), "Tue 24 Nov, tomorrow"),
    ("tomorrow", date(2026, 11, 24), "Tue 24 Nov, tomorrow"),
    ("fri", date(2026, 11, 27), "Fri 27 Nov, in 4 days"),
    ("Friday", date(2026, 11, 27), "Fri 27 Nov, in 4 days"),
    ("next fri", date(2026, 12, 4), "Fri 4 Dec, in 11 days"),
    ("mon", date(2026, 11, 30), "Mon 30 Nov, in 1 week"),
    ("sun", date(2026, 11, 30), "Sun 29 Nov is no school day: Mon 30 Nov"),
    ("13/12", date(2026, 12, 14), "Sun 13 Dec is no school day: Mon 14 Dec"),
    ("12.12.2026", date(2026, 12, 14), "Sat 12 Dec is no school day: Mon 14 Dec"),
    ("14/12/26", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("14-12-2026", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("14 dec", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("14th December 2026", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("Dec 14", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("Mon 14 Dec", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("2026-12-14", date(2026, 12, 14), "Mon 14 Dec, in 3 weeks"),
    ("3/2", date(2027, 2, 3), "Wed 3 Feb, in about 10 weeks"),
    ("3 may", date(2027, 5, 4), "Mon 3 May is no school day (Early May bank holiday): Tue 4 May"),
    ("28/12", date(2027, 1, 5), "Mon 28 Dec is no school day (Christmas holiday): Tue 5 Jan"),
    ("12/2", date(2027, 2, 15), "Fri 12 Feb is no school day (inset): Mon 15 Feb"),
    ("6/9/27", date(2027, 9, 6), "Mon 6 Sep 2027, in 41 weeks (beyond the loaded calendar)"),
    ("4/9/27", date(2027, 9, 6), "Sat 4 Sep 2027 is no school day: Mon 6 Sep 2027 "
     "(beyond the loaded calendar)"),
]  # fmt: skip

REFUSED = [
    ("3/11/2026", "3 Nov 2026 is past. Try +3w, fri or 12/12."),
    ("3 Nov 2026", "3 Nov 2026 is past. Try +3w, fri or 12/12."),
    ("yesterday", "22 Nov 2026 is past."),
    ("last mon", "16 Nov 2026 is past."),
    ("last fri", "20 Nov 2026 is past."),
    ("-3w", "looks back"),
    ("31/02", "31/02: February has no 31st. Try 28/02."),
    ("29/02/27", "February 2027 has no 29th. Try 28/02."),
    ("29/2", "29 Feb 2028 is more than a year ahead"),
    ("31/4", "April has no 31st. Try 30/04."),
    ("32/1", "there is no day 32"),
    ("0/5", "there is no day 0"),
    ("13/13", "there is no month 13"),
    ("1/1/0000", "there is no year 0"),
    ("12/25", "12/25: the day comes first here. Try 25/12."),
    ("12/25/26", "the day comes first here"),
    ("24/11/27", "24 Nov 2027 is more than a year ahead."),
    ("+400d", "28 Dec 2027 is more than a year ahead."),
    ("99999999w", "more than a year ahead"),
    ("400sd", "the calendar does not reach 400 school days ahead"),
    ("0", "a bare number means weeks, 1 to 26"),
    ("27", "a bare number means weeks, 1 to 26"),
    ("soon", '"soon" is no date understood here. Try +3w, fri or 12/12.'),
    ("٣", "no date understood here"),
    ("Tue 14 Dec", "14 Dec 2026 is a Monday"),
]


@pytest.mark.parametrize(("text", "day", "said"), UNDERSTOOD)
def test_what_is_understood_and_shown(text: str, day: date, said: str) -> None:
    understood = understand(text, MONDAY, SCHOOL)
    assert (understood.day, understood.said) == (day, said)


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_is_refused_in_one_line_with_a_remedy(text: str, says: str) -> None:
    with pytest.raises(Unknown) as refused:
        understand(text, MONDAY, SCHOOL)
    assert says in str(refused.value)
    assert "Try" in str(refused.value) or "Give" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_date_typed_on_its_own_day_is_today() -> None:
    assert understand("23/11", MONDAY, SCHOOL).day == MONDAY


def test_a_date_without_a_year_that_has_gone_by_is_next_year_and_says_so() -> None:
    assert understand("3/11", MONDAY, SCHOOL).said.startswith("Wed 3 Nov 2027")


def test_without_a_calendar_weekdays_stand_and_it_says_so() -> None:
    assert understand("fri", MONDAY, Calendar()).said == "Fri 27 Nov, in 4 days (no calendar loaded)"
    moved = understand("12/12", MONDAY, Calendar())
    assert moved.said == "Sat 12 Dec is no school day: Mon 14 Dec (no calendar loaded)"
    with pytest.raises(Unknown, match="no calendar loaded"):
        understand("5sd", MONDAY, Calendar())


def test_long_before_the_calendar_begins_nothing_is_moved_into_it() -> None:
    understood = understand("+1w", date(2026, 3, 2), SCHOOL)
    assert understood.said == "Mon 9 Mar, in 1 week (before the loaded calendar)"


TYPED = st.one_of(
    st.sampled_from([text for text, *_ in UNDERSTOOD] + [text for text, _ in REFUSED]),
    st.integers(0, 40).map(str),
    st.tuples(st.integers(0, 400), st.sampled_from(["d", "w", "m", "sd"])).map(lambda p: f"+{p[0]}{p[1]}"),
    st.dates(date(2026, 1, 1), date(2029, 1, 1)).map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.tuples(st.integers(0, 35), st.integers(0, 14)).map(lambda p: f"{p[0]}/{p[1]}"),
    st.text(alphabet="0123456789/+-. wdmfrisonxt", max_size=12),
)


@given(TYPED, st.dates(date(2026, 9, 2), date(2027, 7, 21)))
def test_any_understood_day_is_not_past_and_a_school_day_inside_the_calendar(text: str, today: date) -> None:
    try:
        understood = understand(text, today, SCHOOL)
    except Unknown as refused:
        assert len(str(refused)) < 160
        return
    assert today <= understood.day <= today + timedelta(days=366 + 50)
    assert understood.day.weekday() < 5
    assert SCHOOL.last is not None
    if understood.day <= SCHOOL.last:
        assert SCHOOL.is_school_day(understood.day)
    else:
        assert "beyond the loaded calendar" in understood.said


@given(TYPED, st.dates(date(2026, 9, 2), date(2027, 7, 21)))
def test_what_is_shown_can_be_typed_again(text: str, today: date) -> None:
    try:
        understood = understand(text, today, SCHOOL)
    except Unknown:
        return
    shown = understood.said.partition(" (beyond")[0].rpartition(": ")[2].partition(",")[0]
    assert understand(shown, today, SCHOOL).day == understood.day


@pytest.mark.parametrize(
    ("note", "time"),
    [
        ("back 10:30", "10:30"), ("rings at 9.45", "09:45"), ("after 2pm", "14:00"),
        ("after 2 pm.", "14:00"), ("mum will ring 9.05", "09:05"), ("at 10", "10:00"),
        ("ring after 2.", "14:00"), ("at 1030", "10:30"), ("call back at 3.15", "15:15"),
        ("half past 10", "10:30"), ("quarter to 1", "12:45"), ("by noon", "12:00"),
        ("called 9.10, rings back 10:30", "10:30"), ("10:30-11", "10:30"), ("at 12am", "00:00"),
        ("11.20 am", "11:20"), ("half 2", "14:30"), ("around 11", "11:00"),
        ("free from 1 o'clock", "13:00"), ("", None), ("at 25:00", None), ("after 2 days", None),
        ("temp 38.4", None), ("paid £9.45", None), ("12.12.2026", None), ("07700 900412", None),
        ("back 2 Nov", None), ("2.5 hours", None), ("13pm", None), ("room 10", None), ("until 2 Nov", None),
        ("half 2 hours", None), ("84.50%", None), ("back 12/12", None),
    ],
)  # fmt: skip
def test_the_time_somebody_rings_back(note: str, time: str | None) -> None:
    assert clock_time(note) == time


@given(st.text(alphabet="0123456789:. apm/atbckring", max_size=30))
def test_any_time_found_is_a_time(note: str) -> None:
    found = clock_time(note)
    assert found is None or (len(found) == 5 and 0 <= int(found[:2]) < 24 and 0 <= int(found[3:]) < 60)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("+3", "2026-12-09"),
        ("+2w fri", "2026-12-04"),
        ("in two weeks", "2026-12-02"),
        ("fortnight", "2026-12-02"),
        ("a fortnight on friday", "2026-12-04"),
        ("friday fortnight", "2026-12-04"),
        ("fri week", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("next mon", "2026-11-23"),
    ],
)
def test_spans_as_people_say_them_on_a_wednesday(typed: str, day: str) -> None:
    assert understand(typed, date(2026, 11, 18), Calendar()).day == date.fromisoformat(day)
