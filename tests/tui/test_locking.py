"""A keyboard left alone: the screen blank and locked, drafts kept, claims free; then saved and left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from core import settings
from core.errors import RecordError
from core.privacy import pins
from core.together import claims, drafts
from tests.tui.conftest import Officer, Open, School
from tui.idle import Due, Idle, Limits
from tui.keys import Stroke

MINUTES = Limits(600, 1800, 1800)
PIN = "2580"


class Boot:
    """A boot clock of the test's own."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def clock_of(officer: Officer) -> Iterator[Boot]:
    """Put the officer's idle clock on one that the test moves."""
    boot = Boot()
    officer.app.locking.idle = Idle(boot)
    yield boot


async def wait_minutes(officer: Officer, boot: Boot, minutes: float) -> None:
    """Let time pass without a key."""
    boot.now += 60 * minutes
    await officer.app.locking.look()
    await officer.pilot.pause()


@pytest.fixture
def with_pin(school: School) -> School:
    """Ann has a PIN."""
    pins.set_pin(school.record, school.ann, PIN)
    return school


@pytest.mark.parametrize(
    ("minutes", "calling", "due"),
    [
        (9.9, False, Due.NOTHING),
        (10, False, Due.LOCK),
        (10, True, Due.NOTHING),
        (29.9, True, Due.NOTHING),
        (30, True, Due.LOCK),
        (31, False, Due.LEAVE),
    ],
)
def test_what_is_due_without_a_key(minutes: float, calling: bool, due: Due) -> None:
    boot = Boot()
    idle = Idle(boot)
    boot.now += 60 * minutes
    assert idle.due(MINUTES, calling) is due


def test_a_key_begins_the_count_anew_but_not_on_a_locked_screen() -> None:
    boot = Boot()
    idle = Idle(boot)
    boot.now += 500
    idle.touch()
    boot.now += 500
    assert idle.due(MINUTES, False) is Due.NOTHING
    boot.now += 100
    assert idle.due(MINUTES, False) is Due.LOCK
    idle.lock()
    boot.now += 1199
    idle.touch()
    assert idle.due(MINUTES, False) is Due.NOTHING
    boot.now += 1
    assert idle.due(MINUTES, False) is Due.LEAVE
    idle.unlock()
    assert idle.due(MINUTES, False) is Due.NOTHING


def test_a_call_that_locked_leaves_as_long_after_as_any_lock() -> None:
    boot = Boot()
    idle = Idle(boot)
    boot.now += 1800
    idle.lock()
    boot.now += 1199
    assert idle.due(MINUTES, False) is Due.NOTHING
    boot.now += 1
    assert idle.due(MINUTES, False) is Due.LEAVE


async def test_ten_minutes_without_a_key_show_nothing_of_a_child(with_pin: School, opened: Open) -> None:
    async with opened() as officer:
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 9.9)
            assert "Abbot" in officer.screen
            await wait_minutes(officer, boot, 0.2)
        assert "Firstday is locked" in officer.screen
        assert "Ann Able (ann), since 09:16" in officer.screen
        assert not any(name in officer.screen for name in with_pin.ids)
        await officer.press("c n down enter ?")
        assert not any(name in officer.screen for name in with_pin.ids)
        await officer.type(PIN)
        assert PIN not in officer.screen and "****" in officer.screen
        await officer.press("enter")
        await officer.until(lambda: "Abbot" in officer.screen)
    assert with_pin.events() == [("setting", None)]


def damage(path: Path) -> None:
    """Have the disk give back nothing that makes sense from here on: the record's pages, and its log's."""
    for file, kept in ((path, 100), (Path(f"{path}-wal"), 32)):
        if (size := file.stat().st_size) > kept:
            with file.open("r+b") as disk:
                disk.seek(kept)
                disk.write(b"\xff" * (size - kept))


async def test_a_record_that_cannot_be_read_any_more_locks_all_the_same(
    with_pin: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.app.work.do(lambda record: record.db.execute("PRAGMA cache_size = 0").fetchall())
        damage(with_pin.path)
        await officer.app.work.do(lambda record: record.db.execute("PRAGMA shrink_memory").fetchall())
        with pytest.raises(RecordError, match="damaged"):
            await officer.app.work.do(lambda record: record.setting("lock-after"))
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 10)
        assert "Firstday is locked" in officer.screen
        assert not any(name in officer.screen for name in with_pin.ids)


async def test_a_record_that_hangs_locks_and_leaves_all_the_same(with_pin: School, opened: Open) -> None:
    free = Event()
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("half")
        hung = asyncio.ensure_future(officer.app.work.do(lambda _: free.wait(60)))
        try:
            with clock_of(officer) as boot:
                await wait_minutes(officer, boot, 30)
                assert "Firstday is locked" in officer.screen
                await wait_minutes(officer, boot, 20)
            await officer.until(lambda: officer.app.return_code is not None)
        finally:
            free.set()
        await hung


