"""What is half typed: kept as it is typed, returned to at the same character, gone with the real save."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.model import Outcome
from core.together import claims, drafts
from tests.core.making import NOW, set_now
from tests.tui.conftest import Officer, Open, School
from tui.commands import Place
from tui.widgets.call import Stage

LINES = {"t": "note", "b": "barrier", "f": "follow-up", "e": "code", "o": "owner", "r": "review"}
TYPED = {
    "note": "mother rang at ten",
    "barrier": "Struggles to come in through the busy gate",
    "follow-up": "@sid +3w meets Jo at the side door",
    "code": "I mother emailed 08:50",
    "owner": "sid",
    "review": "+2w",
}


def kept(school: School) -> list[tuple[str, int, str, int]]:
    """What of Ann's is half typed."""
    return [(d.kind, d.pupil_id, d.text, d.cursor) for d in drafts.drafts_of(school.record, school.ann)]


async def killed(officer: Officer) -> None:
    """Let the second pass in which a draft is saved, after which the process may die."""
    await asyncio.sleep(0.9)
    await officer.settle()


async def test_the_same_strip_reopens_at_the_same_character(school: School, opened: Open) -> None:
    async with opened() as officer:
        key = officer.room.rows.key
        await officer.press("c 2 tab")
        await officer.type("says he is ill")
        await officer.press("left left left")
        await killed(officer)
    async with opened() as officer:
        assert "1 call parked at 09:16: ' returns" in officer.screen
        await officer.press("down '")
        strip = officer.room.strip
        assert officer.room.rows.key == strip.pupil_id == key
        assert (strip.stage, strip.note.text, strip.note.at) == (Stage.NOTE, "says he is ill", 11)
        assert "CALLING grandmother" in officer.screen
        await officer.type("very ")
        assert "says he is very ill" in officer.screen
        await officer.press("tab s i")
    assert kept(school) == []
    assert (row := school.row("Abbot")) and row.last_try
    assert (row.last_try.note, row.last_try.contact) == ("says he is very ill", "grandmother")


