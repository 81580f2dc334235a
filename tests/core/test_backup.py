"""Backups: a checked copy made while others work, never over anything."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from core import acts, journal
from core.errors import FirstdayError, RecordError, Refused
from core.keeping.backup import write_backup
from core.keeping.manifest import read_manifest
from core.record import Record
from core.schema import STATE_TABLES
from tests.core.conftest import School
from tests.core.making import NOW, make_record, rows, sealing_library, set_now, stranger

WRITER = """
import sys
from pathlib import Path
from core import acts
from core.people import actor_of
from core.record import Record
record = Record.open(Path(sys.argv[1]))
me = actor_of(record, "bob")
print("on", flush=True)
n = 0
while True:
    acts.add_note(record, me, [int(sys.argv[2])], f"note {n}")
    print(n, flush=True)
    n += 1
"""


def test_a_backup_opens_as_a_record_and_holds_the_same(school: School, tmp_path: Path) -> None:
    acts.assign(school.record, school.ann, [school.kit, school.sam], "bob")
    head = journal.head(school.record.db)
    tables = (*STATE_TABLES, "event", "event_body", "pupil", "contact", "staff", "setting")
    held = {table: rows(school.record, table) for table in tables}
    said = write_backup(school.record, tmp_path / "copy.db", "ann").said
    assert said == f"{tmp_path / 'copy.db'}: 3 pupils, 2 events. Journal head {head}"
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    with Record.open(tmp_path / "copy.db") as copy:
        assert {table: rows(copy, table) for table in tables} == held
        acts.add_note(copy, school.ann, [school.kit], "it can be worked on")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == [
        "copy.db",
        "copy.db.json",
    ]


def test_a_backup_never_overwrites(school: School, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(Refused, match="never overwrites"):
        write_backup(school.record, target, "ann")
    assert target.read_text() == "precious"
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused, match="never overwrites"):
        write_backup(school.record, link, "ann")
    (tmp_path / "new.db-wal").write_bytes(b"another's log")
    with pytest.raises(RecordError, match="left over"):
        write_backup(school.record, tmp_path / "new.db", "ann")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("name", ["no/such/folder/copy.db", "x" * 400, "a\0b"])
def test_a_place_that_cannot_be_written_is_one_line(school: School, tmp_path: Path, name: str) -> None:
    with pytest.raises(FirstdayError) as refused:
        write_backup(school.record, tmp_path / name, "ann")
    assert "\n" not in str(refused.value)


def storm(record: Record, pupil: int, folder: Path, count: int, writers: int = 4) -> None:
    """Back up `count` times while others save; each backup verifies and holds all acknowledged before it."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", WRITER, str(record.path), str(pupil)]
    children = [
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(writers)
    ]
    try:
        streams = [child.stdout for child in children if child.stdout is not None]
        assert [stream.readline() for stream in streams] == ["on\n"] * writers
        for n in range(count):
            acknowledged = [int(stream.readline()) for stream in streams]
            made = write_backup(record, folder / f"storm-{n}.db", "ann")
            assert made.manifest.counts["note"] >= sum(acknowledged) + writers
            with Record.open(made.path) as copy:
                assert journal.verify(copy.db, made.manifest.head).sound
    finally:
        for child in children:
            child.kill()
            child.communicate()


def test_a_copy_that_does_not_verify_is_not_kept(school: School, tmp_path: Path) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "as it was")
    db = stranger(school.record.path)
    db.execute("DROP TRIGGER body_stands")
    db.execute("""UPDATE event_body SET body = '{"day":"2026-11-20","text":"as it was not"}'""")
    with pytest.raises(RecordError, match=r"Event 1: altered.*removed"):
        write_backup(school.record, tmp_path / "copy.db", "ann")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


def test_a_disk_that_fills_up_leaves_no_half_backup(school: School, tmp_path: Path) -> None:
    """The limit on file size stands for a full disk; it holds for this child alone."""
    import resource

    from tests.core.children import in_a_child

    def fill() -> str:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = school.record.path.stat().st_size // 2
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return write_backup(school.record, tmp_path / "copy.db", "ann")

    _, said = in_a_child(fill)
    assert said.startswith("RecordError")
    assert "The backup was not made" in said
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


