"""`check` finds what is wrong with a record and its server, says what mends it, and changes nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core import acts
from core.keeping import place
from core.keeping.backup import write_backup
from core.keeping.checkup import Finding, sound, worked_out
from core.keeping.checkup import files as files_room
from core.keeping.checkup import program as program_room
from core.keeping.manifest import beside
from tests.core.children import as_somebody, digest
from tests.core.conftest import School
from tests.core.making import NOW, set_now, stranger


@pytest.fixture(autouse=True)
def plain_umask() -> Iterator[None]:
    """As a server's account has it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def looked(school: School, now: datetime = NOW) -> list[Finding]:
    """All findings, as at `now`."""
    return worked_out(school.record.path, now, "ann")


def wrong(school: School, now: datetime = NOW) -> dict[str, str]:
    """What is wrong: what → said and remedy."""
    found: dict[str, str] = {}
    for one in looked(school, now):
        if one.state == "wrong":
            found[one.what] = f"{found.get(one.what, '')}{one.said} → {one.remedy} "
    return found


def test_a_sound_record_is_sound_and_left_as_it_was(school: School, tmp_path: Path) -> None:
    acts.assign(school.record, school.ann, [school.kit], "bob")
    write_backup(school.record, tmp_path / "copy.db", "ann")
    before = {name: sum_ for name, sum_ in digest(tmp_path).items() if not name.endswith("-shm")}
    found = looked(school)
    assert sound(found) and wrong(school) == {}
    assert {"SQLite", "files", "file system", "room", "settings", "integrity", "tables", "journal", "state",
            "backup", "staff", "calendar", "clock", "account"} <= {one.what for one in found}  # fmt: skip
    after = digest(tmp_path)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(
    ("harm", "what", "said"),
    [
        (lambda path: path.chmod(0o644), "files", "is 0644, wanted 0600 → chmod 0600"),
        (lambda path: path.parent.chmod(0o777), "files", "others can replace the record → chmod 0700"),
        (lambda path: path.parent.chmod(0o3770), "files", "sticky bit"),
        (lambda path: os.link(path, path.with_name("twin.db")), "files", "2 names (hard links)"),
        (lambda path: Path(f"{path}-wal").chmod(0o666), "files", "-wal is 0666, wanted 0600"),
    ],
)
def test_owner_and_mode_are_told_with_what_mends_them(
    school: School, harm: Callable[[Path], object], what: str, said: str
) -> None:
    acts.assign(school.record, school.ann, [school.kit], "bob")  # so that there is a log
    path = school.record.path
    path.parent.chmod(0o700)
    harm(path)
    try:
        assert said in wrong(school)[what]
    finally:
        path.parent.chmod(0o700)


def test_a_shared_folder_wants_other_modes(school: School) -> None:
    path = school.record.path
    path.parent.chmod(0o2770)
    assert "is 0600, wanted 0660" in wrong(school)["files"]
    for one in path.parent.glob("school.db*"):
        one.chmod(0o660)
    assert "files" not in wrong(school)
    path.parent.chmod(0o700)


@pytest.mark.root
def test_another_owner_is_told_and_root_is_sent_to_him(school: School) -> None:
    path = school.record.path
    os.chown(f"{path}-wal", 65534, 65534)
    assert "-wal belongs to nobody:nogroup, wanted root:root → chown root:root" in wrong(school)["files"]
    school.record.close()
    os.chown(path, 65534, 65534)
    found = wrong(school)
    assert "belongs to" in found["files"]
    assert "you are root: sudo -u nobody firstday" in found["the record"]


@contextmanager
def open_to_all(path: Path) -> Iterator[None]:
    """Let everybody go to a path for as long as the block runs: folders above it are somebody's own."""
    before = {home: stat.S_IMODE(home.stat().st_mode) for home in path.parents[:-1]}
    try:
        for home, mode in before.items():
            home.chmod(mode | 0o055)
        yield
    finally:
        for home, mode in before.items():
            home.chmod(mode)


@pytest.mark.root
@pytest.mark.parametrize("end", ["", "-wal"])
def test_a_file_one_may_not_write_is_named_with_what_was_found_and_wanted(
    school: School, tmp_path: Path, end: str
) -> None:
    from core.record import Record

    with Record.open(school.record.path), open_to_all(school.record.path):
        place_ = school.record.path
        place_.parent.chmod(0o2777)
        for one in place_.parent.glob("school.db*"):
            one.chmod(0o666)
        Path(f"{place_}{end}").chmod(0o600)
        said = as_somebody(lambda: Record.open(place_))
    assert said.startswith("RecordError") and "\n" not in said
    assert f"school.db{end} is -rw-------, owner root:root; you are" in said
    assert "wanted: chmod 0660" in said


