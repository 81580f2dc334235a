"""The calendar file."""

from __future__ import annotations

from datetime import date

import pytest

from core.days import Calendar, Entry
from core.errors import Refused
from importers.rows import read_calendar

HEAD = "from,to,kind,name,session\n"


def test_a_school_year(table) -> None:
    entries, problems = read_calendar(
        table(
            HEAD + "2026-09-03,2026-12-18,term,Autumn\n26/10/2026,30/10/2026,Holiday,Half-term,\n"
            "2026-11-27,,INSET,,\n2026-12-01,,closed,snow,pm\n2026-11-16,,year-off,Year 11,\n"
            "2026-08-31,,Bank Holiday,Summer,\n"
            "2026-09-01,2027-07-21,register,AM 08:45-09:10,\n,,register,13:30 – 13.45,PM\n"
        )
    )
    assert not problems
    assert entries[0] == Entry(date(2026, 9, 3), date(2026, 12, 18), "term", "Autumn")
    assert entries[2] == Entry(date(2026, 11, 27), date(2026, 11, 27), "inset")
    assert entries[3].half == "PM" and entries[4].name == "11" and entries[5].kind == "bank-holiday"
    assert entries[6] == Entry(date(2026, 9, 1), date(2027, 7, 21), "register", "08:45-09:10", "AM")
    assert entries[7] == Entry(date(2026, 8, 31), date(2027, 7, 21), "register", "13:30-13:45", "PM")
    calendar = Calendar(tuple(entries))
    assert calendar.register_times("PM") is not None and not calendar.is_school_day(date(2026, 10, 27))
    assert not calendar.is_school_day(date(2026, 11, 16), "11")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-09-03,,half-term,x,", ["half-term", "inset"]),
        ("2026-09-33,,term,x,", ["2026-09-33"]),
        (",,term,x,", ["no date"]),
        ("2026-09-03,2026-08-03,term,x,", ["before it begins"]),
        ("2026-09-03,2062-12-18,term,x,", ["days"]),
        ("2026-09-03,,closed,x,noon", ["noon"]),
        ("2026-09-03,,inset,x,AM", ["closed"]),
        ("2026-09-03,,year-off,,", ["year group"]),
        ("2026-09-03,,register,AM 08:45-09:16,", ["30 minutes at most", "31"]),
        ("2026-09-03,,register,08:45-09:10,", ["AM 08:45-09:10"]),
        ("2026-09-03,,register,AM 09:10-08:45,", ["before it opens"]),
        ("2026-09-03,,register,AM 25:10-25:20,", ["does not exist"]),
        ("2026-09-03", ["breaks off"]),
    ],
)
def test_a_row_that_cannot_be_understood(table, row: str, words: list[str]) -> None:
    entries, problems = read_calendar(table(HEAD + row + "\n2026-11-27,,inset,,\n"))
    assert len(entries) == 1 and problems[0].row == 2
    assert all(word in problems[0].reason for word in words)


def test_thirty_minutes_are_allowed(table) -> None:
    entries, problems = read_calendar(table(HEAD + "2026-09-03,,register,AM 08:45-09:15,\n"))
    assert entries and not problems


def test_month_first(table) -> None:
    with pytest.raises(Refused, match="month first"):
        read_calendar(table(HEAD + "9/30/2026,,inset,,\n"))
