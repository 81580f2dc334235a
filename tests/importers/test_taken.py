"""When a file was exported: in the file, else its name, else its time."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from importers.sniff import open_table

BODY = "UPN,Date,Session,Mark\n"


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("Exported 20/11/2026 09:12", datetime(2026, 11, 20, 9, 12)),
        ("Exported,20/11/2026,at 9.12", datetime(2026, 11, 20, 9, 12)),
        ("Taken: 2026-11-20T09:12:30", datetime(2026, 11, 20, 9, 12, 30)),
        ("Date of report 20 Nov 2026", datetime(2026, 11, 20)),
        ("Report printed on 20 November 2026 at 1:05 pm", datetime(2026, 11, 20, 13, 5)),
    ],
)
def test_in_the_file(table, line: str, when: datetime) -> None:
    found = table(f"St Jude\n{line}\n{BODY}", name="marks-20200101.csv")
    assert (found.taken, found.taken_from) == (when, "in the file")


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("marks-2026-11-20T0912.csv", datetime(2026, 11, 20, 9, 12)),
        ("marks 20261120-0912.csv", datetime(2026, 11, 20, 9, 12)),
        ("20261120T091233.csv", datetime(2026, 11, 20, 9, 12, 33)),
        ("marks 2026-11-20 09.12.csv", datetime(2026, 11, 20, 9, 12)),
        ("marks_2026-11-20.csv", datetime(2026, 11, 20)),
        ("marks 20-11-2026.csv", datetime(2026, 11, 20)),
    ],
)
def test_in_the_name(table, name: str, when: datetime) -> None:
    found = table(BODY, name=name)
    assert (found.taken, found.taken_from) == (when, "file name")


@pytest.mark.parametrize(
    "name",
    [
        "marks.csv",
        "marks-2026-2027.csv",
        "2026-11-16 to 2026-11-20.csv",
        "12345678901234.csv",
        "2026-13-45.csv",
    ],
)
def test_by_the_files_own_time_in_england(write, name: str) -> None:
    path = write("Marks from 16/11/2026 to 20/11/2026\n" + BODY, name=name)
    os.utime(path, (1_780_000_000, 1_780_000_000))  # 28 May 2026, 20:26:40 UTC: summer time
    found = open_table(path)
    assert (found.taken, found.taken_from) == (datetime(2026, 5, 28, 21, 26, 40), "file time")
