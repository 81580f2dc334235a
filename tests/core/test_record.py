"""The record file: made whole or not at all, refused in one line untouched, saved whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core import connecting as room
from core import schema
from core.errors import RecordError
from core.record import Record
from tests.core.children import as_somebody, die, digest, in_a_child
from tests.core.making import add_pupil, make_record, open_again, stranger

SETTINGS = {
    "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
    "cell_size_check": 1, "mmap_size": 0, "wal_autocheckpoint": 1000, "journal_size_limit": 67108864,
    "application_id": 0x46644179, "user_version": schema.VERSION,
}  # fmt: skip


# -- settings ------------------------------------------------------------------------------------


def test_every_setting_reads_back_on_every_connection(record: Record) -> None:
    for one in (record, open_again(record), open_again(record)):
        found = {name: one.db.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
        assert found == SETTINGS


def test_a_setting_that_the_library_does_not_take_is_refused(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("synchronous", 99), ("no_such_setting", 1)):
        with monkeypatch.context() as patch:
            patch.setitem(room.SETTINGS, name, value)
            with pytest.raises(RecordError, match=name):
                open_again(record)


def test_the_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        record = make_record(tmp_path / "new folder")
        add_pupil(record)
        for path in (tmp_path / "new folder").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE((tmp_path / "new folder").stat().st_mode) == 0o700
    finally:
        os.umask(before)


# -- refusals ------------------------------------------------------------------------------------


def text_file(path: Path) -> None:
    path.write_text("UPN,Date,Session,Mark\n" * 100)


def foreign(path: Path) -> None:
    with stranger(path) as db:
        db.execute("CREATE TABLE sims (x)")
    db.close()


def foreign_in_use(path: Path) -> None:
    """Another program's database in write-ahead mode, its log not yet brought in."""
    assert in_a_child(lambda: _leave_log(path))[0] == 9


def _leave_log(path: Path) -> None:
    db = stranger(path)
    db.execute("PRAGMA journal_mode = wal").fetchall()
    db.execute("CREATE TABLE sims (x)")
    die()


def newer(path: Path) -> None:
    make_record(path.parent, name=path.name).close()
    with stranger(path) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()


def without_log_mode(path: Path) -> None:
    make_record(path.parent, name=path.name).close()
    with stranger(path) as db:
        db.execute("PRAGMA journal_mode = delete").fetchall()
    db.close()


def damaged(path: Path) -> None:
    make_record(path.parent, name=path.name).close()
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "no record at"),
        (lambda path: path.write_bytes(b""), "not a Firstday record"),
        (text_file, "not a Firstday record"),
        (foreign, "not a Firstday record"),
        (foreign_in_use, "not a Firstday record"),
        (newer, "newer Firstday"),
        (without_log_mode, "backup"),
        (damaged, "not a Firstday record or is damaged"),
        (lambda path: path.mkdir(), "not a file"),
        (lambda path: path.symlink_to(path.parent / "nowhere"), "not a file"),
        (os.mkfifo, "not a file"),
    ],
    ids=[
        "missing",
        "empty",
        "text",
        "foreign",
        "foreign-in-use",
        "newer",
        "mode",
        "damaged",
        "directory",
        "dangling",
        "pipe",
    ],
)
def test_what_is_no_record_is_refused_in_one_line_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "it.db"
    make(path)
    before = digest(tmp_path)
    with pytest.raises(RecordError, match=said) as refused:
        Record.open(path)
    assert "\n" not in str(refused.value)
    if path.is_file():
        assert digest(tmp_path)["it.db"] == before["it.db"]
        assert digest(tmp_path).keys() - before.keys() <= {"it.db-shm"}
    with suppress(RecordError):  # a name that is free may be taken, nothing else
        Record.create(path, "New").close()
        assert before == {}


@pytest.mark.parametrize("name", ["x" * 400, "a\0b"])
def test_a_name_no_file_can_have_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    for use in (Record.open, lambda path: Record.create(path, "New")):
        with pytest.raises(RecordError):
            use(tmp_path / name)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder others may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o666), (0o777, 0o444), (0o755, 0o600), (0o700, 0o600)])
def test_a_record_one_may_not_write_is_refused_naming_owner_and_mode(
    open_folder: Path, folder: int, file: int
) -> None:
    home = open_folder / "home"
    record = make_record(home)
    record.close()
    record.path.chmod(file)
    home.chmod(folder)
    before = digest(home)
    said = as_somebody(lambda: Record.open(record.path))
    if os.getuid():
        home.chmod(0o700)
    assert said.startswith("RecordError")
    assert "\n" not in said
    assert "owner" in said or "cannot be reached" in said
    assert digest(home)["school.db"] == before["school.db"]


