"""Saving: one write transaction, whole or not at all, waiting its turn; and reading in one picture."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from core import record as room
from core.driver import sqlite3
from core.errors import RecordBusy, RecordError, Refused
from core.record import Record
from tests.core.children import die, in_a_child
from tests.core.making import make_record, open_again, rows, stranger


def test_a_save_waits_for_somebody_elses_and_then_goes_through(record: Record) -> None:
    other = sqlite3.connect(record.path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    release.start()
    record.set_setting("x", "y")
    release.join()
    assert record.setting("x") == "y"


def test_a_record_busy_for_too_long_says_so_and_keeps_nothing_half_done(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.05)
    other = stranger(record.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordBusy, match="Try again"):
        record.set_setting("x", "y")
    assert record.setting("x") == ""  # reading goes on meanwhile
    other.execute("ROLLBACK")
    record.set_setting("x", "y")
    assert record.setting("x") == "y"


def test_what_raises_inside_a_save_takes_all_of_it_back(record: Record) -> None:
    with pytest.raises(ValueError, match="no"), record.write() as db:
        db.execute("INSERT INTO setting VALUES ('x', 'y')")
        raise ValueError("no")
    assert record.setting("x") == ""
    with pytest.raises(RecordError, match="Nothing was saved"), record.write() as db:
        db.execute("INSERT INTO setting VALUES ('x', 'y')")
        db.execute("INSERT INTO missing VALUES (1)")
    assert record.setting("x") == ""


def test_an_inner_save_is_seen_by_others_only_with_the_outer_one(record: Record) -> None:
    with open_again(record) as other:
        with record.write():
            record.set_setting("x", "y")
            assert other.setting("x") == ""
        assert other.setting("x") == "y"


def test_an_inner_save_that_was_refused_leaves_nothing_in_the_outer_one(record: Record) -> None:
    with record.write():
        record.set_setting("outer", "kept")
        with suppress(Refused), record.write() as db:
            db.execute("INSERT INTO setting VALUES ('inner', 'half')")
            raise Refused("no")
        record.set_setting("later", "kept")
    assert [record.setting(key) for key in ("outer", "inner", "later")] == ["kept", "", "kept"]


def test_killed_in_the_middle_of_a_save_nothing_of_it_is_there(record: Record) -> None:
    def save() -> None:
        with open_again(record) as mine:
            mine.set_setting("done", "yes")
            with mine.write() as db:
                db.execute("INSERT INTO setting VALUES ('half', 'yes')")
                die()

    assert in_a_child(save)[0] == 9
    assert (record.setting("done"), record.setting("half")) == ("yes", "")
    record.set_setting("after", "yes")


def test_a_full_disk_is_told_plainly_and_saves_go_on_once_there_is_room(record: Record) -> None:
    pages = record.db.execute("PRAGMA page_count").fetchone()[0]
    record.db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    before = rows(record, "setting")
    with pytest.raises(RecordError, match="No room on the disk") as refused, record.write():
        record.set_setting("small", "fits")
        record.set_setting("large", "x" * 100_000)
    assert "\n" not in str(refused.value)
    assert rows(record, "setting") == before
    record.db.execute("PRAGMA max_page_count = 1000000").fetchall()
    record.set_setting("large", "x" * 100_000)
    assert len(record.setting("large")) == 100_000


def test_one_picture_for_several_reads(record: Record) -> None:
    with open_again(record) as other:
        with record.reading(), record.reading():
            assert record.setting("x") == ""
            other.set_setting("x", "y")
            assert record.setting("x") == ""
        assert record.setting("x") == "y"


def test_a_damaged_page_met_while_reading_is_one_line(record: Record) -> None:
    with pytest.raises(RecordError), record.reading() as db:
        db.execute("SELECT * FROM missing")
    assert not record.db.in_transaction
    record.set_setting("x", "y")


def test_another_connections_save_moves_the_data_version(record: Record) -> None:
    with open_again(record) as other:
        before = record.data_version()
        record.set_setting("mine", "1")
        assert record.data_version() == before
        other.set_setting("theirs", "1")
        assert record.data_version() != before


def test_a_new_calendar_is_noticed(record: Record) -> None:
    with open_again(record) as other:
        assert len(other.calendar.days) > 300
        with record.write() as db:
            db.execute("DELETE FROM calendar_entry")
            record.set_setting("calendar_version", "2")
        assert not other.calendar.loaded


def test_coming_in_while_the_last_one_leaves_is_not_told_that_somebody_is_saving(tmp_path: Path) -> None:
    """Who leaves last locks the record for a moment and takes its log away."""
    with make_record(tmp_path) as made:
        path = made.path

    def come_and_go() -> None:
        for n in range(150):
            with Record.open(path) as record:
                record.set_setting("x", str(n))

    with ThreadPoolExecutor(3) as officers:  # each waits for a process of its own
        for one in [officers.submit(in_a_child, come_and_go) for _ in range(3)]:
            assert one.result(60) == (0, "None")