def test_the_manifest_says_what_the_file_is(school: School, tmp_path: Path) -> None:
    acts.assign(school.record, school.ann, [school.kit], "bob")
    head = journal.head(school.record.db)
    made = write_backup(school.record, tmp_path / "copy.db", "ann")
    held = json.loads((tmp_path / "copy.db.json").read_text())
    assert held["sha256"] == hashlib.sha256((tmp_path / "copy.db").read_bytes()).hexdigest()
    assert (held["head"], held["by"], held["school"]) == (head, "ann", "Testford School")
    assert held["counts"]["pupil"] == 3
    assert read_manifest(tmp_path / "copy.db") == made.manifest


def test_what_became_of_it_is_in_the_journal_and_cannot_be_taken_back(school: School, tmp_path: Path) -> None:
    head = journal.head(school.record.db)
    write_backup(school.record, tmp_path / "copy.db", "ann")
    with pytest.raises(RecordError):
        write_backup(school.record, tmp_path / "no/such/copy.db", "ann")
    made, failed = journal.events(school.record.db)[-2:]
    assert (made.kind, made.by, (made.data or {})["head"]) == ("backup", "ann", head)
    assert (failed.data or {})["outcome"] == "failed"
    assert journal.last_act(school.record.db, "ann") is None
    assert journal.verify(school.record.db, head).sound


def test_in_a_folder_each_has_its_own_name_and_older_ones_make_room(school: School, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "firstday-2001-01-01-000000.db").write_text("not ours: no manifest")
    names = []
    for minute in range(5):
        set_now(school.record, NOW + timedelta(minutes=minute))
        names.append(write_backup(school.record, folder, "ann", keep=3).path.name)
    assert names[0] == "firstday-2026-11-20-091600.db"
    ours = set(names[2:]) | {f"{one}.json" for one in names[2:]}
    assert {one.name for one in folder.iterdir()} == ours | {"firstday-2001-01-01-000000.db"}
    assert write_backup(school.record, folder, "ann").path.name == "firstday-2026-11-20-092000-2.db"
    with pytest.raises(Refused, match="a folder"):
        write_backup(school.record, tmp_path / "x.db", "ann", keep=3)


def test_another_schools_backups_stay(school: School, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with make_record(tmp_path, name="other.db") as other:
        other.set_setting("school", "Otherford")
        write_backup(other, folder, "ann")
    set_now(school.record, NOW + timedelta(minutes=1))
    assert write_backup(school.record, folder, "ann", keep=1).removed == 0


def test_sealed_no_plain_copy_is_left_anywhere(school: School, tmp_path: Path) -> None:
    pyrage = sealing_library()
    identity = pyrage.x25519.Identity.generate()
    public = tmp_path / "backup.pub"
    public.write_text(f"# the head teacher's safe\n{identity.to_public()}\n")
    stale = school.record.path.parent / ".firstday-backup-dead"
    stale.mkdir()
    os.utime(stale, (0, 0))
    target = tmp_path / "out"
    target.mkdir()
    made = write_backup(school.record, target, "ann", str(public))
    assert made.path.name == "firstday-2026-11-20-091600.db.age"
    assert b"Kerr" not in made.path.read_bytes()
    assert pyrage.decrypt(made.path.read_bytes(), [identity]).startswith(b"SQLite format 3")
    assert not list(school.record.path.parent.glob(".firstday-backup-*"))
    with pytest.raises(Refused, match=r"is named so: x\.db\.age"):
        write_backup(school.record, tmp_path / "x.db", "ann", str(public))
    for bad in ("age1nonsense", "ssh-ed25519 AAAA", "/dev/null", ""):
        if bad:
            with pytest.raises(Refused, match="public key"):
                write_backup(school.record, tmp_path / "y.db.age", "ann", bad)


@pytest.mark.parametrize("count", [int(os.environ.get("FIRSTDAY_BACKUPS", "6"))])
def test_backups_under_four_writers_all_pass_and_hold_what_was_acknowledged(
    school: School, tmp_path: Path, count: int
) -> None:
    storm(school.record, school.kit, tmp_path, count)
