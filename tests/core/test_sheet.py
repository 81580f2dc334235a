"""Tables that leave the record: no cell is a formula, nothing is overwritten, nobody else may read."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from core.acts.leaving import note_export, take_out
from core.driver import sqlite3
from core.errors import RecordDoubt, Refused
from core.journal import events, last_act
from core.record import Record
from core.sheet import as_csv, guarded, save_new
from tests.core.making import add_staff


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 7700", "-5", "@cmd", "\t=1", "\r=1", "＝1", "  =1", "﹢1", "－2", "＠x", "\n=1", " +1"],
)
def test_text_that_would_run_is_made_plain(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["a=1", "", "Platt, Max", "/", "\\", "#", -5, 4.5, None, "C1"])
def test_everything_else_stays_as_it_is(cell: str | int | float | None) -> None:
    assert guarded(cell) == cell


def test_a_table_reads_back_cell_by_cell() -> None:
    rows = [['Smith, "Jo"', "\\", -5], ["two\nlines", "", None]]
    back = list(csv.reader(StringIO(as_csv(["Name", "Mark", "Change"], rows))))
    assert back == [["Name", "Mark", "Change"], ['Smith, "Jo"', "\\", "-5"], ["two\nlines", "", ""]]


def test_a_file_is_new_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    save_new(path, "Zoë\r\n")
    assert path.read_bytes() == "\ufeffZoë\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="is there already"):
        save_new(path, "again")
    with pytest.raises(Refused, match="cannot be written"):
        save_new(tmp_path / "no" / "folder.csv", "x")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused):
        save_new(tmp_path / "out.csv", "x")
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_is_journalled_and_never_taken_back_by_u(record: Record) -> None:
    ann = add_staff(record, "ann")
    note_export(record, ann, "corrections", "out.csv")
    (event,) = events(record.db)
    assert (event.kind, event.by, event.data) == ("export", "ann", {"what": "corrections", "to": "out.csv"})
    assert last_act(record.db, "ann") is None


def test_a_file_of_which_the_journal_could_not_be_kept_is_not_left_lying(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, path = add_staff(record, "ann"), tmp_path / "out.csv"
    take_out(record, ann, "hand-off", path, "text")
    assert path.read_bytes().endswith(b"text") and len(events(record.db)) == 1
    with pytest.raises(Refused, match="is there already"):
        take_out(record, ann, "hand-off", path, "other")
    assert path.read_bytes().endswith(b"text") and len(events(record.db)) == 1
    monkeypatch.setattr(record, "db", NoCommit(record.db))
    with pytest.raises(RecordDoubt):
        take_out(record, ann, "hand-off", tmp_path / "two.csv", "text")
    assert not (tmp_path / "two.csv").exists()


class NoCommit:
    """A connection on a disk that fails at the commit."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getattr__(self, name: str) -> object:
        return getattr(self._db, name)

    def execute(self, sql: str, *values: object) -> object:
        if sql == "COMMIT":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10  # type: ignore[misc]
            raise error
        return self._db.execute(sql, *values)