async def test_spoke_and_cut_off_before_the_reason_comes_back_at_the_reason(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("c s")
        await killed(officer)
    assert drafts.parked_calls(school.record) == {school.ids["Abbot"]: "ann"}
    async with opened() as officer:
        await officer.press("'")
        assert officer.room.strip.stage is Stage.REASON
        await officer.press("i")
    assert kept(school) == []
    assert school.events() == [("call", school.ids["Abbot"])]


async def test_esc_before_the_reason_parks_nobody(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c s")
        await killed(officer)
        await officer.press("escape")
    assert kept(school) == []


async def test_a_blank_at_the_end_is_a_character_too(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("mother ")
        await officer.press("escape '")
        await officer.type("says")
        assert officer.room.strip.note.text == "mother says"


@pytest.mark.parametrize(("key", "kind"), LINES.items())
async def test_every_line_is_in_the_record_as_it_is_typed_and_returns_after_a_kill(
    school: School, opened: Open, key: str, kind: str
) -> None:
    async with opened() as officer:
        await officer.press(key)
        await officer.type(TYPED[kind])
        await officer.press("left left")
        await killed(officer)
        one = school.ids["Abbot"]
        assert kept(school) == [(kind, one, TYPED[kind], len(TYPED[kind]) - 2)]
    async with opened() as officer:
        assert f"1 {kind} half typed: ' returns" in officer.screen
        await officer.press("down '")
        entry = officer.room.prompt.entry
        assert (entry.text, entry.at) == (TYPED[kind], len(TYPED[kind]) - 2)
        await officer.press("enter")
        assert not officer.room.prompt.open
    assert kept(school) == []
    assert {one for _, one in school.events()} == {school.ids["Abbot"]}


@pytest.mark.parametrize(("key", "kind"), LINES.items())
async def test_a_draft_goes_in_the_transaction_of_the_real_save(
    school: School, opened: Open, key: str, kind: str
) -> None:
    """If the draft cannot go, the act is not done either; nothing is there twice or not at all."""
    async with opened() as officer:
        await officer.press(key)
        await officer.type(TYPED[kind])
        await killed(officer)
        with school.record.write() as db:
            db.execute("CREATE TRIGGER stop BEFORE DELETE ON draft BEGIN SELECT RAISE (ABORT, 'no'); END")
        await officer.press("enter")
        assert school.events() == []
        assert kept(school)[0][2] == TYPED[kind]
        with school.record.write() as db:
            db.execute("DROP TRIGGER stop")
        officer.app.desk.faults.clear()


async def test_esc_on_an_owner_or_a_review_leaves_nothing(school: School, opened: Open) -> None:
    """`r Enter` is three weeks, whatever was begun there before."""
    async with opened() as officer:
        await officer.press("r")
        await officer.type("+9w")
        await killed(officer)
        await officer.press("escape")
        assert kept(school) == []
        await officer.press("r")
        assert officer.room.prompt.entry.text == ""


async def test_a_line_for_several_returns_for_all_of_them(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("x x t")
        await officer.type("letter home")
        await killed(officer)
    async with opened() as officer:
        await officer.press("' enter")
    both = {school.ids["Abbot"], school.ids["Brook"]}
    assert set(school.events()) == {("note", one) for one in both}


async def test_the_newest_returns_first_and_the_list_has_them_all(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("first")
        await officer.press("escape down down t")
        await officer.type("second")
        await officer.press("escape")
        await officer.press("'")
        assert officer.room.prompt.entry.text == "second"
        await officer.press('escape "')
        screen = officer.screen
        assert officer.app._room().place is Place.PARKED  # type: ignore[union-attr]
        assert screen.index("second") < screen.index("first")
        await officer.press("down enter")
        assert officer.app.screen is officer.room
        assert officer.room.strip.note.text == "first"


async def test_a_dropped_draft_comes_back_once_more(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("t")
        await officer.type("not this")
        await officer.press("escape g w d")
        assert kept(school) == []
        assert "Nothing is half typed" in officer.screen
        await officer.press("'")
        assert officer.room.prompt.entry.text == "not this"


async def test_others_see_that_a_call_is_parked_and_by_whom_never_the_words(
    school: School, opened: Open
) -> None:
    one = school.ids["Carr"]
    drafts.save(school.record, school.bob, "call", one, "father is in custody")
    drafts.save(school.record, school.bob, "note", one, "the very private note")
    async with opened() as officer:
        assert "half typed" not in officer.screen  # nothing of hers
        await officer.press('"')
        assert "parked by Bob Best" in officer.screen
        await officer.press("d")
        assert "not yours to drop" in officer.screen
        for word in ("custody", "private", "note "):
            assert word not in officer.screen
        await officer.press("enter")
        assert "call parked by Bob Best" in officer.screen
        assert "custody" not in officer.screen
    assert len(drafts.drafts_of(school.record, school.bob)) == 2


async def test_a_call_parked_for_a_quarter_of_an_hour_is_named_in_both_headers(
    school: School, opened: Open
) -> None:
    one = school.ids["Carr"]
    for minutes, named in ((14, False), (31, True)):
        set_now(school.record, NOW - timedelta(minutes=minutes))
        drafts.save(school.record, school.bob, "call", one, "x")
        for account in ("ann", "bob"):
            async with opened(account) as officer:
                assert ("call parked 31 min: Carr, Kit (BB)" in officer.lines[2]) is named
                await officer.app.keys.settled()
    claims.claim(school.record, school.bob, one)  # he is at it again
    async with opened() as officer:
        assert "parked" not in officer.lines[2]


async def test_the_quotation_mark_arrives_through_the_keyboard(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.pilot.press('"')
        await officer.settle()
        assert "Half typed or parked" in officer.screen
        await officer.press("escape")
        await officer.pilot.press("'")
        await officer.settle()
        assert "Nothing of yours is half typed" in officer.screen


async def test_a_call_from_another_window_leaves_the_words_in_this_one(school: School, opened: Open) -> None:
    """Ann has two windows: the log of one takes the draft away, and the other still has it all on screen."""
    one = school.ids["Abbot"]
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("half a sentence")
        await killed(officer)
        async with opened() as other:
            other.room.rows.go(one)
            await other.press("c")
            assert "Another window of yours" in other.screen
            await other.press("n")
            await officer.until(lambda: "no answer" in officer.screen, 3.0)
            assert [claim.account for claim in claims.callers(school.record)[one]] == ["ann"]
        await officer.press("escape")
        assert kept(school)[0][2] == "half a sentence"
    assert [o for row in [school.row("Abbot")] if row for o in [a.outcome for a in row.attempts]] == [
        Outcome.NO_ANSWER
    ]


async def test_a_restricted_note_half_typed_returns_to_the_dsl_and_goes_with_the_save(
    school: School, opened: Open
) -> None:
    from tui import commands

    (key,) = next(c for c in commands.COMMANDS if c.name == "restricted").keys
    async with opened("dee") as dee:
        await dee.press(key)
        await dee.type("told in confidence")
        await killed(dee)
    async with opened("dee") as dee:
        await dee.press("' enter")
    assert school.record.db.execute("SELECT count(*) FROM draft").fetchone()[0] == 0
    assert [kind for kind, _ in school.events()][-1:] == ["restricted"]
