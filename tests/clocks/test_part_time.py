"""Part-time timetables and C2: reg 11(6); domain.md §6 [S8 S51 S52 S53]."""

from __future__ import annotations

from datetime import date

import pytest

from core.acts import consider, part_time, undo
from core.clocks.part_time import sessions_meant
from core.errors import Unknown
from core.questions import State
from core.record import Record
from tests.clocks.making import attend, clocks, put, put_days, stand
from tests.core.making import add_pupil, add_staff

END, ASKED = "part-time-end", "code-question"
ALL_PM = {(day, "PM") for day in range(5)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mon PM, Tue PM", {(0, "PM"), (1, "PM")}), ("Mon-Fri PM", ALL_PM), ("afternoons", ALL_PM),
        ("every PM", ALL_PM), ("Wednesday", {(2, "AM"), (2, "PM")}), ("", set()), ("as agreed", set()),
        ("Mon AM & PM", {(0, "AM"), *ALL_PM}), ("Fri morning; Thu afternoon", {(4, "AM"), (3, "PM")}),
    ],
)  # fmt: skip
def test_sessions_as_they_are_written(text: str, meant: set[tuple[int, str]]) -> None:
    assert sessions_meant(text) == meant


def asked(record: Record, one: int) -> list[tuple[str, int | None]]:
    return [(clock.rule, clock.count) for clock in clocks(record, one, ASKED)]


def test_it_ends_on_its_date_until_a_full_day_shows_it_has(record: Record) -> None:
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_to=date(2026, 11, 20), pt_sessions="Mon-Fri PM")
    attend(record, one)
    put_days(record, one, "2026-11-02", 15, "/ C2")
    assert [(c.state, c.due) for c in clocks(record, one, END)] == [(State.DUE, date(2026, 11, 20))]
    assert asked(record, one) == []
    stand(record, "2026-11-24")
    assert clocks(record, one, END)[0].state is State.OVERDUE
    put(record, one, {"2026-11-23": "/ C2"})
    assert clocks(record, one, END)[0].state is State.OVERDUE
    assert asked(record, one) == [("C2 outside agreed dates or sessions", 1)]
    put(record, one, {"2026-11-24": "/"})
    assert clocks(record, one, END) == []


def test_beyond_the_calendar_it_has_no_date(record: Record) -> None:
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_to=date(2027, 9, 10))
    (clock,) = clocks(record, one, END)
    assert (clock.state, clock.due) == (State.BEYOND, None)
    assert "10 Sep 2027" in clock.advice


def test_an_agreement_noted_here_stands_beside_the_file_and_can_be_taken_back(record: Record) -> None:
    officer = add_staff(record, "ann")
    one = add_pupil(record, pt_from=date(2026, 10, 5), pt_to=date(2026, 11, 6), sen="E", social_worker="CIN")
    part_time(record, officer, one, date(2026, 11, 9), date(2026, 12, 18), "Mon PM, Fri PM", "with mother")
    (clock,) = clocks(record, one, END)
    assert clock.due == date(2026, 12, 18)
    assert "social worker" in clock.advice
    assert "SEN officer" in clock.advice
    undo(record, officer)
    assert [c.due for c in clocks(record, one, END)] == [date(2026, 11, 6)]


@pytest.mark.parametrize(
    ("marks", "rule", "count", "source"),
    [
        ({"2026-11-09": "/ C2"}, None, 0, "the agreed session"),
        ({"2026-11-10": "/ C2"}, "C2 outside agreed dates or sessions", 1, "not the agreed session"),
        ({"2026-10-19": "/ C2"}, "C2 outside agreed dates or sessions", 1, "before it began"),
        ({"2026-11-09": "C2"}, "C2 outside agreed dates or sessions", 1, "the other half"),
    ],
)
def test_c2_is_for_the_agreed_times_and_dates(
    record: Record, marks: dict[str, str], rule: str | None, count: int, source: str
) -> None:
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_to=date(2026, 12, 4), pt_sessions="Mon PM")
    put(record, one, marks)
    assert asked(record, one) == ([(rule, count)] if rule else [])


