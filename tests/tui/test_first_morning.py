"""What a stranger tripped over on her first morning: each test is named for what she saw."""

from __future__ import annotations

import asyncio

import pytest

from core import acts
from core.model import Lane, Outcome
from tests.core.making import add_pupil, mark
from tests.tui.conftest import TODAY, Open, School
from tui import ink
from tui.keys import Stroke
from tui.screens.turn import fitted
from tui.typing_on import MEANT

# -- 1: the board under the pupil's page -----------------------------------------------------------


async def test_a_call_on_the_pupils_page_is_on_the_board_when_she_comes_back(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("enter c n escape")
        line = next(line for line in officer.lines if "Abbot, Kit" in line)
        assert "09:16 n" in line
        assert "mother 07700 900001  no answer 09:16" in officer.screen
        assert officer.at == "Abbot"


async def test_keys_typed_ahead_of_coming_back_find_the_new_board(school: School, opened: Open) -> None:
    async with opened() as officer:
        for key in ("enter", "c", "s", "i", "escape", "c", "n"):
            officer.app.keys.feed(Stroke.of_key(key))
        await officer.settle()
    assert [one for _, one in school.events()] == [school.ids["Abbot"], school.ids["Brook"]]


async def test_an_act_on_the_pupils_page_that_moves_the_row_says_so_on_the_board(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("enter l escape")
        assert officer.at == "Brook"
        assert officer.room.foot.message == "Abbot, Kit: arrived · now on Brook, Kit"


# -- 2: where the cursor goes ----------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["m", "t h i enter", "o s i d enter", "r enter", "f @ s i d enter"])
async def test_the_cursor_stays_after_an_act_that_leaves_the_row_in_its_group(
    opened: Open, keys: str
) -> None:
    async with opened() as officer:
        await officer.press(f"down {keys}")
        assert officer.at == "Brook"
        assert "now on" not in officer.screen
        assert "Brook, Kit" in officer.room.foot.message


async def test_the_line_says_whom_the_act_was_about_and_where_the_cursor_is_now(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("l")
        assert officer.at == "Brook"
        assert officer.room.foot.message == "Arrived 09:16 · Abbot, Kit · now on Brook, Kit · u takes it back"


async def test_after_undo_the_cursor_is_back_on_the_child_whose_act_it_was(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("l down down u")
        assert officer.at == "Abbot"
        assert "Took back" in officer.screen
        assert "now on Abbot, Kit" in officer.screen
        await officer.press("c n c v u")
        assert officer.at == "Brook"


@pytest.mark.parametrize("cells", [80, 60, 50])
def test_the_line_fits_and_always_names_the_child(cells: int) -> None:
    said = "Suggests I · her mother emailed the office at ten to nine · Bainbridge-Featherstone, Maximilian"
    line = fitted(said, "now on Braithwaite, Mat", "u takes it back", cells)
    assert ink.width(line) <= cells
    assert "Bainbridge-Featherstone, Maximilian" in line


# -- 6: letters meant for what did not open ----------------------------------------------------------


async def test_letters_meant_for_a_strip_that_did_not_open_do_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("z c")
        assert "No pupil stands under the cursor" in officer.screen
        assert "Letters wait for" in officer.screen
        await officer.press("down")  # an arrow goes on
        officer.room.rows.move("first")
        await officer.press("c tab")
        await officer.type("mum l")
        assert "Letters wait for" in officer.screen
        assert officer.app.screen is officer.room
        await officer.press("escape z m")
        assert "Message sent" in officer.screen
    assert [kind for kind, _ in school.events()] == ["message"]


async def test_after_a_pause_letters_are_keys_again(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("z c")
        await asyncio.sleep(MEANT + 0.1)
        await officer.press("z m")
    assert [kind for kind, _ in school.events()] == ["message"]


# -- 7: a selection ---------------------------------------------------------------------------------


async def test_the_next_act_is_for_all_selected_and_the_one_after_it_is_not(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("x x x")
        assert "3 selected: the next act is for all 3; Esc clears" in officer.screen
        await officer.press("m")
        assert officer.room.rows.selected == set()
        await officer.press("m")
        assert officer.board.reckoning.texted == 4


# -- 8: lines of another moment ----------------------------------------------------------------------


async def test_an_old_message_does_not_come_back_with_her(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("m enter escape")
        assert "Message sent" not in officer.screen
        await officer.press("g r escape")
        assert "go to" not in officer.screen
        await officer.press("g escape")
        assert "go to" not in officer.screen


# -- 9: others move her pupil ------------------------------------------------------------------------


async def test_another_officers_act_does_not_carry_her_away(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down down")
        acts.log_call(school.record, school.bob, school.ids["Carr"], Outcome.DID_NOT_KNOW)
        await officer.until(lambda: officer.at != "Carr", 2.0)
        await officer.settle()
        assert officer.at == "Dale"
        assert officer.room.foot.message == "Carr, Kit: with DSL now (BB) · now on Dale, Kit"


async def test_the_view_does_not_jump_when_another_moves_her_pupil(school: School, opened: Open) -> None:
    for n in range(40):
        one = add_pupil(school.record, surname=f"Long{n:02}", forename="Al")
        mark(school.record, one, f"{TODAY} AM", "N")
    async with opened() as officer:
        officer.room.rows.go(one - 15)
        await officer.settle()
        top, position = officer.room.rows.scroll_offset.y, officer.room.rows.position[0]
        acts.log_call(school.record, school.bob, one - 15, Outcome.SPOKE, reason="i")
        await officer.until(lambda: officer.room.rows.key != one - 15, 2.0)
        await officer.settle()
        assert officer.room.rows.scroll_offset.y == top
        assert officer.room.rows.position[0] == position


async def test_the_cursor_keeps_its_pupil_while_she_types_about_them(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("t")
        acts.log_call(school.record, school.bob, school.ids["Abbot"], Outcome.SPOKE, reason="i")
        await officer.until(lambda: officer.board.reckoning.explained == 1, 2.0)
        await officer.settle()
        assert officer.at == "Abbot"
        await officer.type("so he is ill")
        await officer.press("enter")
    assert school.events()[-1] == ("note", school.ids["Abbot"])


# -- 11: parking ---------------------------------------------------------------------------------------


async def test_parking_a_call_does_not_carry_her_to_in_hand(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down c tab")
        await officer.type("ask again")
        await officer.press("escape")
        assert officer.at == "Carr"
        row = school.row("Brook")
        assert row is not None
        assert row.lane is Lane.IN_HAND
        said = officer.room.foot.message
        assert said == "Parked, in hand: ' returns to your note · Brook, Kit · now on Carr, Kit"


async def test_closing_without_a_note_changes_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down c escape")
        assert officer.at == "Brook"
        assert officer.room.foot.message == ""


# -- 14: found on the way ---


async def test_the_terminals_cursor_stays_with_the_room_on_top(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down =")
        there = officer.app.cursor_position
        acts.send_message(school.record, school.bob, [school.ids["Frost"]])
        await officer.until(lambda: officer.board.reckoning.texted == 1, 2.0)
        assert officer.app.cursor_position == there
        await officer.press("escape")
        await officer.pilot.pause(0.1)
        row = next(y for y, line in enumerate(officer.lines) if line.startswith("▌"))
        assert officer.app.cursor_position.y == row


async def test_escape_after_a_refused_call_clears_the_selection_at_once(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("x x c n v escape")
        assert officer.room.rows.selected == set()
        assert not officer.room.calling.open
