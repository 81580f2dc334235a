"""`firstday profile`: a school's own columns named on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Line
from tests.cli.test_importing import started, write

__all__ = ["started"]  # the fixture
HEAD = "Pupil No,Day,Half,Code 2,House\n"
CHOSEN = (
    "--column",
    "Pupil No=upn",
    "--column",
    "Day=date",
    "--column",
    "#3=session",
    "--column",
    "Code 2=mark",
)


def odd(line: Line, name: str = "odd.csv", day: str = "16/11/2026", head: str = HEAD) -> Path:
    from tests.importers.desk import upn

    rows = "".join(f"{upn(n)},{day},AM,{'/I'[n % 2]},Red\n" for n in range(1, 11))
    return write(line, name, head + rows)


def test_the_whole_story(started: Line) -> None:
    path = odd(started)
    shown = started.ok("profile", path)
    assert "Pupil No" in shown.out and "AM · AM · AM" in shown.out and "mark?" in shown.out
    assert "--save NAME --as marks-session" in shown.err

    tried = started.ok("profile", path, "--as", "marks-session", *CHOSEN)
    assert "marks 10 new" in tried.err and "dry run" in tried.err and "Kept" not in tried.err
    kept = started.ok("profile", path, "--save", "Office export", "--as", "marks-session", *CHOSEN)
    assert "marks 10 new" in kept.err and "Kept as the profile Office export" in kept.err

    assert "marks 10 new" in started.ok("import", path).err
    assert "marks 10 new" in started.ok("import", odd(started, "tomorrow.csv", "17/11/2026")).err
    changed = started("import", odd(started, "changed.csv", "18/11/2026", HEAD.replace("Code 2", "Code 3")))
    assert (
        changed.code == 2 and 'gone: "Code 2"; new: "Code 3"' in changed.err and changed.err.count("\n") == 1
    )


def test_out_as_toml_and_in_again(started: Line) -> None:
    path = odd(started)
    started.ok("profile", path, "--save", "Office export", *CHOSEN, "--as", "marks-session")
    text = started.ok("profile", "--show", "office export").out
    assert "Office export  marks-session" in started.ok("profile", "--list").out
    assert "dropped" in started.ok("profile", "--drop", "Office export").err
    assert started("import", path).code == 2
    started.ok("profile", "--load", write(started, "office.toml", text))
    assert started.ok("profile", "--show", "Office export").out == text
    started.ok("import", path)


def test_a_dry_run_with_rows_set_aside_ends_as_the_import_would(started: Line) -> None:
    path = odd(started)
    path.write_text(path.read_text() + "Z9,16/11/2026,AM,/,Red\n")
    ended = started("profile", path, "--save", "Office export", "--as", "marks-session", *CHOSEN)
    assert ended.code == 1 and "row 12 set aside" in ended.err and "Kept" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--save", "A", "--as", "marks-session"), "needs a column for"),
        (("--save", "A", "--as", "shoes", *CHOSEN), "no layout"),
        (("--save", "A", "--column", "Pupil=upn"), "no column “Pupil”"),
        (("--save", "A", "--column", "House"), "CAPTION=FIELD"),
        (("--save", "A", "--column", "House=m", "--as", "marks-session"), "may be"),
        (("--save", "../A", "--as", "marks-session", *CHOSEN), "no name for a profile"),
        (("--system", "nobody", "--as", "marks-session", *CHOSEN), "no system known"),
        (("--as", "marks-session", *CHOSEN, "--column", "House=mark"), "given to two columns"),
        (("--list",), "Name a FILE, or one of"),
    ],
)
def test_wrong_words_are_one_line(started: Line, words: tuple[str, ...], said: str) -> None:
    assert said in started.fails("profile", odd(started), *words)


def test_nothing_is_kept_where_nothing_could_be_read_so(started: Line) -> None:
    wrong = ("--column", "House=upn", *CHOSEN[2:])
    started.fails("profile", odd(started), "--save", "A", "--as", "marks-session", *wrong)
    ended = started.ok("profile", "--list")
    assert ended.out == "" and "No profile is kept yet" in ended.err


@pytest.mark.parametrize("text", [b"", bytes(300), b"{}", b"<a/>", b"name = 1", b"\xff\xfe\x00"])
def test_files_that_are_none_are_one_line(started: Line, text: bytes) -> None:
    path = write(started, "x.toml", text)
    for words in (("profile", path), ("profile", "--load", path)):
        ended = started(*words)
        assert ended.code in (2, 3) and ended.err.count("\n") == 1, ended.err


def test_words_that_do_not_go_together(started: Line) -> None:
    assert "Name a FILE" in started.fails("profile")
    assert "go with a FILE" in started.fails("profile", "--list", "--save", "A")
    assert "There is no profile" in started.fails("profile", "--show", "A")
    assert "no such file" in started.fails("profile", "none.csv", code=3)


def test_the_inbox_is_a_setting(started: Line, tmp_path: Path) -> None:
    assert "no folder here" in started.fails("setting", "inbox", "relative")
    started.ok("setting", "inbox", tmp_path)
    assert str(tmp_path) in started.ok("setting", "inbox").out
    started.ok("setting", "inbox", "none")
    assert "not set" in started.ok("setting", "inbox").out


def test_what_the_report_calls_its_sessions_is_said_once(started: Line) -> None:
    path = odd(started)
    path.write_text(path.read_text().replace(",AM,", ",Reg 1,"))
    chosen = (*CHOSEN[:4], *CHOSEN[6:], "--column", "Half=session", "--as", "marks-session")
    assert started("profile", path, *chosen).code == 2
    kept = started.ok("profile", path, *chosen, "--save", "Reg", "--session", "Reg 1=AM, Reg 2=PM")
    assert "marks 10 new" in kept.err and "session Reg 1 = AM" in kept.err
    assert "marks 10 new" in started.ok("import", path).err
    text = started.ok("profile", "--show", "Reg").out
    assert 'PM = ["Reg 2"]' in text
    assert "says no session" in started.fails("profile", path, *chosen, "--session", "Reg 1")
    again = started.ok("profile", path, "--save", "Reg", "--column", "House=comment")
    assert "session Reg 2 = PM" in again.err  # what was said before still holds
