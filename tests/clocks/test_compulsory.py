"""Compulsory school age: Education Act 1996 s8; domain.md §5 [S50, S4b]."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clocks.compulsory import compulsory, of_age

ROWS = [
    # born, first day, last day, source
    (date(2015, 3, 31), date(2020, 3, 31), date(2031, 6, 27), "birthday on the prescribed day counts [S50]"),
    (date(2015, 4, 1), date(2020, 8, 31), date(2031, 6, 27), "next prescribed day [S50]"),
    (date(2015, 8, 31), date(2020, 8, 31), date(2031, 6, 27), "31 August [S50]"),
    (date(2015, 9, 1), date(2020, 12, 31), date(2032, 6, 25), "31 December [S50]; the next year group"),
    (date(2015, 12, 31), date(2020, 12, 31), date(2032, 6, 25), "31 December itself [S50]"),
    (date(2016, 1, 1), date(2021, 3, 31), date(2032, 6, 25), "31 March of the next year [S50]"),
    (date(2010, 9, 1), date(2015, 12, 31), date(2027, 6, 25), "Year 11 leaves 25 Jun 2027 [S4b]"),
    (date(2011, 8, 31), date(2016, 8, 31), date(2027, 6, 25), "sixteen after the leaving day, the same June"),
    (date(2012, 2, 29), date(2017, 3, 31), date(2028, 6, 30), "29 February; 30 June can be the Friday"),
]


@pytest.mark.parametrize(("born", "first", "last", "source"), ROWS, ids=[row[3] for row in ROWS])
def test_from_the_prescribed_day_to_the_last_friday_in_june(
    born: date, first: date, last: date, source: str
) -> None:
    assert compulsory(born) == (first, last)
    assert of_age(born, first)
    assert not of_age(born, first - timedelta(days=1))
    assert of_age(born, last)
    assert not of_age(born, last + timedelta(days=1))


def test_without_a_date_of_birth_a_pupil_counts_as_of_age() -> None:
    assert of_age(None, date(1990, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_it_begins_within_five_months_of_five_and_lasts_about_eleven_years(born: date) -> None:
    first, last = compulsory(born)
    assert 5 * 365 <= (first - born).days <= 5 * 365 + 2 + 153
    assert last.weekday() == 4
    assert last.month == 6
    assert last.day > 23
    assert 15.7 < (last - born).days / 365.25 < 16.9
