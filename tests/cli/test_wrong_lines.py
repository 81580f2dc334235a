"""Whatever is typed wrongly: one line on stderr, nothing on stdout, exit 2, and the record as it was."""

from __future__ import annotations

import shlex
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Line
from tui.cli.program import PLACES as EVERY

WHO = "WHO"
LINES = """
frobnicate
--frob
board --frob
board extra
board --json --json=1
--today x board
--today 31/12/2026 board
--today 2026-02-30 board
--today '' board
--today 0001-01-01 board
--today 9999-12-31T23:59 board
--today 2026-11-20T25:00 board
--today
--record
pupil
pupil ''
pupil '  '
pupil 'Nobody Atall'
pupil '[/b]'
pupil a
pupil ''"'"'; DROP TABLE pupil; --'
pupil %
pupil WHO --from x
pupil WHO --from 2026-11-31
pupil WHO --to ''
pupil WHO --from 0001-01-01
pupil WHO --to 9999-12-31
pupil WHO --from 2026-11-20 --to 2026-11-01
pupil WHO extra
call WHO
call --outcome spoke
call WHO --outcome rang
call WHO --outcome SPOKE
call WHO --outcome spoke --contact x
call WHO --outcome spoke --contact 99
call WHO --outcome spoke --reason zz
call WHO --outcome spoke --reason H
call WHO --outcome spoke --with Nobody
call WHO --outcome spoke --reason i --back x
call WHO --outcome rings-back --ring soon
call Nobody --outcome spoke
arrived
arrived WHO --at 25:00
arrived WHO --at 23:58
arrived Nobody
assign WHO
assign WHO nobody
assign WHO ''
assign WHO a
assign WHO @
review WHO 31/02
review WHO yesterday
review WHO -3w
review
barrier WHO ''
barrier WHO lazy
barrier WHO
note WHO ''
card WHO nothing x
card WHO helps
suggest WHO '!'
follow WHO '@nobody +3w'
dsl --ack Nobody
dsl --ack WHO
undo extra
redo
journal Nobody
journal --head 1:ab
journal --verify --head ''
import
import --taken soon x.csv
rules show
rules show nothing
rules load order
backup
backup x.db --keep 0
backup x.db --keep 3
backup x.db --to age1nonsense
restore
restore /no/such/backup.db
check x
init
init --school ''
init --school 'There already'
demo --pupils 0
demo --pupils many
demo
"""
ODD = [
    [],
    ["pupil", "\x1b]0;title\x07"],
    ["pupil", "é" * 10_000],
    ["note", WHO, "\u200b"],
]
WRONG = [*map(shlex.split, LINES.strip().splitlines()), *ODD]


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words)[:50])
def test_a_wrong_line(firstday: Line, absent: list[str], words: list[str]) -> None:
    before = firstday.everything()
    args = [absent[0] if word == WHO else word for word in words]
    alone = args[:1] in (["--today"], ["--record"])
    ended = firstday.bare(*args) if alone and len(args) == 1 else firstday(*args)
    assert (ended.code, ended.out) == (2, ""), (ended.code, ended.out[:200], ended.err)
    assert ended.err.startswith("firstday: ") and ended.err.count("\n") == 1
    assert ended.err.strip().isprintable() and len(ended.err) < 1000
    assert firstday.everything() == before


def test_an_ambiguous_name_names_the_choices(large: Line) -> None:
    from collections import Counter

    names = Counter(row["pupil"]["name"].split(",")[0] for row in large.board()["rows"])
    surname = names.most_common(1)[0][0]
    said = large.fails("pupil", surname)
    assert "could be" in said and "give the UPN or admission number" in said and surname in said


def records(folder: Path) -> dict[str, Path]:
    """Places that are no record of ours."""
    found = {name: folder / f"{name}.db" for name in ("missing", "empty", "text", "other", "cut", "loop")}
    found["folder"] = folder
    found["below a file"] = folder / "text.db" / "record.db"
    found["long"] = folder / ("x" * 300)
    found["nobody's home"] = Path("~nobody-at-all/record.db")
    found["empty"].touch()
    found["text"].write_text("UPN,Date\n")
    with sqlite3.connect(found["other"]) as db:
        db.execute("CREATE TABLE t (a)")
    found["cut"].write_bytes(b"SQLite format 3\x00" + bytes(84))
    found["loop"].symlink_to(found["loop"])
    return found


COMMANDS = [
    ["board"],
    ["board", "--json"],
    ["pupil", "x"],
    ["undo"],
    ["journal", "--verify"],
    ["import", "x.csv"],
    [],
]


PLACES = [
    "missing",
    "empty",
    "text",
    "other",
    "cut",
    "loop",
    "folder",
    "below a file",
    "long",
    "nobody's home",
]


@pytest.mark.parametrize("what", PLACES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "the board itself")
def test_no_record_there(nowhere: Line, tmp_path: Path, what: str, command: list[str]) -> None:
    place = records(tmp_path)[what]
    content = place.read_bytes() if what in ("empty", "text", "other", "cut") else b""
    ended = nowhere.bare("--record", str(place), *command)
    assert (ended.code, ended.out) == (2, "") and ended.err.count("\n") == 1, ended
    assert "went wrong that should not" not in ended.err
    assert not content or place.read_bytes() == content


def test_no_terminal_says_what_to_do(firstday: Line) -> None:
    said = firstday.fails()
    assert "needs a terminal" in said and "firstday board" in said


def test_nothing_at_all_says_what_to_do(nowhere: Line) -> None:
    said = nowhere.fails()
    assert "firstday init --school NAME" in said and "firstday demo" in said


@pytest.mark.parametrize("command", ["", *sorted(EVERY)])
def test_help_reads_well(nowhere: Line, command: str) -> None:
    for option in ("--help", "-h"):
        told = nowhere.bare(*([command] if command else []), option)
        assert told.code == 0 and not told.err and told.out.startswith("Usage: firstday")
    assert all(len(line) <= 84 for line in told.out.splitlines())
    if not command:
        listed = told.out.split("Commands:")[1].strip().splitlines()
        assert not [line for line in listed if line.rstrip().endswith("...")]
        assert [line.split()[0] for line in listed] == sorted(EVERY)


def test_the_version(nowhere: Line) -> None:
    assert nowhere.bare("--version").out.startswith("Firstday 0.")


KNOWN = shlex.split("""
    board pupil call review note people assign barrier journal dsl spoke 2026-11-20 --json --outcome --from
    --with --today --verify --ack""")
WORDS = st.lists(
    st.sampled_from(KNOWN) | st.text(st.characters(exclude_characters="\0"), max_size=12), max_size=6
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_any_line_at_all_ends_in_one_line(firstday: Line, words: list[str]) -> None:
    if {"import", "init", "demo", "backup", "rules", "--record"} & {word.split("=")[0] for word in words}:
        return
    ended = firstday(*words)
    assert ended.code in (0, 1, 2), ended
    assert "went wrong that should not" not in ended.err
    assert ended.code == 0 or ended.err.count("\n") == 1 or "--verify" in words