def test_c2_without_any_agreement_is_asked_about_until_considered(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put(record, one, {"2026-11-09": "/ C2"})
    assert asked(record, one) == [("C2 without a part-time agreement", 1)]
    consider(record, officer, one, "Agreed by letter of 6 November", ASKED)
    assert asked(record, one) == []
    put(record, one, {"2026-11-20": "/ C2"})
    stand(record, "2026-11-23")
    put(record, one, {"2026-11-23": "/ C2"})
    assert asked(record, one) == [("C2 without a part-time agreement", 1)]


def test_dates_and_sessions_must_make_sense(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    for first, last, free in (
        (date(2026, 11, 9), date(2026, 11, 6), ""),
        (date(2026, 11, 9), date(2028, 11, 6), ""),
        (date(2026, 11, 9), date(2026, 12, 4), "now and then"),
    ):
        with pytest.raises(Unknown):
            part_time(record, officer, one, first, last, free)
    assert clocks(record, one) == []


@pytest.mark.parametrize(
    ("after", "stands", "why"),
    [
        ({"2026-11-19": "/", "2026-11-20": "/"}, True, "the days in full were never the ones left out"),
        ({"2026-11-23": "/ X"}, True, "X says not required, which is part-time by another letter"),
        ({"2026-11-23": "Y1"}, True, "not a possible session"),
        ({"2026-11-23": "/ -"}, True, "a mark is missing"),
        ({"2026-11-23": "/"}, False, "in for the afternoon that had been left out"),
        ({"2026-11-23": "/ I"}, False, "expected, and ill"),
    ],
)
def test_only_a_session_once_left_out_shows_that_it_has_ended(
    record: Record, after: dict[str, str], stands: bool, why: str
) -> None:
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_to=date(2026, 11, 18), pt_sessions="Mon PM")
    attend(record, one, last="2026-11-18")
    put(record, one, {"2026-11-09": "/ C2", **after})
    stand(record, "2026-11-24")
    assert [c.state for c in clocks(record, one, END)] == ([State.OVERDUE] if stands else []), why


def test_an_agreement_without_an_end_is_asked_about_and_not_taken_as_for_ever(record: Record) -> None:
    officer = add_staff(record, "ann")
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_sessions="Mon PM")
    put(record, one, {"2026-11-09": "/ C2", "2026-11-10": "/ C2"})
    assert asked(record, one) == [
        ("C2 agreed without an end date", 1), ("C2 outside agreed dates or sessions", 1),
    ]  # fmt: skip
    part_time(record, officer, one, date(2026, 11, 2), date(2026, 12, 11), "Mon PM, Tue PM")
    assert asked(record, one) == []


@pytest.mark.parametrize(("told", "asks"), [("", True), ("see plan", True), ("Mon PM", False)])
def test_an_agreement_that_names_no_sessions_asks_for_them(record: Record, told: str, asks: bool) -> None:
    one = add_pupil(record, pt_from=date(2026, 11, 2), pt_to=date(2026, 12, 4), pt_sessions=told)
    (clock,) = clocks(record, one, END)
    assert ("Which sessions" in clock.advice) is asks


@pytest.mark.parametrize(
    ("first", "last", "free", "why"),
    [
        (date(2026, 11, 23), date(2026, 12, 11), "Sat AM", "names a weekend"),
        (date(2026, 11, 23), date(2026, 12, 11), "Mon-Sun PM", "names a weekend"),
        (date(2020, 1, 1), date(2020, 1, 5), "", "Wed 1 Jan 2020, over a year ago"),
        (date(2026, 12, 21), date(2026, 12, 27), "", "No school day lies from Mon 21 Dec to Sun 27 Dec"),
    ],
)
def test_what_nobody_can_have_agreed_is_refused_in_a_line(
    record: Record, first: date, last: date, free: str, why: str
) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    with pytest.raises(Unknown, match=why):
        part_time(record, officer, one, first, last, free)
    assert record.db.execute("SELECT count(*) FROM part_time").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 23), date(2026, 12, 18), "Part-time Mon 23 Nov to Fri 18 Dec"),
        (date(2026, 11, 23), date(2026, 12, 27), "Part-time Mon 23 Nov to Sun 27 Dec; "
         "Sun 27 Dec is no school day (a Sunday): the last before it is Fri 18 Dec"),
        (date(2026, 6, 1), date(2026, 6, 12), "Part-time Mon 1 Jun 2026 to Fri 12 Jun 2026; "
         "all of it is past: is the year right?"),
        (date(2026, 11, 9), date(2026, 12, 18), "Part-time Mon 9 Nov to Fri 18 Dec; "
         "it replaces the one from Mon 2 Nov, which now ends Sun 8 Nov"),
        (date(2026, 11, 2), date(2026, 12, 18), "Part-time Mon 2 Nov to Fri 18 Dec; "
         "it replaces the one from the same day"),
        (date(2026, 10, 5), date(2026, 12, 18), "Part-time Mon 5 Oct to Fri 18 Dec; "
         "the one from Mon 2 Nov replaces it from that day"),
    ],
)  # fmt: skip
def test_it_says_the_year_the_last_school_day_and_what_is_replaced(
    record: Record, first: date, last: date, said: str
) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    if "the one" in said:
        part_time(record, officer, one, date(2026, 11, 2), date(2026, 12, 4))
    assert part_time(record, officer, one, first, last).text.startswith(f"{said} · ")


def test_a_weekend_in_the_file_is_not_taken_for_every_morning() -> None:
    assert sessions_meant("Sat AM") == set()
