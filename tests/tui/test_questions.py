"""Flags and clocks on the board: in a pause, below what is rung about, and nothing moves."""

from __future__ import annotations

import asyncio

import pytest

from tests.core.making import add_pupil, mark, mark_days
from tests.tui.conftest import Officer, Open, School
from tui.screens import waiting


def monday_away(school: School, surname: str = "Monday", **about: object) -> int:
    """A pupil who is here today and away on nearly every Monday: a flag, newly, on the board."""
    one = add_pupil(school.record, surname=surname, forename="Kit", **about)
    mark_days(school.record, one, "2026-09-02", "2026-11-20", "/")
    for day in ("09-07", "09-14", "09-21", "09-28", "10-05", "10-12", "11-02", "11-09", "11-16"):
        mark_days(school.record, one, f"2026-{day}", f"2026-{day}", "O")
    mark(school.record, one, "2026-11-20 AM", "/")
    return one


def old_n(school: School, surname: str = "Clock") -> int:
    """A pupil who is here today, with an N older than five school days: a clock on the board."""
    one = add_pupil(school.record, surname=surname, forename="Kit")
    mark_days(school.record, one, "2026-09-02", "2026-11-20", "/")
    mark(school.record, one, "2026-11-09 AM", "N")
    return one


async def asked(officer: Officer) -> None:
    """Wait until flags and clocks stand on the board."""
    await officer.until(lambda: any(row.group in ("DUE", "FLAGS") for row in officer.board.rows))
    await officer.settle()


async def test_flags_and_clocks_come_below_in_a_pause_and_the_cursor_stays(
    school: School, opened: Open
) -> None:
    monday_away(school)
    old_n(school)
    async with opened() as officer:
        assert not any(row.group in ("DUE", "FLAGS") for row in officer.board.rows)
        await officer.press("down down")
        at = officer.at
        await asked(officer)
        assert officer.at == at
        assert [row.group for row in officer.board.rows][-2:] == ["DUE", "FLAGS"]
        await officer.press("end")
        assert "Monday" in officer.at
        assert "settle N from Mon 9 Nov: overdue" in officer.screen


async def test_nothing_is_worked_out_while_a_call_is_open(
    school: School, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PAUSE", 0.5)
    old_n(school)
    async with opened() as officer:
        await officer.press("c")
        await asyncio.sleep(1.0)
        assert officer.room.calling.open
        assert officer.app.desk.questions is None
        await officer.press("n")
        await asked(officer)


async def test_a_fault_in_the_flags_leaves_the_board_as_it_is(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(waiting, "PAUSE", 0.1)
    monkeypatch.setattr("core.asking.read_flags", broken)
    async with opened() as officer:
        await officer.until(lambda: officer.app.desk.faults)
        assert len(officer.board.rows) == 6
        await officer.press("down")
        assert officer.at == "Brook"
        assert len(officer.app.desk.faults) == 1
        officer.app.desk.faults.clear()


async def test_who_never_pauses_has_clocks_and_flags_all_the_same(
    school: School, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key every second, and the duty to tell a social worker never came onto the board."""
    monkeypatch.setattr(waiting, "PAUSE", 600.0)
    monkeypatch.setattr(waiting, "LONGEST", 0.3)
    old_n(school)
    async with opened() as officer:
        await asked(officer)
        assert "settle N from Mon 9 Nov" in officer.screen


async def test_the_keys_at_the_foot_are_those_of_the_row_chosen_elsewhere(
    school: School, opened: Open
) -> None:
    """From a flag through the sum to a row to ring: the foot still named the flag's keys."""
    monday_away(school)
    async with opened() as officer:
        await asked(officer)
        await officer.press("end")
        assert "d dismiss" in officer.screen
        await officer.press("= home down enter")
        assert officer.room.rows.key is not None and "Monday" not in officer.at
        assert "d dismiss" not in officer.screen
