"""Two officers on one list: each sees whom the other is calling, and nothing of either is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from core import acts, journal
from core.telling import tell
from core.together import claims
from tests.core.making import mark
from tests.tui.conftest import TODAY, Officer, Open, School


async def within_a_second(officer: Officer, met: Callable[[], object]) -> None:
    """Wait for something on a board; it must come within the second the product promises."""
    began = time.monotonic()
    await officer.until(met, 5.0)
    took = time.monotonic() - began
    assert took < 2.5, f"{took:.1f} s"  # a second, and what a shared machine may add


async def test_who_calls_whom_is_on_the_other_board_and_on_the_pupils_page(
    school: School, opened: Open
) -> None:
    async with opened("ann") as ann, opened("bob") as bob:
        await bob.press("enter")
        page = bob.app.screen
        await ann.press("c")
        await within_a_second(bob, lambda: "Ann Able calling 09:16" in bob.screen)
        assert bob.app.screen is page
        await ann.press("escape")
        await within_a_second(bob, lambda: "Ann Able calling" not in bob.screen)
        await bob.press("escape")
        await ann.press("c")
        await within_a_second(bob, lambda: "Ann Able calling 09:16" in bob.screen)
        await ann.press("v")
        await within_a_second(bob, lambda: "Ann Able calling" not in bob.screen)


async def test_a_second_officer_may_ring_too_and_both_are_told(school: School, opened: Open) -> None:
    async with opened("ann") as ann, opened("bob") as bob:
        one = school.ids["Abbot"]
        await ann.press("c")
        await within_a_second(bob, lambda: "Ann Able calling" in bob.screen)
        bob.room.rows.go(one)
        await bob.press("c")
        assert "Ann Able is calling about this pupil since 09:16" in bob.screen
        await within_a_second(ann, lambda: "Bob Best is calling about this pupil" in ann.screen)
        await ann.press("n")
        assert "Bob Best was also ringing" in ann.screen
        await within_a_second(bob, lambda: "no answer, mother" in bob.screen)
        await bob.press("v")
        assert "Ann Able was also ringing" in bob.screen
    told = [tell(event) for event in journal.events(school.record.db, one)]
    assert told == [
        "no answer, mother · Bob Best was also ringing",
        "voicemail, mother · Ann Able was also ringing",
    ]


async def test_one_person_in_two_windows_is_one_person_on(school: School, opened: Open) -> None:
    async with opened("ann") as ann, opened("ann"):
        await within_a_second(ann, lambda: "1 person on" in ann.screen)
        async with opened("bob"):
            await within_a_second(ann, lambda: "2 people on" in ann.screen)


async def test_an_arrival_beats_a_key_pressed_before_anybody_could_see_it(
    school: School, opened: Open
) -> None:
    """The board is told of an arrival a quarter of a second later; the record knows at once."""
    async with opened("ann") as ann:
        one = ann.room.rows.key
        assert one is not None
        await ann.press("c")
        acts.arrived(school.record, school.bob, [one], "09:10")
        before = len(school.events())
        await ann.press("n")  # at once, without a look
        assert "STOP: Abbot, Kit arrived 09:10 (Bob Best)" in ann.screen
        assert len(school.events()) == before
        await ann.press("n n")
    assert school.events()[-1] == ("call", one)


async def test_an_arrival_taken_back_lets_the_call_go_on(school: School, opened: Open) -> None:
    async with opened("ann") as ann:
        one = ann.room.rows.key
        assert one is not None
        await ann.press("c")
        acts.arrived(school.record, school.bob, [one], "09:10")
        await within_a_second(ann, lambda: "STOP:" in ann.screen)
        acts.undo(school.record, school.bob)
        await within_a_second(ann, lambda: "STOP:" not in ann.screen)
        await ann.press("n")
    assert school.events()[-1] == ("call", one)


async def test_a_review_due_today_does_not_hide_an_arrival(school: School, opened: Open) -> None:
    """Such a row goes to DUE, not to ARRIVED, and the open strip went on as if nothing had happened."""
    one = school.ids["Abbot"]
    acts.set_review(school.record, school.ann, [one], school.record.clock.today())
    async with opened("ann") as ann:
        ann.room.rows.go(one)
        await ann.press("c")
        mark(school.record, one, f"{TODAY} AM", "/")
        await within_a_second(ann, lambda: "STOP: Abbot, Kit is marked present now" in ann.screen)


async def test_a_sister_who_has_come_in_is_left_out_of_the_call(school: School, opened: Open) -> None:
    with school.record.write() as db:
        db.execute("UPDATE pupil SET household = 'H' WHERE id < 3")
        db.execute("UPDATE contact SET name = 'Mary Same' WHERE pupil_id < 3")
    async with opened("ann") as ann:
        ann.room.rows.go(1)
        await ann.press("c")
        assert "[x] Brook" in ann.screen
        acts.arrived(school.record, school.bob, [2], "09:10")
        await ann.press("n")
        assert "also Brook" not in ann.screen
    assert [one for kind, one in school.events() if kind == "call"] == [1]


async def test_who_has_died_is_gone_from_the_board_though_nobody_saves_anything(
    school: School, opened: Open
) -> None:
    async with opened("ann") as ann:
        claims.claim(school.record, school.bob, school.ids["Abbot"])
        await within_a_second(ann, lambda: "Bob Best calling" in ann.screen)
        school.record.db.execute("BEGIN")  # nobody else commits anything from here on
        boot = claims.boot_clock
        try:
            claims.boot_clock = lambda: boot() + claims.LEASE
            await ann.until(lambda: "Bob Best calling" not in ann.screen, 15.0)
        finally:
            claims.boot_clock = boot
            school.record.db.execute("COMMIT")
