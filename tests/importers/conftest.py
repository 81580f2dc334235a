"""How the import tests write their files, and the pupils they know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.marks import MarksRead, read_marks
from importers.match import Matcher
from importers.sniff import open_table
from importers.table import Table
from tests.importers.desk import Desk

ANN, BEN, CYD = "A801200001001", "B801200001002", "C801200001003"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text (or bytes) file and return its path."""

    def make(content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def table(write: Write) -> Callable[..., Table]:
    """Write a file and open it."""
    return lambda *args, **kwargs: open_table(write(*args, **kwargs))


@pytest.fixture
def match() -> Matcher:
    """Three pupils: Ann, Ben who goes by Benny, and Cyd with an accent."""
    return Matcher(
        [
            (1, ANN, "001234", "Other", "Ann", "", date(2012, 3, 4), "7A"),
            (2, BEN, "77", "O'Brien", "Benjamin", "Benny", date(2012, 5, 6), "7A"),
            (3, CYD, "", "Nuñez-Lee", "Cyd", "", date(2011, 7, 8), "8B"),
        ]
    )


@pytest.fixture
def marks(table: Callable[..., Table], match: Matcher) -> Callable[..., MarksRead]:
    """Write a marks file and read it."""
    return lambda *args, **kwargs: read_marks(table(*args, **kwargs), match)


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of values as a workbook."""

    def make(rows: list[list[Any]], name: str = "file.xlsx", title: str = "Sheet1") -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.title = title
        for row in rows:
            page.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return make


def mark(read: MarksRead, pupil: int, day: date, half: str = "AM") -> str:
    """The cell the file tells for one session."""
    from core.days import Session, year_start

    return read.grid[pupil][year_start(day)][Session(day, half).index]  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A record, empty but for its school's name, and files brought to it."""
    made = Desk(tmp_path)
    yield made
    made.record.close()
