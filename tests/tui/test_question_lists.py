"""Clocks and flags on the pupil's page and in their lists, each in full; hostile names among them."""

from __future__ import annotations

import pytest

from tests.core.making import add_pupil, mark, mark_days
from tests.tui.conftest import Open, School
from tests.tui.test_lists_in_full import joined
from tests.tui.test_pupil_page import told, whole_page
from tests.tui.test_questions import monday_away, old_n
from tui.screens.listing import ListingRoom
from tui.screens.pupil import PupilRoom

HOSTILE = "Zed[red]\x1b[31m"


def test_the_page_has_clocks_and_flags_in_sentences(school: School) -> None:
    one = monday_away(school)
    mark(school.record, one, "2026-11-10 AM", "N")
    shown = told(whole_page(school, one))
    assert "CLOCKS" in shown
    assert "N stands at most 5 school days · overdue since Tue 17 Nov · Amend to O in the MIS" in shown
    assert "FLAGS" in shown
    assert "Monday" in shown.partition("FLAGS")[2]
    assert "not loaded: timetable" in shown
    assert shown.index("YEAR") < shown.index("CLOCKS") < shown.index("FLAGS") < shown.index("TIMELINE")


def test_where_nothing_is_asked_there_are_no_clocks(school: School) -> None:
    one = add_pupil(school.record, surname="Quiet")
    mark_days(school.record, one, "2026-09-02", "2026-11-20", "/")
    assert "CLOCKS" not in told(whole_page(school, one))


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_the_lists_of_questions_open_the_pupil(
    school: School, opened: Open, size: tuple[int, int]
) -> None:
    monday_away(school, HOSTILE)
    old_n(school, HOSTILE)
    async with opened(size=size) as officer:
        for key in "kp":
            await officer.press(f"g {key}")
            assert isinstance(officer.app.screen, ListingRoom)
            await officer.press("enter")
            assert isinstance(officer.app.screen, PupilRoom)
            assert "\x1b" not in officer.screen
            await officer.press("escape escape")


async def test_a_clock_says_when_in_full_and_what_clears_it_below(school: School, opened: Open) -> None:
    old_n(school)
    async with opened() as officer:
        await officer.press("g k")
        assert "OVERDUE SINCE" in officer.screen and "Mon 16 Nov Clock, Kit" in joined(officer.lines)
        for _ in range(20):
            if "N stands" in officer.lines[-5] + officer.lines[-6] + officer.lines[-7]:
                break
            await officer.press("down")
        assert "1 session, Mon 9 Nov AM · Amend to O in the MIS" in joined(officer.lines)


async def test_a_pattern_lists_the_sessions_counted_and_asks_its_question(
    school: School, opened: Open
) -> None:
    monday_away(school)
    async with opened() as officer:
        await officer.press("g p")
        assert "WEEKDAY" in officer.screen
        assert "counted: " in joined(officer.lines)
        assert "Mon 9 Nov" in joined(officer.lines)


async def test_the_silent_list_and_its_empty_words(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("g s")
        assert "Nobody is silent." in officer.screen
        await officer.press("escape")
        monday_away(school)
        await officer.press("g s")
        assert "no conversation yet" in joined(officer.lines) or "Nobody is silent" in officer.screen


async def test_groups_stand_side_by_side_under_headings(school: School, opened: Open) -> None:
    monday_away(school)
    async with opened() as officer:
        await officer.press("g i")
        assert "BY YEAR" in officer.screen
        assert "█" in officer.screen
        assert "pupils missed" in joined(officer.lines)
        await officer.press("end")
        assert "N (" in joined(officer.lines) or "O (" in joined(officer.lines)


async def test_the_cursor_stays_on_the_second_clock_of_a_pupil(school: School, opened: Open) -> None:
    one = old_n(school)
    mark(school.record, one, "2026-11-10 AM", "N")
    monday_away(school)
    async with opened() as officer:
        await officer.press("g k down")
        room = officer.app.screen
        assert isinstance(room, ListingRoom)
        at = room.rows.position
        room.stale()
        await officer.settle()
        assert room.rows.position == at