def test_a_link_is_told(school: School, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(school.record.path)
    found = [one for one in worked_out(link, NOW, "ann") if one.state == "wrong"]
    assert "is a link" in found[0].said and str(school.record.path) in found[0].remedy


def test_no_record_at_all(tmp_path: Path) -> None:
    found = worked_out(tmp_path / "none.db", NOW, "ann")
    assert not sound(found)
    assert "There is no record" in found[-1].said


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("36 25 0:31 / {} rw - nfs4 server:/x rw", "wrong"),
        ("36 25 0:31 / {} rw shared:1 - cifs //s/x rw", "wrong"),
        ("36 25 0:31 / {} rw - fuse.sshfs s:/ rw", "wrong"),
        ("36 25 0:31 / {} rw - tmpfs tmpfs rw", "look"),
        ("36 25 0:31 / {} rw - overlay overlay rw", "look"),
        ("36 25 0:31 / {} rw - ext4 /dev/vda rw", "ok"),
    ],
)
def test_the_file_system_is_told(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, wanted: str
) -> None:
    (tmp_path / "a b").mkdir()
    mounts = tmp_path / "mountinfo"
    point = str(school.record.path.parent.resolve()).replace(" ", "\\040")
    mounts.write_text(
        f"1 1 0:1 / / rw - ext4 /dev/x rw\n{line.format(point)}\n9 1 0:1 / /proc rw - proc p rw\n"
    )
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    assert next(one for one in looked(school) if one.what == "file system").state == wanted


@pytest.mark.parametrize(("free", "wanted"), [(10**12, "ok"), (9 * 10**8, "look"), (10**8, "wrong")])
def test_room_on_the_disk(school: School, monkeypatch: pytest.MonkeyPatch, free: int, wanted: str) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(files_room.shutil, "disk_usage", lambda _: usage)
    assert next(one for one in looked(school) if one.what == "room").state == wanted


def test_an_unsound_library(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_room, "sound", lambda _: False)
    assert "pip install" in wrong(school)["SQLite"]


def test_an_altered_journal(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "as it was")
    db = stranger(school.record.path)
    db.execute("DROP TRIGGER body_stands")
    db.execute("""UPDATE event_body SET body = '{"day":"2026-11-20","text":"as it was not"}'""")
    db.close()
    found = wrong(school)
    assert "Event 1: altered" in found["journal"]
    assert "body_stands: missing" in found["tables"]


def test_a_journal_whose_end_was_cut_off_shows_by_the_backups_head(school: School, tmp_path: Path) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "one")
    acts.add_note(school.record, school.ann, [school.kit], "two")
    write_backup(school.record, tmp_path / "copy.db", "ann")
    db = stranger(school.record.path)
    for trigger in ("event_stays", "event_stands"):
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute("PRAGMA foreign_keys = OFF")
    for table in ("note", "event_body", "event"):
        db.execute(f"DELETE FROM {table} WHERE id >= 2")
    db.close()
    assert "cut off" in wrong(school)["journal"]
    beside(tmp_path / "copy.db").write_text("rubbish")
    assert "cut off" in wrong(school)["journal"]  # the record noted it too


def test_a_row_changed_by_hand(school: School) -> None:
    acts.assign(school.record, school.ann, [school.kit], "bob")
    db = stranger(school.record.path)
    db.execute("UPDATE casework SET owner = 'lee'")
    db.close()
    assert "casework" in wrong(school)["state"]


def test_a_backup_that_is_missing_old_or_failed(school: School, tmp_path: Path) -> None:
    acts.assign(school.record, school.ann, [school.kit], "bob")
    assert next(one for one in looked(school) if one.what == "backup").state == "look"
    later = NOW + timedelta(hours=27)
    assert "never backed up → firstday backup" in wrong(school, later)["backup"]
    write_backup(school.record, tmp_path / "copy.db", "ann")
    assert "backup" not in wrong(school, NOW + timedelta(hours=25))
    assert "backup 27 hours old" in wrong(school, later)["backup"]


def test_a_calendar_that_ends_staff_without_officers_and_a_clock_that_runs_behind(school: School) -> None:
    assert "ended on 2027-07-21" in wrong(school, datetime(2027, 9, 1))["calendar"]
    assert next(o for o in looked(school, datetime(2027, 7, 10)) if o.what == "calendar").state == "look"
    acts.assign(school.record, school.ann, [school.kit], "bob")
    assert "an act is of 2026-11-20 09:16" in wrong(school, NOW - timedelta(days=1))["clock"]
    with school.record.write() as db:
        db.execute("UPDATE staff SET role = 'leader' WHERE role = 'officer'")
    assert "nobody is listed as officer" in wrong(school)["staff"]


def test_what_a_restore_kept_is_told(school: School) -> None:
    (school.record.path.parent / "school.db-before-2026-11-20-091600").mkdir()
    assert any("before a restore" in one.said and one.state == "look" for one in looked(school))


def test_a_damaged_page_is_a_finding_and_no_traceback(school: School) -> None:
    set_now(school.record, NOW)
    school.record.close()
    held = bytearray(school.record.path.read_bytes())
    for page in range(4, len(held) // 4096):
        held[page * 4096 : page * 4096 + 64] = os.urandom(64)
    school.record.path.write_bytes(held)
    found = looked(school)
    assert not sound(found)
    assert all("\n" not in one.said for one in found)
