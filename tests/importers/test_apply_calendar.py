"""The calendar applied: in place of its own days only, bank holidays added, never without a term."""

from __future__ import annotations

from datetime import date

from tests.importers.desk import CALENDAR, Desk

HEAD = "from,to,kind,name\n"
LAST_YEAR = HEAD + "2025-09-01,2026-07-17,term,Year\n,,register,AM 08:50-09:15\n"


def days(desk: Desk) -> set[date]:
    return set(desk.record.calendar.days)


def test_school_days_and_bank_holidays(desk: Desk) -> None:
    result = desk.one(HEAD + "2026-03-30,2026-05-29,term,Spring and summer\n")
    assert date(2026, 4, 3) not in days(desk) and date(2026, 5, 4) not in days(desk)  # Good Friday, early May
    assert date(2026, 4, 2) in days(desk)
    names = {str(row[0]) for row in desk.rows("SELECT name FROM calendar_entry WHERE kind = 'bank-holiday'")}
    assert {"Good Friday", "May Day"} & names
    assert any("school days from 30 Mar 2026 to 29 May 2026" in note for note in result.notes)


def test_a_bank_holiday_in_the_file_is_not_added_twice(desk: Desk) -> None:
    desk.one(HEAD + "2026-03-30,2026-05-29,term,T\n2026-04-03,,bank-holiday,Our Good Friday\n")
    found = desk.rows("SELECT name FROM calendar_entry WHERE first = '2026-04-03'")
    assert found == [("Our Good Friday",)]


def test_another_year_leaves_this_one(desk: Desk) -> None:
    desk.one(LAST_YEAR)
    last_year = days(desk)
    desk.one(CALENDAR)
    assert last_year < days(desk) and date(2026, 11, 16) in days(desk)
    desk.one(LAST_YEAR.replace("2026-07-17", "2026-07-10"))
    assert date(2026, 7, 13) in days(desk)  # the new file does not speak of that week
    assert date(2026, 11, 16) in days(desk)


def test_the_same_days_are_replaced(desk: Desk) -> None:
    desk.one(CALENDAR)
    assert date(2026, 11, 27) in days(desk)
    result = desk.one(CALENDAR + "2026-11-27,,inset,Training\n")
    assert date(2026, 11, 27) not in days(desk)
    assert (result.other.new, result.other.changed) == (1, 0) and result.other.same > 5
    desk.one(CALENDAR + "\n")
    assert date(2026, 11, 27) in days(desk)


def test_a_row_set_aside_takes_nothing_away(desk: Desk) -> None:
    good = CALENDAR + "2026-11-27,,inset,Training\n2026-12-04,,closed,Boiler\n"
    desk.one(good)
    times = desk.record.calendar.register_times("AM")
    torn = good.replace("2026-11-27,,inset", "2026-11-33,,inset").replace("AM 08:45-09:10", "AM 08:00-09:00")
    result = desk.one(torn)
    assert len(result.quarantined) == 2
    assert date(2026, 11, 27) not in days(desk), "an INSET day of which the row was torn became a school day"
    assert times and desk.record.calendar.register_times("AM") == times
    assert any("held before stay (inset, register)" in note for note in result.notes)
    desk.one(good.replace("2026-12-04,,closed", "2026-12-04,,clozed"))
    assert date(2026, 12, 4) not in days(desk), "it could be any kind"
    desk.one(good.replace("2026-12-04,,closed,Boiler\n", ""))
    assert date(2026, 12, 4) in days(desk), "left out, not torn"


def test_a_holiday_that_reaches_into_the_new_year_is_cut_there(desk: Desk) -> None:
    desk.one(LAST_YEAR + "2026-07-18,2026-09-06,holiday,Summer\n")
    desk.one(CALENDAR)  # begins on 1 September, with an INSET day
    assert date(2026, 9, 2) in days(desk)
    rows = desk.rows("SELECT first, last FROM calendar_entry WHERE name = 'Summer'")
    assert rows == [("2026-07-18", "2026-08-31")]


def test_one_term_replaced_leaves_the_holiday_after_it(desk: Desk) -> None:
    desk.one(CALENDAR + "2026-12-17,2027-01-03,holiday,Christmas\n")
    desk.one(HEAD + "2026-09-01,2026-12-18,term,Autumn\n")
    assert desk.rows("SELECT first, last FROM calendar_entry WHERE name = 'Christmas'") == [
        ("2026-12-19", "2027-01-03")
    ]
    assert {date(2026, 12, 18), date(2027, 1, 4)} < days(desk)


def test_register_times_for_many_years_speak_of_the_files_days_only(desk: Desk) -> None:
    desk.one(LAST_YEAR)
    last_year = days(desk)
    desk.one(CALENDAR.replace(",,register,AM", "2000-01-01,2099-12-31,register,AM"))
    assert last_year < days(desk)
    desk.one(CALENDAR.replace(",,register,AM", "2001-01-01,2099-12-31,register,AM"))
    assert len(desk.rows("SELECT * FROM calendar_entry WHERE kind = 'register' AND half = 'AM'")) == 2


def test_no_term_is_refused(desk: Desk) -> None:
    desk.one(CALENDAR)
    before = desk.everything()
    for text in (HEAD + "2026-12-21,2027-01-01,holiday,Christmas\n", HEAD + "soon,later,term,T\n", HEAD):
        [result] = desk.load(text)
        assert result.outcome == "refused" and result.error is not None and result.error.exit_code == 2
    assert desk.everything() == before


def test_rows_set_aside_do_not_keep_the_rest_out(desk: Desk) -> None:
    result = desk.one(CALENDAR + "2026-11-31,,inset,No such day\n,,register,AM 08:00-09:00\n")
    assert [p.row for p in result.quarantined] == [8, 9]
    assert date(2026, 11, 16) in days(desk)


def test_a_year_group_off(desk: Desk) -> None:
    desk.one(CALENDAR + "2026-11-16,2026-11-17,year-off,Year 11\n")
    calendar = desk.record.calendar
    assert not calendar.is_school_day(date(2026, 11, 16), "11") and calendar.is_school_day(
        date(2026, 11, 16), "7"
    )
