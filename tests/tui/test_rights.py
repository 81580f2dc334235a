"""Who may see and do what, on the screen: restricted notes, masked numbers, a role taken away."""

from __future__ import annotations

import pytest

from core import acts, settings
from core.people import actor_of
from tests.core.making import add_staff
from tests.tui.conftest import Open, School

WORD = "heliotrope"  # stands nowhere else
ROOMS = ("g k", "g p", "g s", "g r", "g i", "g d", "g m", "g q", "=")


@pytest.fixture
def confided(school: School) -> School:
    """The first pupil of the board has a restricted note, and one that was taken back."""
    dee = actor_of(school.record, "dee")
    add_staff(school.record, "pat", "Pat Past", "pastoral")
    acts.add_restricted(school.record, dee, [school.ids["Abbot"]], f"said {WORD}")
    acts.add_restricted(school.record, dee, [school.ids["Abbot"]], f"not {WORD}")
    acts.undo(school.record, dee)
    return school


@pytest.mark.parametrize("account", ["ann", "pat", "sid", "lee", "zed"])
async def test_no_screen_of_anybody_else_has_a_word_of_it(
    confided: School, opened: Open, account: str
) -> None:
    async with opened(account) as officer:
        screens = [officer.screen]
        assert officer.at == "Abbot"
        for keys in ("enter", "end", "escape", *(f"{room} escape" for room in ROOMS)):
            *first, last = keys.split()
            for key in first:
                await officer.press(key)
            screens.append(officer.screen)
            await officer.press(last)
            screens.append(officer.screen)
        await officer.press("/")
        await officer.type(WORD)
        assert officer.screen.count(WORD) == 1  # what she typed
        await officer.press("escape")
        if account in ("ann", "pat", "sid"):
            await officer.press("c")
            screens.append(officer.screen)
            await officer.press("escape u")
            screens.append(officer.screen)
        await officer.press("N")
        assert "Restricted notes are the DSL's" in officer.screen or account in ("lee", "zed")
        assert not officer.room.prompt.open
    assert WORD not in "".join(screens)
    assert "estricted" not in "".join(screens)


async def test_the_dsl_writes_one_and_reads_it_on_the_pupils_page(school: School, opened: Open) -> None:
    async with opened("dee") as officer:
        await officer.press("N")
        assert "Only a DSL reads this" in officer.screen
        await officer.type(WORD)
        await officer.press("enter")
        assert "Restricted note kept · Abbot, Kit" in officer.screen
        assert WORD not in officer.screen
        await officer.press("enter end")
        assert f"restricted note: {WORD}" in officer.screen
        await officer.press("escape u")
        assert "Took back: restricted note" in officer.screen
    assert [kind for kind, _ in school.events()] == ["restricted", "read", "restricted-undo"]


async def test_the_card_says_that_one_exists_to_whom_the_dsl_chose(confided: School, opened: Open) -> None:
    settings.put(confided.record, actor_of(confided.record, "dee"), "restricted-hint", "officer")
    async with opened() as officer:
        await officer.press("c")
        assert "a restricted note exists: ask the DSL" in officer.screen
        assert WORD not in officer.screen


async def test_the_dsl_is_not_told_to_ask_the_dsl(confided: School, opened: Open) -> None:
    async with opened("dee") as officer:
        await officer.press("c")
        assert "a restricted note exists: on the pupil's page" in officer.screen
        assert "ask the DSL" not in officer.screen and WORD not in officer.screen


async def test_a_role_taken_away_at_nine_holds_within_a_second(school: School, opened: Open) -> None:
    async with opened() as officer:
        assert "reads only" not in officer.screen
        with school.record.write() as db:
            db.execute("UPDATE staff SET listed = 0 WHERE account = 'ann'")
        await officer.until(lambda: "reads only" in officer.lines[0], 2.0)
        await officer.press("l")
        assert "only reads" in officer.screen
        with school.record.write() as db:
            db.execute("UPDATE staff SET listed = 1 WHERE account = 'ann'")
        await officer.until(lambda: "reads only" not in officer.lines[0], 2.0)
        await officer.press("l")
        assert "Arrived" in officer.screen
    assert [kind for kind, _ in school.events()] == ["arrived"]


async def test_a_role_lost_in_the_middle_of_a_line_leaves_a_way_out_of_it(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("t")
        await officer.type("gran will")
        with school.record.write() as db:
            db.execute("UPDATE staff SET listed = 0 WHERE account = 'ann'")
        await officer.press("enter")
        assert "may read but not change" in officer.screen and "gran will" in officer.screen
        await officer.press("escape")
        assert not officer.room.prompt.open
    assert school.events() == []


@pytest.mark.parametrize("account", ["lee", "zed"])
async def test_who_only_reads_is_told_so_in_the_header(school: School, opened: Open, account: str) -> None:
    async with opened(account) as officer:
        assert officer.lines[0].rstrip().endswith("reads only")
        for key in "c o r b f t m l e a d u U N":
            if key != " ":
                await officer.press(key)
                assert not officer.room.prompt.open and not officer.room.calling.open
                await officer.press("escape")
    assert school.events() == []


@pytest.mark.parametrize("keys", ["", "enter", "H", "g d", "g k"])
async def test_no_key_at_the_foot_is_one_a_reader_is_only_refused(
    school: School, opened: Open, keys: str
) -> None:
    async with opened("lee") as officer:
        await officer.press(keys)
        assert all("write" not in command.needs for command in officer.app.screen.offered)
        assert "? keys" in officer.lines[-1]
        assert "c call" not in officer.screen
        assert "x select" not in officer.lines[-1]  # for the next act, and there is none


@pytest.mark.parametrize("account", ["lee", "zed"])
async def test_a_readers_page_asks_for_no_key_that_is_only_refused(
    school: School, opened: Open, account: str
) -> None:
    """“press b to note it” stood on the page of a headteacher, who may not."""
    async with opened(account) as officer:
        await officer.press("enter")
        assert "MAKES IT HARD   –" in officer.screen and "NEXT STEP       –" in officer.screen
        assert "press" not in officer.screen
    async with opened("sid") as officer:
        await officer.press("enter")
        assert "press b to note it" in officer.screen and "press f to set one" in officer.screen


async def test_masked_numbers_stand_whole_once_a_call_or_a_pupil_is_opened(
    school: School, opened: Open
) -> None:
    settings.put(school.record, school.ann, "phones", "masked")
    whole = f"07700 900{school.ids['Abbot']:03d}"
    async with opened() as officer:
        assert whole not in officer.screen and "07… …" in officer.screen
        await officer.press("c")
        assert whole in officer.screen
        await officer.press("escape enter")
        assert whole in officer.screen
