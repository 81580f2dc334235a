"""init, demo, rules and backup: records made, left alone, copied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.record import Record
from tests.cli.conftest import Line
from tests.importers.desk import CALENDAR


def test_a_new_record(nowhere: Line) -> None:
    told = nowhere.ok("init", "--school", " St  O'Brien [/b] School\x1b[31m ")
    assert told.out == "" and "Next: firstday import" in told.err
    assert nowhere.board()["school"] == "St O'Brien [/b] School[31m"
    assert nowhere.record.stat().st_mode & 0o777 == 0o600
    before = nowhere.everything()
    assert "is there already" in nowhere.fails("init", "--school", "Other")
    assert nowhere.everything() == before


def test_a_new_record_with_its_calendar(nowhere: Line, tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(CALENDAR)
    told = nowhere.ok("init", "--school", "S", "--calendar", tmp_path / "days.csv")
    assert "school days from 01 Sep 2026" in told.err
    with Record.open(nowhere.record) as record:
        assert record.calendar.loaded


def test_a_calendar_with_a_row_set_aside(nowhere: Line, tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(CALENDAR + "31/02/2026,,inset,X\n")
    assert nowhere("init", "--school", "S", "--calendar", str(tmp_path / "days.csv")).code == 1
    assert nowhere.record.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [(b"", 3), (b"from,to,kind,name\n2026-12-21,,holiday,X\n", 2), (b"UPN,Legal Surname\nA1,X\n", 2),
     (None, 3)],
)  # fmt: skip
def test_a_calendar_refused_leaves_no_record(
    nowhere: Line, tmp_path: Path, text: bytes | None, code: int
) -> None:
    if text is not None:
        (tmp_path / "days.csv").write_bytes(text)
    nowhere.fails("init", "--school", "S", "--calendar", tmp_path / "days.csv", code=code)
    assert not nowhere.record.exists()
    assert [one.name for one in tmp_path.iterdir() if one.name != "days.csv"] == []


def test_a_school_needs_a_name(nowhere: Line) -> None:
    assert "Missing option '--school'" in nowhere.fails("init")
    assert "Give the school a name" in nowhere.fails("init", "--school", " \u200b ")
    assert not nowhere.record.exists()


def test_a_demo_in_a_record_named(nowhere: Line) -> None:
    told = nowhere.ok("demo", "--pupils", 40, "--years", 1, "--no-open")
    assert told.out == "" and "standing at 09:16 on" in told.err and str(nowhere.record) in told.err
    board = nowhere.board()
    assert (
        board["reckoning"]["absent"] and board["marks_at"].endswith("T09:12:00") and board["minutes_old"] == 4
    )
    files = {one.name for one in (nowhere.record.parent / "none-files").iterdir()}
    assert {"calendar.csv", "staff.csv", "pupils.csv", "contacts.csv"} < files
    before = nowhere.everything()
    assert "left as it is" in nowhere.ok("demo", "--no-open").err
    assert nowhere.everything() == before


def test_a_demo_on_a_day(nowhere: Line) -> None:
    args = ["--today", "2026-05-05", "demo", "--pupils", "40", "--years", "1", "--no-open"]
    assert nowhere.bare("--record", str(nowhere.record), *args).code == 0
    assert nowhere.board()["date"] == "2026-05-05"  # the fictional school stands there from now on


def test_a_demo_never_touches_a_real_record(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "Real School")
    assert "is a real school's record" in nowhere.fails("demo", "--no-open")


def test_a_throw_away_demo(nowhere: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    ended = nowhere.bare("demo", "--pupils", "40", "--years", "1", "--no-open")
    assert ended.code == 0
    [folder] = tmp_path.iterdir()
    assert folder.name.startswith("firstday-demo-") and (folder / "demo.db").exists()
    assert str(folder) in ended.err


def test_a_demo_without_a_terminal_is_not_even_made(nowhere: Line, tmp_path: Path) -> None:
    assert "needs a terminal" in nowhere.fails("demo")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "option", [["--pupils", "19"], ["--pupils", "5001"], ["--years", "0"], ["--seed", "x"]]
)
def test_no_such_demo(nowhere: Line, option: list[str]) -> None:
    nowhere.fails("demo", *option, "--no-open")


def test_rules_shown_loaded_and_reset(firstday: Line, tmp_path: Path) -> None:
    default = firstday.ok("rules", "show", "order").out
    assert "tier" in default
    mine = tmp_path / "order.toml"
    mine.write_text(f"# ours\n{default}")
    firstday.ok("rules", "load", "order", mine)
    assert firstday.ok("rules", "show", "order").out.startswith("# ours")
    firstday.ok("rules", "reset", "order")
    assert firstday.ok("rules", "show", "order").out == default
    mine.write_bytes(b"\xff\xfe\x00 no text")
    firstday.fails("rules", "load", "order", mine, code=3)
    mine.write_text("[[[")
    firstday.fails("rules", "load", "order", mine)
    firstday.fails("rules", "load", "order")
    firstday.fails("rules", "load", "order", tmp_path / "none.toml")


def test_a_backup(firstday: Line, tmp_path: Path) -> None:
    told = firstday.ok("backup", tmp_path / "copy.db")
    assert told.out == "" and "Journal head" in told.err
    head = told.err.split("Journal head ")[1].strip()
    copy = Line(tmp_path / "copy.db", firstday.patch, firstday.capture)
    assert copy.ok("journal", "--verify", "--head", head)
    assert copy.board() == firstday.board()
    assert "never overwrites" in firstday.fails("backup", tmp_path / "copy.db")
    firstday.fails("backup", firstday.record)


def test_the_record_is_found_by_its_variable(firstday: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDAY_RECORD", str(firstday.record))
    assert firstday.bare("board", "--json").json == firstday.board()
    monkeypatch.setenv("FIRSTDAY_RECORD", "~/deep/record.db")
    ended = firstday.bare("board")
    assert ended.code == 2 and f"{os.environ['HOME']}/deep/record.db" in ended.err


def test_the_record_of_a_user(nowhere: Line) -> None:
    assert nowhere.bare("init", "--school", "Mine").code == 0
    assert nowhere.bare("board", "--json").json["school"] == "Mine"
    assert (Path(os.environ["XDG_DATA_HOME"]) / "firstday" / "record.db").exists()
