"""Backups: a checked copy made while others work, never over anything."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core import acts, journal
from core.backup import write_backup
from core.errors import FirstdayError, RecordError, Refused
from core.record import Record
from core.schema import STATE_TABLES
from tests.core.conftest import School
from tests.core.making import rows, stranger

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
    said = write_backup(school.record, tmp_path / "copy.db")
    assert (
        said == f"{tmp_path / 'copy.db'}: 3 pupils, 2 events. Journal head {journal.head(school.record.db)}"
    )
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    with Record.open(tmp_path / "copy.db") as copy:
        for table in (*STATE_TABLES, "event", "event_body", "pupil", "contact", "staff", "setting"):
            assert rows(copy, table) == rows(school.record, table)
        acts.add_note(copy, school.ann, [school.kit], "it can be worked on")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.db"]


def test_a_backup_never_overwrites(school: School, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(Refused, match="never overwrites"):
        write_backup(school.record, target)
    assert target.read_text() == "precious"
    with pytest.raises(Refused, match="never overwrites"):
        write_backup(school.record, school.record.path.parent)
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused, match="never overwrites"):
        write_backup(school.record, link)
    (tmp_path / "new.db-wal").write_bytes(b"another's log")
    with pytest.raises(RecordError, match="left over"):
        write_backup(school.record, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("name", ["no/such/folder/copy.db", "x" * 400, "a\0b"])
def test_a_place_that_cannot_be_written_is_one_line(school: School, tmp_path: Path, name: str) -> None:
    with pytest.raises(FirstdayError) as refused:
        write_backup(school.record, tmp_path / name)
    assert "\n" not in str(refused.value)


def test_made_while_another_process_writes_it_holds_all_that_was_acknowledged(
    school: School, tmp_path: Path
) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", WRITER, str(school.record.path), str(school.kit)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "on\n"
        for n in range(10):
            acknowledged = int(writer.stdout.readline())
            write_backup(school.record, tmp_path / f"{n}.db")
            with Record.open(tmp_path / f"{n}.db") as copy:
                assert len(rows(copy, "note")) > acknowledged
                assert journal.verify(copy.db).sound
        writer.kill()


def test_a_copy_that_does_not_verify_is_not_kept(school: School, tmp_path: Path) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "as it was")
    db = stranger(school.record.path)
    db.execute("DROP TRIGGER body_stands")
    db.execute("""UPDATE event_body SET body = '{"day":"2026-11-20","text":"as it was not"}'""")
    with pytest.raises(RecordError, match=r"Event 1: altered.*removed"):
        write_backup(school.record, tmp_path / "copy.db")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


def test_a_disk_that_fills_up_leaves_no_half_backup(school: School, tmp_path: Path) -> None:
    """The limit on file size stands for a full disk; it holds for this child alone."""
    import resource

    from tests.core.test_record import in_a_child

    def fill() -> str:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = school.record.path.stat().st_size // 2
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return write_backup(school.record, tmp_path / "copy.db")

    _, said = in_a_child(fill)
    assert said.startswith("RecordError")
    assert "The backup was not made" in said
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]
