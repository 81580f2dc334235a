"""Calls by key: two for no answer, three for a conversation, and nothing typed is lost."""

from __future__ import annotations

import asyncio

import pytest

from core import acts, journal
from core.model import Lane, Outcome, Term
from core.together import claims, drafts
from tests.core.making import add_contact, add_pupil, mark, stranger
from tests.tui.conftest import TODAY, Open, School
from tui import commands
from tui.commands import Place
from tui.keys import Stroke
from tui.typing_on import WORDS


async def test_two_keys_log_a_no_answer_and_the_cursor_goes_on(school: School, opened: Open) -> None:
    async with opened() as officer:
        first, second = (row.pupil.surname for row in officer.board.rows[:2])
        assert officer.at == first
        await officer.press("c n")
        assert officer.at == second
        assert "u takes it back" in officer.screen
    row = school.row(first)
    assert row is not None
    assert row.last_try is not None
    assert (row.last_try.outcome, row.term) == (Outcome.NO_ANSWER, Term.NOT_REACHED)


async def test_three_keys_log_a_conversation_with_its_reason(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.at
        await officer.press("c s i")
        assert officer.board.reckoning.explained == 1
        assert officer.at != first
    row = school.row(first)
    assert row is not None
    assert row.term is Term.EXPLAINED


async def test_keys_typed_ahead_go_to_the_next_pupil(school: School, opened: Open) -> None:
    async with opened() as officer:
        names = [row.pupil.surname for row in officer.board.rows[:3]]
        for key in ("c", "n", "c", "v", "c", "n"):  # no waiting in between
            await officer.pilot.press(key)
        await officer.settle()
    tried = [row.last_try for row in map(school.row, names) if row]
    assert [one.outcome.letter for one in tried if one] == ["n", "v", "n"]


async def test_undo_takes_the_call_back(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.at
        await officer.press("c s i")
        await asyncio.sleep(WORDS)  # faster than that it is the u of "unwell"
        await officer.press("u")
        assert "Took back" in officer.screen
        assert officer.board.reckoning.explained == 0
        await officer.press("U")
        assert officer.board.reckoning.explained == 1
    assert (row := school.row(first)) and row.term is Term.EXPLAINED


async def test_the_strip_takes_every_key(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c")
        for key in ["o", "m", "l", "q", "/", "g", "u", ".", "enter", "down"]:
            await officer.press(key)
            assert officer.room.calling.open
            assert officer.app.screen is officer.room
        await officer.press("escape")
        assert not officer.room.calling.open
    assert school.events() == []


async def test_another_contact_is_rung_by_its_number(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.at
        await officer.press("c 2")
        assert "CALLING grandmother" in officer.screen
        await officer.press("v")
    row = school.row(first)
    assert row is not None
    assert row.last_try is not None
    assert row.last_try.contact == "grandmother"


async def test_a_note_is_parked_and_comes_back_with_its_cursor_at_the_end(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        first = officer.room.rows.key
        assert first is not None
        await officer.press("c tab")
        await officer.type("says n o r s")  # letters are text here
        assert officer.room.calling.open
        await officer.press("escape")
        assert claims.claims(school.record) == {}
        assert drafts.load(school.record, school.ann, "call", first) == "says n o r s"
        officer.room.rows.go(first)
        await officer.press("c tab")
        await officer.type("!")
        assert "says n o r s!" in officer.screen
        await officer.press("tab n")
    assert drafts.load(school.record, school.ann, "call", first) == ""
    event = journal.events(school.record.db, first)[0]
    assert event.data is not None
    assert event.data["note"] == "says n o r s!"


async def test_what_is_typed_is_in_the_record_within_a_second(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.room.rows.key
        assert first is not None
        await officer.press("c tab")
        await officer.type("half a sen")
        await officer.until(
            lambda: drafts.load(school.record, school.ann, "call", first) == "half a sen", 1.0
        )


async def test_a_time_in_the_note_is_the_time_they_ring_back(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.at
        await officer.press("c tab")
        await officer.type("at 10:30")
        await officer.press("tab r")
    row = school.row(first)
    assert row is not None
    assert row.last_try is not None
    assert (row.last_try.ring_at, row.term) == ("10:30", Term.IN_HAND)


async def test_an_arrival_stops_an_open_call(school: School, opened: Open) -> None:
    async with opened() as officer:
        key = officer.room.rows.key
        assert key is not None
        await officer.press("c")
        acts.arrived(school.record, school.bob, [key], "09:10")
        await officer.until(lambda: "STOP:" in officer.screen, 2.0)
        before = len(school.events())
        await officer.press("n")
        assert len(school.events()) == before
        assert "once more" in officer.screen
        await officer.press("escape")
        assert not officer.room.calling.open


async def test_a_claim_shows_on_the_other_board_and_falls_with_the_strip(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        key = officer.board.rows[2].pupil.id
        token = claims.claim(school.record, school.bob, key)
        await officer.until(lambda: "Bob Best calling" in officer.screen, 2.0)
        claims.release(school.record, token)
        await officer.until(lambda: "Bob Best calling" not in officer.screen, 2.0)
        await officer.press("c")
        assert list(claims.claims(school.record)) == [officer.room.rows.key]
    assert claims.claims(school.record) == {}


async def test_the_parent_did_not_know_goes_to_the_dsl_by_one_key(school: School, opened: Open) -> None:
    async with opened() as officer:
        first = officer.at
        await officer.press("c d")
        assert officer.board.reckoning.with_dsl == 1
        assert "1 for the DSL" in officer.screen
    assert (row := school.row(first)) and row.lane is Lane.WITH_DSL


async def test_one_family_is_rung_once(school: School, opened: Open) -> None:
    home = [add_pupil(school.record, surname=f"Hay{n}", household="H9", at_risk=True) for n in (1, 2)]
    for one in home:
        add_contact(school.record, one, phone="07700 900555")
        mark(school.record, one, f"{TODAY} AM", "N")
    async with opened() as officer:
        assert officer.room.rows.go(home[0])
        await officer.press("c")
        assert "[x] Hay2" in officer.screen
        await officer.press("x")
        assert "[ ] Hay2" in officer.screen
        await officer.press("x n")
    assert [(kind, one) for kind, one in school.events()] == [("call", home[0]), ("call", home[1])]


async def test_a_busy_record_is_told_and_what_was_typed_stays(
    school: School, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.work.PERSIST", 1.5)
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("rings at ten")
        await officer.press("tab")
        await officer.pilot.pause(1.0)  # the draft is in
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        officer.app.keys.feed(Stroke.of_key("v"))
        await officer.until(lambda: "waits its turn" in officer.screen, 2.0)
        await officer.until(lambda: "stayed busy" in officer.screen, 4.0)
        assert officer.room.calling.open
        assert "rings at ten" in officer.screen
        other.execute("ROLLBACK")
        other.close()
        await officer.press("v")
    assert [kind for kind, _ in school.events()] == ["call"]


def test_every_outcome_has_its_key_on_the_strip() -> None:
    keys = {command.name: command.keys[0] for command in commands.at(Place.STRIP)}
    outcomes = {outcome.value for outcome in Outcome} - {"message"}
    assert {keys[outcome] for outcome in outcomes} == set("svnwrd")