def test_a_record_cannot_be_made_where_one_may_not_write(open_folder: Path) -> None:
    (open_folder / "shut").mkdir(mode=0o555)
    said = as_somebody(lambda: Record.create(open_folder / "shut" / "new.db", "New"))
    assert said.startswith("RecordError")
    assert not list((open_folder / "shut").iterdir())


# -- making --------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["_grow", "_settle", "_connect"])
def test_making_killed_midway_leaves_no_record_and_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(room, where, die)
        status, _ = in_a_child(lambda: Record.create(tmp_path / "it.db", "New"))
    assert status == 9
    assert not (tmp_path / "it.db").exists()
    with Record.create(tmp_path / "it.db", "New") as record:
        assert record.school == "New"


def test_a_fault_while_making_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(RecordError, match="local disk"):
        Record.create(tmp_path / "it.db", "New")
    assert list(tmp_path.iterdir()) == []


def test_of_many_who_make_the_same_record_one_wins_and_the_rest_are_told(tmp_path: Path) -> None:
    made: list[str] = []
    told: list[str] = []
    start = threading.Barrier(6)

    def race(name: str) -> None:
        start.wait()
        try:
            Record.create(tmp_path / "it.db", name).close()
            made.append(name)
        except RecordError as error:
            told.append(str(error))

    racers = [threading.Thread(target=race, args=(f"School {n}",)) for n in range(6)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    assert len(made) == 1
    assert all("is there already" in line for line in told)
    with Record.open(tmp_path / "it.db") as record:
        assert record.school == made[0]


def test_a_log_left_by_another_record_is_never_played_into_a_new_one(tmp_path: Path) -> None:
    """An officer deleted the record after a crash and made a new one beside the old log."""
    path = tmp_path / "it.db"

    def crash() -> None:
        record = Record.create(path, "Old")
        add_pupil(record)
        die()

    in_a_child(crash)
    path.unlink()
    assert Path(f"{path}-wal").exists()
    with pytest.raises(RecordError, match="left over"):
        Record.create(path, "New")
    assert not path.exists()


# -- growing -------------------------------------------------------------------------------------


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """A Firstday one version on, whose migration makes a table and then does something."""

    def begin(then: Callable[[], None]) -> None:
        ordinary = schema.migrations

        def migrations() -> object:
            steps = ordinary()

            @steps(name="next")
            def grow(db: Any) -> None:
                db.execute("CREATE TABLE extra (x)")
                then()

            return steps

        monkeypatch.setattr(schema, "migrations", migrations)
        monkeypatch.setattr(room, "VERSION", schema.VERSION + 1)

    return begin


def tables(path: Path) -> set[str]:
    db = stranger(path)
    found = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return found | {f"version {version}"}


def test_a_migration_that_fails_or_is_killed_leaves_the_old_schema(
    record: Record, next_version: Callable[[Callable[[], None]], None]
) -> None:
    before = tables(record.path)

    def fail() -> None:
        raise RuntimeError("half-way")

    next_version(fail)
    with pytest.raises(RuntimeError):
        open_again(record)
    assert tables(record.path) == before


def test_a_migration_killed_half_way_leaves_the_old_schema_and_runs_again(
    record: Record, next_version: Callable[[Callable[[], None]], None]
) -> None:
    before, ours = tables(record.path), os.getpid()
    next_version(lambda: die() if os.getpid() != ours else None)
    assert in_a_child(lambda: open_again(record))[0] == 9
    assert tables(record.path) == before
    with open_again(record):
        assert tables(record.path) - before == {"extra", f"version {schema.VERSION + 1}"}


def test_a_session_left_open_over_an_upgrade_stops_writing(record: Record) -> None:
    with stranger(record.path) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(RecordError, match="upgraded"):
        record.set_setting("x", "y")
    assert record.setting("x") == ""


def test_a_session_left_open_over_a_restore_stops_writing(record: Record, tmp_path: Path) -> None:
    """Saved into the file that was moved away, the work would be lost without a word."""
    for end in ("", "-wal", "-shm"):
        Path(f"{record.path}{end}").rename(tmp_path / f"old{end}")
    with pytest.raises(RecordError, match="replaced"):
        record.set_setting("x", "y")
    make_record(tmp_path).close()
    with pytest.raises(RecordError, match="replaced"):
        record.set_setting("x", "y")
