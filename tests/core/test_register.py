"""Registers in the record: who is counted from when to when, missing marks, and days away in a row."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import CODES
from core.days import Calendar, Entry, Session, session_at, year_start
from core.model import Pupil
from core.record import Record
from core.register import (
    Register,
    attendance,
    blank,
    days_away,
    only_cells,
    register_in,
    registers,
    span,
)
from core.roll import pupil
from core.views import Attendance
from tests.core.making import add_calendar, add_pupil, mark, mark_days, set_now

TODAY = date(2026, 11, 20)  # a Friday
YEAR = date(2026, 9, 2)


def figures_of(record: Record, one: int, first: date = YEAR, last: date = TODAY) -> Attendance:
    return attendance(record, pupil(record, one), first, last)


def test_a_year_of_presence(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    found = figures_of(record, one)
    assert found.possible == 2 * (38 + 14)  # Autumn 1, and 2 to 19 November
    assert (found.percent, found.missing_marks) == ("100.00", 0)


def test_today_is_not_missing_while_its_whole_register_is_out(record: Record) -> None:
    one, mate, other = add_pupil(record), add_pupil(record), add_pupil(record, reg="9B")
    for each in (one, mate, other):
        mark_days(record, each, "2026-09-02", "2026-11-19", "/")
    mark(record, other, "2026-11-20 AM", "/")
    assert figures_of(record, one).missing_marks == 0
    mark(record, mate, "2026-11-20 AM", "/")  # now the register is in, and one is not in it
    assert figures_of(record, one).missing_marks == 1
    mark(record, mate, "2026-11-20 PM", "/")
    assert figures_of(record, one).missing_marks == 2


def test_a_mark_of_a_leaver_does_not_make_a_register(record: Record) -> None:
    one = add_pupil(record)
    gone = add_pupil(record, left=date(2026, 11, 13))
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    mark(record, gone, "2026-11-20 AM", "Z")
    assert not register_in(record, "9A", Session(TODAY, "AM"))
    assert figures_of(record, one).missing_marks == 0


def test_past_sessions_without_a_mark_are_missing_and_outside_the_base(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    mark(record, one, "2026-11-18", "")
    found = figures_of(record, one)
    assert (found.possible, found.missing_marks, found.percent) == (102, 2, "100.00")


def test_sessions_still_to_come_are_not_missing(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    assert figures_of(record, one, last=date(2026, 12, 18)).missing_marks == 0
    assert figures_of(record, one, date(2026, 11, 23), date(2026, 12, 18)).missing_marks == 0


@pytest.mark.parametrize(
    ("admitted", "left", "sessions"),
    [  # S12: from the admission date to and including the leaving date
        (None, None, 106),
        (date(2026, 11, 16), None, 10),
        (date(2026, 11, 14), None, 10),  # a Saturday
        (None, date(2026, 9, 3), 4),
        (date(2026, 9, 3), date(2026, 9, 3), 2),
        (date(2026, 11, 21), None, 0),
        (None, date(2026, 9, 1), 0),
        (date(2027, 9, 1), None, 0),
        (None, date(2025, 1, 1), 0),
        (date(2026, 11, 16), date(2026, 9, 3), 0),  # nonsense in the file counts nothing
    ],
)
def test_joiners_and_leavers(record: Record, admitted: date | None, left: date | None, sessions: int) -> None:
    one = add_pupil(record, admitted=admitted, left=left)
    mark_days(record, one, "2026-09-02", "2026-11-20", "/")
    found = figures_of(record, one)
    assert (found.possible, found.missing_marks) == (sessions, 0)


def test_somebody_who_joined_this_year_can_be_read_over_last_year(record: Record) -> None:
    one = add_pupil(record, admitted=date(2026, 10, 22))
    mark_days(record, one, "2026-10-22", "2026-11-19", "/")
    assert figures_of(record, one, date(2025, 9, 3)).possible == 2 * (2 + 14)


def test_marks_on_days_that_are_no_school_days_are_outside_the_base(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    mark(record, one, "2026-11-15", "I")  # a Sunday
    mark(record, one, "2026-10-27", "I")  # half term
    assert figures_of(record, one).authorised == 0


def test_a_closure_takes_its_marks_out_and_half_a_closure_half(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    before = figures_of(record, one).possible
    add_calendar(record, (("2026-11-18", "2026-11-18", "closed", "snow", "PM"),))
    assert figures_of(record, one).possible == before - 1
    add_calendar(record, (("2026-11-18", "2026-11-18", "closed", "snow", "AM"),))
    assert figures_of(record, one).possible == before - 2


def test_a_year_off_day_is_outside_the_base_of_that_year_alone(record: Record) -> None:
    nine, eight = add_pupil(record), add_pupil(record, year="8", reg="8A")
    for one in (nine, eight):
        mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    add_calendar(record, (("2026-11-18", "2026-11-18", "year-off", "9", None),))
    assert figures_of(record, nine).possible == figures_of(record, eight).possible - 2


def test_legacy_codes_count_by_their_class_whatever_the_date(record: Record) -> None:  # §1a
    one = add_pupil(record)
    for day, code in (("2026-11-16", "H"), ("2026-11-17", "J"), ("2026-11-18", "Y")):
        mark(record, one, day, code)
    found = figures_of(record, one, date(2026, 11, 16), date(2026, 11, 18))
    assert (found.authorised, found.attending, found.not_possible) == (2, 2, 2)


def test_without_a_calendar_every_mark_counts_and_none_is_missing(tmp_path: object, record: Record) -> None:
    with record.write() as db:
        db.execute("DELETE FROM calendar_entry")
        record.set_setting("calendar_version", "none")
    one = add_pupil(record)
    mark(record, one, "2026-11-18", "/")
    mark(record, one, "2026-11-19", "I")
    found = figures_of(record, one, date(2026, 8, 1))
    assert (found.possible, found.missing_marks, found.percent) == (4, 0, "50.00")


@given(
    st.dates(date(2025, 9, 1), date(2026, 11, 20)),
    st.integers(0, 120),
    st.none() | st.dates(date(2025, 6, 1), date(2027, 1, 1)),
    st.none() | st.dates(date(2025, 6, 1), date(2027, 1, 1)),
)
def test_cells_and_sessions_go_together(
    first: date, length: int, admitted: date | None, left: date | None
) -> None:
    last = date.fromordinal(first.toordinal() + length)
    one = Pupil(1, "", year="7", admitted=admitted, left=left)
    cells, sessions = span(TERMS, one, {}, first, last)
    assert cells == only_cells(TERMS, one, {}, first, last)
    assert len(cells) == len(sessions)
    assert all(a < b for a, b in pairwise(sessions))
    expected = [s for s in _sessions(first, last) if TERMS.is_session(s, "7") and one.on_roll(s.day)]
    assert sessions == expected


def _sessions(first: date, last: date) -> list[Session]:
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [Session(day, half) for day in days for half in ("AM", "PM")]


# -- days away in a row --------------------------------------------------------------------------

TERMS = Calendar(
    (
        Entry(date(2025, 9, 3), date(2026, 7, 22), "term"),
        Entry(date(2026, 9, 2), date(2026, 10, 23), "term"),
        Entry(date(2026, 11, 2), date(2026, 12, 18), "term"),
        Entry(date(2026, 11, 11), date(2026, 11, 11), "inset"),
        Entry(date(2026, 11, 17), date(2026, 11, 17), "closed", half="PM"),
    )
)


def marks(**days: str) -> Register:
    """A register from `nov19="N/"`: two codes a day of 2026, one character each, `.` for no mark."""
    start = date(2026, 8, 1)
    cells = list(blank(start))
    months = {"sep": 9, "oct": 10, "nov": 11}
    for day, pair in days.items():
        when = date(2026, months[day[:3]], int(day[3:]))
        for half, code in zip(("AM", "PM"), pair, strict=True):
            cells[Session(when, half).index] = " " if code == "." else code
    return {start: "".join(cells)}


@pytest.mark.parametrize(
    ("days", "count", "rule"),
    [
        ({"nov19": "/\\"}, 1, "day 1"),
        ({"nov19": "NN"}, 2, "contract: an unbroken run away, today included"),
        ({"nov19": "II", "nov18": "GG"}, 3, "whatever the reason"),
        ({"nov19": "NN", "nov18": "/\\", "nov17": "NN"}, 2, "a day here breaks the run"),
        ({"nov19": "N\\"}, 1, "half a day here breaks it"),
        ({"nov19": "/N"}, 1, "half a day here breaks it"),
        ({"nov19": "UN"}, 1, "U arrived, late as it was"),
        ({"nov19": "VV"}, 1, "a visit is attendance"),
        ({"nov19": "44", "nov18": "NN"}, 2, "§12: a Y4 closure pauses the run"),
        ({"nov19": "##", "nov18": "NN"}, 2, "not required neither counts nor breaks"),
        ({"nov19": "..", "nov18": "NN"}, 2, "§11 rule 12: a missing mark says nothing"),
        ({"nov19": "N.", "nov18": "NN"}, 3, "a half without a mark beside one away"),
        ({"nov19": "X1", "nov18": "DD", "nov17": "NN"}, 2, "D, X, Y1: not required here"),
        ({"nov19": "NN", "nov18": "NN", "nov17": "N.", "nov16": "NN"}, 5, "half a closure"),
        (
            {"nov19": "II", "nov18": "II", "nov17": "I.", "nov16": "II", "nov13": "II"},
            6,
            "over a weekend",
        ),
        ({f"nov{n}": "II" for n in (19, 18, 17, 16, 13, 12, 10)}, 8, "over an INSET day"),
        ({f"nov{n}": "II" for n in (19, 18, 17, 16, 13, 12, 11, 10)}, 8, "marks on INSET do not count"),
        (
            {**{f"nov{n}": "II" for n in (19, 18, 17, 16, 13, 12, 10, 9, 6, 5, 4, 3, 2)}, "oct23": "II"},
            15,
            "over half term",
        ),
        ({"nov20": "/N", "nov19": "NN"}, 1, "here this morning: away for today alone"),
        ({"nov20": "N\\", "nov19": "NN"}, 1, "here this afternoon: not a run any more"),
        ({"nov20": "NN", "nov19": "NN"}, 2, "today's own mark does not count twice"),
    ],
)
def test_days_in_an_unbroken_run(days: dict[str, str], count: int, rule: str) -> None:
    assert len(days_away(TERMS, Pupil(1, "", year="9"), marks(**days), TODAY)) == count, rule


def test_a_run_may_begin_last_school_year() -> None:
    register: Register = {}
    for day in TERMS.days:
        if date(2026, 7, 20) <= day < TODAY:
            start = year_start(day)
            cells = list(register.get(start, blank(start)))
            cells[Session(day).index] = cells[Session(day).index + 1] = "O"
            register[start] = "".join(cells)
    away = days_away(TERMS, Pupil(1, "", year="9"), register, TODAY)
    assert away[-1] == date(2026, 7, 20)
    assert len(away) == TERMS.count(date(2026, 7, 17), TODAY)


def test_a_run_begins_no_earlier_than_the_pupil() -> None:
    one = Pupil(1, "", admitted=date(2026, 11, 18))
    found = days_away(TERMS, one, marks(nov19="NN", nov18="NN", nov17="NN"), TODAY)
    assert found == [TODAY, date(2026, 11, 19), date(2026, 11, 18)]


def test_without_a_calendar_weekdays_stand_for_school_days() -> None:
    found = days_away(Calendar(), Pupil(1, ""), marks(nov19="NN", nov18="NN", nov16="NN"), TODAY)
    assert len(found) == 4  # the 17th has no mark: it neither counts nor breaks


def test_nobody_without_marks_is_away_longer_than_today() -> None:
    assert days_away(TERMS, Pupil(1, ""), {}, TODAY) == [TODAY]
    assert days_away(Calendar(), Pupil(1, ""), {}, TODAY) == [TODAY]


@given(st.text(st.sampled_from([e.cell for e in CODES.values()] + [" "]), min_size=20, max_size=20))
def test_a_run_only_holds_days_away_and_none_here(cells: str) -> None:
    start, place = date(2026, 8, 1), Session(date(2026, 11, 10)).index
    string = blank(start)
    register = {start: string[:place] + cells + string[place + 20 :]}
    found = days_away(TERMS, Pupil(1, ""), register, TODAY)
    assert found[0] == TODAY
    assert found == sorted(found, reverse=True)
    for day in found[1:]:
        pair = [CODES_BY_CELL[c] for c in register[start][Session(day).index :][:2] if c != " "]
        assert any(code.absent for code in pair)
        assert not any(code.attending or code.code == "U" for code in pair)
        assert TERMS.is_school_day(day)


CODES_BY_CELL = {entry.cell: entry for entry in CODES.values()}


def test_registers_are_read_by_pupil_and_year(record: Record) -> None:
    one, other = add_pupil(record), add_pupil(record)
    mark(record, one, "2026-06-01", "/")
    mark(record, one, "2026-11-19", "I")
    mark(record, other, "2026-11-19", "/")
    assert set(registers(record)) == {one, other}
    assert set(registers(record, [one])[one]) == {date(2025, 8, 1), date(2026, 8, 1)}
    assert set(registers(record, None, TODAY)[one]) == {date(2026, 8, 1)}
    assert registers(record, []) == {}
    found = registers(record, [one])[one][date(2026, 8, 1)]
    assert session_at(date(2026, 8, 1), found.index("I")) == Session(date(2026, 11, 19), "AM")


def test_a_new_day_makes_yesterdays_gap_a_missing_mark(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    assert figures_of(record, one).missing_marks == 0
    set_now(record, datetime(2026, 11, 23, 8, 40))
    assert figures_of(record, one, last=date(2026, 11, 23)).missing_marks == 2
