"""What a stranger tripped over in her first calls: each test is named for what she saw."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from core import acts
from core.clock import FixedClock
from core.model import Outcome
from core.together import claims
from tests.core.making import NOW, add_contact, add_pupil, mark, set_now
from tests.tui.conftest import TODAY, Officer, Open, School
from tui import commands, ink
from tui.commands import Place
from tui.keys import Stroke
from tui.screens.help import HelpRoom
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


# -- 3: brothers and sisters -----------------------------------------------------------------------


async def test_it_is_unmistakable_that_a_call_is_about_the_sister_too(school: School, opened: Open) -> None:
    home = family(school, "Arlo", "Zoë")
    async with opened() as officer:
        assert officer.room.rows.go(home[0])
        await officer.press("c")
        await officer.until(lambda: "also about: [x] Zoë 9A  — x unticks" in officer.screen)
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
        await officer.until(lambda: "not about: Zoë 9A, this contact may not be told" in officer.screen)
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


async def test_the_heading_now_is_there_again_after_a_call_on_the_first_of_today(
    school: School, opened: Open
) -> None:
    """A tall strip leaves the list few lines; closed, it stood as far down as the strip had pushed it."""
    first = school.ids["Carr"]
    with school.record.write() as db:
        db.execute("UPDATE pupil SET social_worker = 'CP' WHERE surname IN ('Abbot', 'Brook')")
    for field in ("hard", "helps", "not-helped", "agreed", "do-not-ask", "can-offer"):
        acts.set_card(school.record, school.ann, first, field, f"{field} {'is a long story ' * 6}")
    for n in range(20):  # more than the window shows
        one = add_pupil(school.record, surname=f"Zell{n:02}")
        add_contact(school.record, one)
        add_contact(school.record, one, name="Gran Other")
        mark(school.record, one, f"{TODAY} AM", "N")

    def headings(officer: Officer) -> list[str]:
        return [word for line in officer.lines for word in line.split()[:1] if word in ("NOW", "TODAY")]

    async with opened() as officer:
        for keys in ("escape", "n u", "v u", "s n u"):
            officer.room.rows.go(first)
            await officer.press("c")
            assert headings(officer) == ["TODAY"], "the strip is not tall enough to push NOW away"
            await officer.press(keys)
            assert headings(officer) == ["NOW", "TODAY"], keys


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


# -- 10: somebody else on the same pupil --------------------------------------------------------------


async def test_the_strip_says_at_its_top_who_is_calling_already(school: School, opened: Open) -> None:
    claims.claim(school.record, school.bob, school.ids["Abbot"])
    async with opened() as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        await officer.until(lambda: "Bob Best is calling about this pupil since 09:16" in officer.screen)
        assert officer.room.strip.lines[0][0].text.startswith("Bob Best")


async def test_a_sister_rung_with_the_family_is_not_the_next_to_ring_on_the_other_board(
    school: School, opened: Open
) -> None:
    """She stood there as if nobody rang, and the other officer rang the same mother at once."""
    one, other = family(school, "Arlo", "Zoë")
    with school.record.write() as db:
        db.execute("UPDATE pupil SET at_risk = 1 WHERE id IN (?, ?)", (other, school.ids["Abbot"]))
    token = claims.claim(school.record, school.bob, one)
    async with opened("ann") as officer:
        await officer.until(lambda: "Bob Best calling family 09:16" in officer.screen)
        row = next(row for row in officer.board.rows if row.pupil.id == other)
        assert (row.group, row.claimed_by and row.claimed_by.account) == ("NOW", "bob")
        assert officer.board.reckoning.in_hand == 1  # the sum counts whom the strip is open on
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c n")
        assert officer.at == "Brook", "Zoë Hay, in the same group, is being rung with the family"
        claims.release(school.record, token)
        await officer.until(lambda: "calling family" not in officer.screen)
        await officer.press("u c n")
        assert officer.room.rows.key in (one, other)


async def test_the_strip_says_who_rings_the_same_parent_about_a_sister(school: School, opened: Open) -> None:
    """One on each of two sisters: both rang the same mother at once."""
    one, other = family(school, "Arlo", "Zoë")
    claims.claim(school.record, school.bob, other)
    async with opened() as officer:
        officer.room.rows.go(one)
        await officer.press("c")
        name = officer.room.strip.card.siblings[0].pupil.name if officer.room.strip.card else ""
        told = f"Bob Best is calling about {name} of this household since 09:16"
        await officer.until(lambda: told in officer.screen)
        claims.claim(school.record, school.bob, school.ids["Abbot"])  # no family of hers: says nothing
        acts.add_note(school.record, school.bob, [one], "rang twice")
        await officer.until(lambda: "rang twice" in officer.screen)
        assert officer.screen.count("Bob Best is calling about") == 1


async def test_another_window_of_hers_counts_too(school: School, opened: Open) -> None:
    claims.claim(school.record, school.ann, school.ids["Abbot"])
    async with opened() as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("c")
        told = "Another window of yours has been calling about this pupil since 09:16"
        await officer.until(lambda: told in officer.screen)  # drawn once the strip has its room


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


async def test_the_open_strip_says_protection_plan_and_who_may_not_be_told(
    school: School, opened: Open
) -> None:
    """The strip stands where the preview did: what must not be forgotten while dialling stays in sight."""
    one = school.ids["Abbot"]
    add_contact(school.record, one, name="Tom Other", relationship="father", may_be_told=False)
    with school.record.write() as db:
        db.execute("UPDATE pupil SET social_worker = 'CP' WHERE id = ?", (one,))
    async with opened(size=(80, 24)) as officer:
        await officer.press("c")
        assert "child protection plan" in officer.screen
        assert "father, Tom Other: MAY NOT BE TOLD" in officer.screen


# -- words typed where there is no line to type on ---------------------------------------------------


TYPED_ON = ("bad cold\n", "unwell\n", "mum says sick", "temp 39\n", "flu", "off ill", "julia has it too",
            "kayleigh too", "Has a cold", "gp appt", "Unwell")  # fmt: skip


def typed(officer: Officer, text: str, apart: float, ago: float = 10.0) -> None:
    """Type as a hand does: the first letter `ago` seconds ago, each `apart` seconds after the one before."""
    began = time.monotonic() - ago
    for place, char in enumerate(text):
        key = "enter" if char == "\n" else char
        officer.app.keys.feed(replace(Stroke.of_key(key), at=began + place * apart))


@pytest.mark.parametrize("words", TYPED_ON)
@pytest.mark.parametrize("apart", [0.1, 0.35])
async def test_words_after_a_reason_act_on_nobody(
    school: School, opened: Open, words: str, apart: float
) -> None:
    async with opened() as officer:
        typed(officer, "csi" + words, apart)
        await officer.settle()
        assert officer.app.screen is officer.room
        assert not officer.room.prompt.open
        assert "The call is logged already" in officer.screen
        assert "Tab, before the outcome, opens the note" in officer.screen
        await officer.press("escape u")
    assert [kind for kind, _ in school.events()] == ["call", "undo"]


@pytest.mark.parametrize("word", ["croup", "cramps", "crying"])
async def test_a_word_that_opens_the_next_call_logs_nothing_on_it(
    school: School, opened: Open, word: str
) -> None:
    """`c r` is a ring-back logged on the next child."""
    async with opened() as officer:
        typed(officer, "csi" + word, 0.15)
        await officer.settle()
        assert officer.room.calling.open
        assert school.events() == [("call", school.ids["Abbot"])]
        await officer.press("r")
        assert school.events() == [("call", school.ids["Abbot"]), ("call", school.ids["Brook"])]


@pytest.mark.parametrize("words", ["vleft a message", "vmsg left", "nline busy", "njust rings", "rlunch\n",
                                   "wold number", "dthought she was in"])  # fmt: skip
async def test_words_after_any_other_outcome_act_on_nobody_either(
    school: School, opened: Open, words: str
) -> None:
    async with opened() as officer:
        typed(officer, "c" + words, 0.15)
        await officer.settle()
        assert not officer.room.prompt.open
        assert "The call is logged already" in officer.screen
    assert [pupil for _, pupil in school.events()] == [school.ids["Abbot"]]


async def test_a_message_to_whom_she_has_just_rung_in_vain_is_heard(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("enter")
        typed(officer, "cnm", 0.1)
        await officer.settle()
    assert school.events() == [("call", school.ids["Abbot"]), ("message", school.ids["Abbot"])]


@pytest.mark.parametrize("word", ["cold", "sick", "headache", "vomiting", "cough"])
async def test_the_rest_of_a_word_whose_letter_means_nothing_does_nothing(
    school: School, opened: Open, word: str
) -> None:
    async with opened() as officer:
        await officer.press("down")
        typed(officer, word, 0.2)
        await officer.settle()
        assert "does nothing" in officer.screen
        assert "nor did what came right behind it" in officer.screen
    assert school.events() == []


async def test_a_slip_and_the_key_that_was_meant_are_both_heard(school: School, opened: Open) -> None:
    async with opened() as officer:
        typed(officer, "ic", 0.6)
        await officer.settle()
        assert officer.room.calling.open


async def test_the_acts_that_follow_a_conversation_are_heard(school: School, opened: Open) -> None:
    """The next call at once, however fast; `u` and acts on the next pupil after a moment."""
    async with opened() as officer:
        typed(officer, "csicsi", 0.08)
        await officer.settle()
        assert [kind for kind, _ in school.events()] == ["call", "call"]
        typed(officer, "u", 0.0, ago=8)
        await officer.settle()
        assert [kind for kind, _ in school.events()] == ["call", "call", "undo"]
        typed(officer, "m", 0.0, ago=5)
        await officer.settle()
    assert [kind for kind, _ in school.events()] == ["call", "call", "undo", "message"]


async def test_q_after_a_call_leaves_and_what_is_typed_behind_it_acts_on_nobody(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        typed(officer, "csiquite unwell", 0.1)
        await officer.until(lambda: officer.app.return_code == 0)
    assert [kind for kind, _ in school.events()] == ["call"]
