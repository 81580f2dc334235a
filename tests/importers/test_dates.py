"""Dates are day first, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.dates import MonthFirst, parse_date, parse_dated_caption, parse_half

DAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    "text",
    [
        "06/11/2026", "6/11/26", "6/11/2026", "2026-11-06", "2026-11-06T00:00:00", "2026-11-06 08:45:00",
        "06-Nov-26", "06-NOV-2026", "6 Nov 2026", "6 November 2026", "6th Nov 2026", "Fri 6 Nov 2026",
        "Friday 06/11/2026", "06.11.2026", "06-11-2026", "2026/11/06", "06/11/2026 00:00", " 06/11/2026 ",
        "'06/11/2026", "46332", "46332.0", "2026-11-06T08:45:00Z", "2026-11-05 23:30:00.000000+00:00",
    ],
)  # fmt: skip
def test_one_day_in_many_words(text: str) -> None:
    expected = date(2026, 11, 5) if "23:30" in text else DAY
    assert parse_date(text) == expected


def test_a_summer_midnight_in_utc_is_the_next_day() -> None:
    assert parse_date("2026-06-15T23:00:00Z") == date(2026, 6, 16)


@pytest.mark.parametrize(
    "text",
    ["", "-", "today", "31/06/2026", "32/01/2026", "2026-13-01", "0026-11-16", "9999-12-31", "16 Foo 2026",
     "123", "99999", "16/11", "11/2026", "2206-11-16", "20000.5.5", "٠٦/١١/٢٠٢٦/"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["11/16/2026", "11/16/26", "1/31/2026", "11/16/2026 09:00"])
def test_month_first_is_told_apart(text: str) -> None:
    with pytest.raises(MonthFirst):
        parse_date(text)


def test_serials_only_where_asked() -> None:
    assert parse_date("46332", serial=False) is None


@given(
    st.dates(date(1950, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%d %B %Y"]),
)
def test_every_day_comes_back(day: date, form: str) -> None:
    assert parse_date(day.strftime(form)) == day


@given(st.dates(date(1955, 1, 1), date(2100, 12, 31)))
def test_every_serial_comes_back(day: date) -> None:
    assert parse_date(str((day - date(1899, 12, 30)).days)) in (day, None)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        parse_date(text)
        parse_dated_caption(text)
    except MonthFirst:
        pass


@pytest.mark.parametrize("text", ["AM", "am", " Am ", "1", "1.0", "MORNING", "Morning", "'1"])
def test_mornings(text: str) -> None:
    assert parse_half(text) == "AM"


@pytest.mark.parametrize("text", ["PM", "pm", "2", "Afternoon"])
def test_afternoons(text: str) -> None:
    assert parse_half(text) == "PM"


@pytest.mark.parametrize("text", ["", "3", "noon", "AM PM"])
def test_no_session(text: str) -> None:
    assert parse_half(text) is None


@pytest.mark.parametrize(
    ("caption", "half"),
    [
        ("2026-11-06 AM", "AM"), ("06/11/2026 PM", "PM"), ("06/11/2026_pm", "PM"), ("AM 06/11/2026", "AM"),
        ("6 Nov 2026 AM", "AM"), ("Fri 06/11/2026 AM", "AM"), ("2026-11-06", None), ("6 Nov 2026", None),
        ("2026-11-06 Morning", "AM"), ("2026-11-06  2", "PM"),
    ],
)  # fmt: skip
def test_dated_captions(caption: str, half: str | None) -> None:
    assert parse_dated_caption(caption) == (DAY, half)


@pytest.mark.parametrize("caption", ["", "UPN", "Session 1", "46332", "Week 2"])
def test_other_captions_are_no_dates(caption: str) -> None:
    assert parse_dated_caption(caption) is None
