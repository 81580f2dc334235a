"""Restoring: refused before anything is touched, never over a live file, and never half."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3 as plain_sqlite
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core import acts, journal
from core.errors import FirstdayError, RecordError, Refused, Unreadable
from core.keeping import maintenance
from core.keeping.backup import write_backup
from core.keeping.maintenance import flag_of, plan_of, stage_of
from core.keeping.manifest import beside
from core.keeping.restore import How, restore
from core.record import Record
from tests.core.children import die, digest, in_a_child
from tests.core.conftest import School
from tests.core.making import rows, sealing_library

HOLDER = """
import sys, time
from pathlib import Path
from core import acts
from core.keeping import maintenance
from core.together import claims
from core.people import actor_of
from core.record import Record
record = Record.open(Path(sys.argv[1]))
me = actor_of(record, "bob")
claims.enter(record, me)
print("on", flush=True)
polite = sys.argv[2] == "polite"
while not (polite and maintenance.request(record.path)):
    time.sleep(0.02)
acts.add_note(record, me, [int(sys.argv[3])], "my last words")
record.close()
"""


@pytest.fixture
def backup(school: School, tmp_path: Path) -> Path:
    """A backup of the small school with one note; a second note came after it. Nobody has it open."""
    acts.add_note(school.record, school.ann, [school.kit], "before")
    made = write_backup(school.record, tmp_path / "backup.db", "ann")
    acts.add_note(school.record, school.ann, [school.kit], "after")
    school.record.close()
    return made.path


def put_back(
    path: Path, backup: Path, key: Path | None = None, *, now: bool = False, bare: bool = False
) -> str:
    """Restore as ann, not waiting long; the line that tells."""
    told: list[str] = []
    return restore(path, backup, How("ann", key, now, bare, patience=0.3), told.append).said


def notes(path: Path) -> list[str]:
    with Record.open(path) as record:
        return [str(row[-1]) for row in rows(record, "note")]


def others(path: Path) -> list[str]:
    """What lies beside a record and is neither it nor another test's file."""
    return sorted(one.name for one in path.parent.iterdir() if one.name.startswith(path.name))


