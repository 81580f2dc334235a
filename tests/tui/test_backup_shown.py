"""A backup that failed or grew old shows on the board; a request to leave is followed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core import acts
from core.clock import FixedClock
from core.errors import FirstdayError
from core.keeping import kept_safe, maintenance
from core.keeping.backup import write_backup
from tests.core.making import NOW, set_now
from tests.tui.conftest import Open, School


def aged(school: School, hours: float, tmp_path: Path) -> None:
    """Make a backup so long before now."""
    set_now(school.record, NOW - timedelta(hours=hours))
    write_backup(school.record, tmp_path / "copy.db", "ann")
    set_now(school.record, NOW)


async def test_a_backup_of_last_night_says_nothing(school: School, opened: Open, tmp_path: Path) -> None:
    aged(school, 7, tmp_path)
    async with opened() as officer:
        assert "backup" not in officer.screen


async def test_a_backup_older_than_26_hours_is_told_at_login_and_stays_in_the_header(
    school: School, opened: Open, tmp_path: Path
) -> None:
    aged(school, 27, tmp_path)
    school.record.set_setting(kept_safe.RESPONSIBLE, "bob it")
    async with opened() as officer:
        assert "backup 27 hours old" in officer.lines[2]
        assert "The last backup is of Thu 19 Nov 06:16: tell Bob Best, it" in officer.screen
        await officer.press("j")
        assert "backup 27 hours old" in officer.lines[2]


async def test_a_backup_that_failed_is_told(school: School, opened: Open, tmp_path: Path) -> None:
    aged(school, 7, tmp_path)
    with pytest.raises(FirstdayError):
        write_backup(school.record, tmp_path / "no/such/folder/copy.db", "ann")
    async with opened() as officer:
        assert "backup failed" in officer.lines[2]
        assert "failed: tell whoever keeps the server" in officer.screen


async def test_a_new_record_has_a_day_before_it_asks_for_a_backup(school: School, opened: Open) -> None:
    set_now(school.record, NOW - timedelta(hours=23))
    acts.add_note(school.record, school.ann, [school.ids["Abbot"]], "the first act")
    async with opened() as officer:
        assert "backed up" not in officer.screen
    set_now(school.record, datetime(2026, 11, 21, 9, 0))
    assert kept_safe.trouble(school.record) == "never backed up"


async def test_a_fictional_school_is_never_asked_for_one(school: School, opened: Open) -> None:
    school.record.set_setting("rehearsal", NOW.isoformat())
    set_now(school.record, NOW - timedelta(days=3))
    acts.add_note(school.record, school.ann, [school.ids["Abbot"]], "long ago")
    async with opened() as officer:
        assert "backup" not in officer.screen and "backed up" not in officer.screen


async def test_asked_to_leave_the_board_keeps_what_was_typed_and_goes(school: School) -> None:
    from tui.app import FirstdayApp

    app = FirstdayApp(school.path, FixedClock(NOW), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        from tests.tui.conftest import Officer

        officer = Officer(app, pilot)
        await officer.until(lambda: app.opened and officer.room.board is not None and app.desk.may_write)
        await officer.press("c tab")
        await officer.type("her gran said")
        with maintenance.asking_to_leave(school.path, "root"):
            await officer.until(lambda: app.return_code is not None)
    assert "put back from a backup by root: come back in a few minutes" in app.failure
    held = school.record.db.execute("SELECT body FROM draft").fetchall()
    assert any("her gran said" in row[0] for row in held)
    assert school.record.db.execute("SELECT count(*) FROM present").fetchone()[0] == 0
