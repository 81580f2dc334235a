"""`H` and `g d`: the ten o'clock list and the DSL's queue, acknowledged or still shown."""

from __future__ import annotations

import asyncio

import pytest

from core import acts
from core.model import Outcome
from tests.tui.conftest import Open, School
from tui.typing_on import WORDS


async def test_the_ten_oclock_list_is_taken_on_by_one_key(school: School, opened: Open) -> None:
    acts.log_call(school.record, school.ann, school.ids["Abbot"], Outcome.SPOKE, reason="i")
    acts.log_call(school.record, school.ann, school.ids["Brook"], Outcome.VOICEMAIL)
    async with opened("dee") as dee, opened("ann") as ann:
        await dee.press("H")
        assert "Hand-off  5 " in dee.screen
        assert "not yet taken on" in dee.screen
        assert "Abbot" not in dee.screen
        await dee.press("a")
        assert "taken on by Dee Dale 09:16" in dee.screen
        await ann.press("H")
        assert "taken on by Dee Dale 09:16" in ann.screen
        acts.arrived(school.record, school.bob, [school.ids["Carr"]], "09:10")
        await ann.until(lambda: "1 settled since" in ann.screen, 3.0)
        assert "SETTLED SINCE 09:16" in ann.screen
        await ann.press("end")
        assert "arrived 09:10" in ann.screen
        await dee.press("u")
        await ann.until(lambda: "not yet taken on" in ann.screen, 3.0)


async def test_enter_opens_the_pupil_and_changes_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        before = len(school.events())
        await officer.press("H enter")
        assert "MAKES IT HARD" in officer.screen
        await officer.press("escape escape")
        assert officer.app.screen is officer.room
    assert len(school.events()) == before


async def test_a_reader_may_look_and_not_take_on(school: School, opened: Open) -> None:
    async with opened("lee") as lee:
        await lee.press("H a")
        assert "only reads" in lee.screen
    assert school.events() == []


async def test_who_was_handed_over_is_in_both_headers_until_the_dsl_has_seen_it(
    school: School, opened: Open
) -> None:
    async with opened("ann") as ann, opened("bob") as bob, opened("dee") as dee:
        await ann.press("c d")
        await bob.until(lambda: "1 for the DSL" in bob.lines[2], 3.0)
        assert "1 for the DSL" in ann.lines[2]
        await asyncio.sleep(WORDS)  # faster than that they are words: "gp", "had a cold"
        await ann.press("g d a")
        assert "Only the DSL" in ann.screen
        assert "not yet seen" in ann.screen
        await dee.press("g d")
        assert "not yet seen" in dee.screen
        await dee.press("a")
        assert "seen by Dee Dale 09:16" in dee.screen
        await bob.until(lambda: "for the DSL" not in bob.lines[2], 3.0)
        await ann.until(lambda: "seen by Dee Dale 09:16" in ann.screen, 3.0)
        assert bob.board.reckoning.with_dsl == 1  # acknowledging only quiets


async def test_the_dsl_sees_the_key_of_the_queue_and_goes_through_it_with_that_key_alone(
    school: School, opened: Open
) -> None:
    """`a` stood in the help and not at the foot; the second `a` met the pupil just seen."""
    for name in ("Abbot", "Brook"):
        acts.log_call(school.record, school.ann, school.ids[name], Outcome.DID_NOT_KNOW)
    async with opened("dee") as dee:
        await dee.press("g d")
        assert dee.lines[-1].startswith("a acknowledge")
        await dee.press("a")
        assert "DSL has seen it · Abbot, Kit" in dee.screen
        assert dee.lines[-1].startswith("a acknowledge")
        await dee.press("a")
        assert "DSL has seen it · Brook, Kit" in dee.screen
        assert "acknowledge" not in dee.lines[-1]
        await dee.press("u")
        assert dee.lines[-1].startswith("a acknowledge")
        assert any(line.startswith("▌") and "Brook, Kit" in line for line in dee.lines)
    assert [kind for kind, _ in school.events()][-3:] == ["ack", "ack", "undo"]


@pytest.mark.parametrize("account", ["ann", "lee", "zed"])
async def test_who_may_not_acknowledge_is_not_offered_it(school: School, opened: Open, account: str) -> None:
    acts.log_call(school.record, school.ann, school.ids["Abbot"], Outcome.DID_NOT_KNOW)
    async with opened(account) as officer:
        await officer.press("g d")
        assert "Abbot, Kit" in officer.screen
        assert "acknowledge" not in officer.lines[-1]


async def test_where_nobody_is_the_dsl_an_officer_is_offered_it(school: School, opened: Open) -> None:
    with school.record.write() as db:
        db.execute("UPDATE staff SET role = 'officer' WHERE role = 'dsl'")
    acts.log_call(school.record, school.ann, school.ids["Abbot"], Outcome.DID_NOT_KNOW)
    async with opened() as officer:
        await officer.press("g d")
        assert officer.lines[-1].startswith("a acknowledge")


@pytest.mark.parametrize("keys", ["g w", "H", "g d"])
async def test_an_empty_list_offers_no_act_on_its_rows(school: School, opened: Open, keys: str) -> None:
    """`Enter go on with it  d drop it` stood under “Nothing is half typed or parked”."""
    for one in school.ids.values():
        acts.log_call(school.record, school.ann, one, Outcome.SPOKE, reason="i")
    async with opened("dee") as officer:
        await officer.press(keys)
        assert officer.lines[-1].startswith("/ find")
