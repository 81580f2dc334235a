"""Bit sets against the plain way of counting, on random registers; exact tests against brute force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.codes import BY_CELL
from core.days import Calendar, Entry, Session, year_start
from core.patterns.chance import excess, one_sided
from core.patterns.shift import following, spells
from core.register import blank
from core.sessions_bits import Frame, cells_between, places, table, to_bits

TODAY = date(2026, 11, 20)
CALENDAR = Calendar(
    (
        Entry(date(2026, 1, 5), date(2026, 7, 20), "term"),
        Entry(date(2026, 9, 2), date(2026, 10, 23), "term"),
        Entry(date(2026, 11, 2), date(2026, 12, 18), "term"),
        Entry(date(2026, 11, 5), date(2026, 11, 5), "closed", "", "PM"),
        Entry(date(2026, 9, 2), date(2026, 9, 2), "year-off", "8"),
    )
)
FRAME = Frame.back_from(CALENDAR, TODAY, 40)


@given(st.text(alphabet=sorted({*BY_CELL, " "}), min_size=730, max_size=730))
@settings(max_examples=30, deadline=None)
def test_bits_say_what_the_string_says(cells: str) -> None:
    held = {date(2026, 8, 1): cells}
    text = cells_between(held, FRAME.first, TODAY)
    bits = to_bits(text.encode()[::-1], table("IO"))
    for place in range(FRAME.width):
        session = FRAME.session(place)
        own = cells[session.index] if year_start(session.day) == date(2026, 8, 1) else " "
        assert bool(bits >> place & 1) == (own in "IO")
    assert FRAME.sessions(bits) == tuple(FRAME.session(place) for place in places(bits))


def test_masks_are_the_calendar() -> None:
    for place in range(FRAME.width):
        session = FRAME.session(place)
        assert bool(FRAME.school >> place & 1) == CALENDAR.is_session(session)
        assert bool(FRAME.of_year("8") >> place & 1) == CALENDAR.is_session(session, "8")
        for day in range(5):
            expected = CALENDAR.is_session(session) and session.day.weekday() == day
            assert bool(FRAME.weekday[day] >> place & 1) == expected
    after = {session.day for session in FRAME.sessions(FRAME.after_break)}
    assert after == {date(2026, 9, 2), date(2026, 11, 2)}
    assert {s.day for s in FRAME.sessions(FRAME.before_break)} == {date(2026, 7, 20), date(2026, 10, 23)}


def test_the_next_session_skips_nights_and_weekends_but_no_closed_half_and_no_break() -> None:
    def after(session: Session) -> Session | None:
        found = FRAME.sessions(FRAME.following(1 << FRAME.place(session.day) + (session.half == "PM")))
        return found[0] if found else None

    assert after(Session(date(2026, 11, 3), "AM")) == Session(date(2026, 11, 3), "PM")
    assert after(Session(date(2026, 11, 6), "PM")) == Session(date(2026, 11, 9), "AM")
    assert after(Session(date(2026, 11, 5), "AM")) is None
    assert after(Session(date(2026, 10, 23), "PM")) is None


@given(st.lists(st.sampled_from("AH "), min_size=1, max_size=60))
def test_spells_are_runs_with_gaps_left_out(days: list[str]) -> None:
    away = sum(1 << 2 * n for n, day in enumerate(days) if day == "A")
    possible = sum(1 << 2 * n for n, day in enumerate(days) if day != " ")
    row = [day for day in days if day != " "]
    expected = sum(day == "A" and (n == 0 or row[n - 1] == "H") for n, day in enumerate(row))
    assert spells(away, possible) == expected
    nexts = [n for n, day in enumerate(days) if day != " "]
    follow = sum(1 << 2 * b for a, b in pairwise(nexts) if days[a] == "A")
    assert following(away, possible) == follow


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_the_exact_test_counts_arrangements(here: int, chances: int, away: int) -> None:
    everything = list(combinations(range(7), min(away, 7)))
    hits = sum(sum(place < chances for place in one) >= here for one in everything)
    assert abs(excess(here, chances, away, 7) - hits / len(everything)) < 1e-12


def test_a_lift_makes_the_same_count_less_surprising() -> None:
    assert excess(5, 8, 8, 40) < excess(5, 8, 8, 40, 130) < 1
    assert one_sided(6, 0) == 1 / 64 and one_sided(0, 6) == 1.0


@given(st.integers(0, 300))
def test_a_frame_begins_on_a_monday(ahead: int) -> None:
    frame = Frame.back_from(CALENDAR, TODAY + timedelta(days=ahead), 10)
    assert frame.first.weekday() == 0 and blank(year_start(frame.first))
    assert frame.am | frame.pm == (1 << frame.width + 1) - 1 or frame.am.bit_count() == frame.width // 2
