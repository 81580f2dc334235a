"""The quick acts by key, on one pupil or on all selected, explained in place."""

from __future__ import annotations

from datetime import date

from core import acts, journal
from core.model import Term
from core.together import drafts
from tests.tui.conftest import Open, School


async def test_owner_and_review_in_at_most_eight_keys(school: School, opened: Open) -> None:
    keys = ["o", "s", "i", "enter", "r", "enter"]
    assert len(keys) <= 8
    async with opened() as officer:
        first = officer.at
        await officer.press(" ".join(keys))
        assert officer.at == first  # nothing moves for an act that does not reach anybody
        assert "Review Fri 11 Dec" in officer.screen
    row = school.row(first)
    assert row is not None
    assert (row.owner, row.review_on) == ("sid", date(2026, 12, 11))


async def test_the_review_date_is_shown_as_it_is_typed(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("r")
        await officer.type("13/12")
        assert "Sun 13 Dec is no school day: Mon 14 Dec" in officer.screen
        await officer.press("enter")
    assert (row := school.row("Abbot")) and row.review_on == date(2026, 12, 14)


async def test_a_bad_review_date_is_explained_in_place_and_keeps_the_text(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        for bad, said in (("31/11", "no 31st"), ("1 jan 2020", "past"), ("soonish", "no date understood")):
            await officer.press("r")
            await officer.type(bad)
            assert said in officer.screen
            await officer.press("enter")
            assert said in officer.screen
            assert f"review {bad}" in officer.screen
            assert officer.room.prompt.open
            await officer.press("escape")
    assert school.events() == []


async def test_a_vague_barrier_is_questioned_in_place_and_kept_if_she_insists(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("b")
        await officer.type("attendance issue")
        await officer.press("enter")
        assert "Enter keeps it" in officer.screen
        assert school.events() == []
        await officer.press("enter")
        assert "Barrier noted" in officer.screen
    event = journal.events(school.record.db, school.ids["Abbot"])[0]
    assert event.data is not None
    assert event.data["kept"] is True


async def test_changing_a_questioned_sentence_asks_again(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("b")
        await officer.type("attendance issue")
        await officer.press("enter")
        await officer.type("s")
        await officer.press("enter")
        assert "Enter keeps it" in officer.screen
        assert school.events() == []


async def test_one_line_for_all_of_it(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("f")
        await officer.type("@sid +2w side door at 08:40 / the gate is too loud at 08:45")
        assert "owner Sid Senn" in officer.room.foot.explained
        await officer.press("enter")
    row = school.row("Abbot")
    assert row is not None
    assert (row.owner, row.review_on) == ("sid", date(2026, 12, 4))


async def test_l_on_a_pupil_marked_present_says_so_and_notes_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("/")
        await officer.type("present")
        await officer.press("enter l")
        assert "Present, Pat is already marked present (/) this morning: no arrival noted." in officer.screen
        await officer.press("t")
        await officer.type("here")
        assert "here" in officer.screen
    assert school.events() == []


async def test_a_selection_takes_one_verb_for_all_and_one_undo(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("x x x m")
        assert officer.board.reckoning.texted == 3
        await officer.press("u")
        assert officer.board.reckoning.texted == 0
        await officer.press("escape")
        assert officer.room.rows.selected == set()


async def test_a_call_is_refused_for_a_selection_and_says_why(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("x x c")
        assert "one pupil at a time" in officer.screen
        assert not officer.room.calling.open


async def test_the_dot_repeats_the_last_owner_never_a_call(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press(".")
        assert "Nothing to repeat" in officer.screen
        await officer.press("o s i d enter down . c n .")
    owners = [row.owner for name in ("Abbot", "Brook", "Carr") if (row := school.row(name))]
    assert owners == ["sid", "sid", "sid"]
    assert [kind for kind, _ in school.events()].count("call") == 1


async def test_arrived_now_moves_on_to_the_next_to_ring(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("l")
        assert officer.board.reckoning.absent == 5
        assert officer.at == "Brook"


async def test_a_code_with_its_source_explains(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("e")
        await officer.type("i mother emailed 08:50")
        assert "illness" in officer.screen
        await officer.press("enter")
        assert officer.board.reckoning.explained == 1
    assert (row := school.row("Abbot")) and row.term is Term.EXPLAINED


async def test_a_note_left_by_escape_waits_for_her(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("t")
        await officer.type("gran will ring")
        await officer.press("escape")
        assert drafts.load(school.record, school.ann, "note", school.ids["Abbot"]) == "gran will ring"
        await officer.press("t enter")
        assert "Noted" in officer.screen
    assert drafts.load(school.record, school.ann, "note", school.ids["Abbot"]) == ""


async def test_a_reader_is_told_why_not(school: School, opened: Open) -> None:
    async with opened("lee") as officer:
        for key in ("c", "o", "m", "l", "u"):
            await officer.press(key)
            assert "only reads" in officer.screen
    assert school.events() == []


async def test_the_cursor_keeps_its_pupil_when_others_write(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down down down")
        assert officer.at == "Dale"
        acts.arrived(school.record, school.bob, [school.ids["Abbot"], school.ids["Brook"]])
        await officer.until(lambda: officer.board.reckoning.absent == 4, 2.0)
        assert officer.at == "Dale"


async def test_a_command_runs_by_its_name(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press(":")
        await officer.type("mess")
        assert "A message was sent" in officer.screen
        await officer.press("enter")
        assert officer.board.reckoning.texted == 1


async def test_undo_that_somebody_has_built_on_says_who(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("o s i d enter")
        acts.assign(school.record, school.bob, [school.ids["Abbot"]], "bob")
        await officer.press("u")
        assert "bob" in officer.room.foot.message.casefold()
    assert (row := school.row("Abbot")) and row.owner == "bob"


async def test_a_line_that_opens_with_a_draft_says_so_and_glues_nothing_to_it(
    school: School, opened: Open
) -> None:
    """`e` opened with the old draft, and it was saved with what was typed: from motherI from mother."""
    async with opened() as officer:
        await officer.press("e")
        await officer.type("I from mother")
        await officer.press("escape e")
        assert "code · your draft, Ctrl+U clears I from mother" in officer.screen
        await officer.type("08:50")
        assert "I from mother 08:50" in officer.screen
        await officer.press("ctrl+u")
        await officer.type("M dentist")
        await officer.press("enter")
    assert [row[0] for row in school.record.db.execute("SELECT code || ' ' || source FROM suggestion")] == [
        "M dentist"
    ]
