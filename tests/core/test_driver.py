"""The version gate: a SQLite that can lose acknowledged saves is refused before anything is opened."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from core import driver
from core.driver import is_busy, is_full, sound, sqlite3
from core.errors import RecordError
from core.record import Record
from tests.core.making import make_record


@pytest.mark.parametrize(
    "version",
    [
        (3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 46, 1), (3, 50, 4), (3, 50, 6), (3, 51, 0),
        (3, 51, 2), (3, 52, 0),
    ],
)  # fmt: skip
def test_versions_that_can_corrupt_are_not_sound(version: tuple[int, ...]) -> None:
    assert not sound(version)


@pytest.mark.parametrize(
    "version", [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 50, 8), (3, 51, 3), (3, 52, 1), (3, 53, 4), (4, 0, 0)]
)
def test_mended_versions_are_sound(version: tuple[int, ...]) -> None:
    assert sound(version)


def test_an_unsound_library_is_refused_in_one_line_before_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make_record(tmp_path)
    record.close()
    before = record.path.read_bytes()
    monkeypatch.setattr(driver.sqlite3, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(RecordError, match="pysqlite3") as refused:
        Record.open(record.path)
    assert "\n" not in str(refused.value)
    with pytest.raises(RecordError):
        Record.create(tmp_path / "new.db", "New")
    assert not (tmp_path / "new.db").exists()
    assert record.path.read_bytes() == before


def test_the_library_in_use_is_the_sound_one_of_sqlite_utils() -> None:
    assert importlib.import_module("sqlite_utils.utils").sqlite3 is sqlite3
    assert sound(sqlite3.sqlite_version_info)


def test_busy_and_full_are_told_by_code_whatever_their_extension() -> None:
    class Said(Exception):
        sqlite_errorcode = 0

    error = Said()
    for code, busy, full in (
        (5, True, False),
        (5 | 2 << 8, True, False),
        (13, False, True),
        (1, False, False),
    ):
        error.sqlite_errorcode = code
        assert (is_busy(error), is_full(error)) == (busy, full)
    assert not is_busy(ValueError())
