"""What a stranger could not read in the lists: every line stands in full below them."""

from __future__ import annotations

import pytest

from core import acts
from tests.core.making import NOW, add_pupil
from tests.tui.conftest import Open, School
from tui.screens.listing import ListRoom
from tui.screens.pupil import PupilRoom

WHY = "the mark “?!” is no attendance code of the DfE list"
RAW = "Q999201119169,2026-11-20,AM,?!,Rang at 8.20 to say the bus had not come to the stop"
STEP = (
    "Five minutes in the empty sports hall with the key adult on Wednesday and Thursday, before the bell goes"
)


def set_aside(school: School, *raws: str) -> None:
    """Rows that an import could not take."""
    with school.record.write() as db:
        db.execute("INSERT INTO import VALUES (1,'2026-11-20','ann','bad.csv','x','marks','','','','',0,'')")
        for row, raw in enumerate(raws, 2):
            db.execute(
                "INSERT INTO quarantine (id, import_id, row, key, reason, raw) VALUES (?,1,?,'ZZ9',?,?)",
                (row, row, WHY, raw),
            )


def joined(lines: list[str]) -> str:
    """What stands on the screen, as one running text."""
    return " ".join(" ".join(lines).split())


async def test_a_row_set_aside_is_read_in_full_at_eighty_columns(school: School, opened: Open) -> None:
    set_aside(school, RAW, "ZZ9,2026-11-20,AM,N,")
    async with opened() as officer:
        await officer.press("g q")
        assert f"bad.csv, row 2 · ZZ9 · {WHY} · as it came: {RAW}" in joined(officer.lines)
        await officer.press("down")
        assert "as it came: ZZ9,2026-11-20,AM,N," in joined(officer.lines)
        assert RAW not in joined(officer.lines)


async def test_enter_on_a_line_about_nobody_says_so_and_shows_all_of_it(school: School, opened: Open) -> None:
    long = RAW + " and that they would try again after nine, or bring the boys in the neighbour's car" * 3
    set_aside(school, long)
    async with opened() as officer:
        await officer.press("g q")
        assert long not in joined(officer.lines)
        await officer.press("enter")
        assert long in joined(officer.lines)
        assert "opens no pupil's page; it stands above in full" in joined(officer.lines)
        assert "under the cursor" not in officer.screen
        assert isinstance(officer.app.screen, ListRoom)


async def test_the_next_step_of_a_review_is_read_in_full(school: School, opened: Open) -> None:
    one = school.ids["Brook"]
    acts.set_step(school.record, school.ann, [one], STEP)
    acts.set_review(school.record, school.ann, [one], NOW.date())
    async with opened() as officer:
        await officer.press("g r")
        assert f"next step: {STEP}" in joined(officer.lines)
        await officer.press("enter")
        assert isinstance(officer.app.screen, PupilRoom)


async def test_the_sum_shows_all_reasons_of_the_line_she_is_on(school: School, opened: Open) -> None:
    add_pupil(school.record, surname="Zed", looked_after=True)
    async with opened() as officer:
        await officer.press("= end")
        assert "Frost, Kit · 9A · not reached" in joined(officer.lines)


@pytest.mark.parametrize("typed", ["orourke", "o'rourke", "rourke", "O’R"])
async def test_find_knows_orourke_however_it_is_typed(school: School, opened: Open, typed: str) -> None:
    add_pupil(school.record, surname="O'Rourke", forename="Owen", preferred="Owney", reg="10G")
    async with opened() as officer:
        await officer.press("/")
        await officer.type(typed)
        assert "O'Rourke, Owney · in the register Owen O'Rourke · 10G" in joined(officer.lines)
        await officer.press("enter")
        assert isinstance(officer.app.screen, PupilRoom)


async def test_a_missing_register_is_said_in_full_and_opens_nobody(school: School, opened: Open) -> None:
    add_pupil(school.record, surname="Alone", reg="11E")
    async with opened() as officer:
        await officer.press("g m enter")
        assert "register of 11E · 11E · 1 pupil" in joined(officer.lines)
        assert "opens no pupil's page" in officer.screen


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (80, 24), (200, 60)])
async def test_the_list_keeps_its_room_beside_the_line_in_full(
    school: School, opened: Open, size: tuple[int, int]
) -> None:
    set_aside(school, *[RAW] * 40)
    async with opened(size=size) as officer:
        await officer.press("g q down down enter")
        room = officer.app.screen
        assert isinstance(room, ListRoom)
        assert room.rows.size.height >= 2
        assert any(line.startswith("▌") for line in officer.lines)


async def test_enter_where_there_is_nothing_to_open_says_so_in_the_words_of_the_place(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("g q enter")
        assert "Nothing here to open." in officer.screen
        await officer.press("q /")
        await officer.type("zzz")
        await officer.press("enter")
        assert "Nobody to go to yet" in officer.screen
        await officer.press("escape = z enter")
        assert "A folded group: z opens it." in officer.screen
