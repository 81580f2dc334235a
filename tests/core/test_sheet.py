"""Tables that leave the record: no cell is a formula, nothing is overwritten, nobody else may read."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from core.acts.leaving import note_export
from core.errors import Refused
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
