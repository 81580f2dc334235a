"""backup, check and restore on the command line: exit codes, one line, JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from tests.core.making import sealing_library


@pytest.fixture(autouse=True)
def private(tmp_path: Path) -> None:
    """A record as a server keeps it."""
    tmp_path.chmod(0o700)
    for one in tmp_path.glob("record.db"):
        one.chmod(0o600)


def test_check_says_all_is_sound(firstday: Line) -> None:
    ended = firstday.ok("check")
    assert "\nok     journal" in ended.out and "wrong" not in ended.out
    told = firstday.ok("check", "--json").json
    assert told["sound"] and {"what", "state", "said", "remedy"} == set(told["findings"][0])


def test_check_ends_with_1_and_the_remedy_when_something_is_wrong(firstday: Line) -> None:
    firstday.record.chmod(0o644)
    ended = firstday("check")
    assert ended.code == 1
    assert f"→ chmod 0600 {firstday.record}" in ended.out
    told = firstday("check", "--json")
    assert told.code == 1 and not told.json["sound"]


def test_check_without_a_record(nowhere: Line) -> None:
    ended = nowhere("check")
    assert ended.code == 1 and "No such file" in ended.out


def test_back_and_forth(firstday: Line, tmp_path: Path, absent: list[str]) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    head = firstday.ok("backup", folder, "--keep", "2").err.split()[-1]
    firstday.ok("note", absent[0], "after the backup")
    [made] = folder.glob("*.db")
    told = firstday.ok("restore", made).err
    assert told.startswith(f"Put back {firstday.record}: 300 pupils") and told.split()[-1] == head
    assert firstday.ok("journal", "--verify", "--head", head)
    assert "after the backup" not in firstday.ok("journal", "--json").out


def test_into_a_place_where_nothing_is(firstday: Line, tmp_path: Path) -> None:
    firstday.ok("backup", tmp_path / "b.db")
    new = Line(tmp_path / "new" / "record.db", firstday.patch, firstday.capture)
    new.ok("restore", tmp_path / "b.db")
    assert new.board()["rows"] == firstday.board()["rows"]


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_bad_backup_is_refused_in_one_line(firstday: Line, tmp_path: Path, harm: str) -> None:
    firstday.ok("backup", tmp_path / "b.db")
    held = bytearray((tmp_path / "b.db").read_bytes())
    if harm == "flip":
        held[100_000] ^= 4
    (tmp_path / "b.db").write_bytes(held[: {"cut": len(held) // 2, "flip": len(held), "empty": 0}[harm]])
    assert "altered" in firstday.fails("restore", tmp_path / "b.db", code=3)


def test_sealed_and_opened(firstday: Line, tmp_path: Path) -> None:
    pyrage = sealing_library()
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    firstday.ok("backup", tmp_path / "b.db.age", "--to", identity.to_public())
    assert "--key" in firstday.fails("restore", tmp_path / "b.db.age")
    firstday.ok("restore", tmp_path / "b.db.age", "--key", tmp_path / "key")


def test_a_failed_backup_is_not_zero_and_check_says_so(firstday: Line, tmp_path: Path) -> None:
    with_rehearsal = json.loads(firstday.ok("check", "--json").out)
    assert with_rehearsal["sound"]
    ended = firstday("backup", tmp_path / "no/such/b.db")
    assert ended.code == 2 and ended.err.count("\n") == 1
    assert firstday.last()["kind"] == "backup" and firstday.last()["data"]["outcome"] == "failed"


def test_no_rehearsed_restore(firstday: Line, tmp_path: Path) -> None:
    firstday.ok("backup", tmp_path / "b.db")
    ended = firstday.bare(
        "--record", str(firstday.record), "--today", "2026-11-20", "restore", str(tmp_path / "b.db")
    )
    assert ended.code == 2 and "--today" in ended.err


@pytest.mark.root
def test_root_is_sent_to_the_records_owner(firstday: Line, tmp_path: Path) -> None:
    firstday.ok("backup", tmp_path / "b.db")
    os.chown(firstday.record, 65534, 65534)
    for words in (["board"], ["backup", tmp_path / "c.db"], ["restore", tmp_path / "b.db"]):
        ended = firstday(*words)
        assert ended.code == 2 and "sudo -u nobody" in ended.err


def test_a_folder_that_is_not_there_is_said_and_no_file_is_written_in_its_place(
    firstday: Line, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    assert "there is no such folder" in firstday.fails("backup", f"{folder}/")
    assert not folder.exists()
