"""Two officers on the same pupil: both texts on the screen, one key for each; and saves that have to wait."""

from __future__ import annotations

import asyncio

import pytest

from core import acts, journal
from core.acts import set_barrier
from core.driver import sqlite3
from core.errors import RecordBusy
from core.record import Record
from core.together import claims, drafts
from tests.core.making import stranger
from tests.tui.conftest import Officer, Open, School
from tui.keys import Stroke

MINE, THEIRS = "the bus leaves before breakfast club", "the gate is loud at 08:40"


def on(officer: Officer) -> int:
    """The pupil under the cursor."""
    assert officer.room.rows.key is not None
    return officer.room.rows.key


async def clash(officer: Officer, school: School) -> int:
    """Ann types a barrier; before she saves it, Bob has saved his. The pupil."""
    one = on(officer)
    await officer.press("b")
    await officer.type(MINE)
    set_barrier(school.record, school.bob, [one], THEIRS)
    await officer.press("enter")
    return one


def barrier(school: School, one: int) -> str:
    row = school.record.db.execute("SELECT text FROM barrier WHERE pupil_id = ? ORDER BY id DESC", (one,))
    return str(row.fetchone()[0])


async def test_both_texts_are_shown_and_hers_is_saved_with_enter(school: School, opened: Open) -> None:
    async with opened() as officer:
        one = await clash(officer, school)
        shown = " ".join(officer.screen.split())
        assert f"Bob Best changed this at 09:16 for Abbot, Kit: barrier “{THEIRS}”." in shown
        assert "Enter puts yours in its place, Esc leaves theirs." in shown
        assert MINE in shown
        assert barrier(school, one) == THEIRS
        await officer.press("enter")
        assert not officer.room.prompt.open
        assert barrier(school, one) == MINE
        assert drafts.load(school.record, school.ann, "barrier", one) == ""


async def test_esc_leaves_theirs_and_hers_stays_a_draft(school: School, opened: Open) -> None:
    async with opened() as officer:
        one = await clash(officer, school)
        await officer.press("escape")
        assert "Theirs stands; what you typed waits under barrier" in officer.screen
        assert barrier(school, one) == THEIRS
        assert drafts.load(school.record, school.ann, "barrier", one) == MINE
        await officer.press("b")
        assert MINE in officer.screen


async def test_changed_once_more_while_she_looks_it_is_shown_once_more(school: School, opened: Open) -> None:
    async with opened() as officer:
        one = await clash(officer, school)
        set_barrier(school.record, school.bob, [one], "assembly is crowded on Mondays")
        await officer.press("enter")
        assert "assembly is crowded" in officer.screen
        assert barrier(school, one) == "assembly is crowded on Mondays"
        await officer.press("enter")
        assert barrier(school, one) == MINE


async def test_an_enter_typed_ahead_takes_nothing_over(school: School, opened: Open) -> None:
    async with opened() as officer:
        one = on(officer)
        await officer.press("b")
        await officer.type(MINE)
        set_barrier(school.record, school.bob, [one], THEIRS)
        for _ in range(2):
            officer.app.keys.feed(Stroke.of_key("enter"))
        await officer.settle()
        assert officer.room.prompt.open
        assert barrier(school, one) == THEIRS