def test_the_record_is_as_it_was_and_what_stood_there_is_kept(school: School, backup: Path) -> None:
    path = school.record.path
    path.chmod(0o640)
    said = put_back(path, backup)
    assert notes(path) == ["before"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640  # as it was: check says what is wrong with it
    head = json.loads(beside(backup).read_text())["head"]
    assert said.endswith(f"Journal head {head}")
    assert "3 pupils" in said
    [_, kept] = others(path)
    assert kept.startswith("school.db-before-") and kept in said
    assert notes(path.parent / kept / "school.db") == ["before", "after"]


def test_into_an_empty_place(school: School, backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "record.db"
    put_back(new, backup)
    assert notes(new) == ["before"]
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert others(new) == ["record.db"]


def test_into_a_shared_folder_the_group_can_write(school: School, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    put_back(folder / "record.db", backup)
    about = (folder / "record.db").stat()
    assert (stat.S_IMODE(about.st_mode), about.st_gid) == (0o660, folder.stat().st_gid)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


def flip(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)


def reword(path: Path) -> None:
    """Papers and file agree again, but the journal was altered inside."""
    with plain_sqlite.connect(path) as db:
        db.execute("DROP TRIGGER body_stands")
        db.execute("""UPDATE event_body SET body = '{"day":"2026-11-20","text":"other"}'""")
    refit(path)


def plant(path: Path) -> None:
    with plain_sqlite.connect(path) as db:
        db.execute("CREATE TRIGGER helpful AFTER INSERT ON note BEGIN DELETE FROM contact; END")
    refit(path)


def see_through(path: Path) -> None:
    with plain_sqlite.connect(path) as db:
        db.execute("CREATE VIEW helpful AS SELECT 1")
    refit(path)


def newer(path: Path) -> None:
    with plain_sqlite.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    refit(path)


def foreign(path: Path) -> None:
    path.unlink()
    with plain_sqlite.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
    refit(path)


def nothing(path: Path) -> None:
    path.write_bytes(b"")
    refit(path)


def other_papers(path: Path) -> None:
    held = json.loads(beside(path).read_text())
    beside(path).write_text(json.dumps({**held, "head": "1:" + "0" * 64}))


def fewer(path: Path) -> None:
    with plain_sqlite.connect(path) as db:
        db.execute("DELETE FROM contact WHERE id = 3")
    refit(path)


def no_papers(path: Path) -> None:
    beside(path).unlink()


def torn_papers(path: Path) -> None:
    beside(path).write_text("{")


def refit(path: Path) -> None:
    """Make the manifest's sums those of the file, as somebody would who altered it on purpose."""
    from core.keeping.manifest import digest as sums

    plain_sqlite.connect(path).close()
    sha256, size = sums(path)
    held = json.loads(beside(path).read_text())
    beside(path).write_text(json.dumps({**held, "sha256": sha256, "bytes": size, "plain_sha256": sha256}))


@pytest.mark.parametrize(
    "harm",
    [
        cut,
        flip,
        reword,
        plant,
        see_through,
        newer,
        foreign,
        nothing,
        other_papers,
        fewer,
        no_papers,
        torn_papers,
    ],
)
def test_what_is_not_right_in_every_way_is_refused_before_anything_is_touched(
    school: School, backup: Path, harm: Callable[[Path], None]
) -> None:
    harm(backup)
    before = digest(school.record.path.parent)
    with pytest.raises(FirstdayError) as refused:
        put_back(school.record.path, backup)
    assert "\n" not in str(refused.value)
    assert digest(school.record.path.parent) == before


def test_a_backup_that_is_not_there_is_said_to_be_not_there(school: School, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.db does not exist: look at the path"):
        put_back(school.record.path, tmp_path / "nowhere.db")


def test_a_lost_manifest_may_be_gone_without(school: School, backup: Path) -> None:
    beside(backup).unlink()
    with pytest.raises(Refused, match="--without-manifest"):
        put_back(school.record.path, backup)
    put_back(school.record.path, backup, bare=True)
    assert notes(school.record.path) == ["before"]


def test_a_record_in_use_is_no_backup(school: School, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is the record itself"):
        put_back(school.record.path, school.record.path)
    link = tmp_path / "link.db"
    link.symlink_to(school.record.path)
    with pytest.raises(Refused, match="a link"):
        put_back(link, backup)
    (tmp_path / "backup.db-wal").write_bytes(b"x")
    with pytest.raises(Refused, match="in use"):
        put_back(school.record.path, backup)


def test_a_log_left_in_an_empty_place_is_not_played_in(school: School, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new.db-wal").write_bytes(b"another's")
    with pytest.raises(RecordError, match="left over"):
        put_back(tmp_path / "new.db", backup)


def holder(school: School, manners: str) -> subprocess.Popen[str]:
    """Another process with the record open; polite ones save and leave when asked."""
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-c", HOLDER, str(school.record.path), manners, str(school.kit)]
    child = subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "on\n"
    return child


def test_who_is_on_saves_and_leaves_first(school: School, backup: Path) -> None:
    told: list[str] = []
    with holder(school, "polite") as child:
        done = restore(school.record.path, backup, How("ann"), told.append)
        assert child.wait(5) == 0
    assert told and "Bob Best" in told[0]
    assert notes(school.record.path) == ["before"]
    assert notes(Path(done.aside) / "school.db") == ["before", "after", "my last words"]


def test_who_does_not_leave_is_named_and_nothing_is_changed(school: School, backup: Path) -> None:
    with holder(school, "rude") as child:
        with pytest.raises(Refused, match=r"Bob Best \(since .*--now"):
            put_back(school.record.path, backup)
        assert notes(school.record.path) == ["before", "after"]
        put_back(school.record.path, backup, now=True)
        assert notes(school.record.path) == ["before"]
        child.kill()
    assert not flag_of(school.record.path).exists()


def test_a_session_that_stayed_open_saves_nothing_more(school: School, backup: Path) -> None:
    stayed = Record.open(school.record.path)

    def elsewhere() -> str:
        return put_back(school.record.path, backup, now=True)

    assert in_a_child(elsewhere)[1].startswith("Put back")
    with pytest.raises(RecordError, match="was replaced by another file"):
        acts.add_note(stayed, school.ann, [school.kit], "too late")
    stayed.close()
    assert notes(school.record.path) == ["before"]


def test_nobody_comes_in_meanwhile(school: School, backup: Path) -> None:
    asked = maintenance.asking_to_leave(school.record.path, "ann")
    with asked, pytest.raises(RecordError, match="put back from a backup by ann: come back"):
        Record.open(school.record.path)
    Record.open(school.record.path).close()


def test_a_request_of_a_dead_process_keeps_nobody_out(school: School, backup: Path) -> None:
    flag_of(school.record.path).write_text(json.dumps(
        {"by": "ann", "since": "09:00", "pid": 2**22 - 1, "boot": "x", "started": "1"}))  # fmt: skip
    Record.open(school.record.path).close()
    flag_of(school.record.path).write_text("rubbish")
    Record.open(school.record.path).close()


def dying_at(step: int, path: Path, backup: Path) -> Callable[[], object]:
    """A restore that is killed at its step-th change to the disk."""

    def run() -> object:
        count = 0

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **kwargs: object) -> object:
                nonlocal count
                count += 1
                if count == step:
                    die()
                return real(*args, **kwargs)

            return call

        for name in ("mkdir", "rename", "replace", "link", "unlink", "chmod", "fsync"):
            setattr(os, name, counted(getattr(os, name)))
        return put_back(path, backup)

    return run


def test_killed_anywhere_it_is_finished_or_put_back_by_the_next(
    school: School, backup: Path, tmp_path: Path
) -> None:
    path = school.record.path
    fresh = tmp_path / "fresh"
    shutil.copytree(path.parent, fresh, ignore=lambda _, names: {n for n in names if n == "fresh"})
    step, ended = 0, 9
    while ended == 9:
        step += 1
        home = tmp_path / f"at{step}"
        shutil.copytree(fresh, home)
        here = home / path.name
        ended, said = in_a_child(dying_at(step, here, backup))
        if ended == 9:
            stopped = plan_of(here).exists()
            if stopped:
                with pytest.raises(RecordError, match=r"stopped half way.*Run the same again"):
                    Record.open(here)
            else:
                assert notes(here) in (["before"], ["before", "after"])
            said = put_back(here, backup)
            assert said.startswith("Finished what was stopped") or not stopped
        assert notes(here) == ["before"], (step, ended, said)
        left = [one for one in others(here) if "-before-" not in one]
        assert left == ["school.db"], (step, left)
        kept = [one for one in others(here) if "-before-" in one]
        assert ["before", "after"] in [notes(home / one / "school.db") for one in kept]
    assert step > 15


def test_without_its_new_record_a_stopped_restore_is_taken_back(
    school: School, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = school.record.path

    def run() -> object:
        monkeypatch.setattr(os, "link", die)
        return put_back(path, backup)

    in_a_child(run)
    assert not path.exists()
    (stage_of(path) / "new.db").unlink()
    assert put_back(path, backup).startswith("The stopped restore was taken back")
    assert notes(path) == ["before", "after"]


def test_two_restores_at_once(school: School, backup: Path) -> None:
    from core.keeping.restore import _stage

    with _stage(school.record.path), pytest.raises(RecordError, match="Somebody else is putting"):
        put_back(school.record.path, backup)


def test_a_sealed_backup_opens_with_its_key_alone(school: School, tmp_path: Path) -> None:
    pyrage = sealing_library()
    mine, others_key = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    key, wrong = tmp_path / "key.txt", tmp_path / "wrong.txt"
    key.write_text(f"# mine\n{mine}\n")
    wrong.write_text(f"{others_key}\n")
    acts.add_note(school.record, school.ann, [school.kit], "before")
    made = write_backup(school.record, tmp_path / "sealed.db.age", "ann", str(mine.to_public()))
    school.record.close()
    assert b"SQLite" not in made.path.read_bytes()
    assert made.manifest.sealed == "age"
    for bad in (None, wrong, tmp_path / "none.txt", made.path):
        with pytest.raises((Refused, Unreadable)):
            put_back(school.record.path, made.path, key=bad)
    put_back(school.record.path, made.path, key=key)
    assert notes(school.record.path) == ["before"]
    held = made.path.read_bytes()
    for bad_bytes in (held[:-5000], held[:300] + bytes([held[300] ^ 1]) + held[301:]):
        made.path.write_bytes(bad_bytes)
        beside(made.path).unlink(missing_ok=True)
        with pytest.raises(Unreadable):
            put_back(school.record.path, made.path, key=key, bare=True)


def test_an_older_record_is_brought_up_to_date(school: School, backup: Path) -> None:
    """What a backup of the version before this one is, before anybody opened it with this one."""
    with Record.open(backup) as copy:
        assert journal.verify(copy.db).sound
