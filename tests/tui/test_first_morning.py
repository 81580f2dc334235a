"""What a stranger tripped over on her first morning: each test is named for what she saw."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core import acts, claims
from core.clock import FixedClock
from core.model import Lane, Outcome
from tests.core.making import NOW, add_contact, add_pupil, mark, set_now
from tests.tui.conftest import TODAY, Officer, Open, School
from tui import commands, ink
from tui.commands import Place
from tui.keys import Stroke
from tui.screens.help import HelpRoom
from tui.screens.room import DEAF
from tui.screens.turn import fitted
from tui.widgets.callparts import start


def family(school: School, *forenames: str) -> list[int]:
    """A household, children away who share a mother; the first stands at the top of the board."""
    home = []
    for forename in forenames:
        one = add_pupil(school.record, surname="Hay", forename=forename, household="H9", at_risk=not home)
        add_contact(school.record, one, phone="07700 900555")
        add_contact(
            school.record, one, name=f"Only {forename}", relationship="aunt", phone=f"07700 91{one:04d}"
        )
        mark(school.record, one, f"{TODAY} AM", "N")
        home.append(one)
    return home


def later(school: School, officer: Officer, minutes: int) -> None:
    """Let the clocks of both officers run on."""
    assert isinstance(officer.app.clock, FixedClock)
    officer.app.clock.at = NOW + timedelta(minutes=minutes)
    set_now(school.record, officer.app.clock.at)


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


@pytest.mark.parametrize(
    "keys", ["m", "t h i enter", "o s i d enter", "r enter", "f @ s i d enter"]
)
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


# -- 3: brothers and sisters -----------------------------------------------------------------------


async def test_it_is_unmistakable_that_a_call_is_about_the_sister_too(school: School, opened: Open) -> None:
    home = family(school, "Arlo", "Zoë")
    async with opened() as officer:
        assert officer.room.rows.go(home[0])
        await officer.press("c")
        assert "also about: [x] Zoë 9A  — x unticks" in officer.screen
        assert "x who else" in officer.lines[-1]
        await officer.press("s i")
        assert "Hay, Arlo · also Hay, Zoë" in officer.room.foot.message
        assert ink.width(officer.room.foot.message) <= 80
    assert sorted(one for _, one in school.events() if one) == home


async def test_x_goes_through_all_none_and_each_one_alone(school: School, opened: Open) -> None:
    home = family(school, "Arlo", "Zoë", "Bea")
    async with opened() as officer:
        assert officer.room.rows.go(home[0])
        await officer.press("c")
        seen = []
        for _ in range(5):
            seen.append(set(officer.room.strip.also))
            await officer.press("x")
        assert seen == [set(home[1:]), set(), {home[1]}, {home[2]}, set(home[1:])]


async def test_no_x_is_offered_where_there_is_no_brother_or_sister(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c")
        assert "also about" not in officer.screen
        assert "x who else" not in officer.screen


async def test_a_contact_of_one_child_only_is_never_rung_about_the_other(
    school: School, opened: Open
) -> None:
    home = family(school, "Arlo", "Zoë")
    async with opened() as officer:
        assert officer.room.rows.go(home[0])
        await officer.press("c 2")
        assert "not about: Zoë 9A, this contact may not be told" in officer.screen
        await officer.press("n")
        assert "also" not in officer.room.foot.message
    assert [one for _, one in school.events()] == [home[0]]


# -- 4: who is next --------------------------------------------------------------------------------


async def test_the_cursor_does_not_go_back_to_the_row_rung_a_minute_ago(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down c n")
        assert officer.at == "Carr"
        await officer.press("up c v")  # whoever stands above: not tried, or tried and now last
        rung = [row.pupil.id for row in officer.board.rows if row.attempts]
        assert officer.room.rows.key not in rung


async def test_all_are_rung_once_before_anybody_is_rung_twice(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("end")
        for minute in range(6):
            later(school, officer, minute)
            await officer.press("c n")
        assert len({one for _, one in school.events()}) == 6
        first = school.events()[0][1]
        assert officer.room.rows.key == first  # all are rung: the one rung longest ago


async def test_a_message_is_no_ringing(school: School, opened: Open) -> None:
    acts.send_message(school.record, school.bob, [school.ids["Brook"]])
    async with opened() as officer:
        assert officer.room.rows.go(school.ids["Abbot"])
        for _ in range(5):
            await officer.press("c n")
        assert officer.at == "Brook"


# -- 5: the contact ---------------------------------------------------------------------------------


async def test_the_second_call_starts_on_the_contact_nobody_has_tried(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c n")
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        assert "CALLING grandmother" in officer.screen
        await officer.press("n")
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        assert "CALLING mother" in officer.screen  # both tried: the first again
    assert start((), 0, NOW.date()) == 0


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
        await asyncio.sleep(DEAF + 0.1)
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


# -- 10: somebody else on the same pupil --------------------------------------------------------------


async def test_the_strip_says_at_its_top_who_is_calling_already(school: School, opened: Open) -> None:
    claims.claim(school.record, school.bob, school.ids["Abbot"])
    async with opened() as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        assert "Bob Best is calling about this pupil since 09:16" in officer.screen
        assert officer.room.strip.lines[0][0].text.startswith("Bob Best")


async def test_another_window_of_hers_counts_too(school: School, opened: Open) -> None:
    claims.claim(school.record, school.ann, school.ids["Abbot"])
    async with opened() as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        assert "Another window of yours has been calling about this pupil since 09:16" in officer.screen


async def test_what_another_does_shows_in_the_open_strip(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("half")
        acts.log_call(school.record, school.bob, school.ids["Abbot"], Outcome.VOICEMAIL)
        await officer.until(lambda: "(BB)" in officer.screen, 2.0)
        assert "09:16 voicemail" in "".join(part.text for part in officer.room.strip.lines[0])
        assert "Note  half" in officer.screen
        claims.claim(school.record, school.bob, school.ids["Abbot"])
        await officer.until(lambda: "Bob Best is calling" in officer.screen, 2.0)


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
        assert said == "Parked, in hand: c opens your note again · Brook, Kit · now on Carr, Kit"


async def test_closing_without_a_note_changes_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down c escape")
        assert officer.at == "Brook"
        assert officer.room.foot.message == ""


# -- 12, 13 --------------------------------------------------------------------------------------------


async def test_the_question_mark_works_inside_the_call_strip(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c ?")
        assert isinstance(officer.app.screen, HelpRoom)
        assert "Keys of the call strip" in officer.screen
        assert "not now" not in officer.screen
        await officer.press("escape")
        assert officer.room.calling.open
        await officer.press("n")
        assert not officer.room.calling.open


async def test_a_ring_back_without_a_time_says_how_to_note_one(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("after her shift")
        await officer.press("tab r")
        assert "no time noted: type 10:30 in the note (Tab) before r to keep one" in (
            officer.room.foot.message.replace("\n", " ")
        )
        await officer.press("c tab")
        await officer.type("10:30")
        await officer.press("tab r")
        assert "no time" not in officer.screen


def test_who_is_next_is_told_in_help() -> None:
    told = next(command for command in commands.at(Place.BOARD) if command.name == "call").help
    assert "nobody has rung today" in told