async def test_the_same_again_goes_over_anothers_work_only_once_it_was_shown(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("o")
        await officer.type("dee")
        await officer.press("enter down")
        one = on(officer)
        room = officer.room
        seen = officer.app.desk.seen
        acts.assign(school.record, school.bob, [one], "sid")
        officer.app.desk.seen = seen  # she presses before the board has been read again
        await officer.press(".")
        assert "Bob Best changed this at 09:16" in " ".join(officer.screen.split())
        assert "owner Sid Senn" in " ".join(officer.screen.split())
        await officer.press(".")
        row = next(row for row in room.board.rows if row.pupil.id == one) if room.board else None
        assert row is not None and row.owner == "dee"


async def test_a_stranger_holds_the_record_and_the_screen_goes_on(school: School, opened: Open) -> None:
    """Told within two seconds, the cursor's board still read, saved once when the lock is let go."""
    async with opened() as officer:
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        one = on(officer)
        officer.app.keys.feed(Stroke.of_key("m"))
        gaps: list[float] = []
        ticking = asyncio.create_task(tick(gaps))
        await officer.until(lambda: "waits its turn" in officer.screen, 2.0)
        assert (await officer.app.desk.board()).rows  # reading goes on meanwhile
        other.execute("ROLLBACK")
        other.close()
        await officer.settle()
        ticking.cancel()
        assert school.events() == [("message", one)]
        assert max(gaps) < 1.0


async def test_a_call_opens_at_once_under_a_strangers_lock_and_claims_once_it_can(
    school: School, opened: Open
) -> None:
    """Her parent is on the line: the numbers stand there before the claim does."""
    async with opened() as officer:
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        officer.app.keys.feed(Stroke.of_key("c"))
        await officer.until(lambda: "CALLING mother" in officer.screen, 3.0)
        one = on(officer)
        assert claims.claims(school.record) == {}
        other.execute("ROLLBACK")
        await officer.until(lambda: one in claims.claims(school.record), 2.0)
        await officer.press("n")
        assert school.events() == [("call", one)]
        assert claims.claims(school.record) == {}
        other.close()


async def test_a_call_left_before_it_could_claim_leaves_no_claim(school: School, opened: Open) -> None:
    async with opened() as officer:
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        for key in ("c", "escape"):
            officer.app.keys.feed(Stroke.of_key(key))
        await officer.until(lambda: not officer.room.calling.open, 2.0)
        other.execute("ROLLBACK")
        other.close()
        await officer.pilot.pause(0.6)
        assert school.record.db.execute("SELECT count(*) FROM claim").fetchone()[0] == 0


async def tick(gaps: list[float]) -> None:
    loop = asyncio.get_running_loop()
    last = loop.time()
    while True:
        await asyncio.sleep(0.01)
        gaps.append(loop.time() - last)
        last = loop.time()


async def test_busy_for_too_long_the_text_stays_and_the_draft_with_it(
    school: School, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.work.PERSIST", 0.5)
    async with opened() as officer:
        await officer.press("t")
        await officer.type("rang the grandmother")
        await officer.pilot.pause(1.0)  # the draft is in
        one = on(officer)
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        await officer.press("enter")
        assert "stayed busy" in officer.screen and "rang the grandmother" in officer.screen
        other.execute("ROLLBACK")
        other.close()
        assert drafts.load(school.record, school.ann, "note", one) == "rang the grandmother"
        await officer.press("enter")
        assert [kind for kind, _ in school.events()] == ["note"]


class Faulty:
    """A connection whose disk fails once at COMMIT: after it was saved, or before."""

    def __init__(self, real: sqlite3.Connection, saved: bool) -> None:
        self._real, self._saved, self.left = real, saved, 1

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def execute(self, sql: str, *args: object) -> object:
        if sql == "COMMIT" and self.left and self._real.total_changes > 0:
            self.left -= 1
            if self._saved:
                self._real.execute(sql)
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10  # type: ignore[misc]
            raise error
        return self._real.execute(sql, *args)


@pytest.mark.parametrize("saved", [True, False])
async def test_after_a_fault_of_the_disk_the_act_is_there_once(
    school: School, opened: Open, saved: bool
) -> None:
    async with opened() as officer:

        def break_it(record: Record) -> None:
            record.db = Faulty(record.db, saved)  # type: ignore[assignment]

        await officer.app.work.do(break_it)
        await officer.press("m")
        await officer.settle()
        assert [kind for kind, _ in school.events()] == ["message"]
        assert "Message sent" in officer.screen
    assert journal.verify(school.record.db).sound


async def test_what_only_reads_is_not_kept_waiting_by_a_save_that_waits(school: School, opened: Open) -> None:
    async with opened() as officer:
        other = stranger(school.path)
        other.execute("BEGIN IMMEDIATE")
        saving = asyncio.ensure_future(officer.app.desk.keep_draft("note", school.ids["Abbot"], "x"))
        for _ in range(3):
            await asyncio.wait_for(officer.app.desk.board(), 2.0)
        assert not saving.done()
        with pytest.raises(RecordBusy):  # other users of the thread wait as long as they always did
            await asyncio.wait_for(officer.app.work.do(_hasty), 8.0)
        other.execute("ROLLBACK")
        other.close()
        await saving


def _hasty(record: Record) -> None:
    record.patience = 0.01
    try:
        record.set_setting("x", "y")
    finally:
        record.patience = None
