"""Row A1's last two: a cut tail and a chain written anew show against heads noted elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core import acts, journal, settings
from core.errors import Refused, Unreadable
from core.keeping import heads
from core.keeping.backup import write_backup
from core.keeping.heads import note_head, read_heads, tell_log
from importers.apply import import_files
from importers.result import Options
from tests.core.conftest import School
from tests.core.making import stranger
from tests.importers.desk import CALENDAR


def test_heads_are_added_line_by_line_and_each_is_known_later(school: School, tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    for word in ("one", "two", "three"):
        acts.add_note(school.record, school.ann, [school.kit], word)
        assert note_head(school.record, file) == journal.head(school.record.db)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [head.split(":")[0] for head in read_heads(file)] == ["1", "2", "3"]
    assert journal.verify(school.record.db, read_heads(file)).sound


def test_a_tail_cut_off_shows(school: School, tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    for word in ("one", "two", "three"):
        acts.add_note(school.record, school.ann, [school.kit], word)
        note_head(school.record, file)
    cut = stranger(school.record.path)
    cut.executescript("""DROP TRIGGER event_stays; PRAGMA foreign_keys = OFF;
                         DELETE FROM event_body WHERE id = 3; DELETE FROM event WHERE id = 3""")
    cut.close()
    assert journal.verify(school.record.db).sound
    assert journal.verify(school.record.db, read_heads(file)[:2]).sound
    assert "cut off or it was written anew" in journal.verify(school.record.db, read_heads(file)).said


def test_a_head_is_found_in_whatever_line_it_stands_in(school: School, tmp_path: Path) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "one")
    head = journal.head(school.record.db)
    mail = tmp_path / "mail.txt"
    mail.write_text(f"Subject: backup\n/srv/b.db: 3 pupils, 1 events. Journal head {head}.\n")
    assert read_heads(mail) == [head]


def test_a_file_without_one_is_no_file_of_heads(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("nothing here")
    with pytest.raises(Unreadable, match="holds no head"):
        read_heads(tmp_path / "none.txt")


@pytest.mark.parametrize("head", [f"99999999999999999999:{'0' * 64}", f"1:{'0' * 64}", f"١:{'0' * 64}"])
def test_a_head_that_never_was(school: School, head: str) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "one")
    assert not journal.verify(school.record.db, head).sound


def test_where_it_cannot_be_written_the_head_is_told(school: School, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The head is 0:000"):
        note_head(school.record, tmp_path / "no" / "heads.txt")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A log such as a server's: what it is told can be read."""
    monkeypatch.setattr(heads, "LOG", str(tmp_path / "log"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(heads.LOG)
        told.setblocking(False)
        yield told


def test_the_systems_log_is_told_at_each_import_and_backup_once_it_is_wanted(
    school: School, tmp_path: Path, log: socket.socket
) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "one")
    tell_log(school.record)
    with suppress(BlockingIOError):
        pytest.fail(f"told unasked: {log.recv(1000)!r}")
    settings.put(school.record, school.ann, "head-log", "system")
    calendar = tmp_path / "calendar.csv"
    calendar.write_text(CALENDAR)
    assert import_files(school.record, school.ann, [calendar], Options())[0].outcome == "applied"
    noted = [journal.head(school.record.db)]
    write_backup(school.record, tmp_path, "ann")
    noted.append(journal.head(school.record.db))
    heard = tmp_path / "heard.txt"
    heard.write_bytes(log.recv(1000) + b"\n" + log.recv(1000))
    assert read_heads(heard) == noted
    assert journal.verify(school.record.db, read_heads(heard)).sound