@pytest.mark.parametrize(
    ("before", "keys"), [("t", "escape '"), ("enter", "'"), ("enter t x", "escape q"), ("/ B r", "enter")]
)
async def test_a_key_that_the_record_kept_waiting_does_not_take_the_lock_away(
    with_pin: School, opened: Open, before: str, keys: str
) -> None:
    drafts.save(with_pin.record, with_pin.ann, "note", with_pin.ids["Brook"], "half")
    free = Event()
    async with opened() as officer:
        await officer.press(before)
        hung = asyncio.ensure_future(officer.app.work.do(lambda _: free.wait(60)))
        for key in keys.split():
            officer.app.keys.feed(Stroke.of_key(key))
        await officer.pilot.pause(0.1)  # the first of them has begun
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 10)
            free.set()
            await hung
            await officer.settle()
            assert "Firstday is locked" in officer.screen
        assert not any(name in officer.screen for name in with_pin.ids)
        await officer.type(PIN)
        await officer.press("enter")
        await officer.until(lambda: "Firstday is locked" not in officer.screen)


async def test_a_locked_screen_draws_nothing_that_others_do(with_pin: School, opened: Open) -> None:
    from core.acts import arrived

    async with opened() as officer:
        await officer.press("ctrl+k")
        arrived(with_pin.record, with_pin.bob, [with_pin.ids["Abbot"]])
        await officer.pilot.pause(0.6)
        assert "Abbot" not in officer.screen
        await officer.type(PIN)
        await officer.press("enter")
        await officer.until(lambda: "1 arrived" in officer.screen.casefold() or "ARRIVED" in officer.screen)


async def test_locking_keeps_the_note_and_frees_the_pupil_and_opening_goes_on(
    with_pin: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("mid sent")
        assert claims.claims(with_pin.record)
        await officer.press("ctrl+k")
        assert claims.claims(with_pin.record) == {}
        assert drafts.load(with_pin.record, with_pin.ann, "call", with_pin.ids["Abbot"]) == "mid sent"
        await officer.type(PIN)
        await officer.press("enter")
        await officer.until(lambda: "not reached" in officer.screen)
        assert officer.at == "Abbot"
        assert "c call" in officer.screen


async def test_a_long_talk_without_a_key_keeps_the_pupil(with_pin: School, opened: Open) -> None:
    async with opened() as officer:
        with clock_of(officer) as boot:
            await officer.press("c")
            await wait_minutes(officer, boot, 29)
            assert claims.claims(with_pin.record)
            assert "locked" not in officer.screen
            await wait_minutes(officer, boot, 1)
        assert "Firstday is locked" in officer.screen
        assert claims.claims(with_pin.record) == {}


async def test_three_wrong_pins_save_and_leave(with_pin: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("ctrl+k")
        for tries, said in ((1, "two more tries"), (2, "one more try")):
            await officer.type(f"111{tries}")
            await officer.press("enter")
            assert said in officer.screen
        await officer.type("1113")
        await officer.press("enter")
        await officer.until(lambda: officer.app.return_code is not None)
        assert officer.app.return_code == 0
    assert "three wrong PINs" in officer.app.farewell
    assert claims.people_on(with_pin.record) == 0


async def test_nobody_comes_back_to_a_locked_screen(with_pin: School, opened: Open) -> None:
    async with opened() as officer:
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 10)
            await wait_minutes(officer, boot, 19)
            assert officer.app.return_code is None
            await wait_minutes(officer, boot, 1)
        await officer.until(lambda: officer.app.return_code is not None)
    assert "no key had come" in officer.app.farewell


async def test_without_a_pin_it_saves_and_leaves_and_ctrl_k_says_how_to_set_one(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        assert "Ctrl+P" in officer.screen
        await officer.press("ctrl+k")
        assert "Set a PIN first" in officer.screen
        await officer.press("c tab")
        await officer.type("half")
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 30)
        await officer.until(lambda: officer.app.return_code is not None)
    assert "PIN" in officer.app.farewell
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half"


async def test_a_pin_is_set_by_typing_it_twice(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("ctrl+p")
        await officer.type("1234")
        await officer.press("enter")
        assert "first anybody tries" in officer.screen
        await officer.press("ctrl+u")
        await officer.type(PIN)
        assert PIN not in officer.screen
        await officer.press("enter")
        await officer.type(PIN)
        await officer.press("enter")
        assert "Your PIN is set" in officer.screen
        assert pins.opens(school.record, school.ann, PIN)
        await officer.press("ctrl+k")
        assert "Firstday is locked" in officer.screen


async def test_two_that_differ_set_none(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("ctrl+p")
        await officer.type(PIN)
        await officer.press("enter")
        await officer.type("2581")
        await officer.press("enter")
        assert "not the same" in officer.screen
    assert not pins.has_pin(school.record, school.ann)


async def test_a_fictional_school_never_locks_by_itself(with_pin: School, opened: Open) -> None:
    with_pin.record.set_setting("rehearsal", "2026-11-20T09:16:00")
    async with opened() as officer:
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 600)
        assert "Abbot" in officer.screen


async def test_the_school_says_after_how_long(with_pin: School, opened: Open) -> None:
    settings.put(with_pin.record, with_pin.ann, "lock-after", "90 s")
    async with opened() as officer:
        with clock_of(officer) as boot:
            await wait_minutes(officer, boot, 1.4)
            assert "Abbot" in officer.screen
            settings.put(with_pin.record, with_pin.bob, "lock-after", "20")
            await officer.until(lambda: officer.app.locking._limits.lock == 1200)  # type: ignore[union-attr]
            await wait_minutes(officer, boot, 18)
            assert "Abbot" in officer.screen
            await wait_minutes(officer, boot, 1)
        assert "Firstday is locked" in officer.screen
