"""`firstday import`: what it prints, its one JSON document, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from tests.importers.desk import CALENDAR, session_rows, upn
from tui.cli.session import account

DAY = "2026-11-16"
COUNTED = ("pupils", "contacts", "marks")


@pytest.fixture
def started(nowhere: Line) -> Line:
    """A new school's record with ten pupils."""
    nowhere.ok("init", "--school", "New School")
    roll = "UPN,Legal Surname,Legal Forename,Reg\n"
    roll += "".join(f"{upn(n)},Surname{n},Forename{n},7{'AB'[n % 2]}\n" for n in range(1, 11))
    nowhere.ok("import", write(nowhere, "pupils.csv", roll))
    return nowhere


def write(line: Line, name: str, text: str | bytes) -> Path:
    path = line.record.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def marks(count: int = 10, code: str = "/") -> str:
    return session_rows(*((n, DAY, "AM", code) for n in range(1, count + 1)))


def test_what_is_said(started: Line) -> None:
    told = started.ok("import", write(started, "marks 2026-11-16 0915.csv", marks()))
    assert told.out == ""
    assert told.err == (
        "marks 2026-11-16 0915.csv: marks 10 new, 0 changed, 0 same (16 Nov)"
        " · taken 2026-11-16 09:15 (file name)\n"
    )
    again = started.ok("import", write(started, "other.csv", marks()))
    assert "imported before" in again.err


def test_an_older_file_says_how_many_marks_it_left_as_they_stand(started: Line) -> None:
    started.ok("import", write(started, "marks 2026-11-16 0915.csv", marks(3, "/")))
    older = write(started, "marks 2026-11-16 0830.csv", marks(4, "N"))
    told = started.ok("import", "--force", older).err
    assert ": marks 1 new, 0 changed, 0 same, 3 older than what stands, left (16 Nov) · taken" in told
    [told_json] = started.ok("import", "--force", "--json", older).json["files"]
    assert told_json["older"] == {"pupils": 0, "contacts": 0, "marks": 3} and told_json["marks"]["same"] == 1


def test_rows_set_aside_are_named(started: Line) -> None:
    text = marks() + f"{upn(1)},{DAY},PM,?\n" * 1 + "".join(f"Z{n},{DAY},AM,/\n" for n in range(14))
    ended = started("import", write(started, "marks.csv", text))
    assert ended.code == 1 and ended.out == ""
    assert 'row 12 set aside: the mark "?" is no attendance code' in ended.err
    assert "… and 5 more rows set aside" in ended.err


def test_one_json_document(started: Line) -> None:
    good = write(started, "marks.csv", marks() + f"{upn(1)},{DAY},PM,?\n")
    empty = write(started, "empty.csv", b"")
    ended = started("import", "--json", "--taken", "2026-11-16T09:15", good, empty)
    assert ended.code == 1 and ended.err == ""
    files = {one["file"]: one for one in ended.json["files"]}
    assert list(ended.json) == ["files"] and set(files) == {"marks.csv", "empty.csv"}
    promised = "file sha256 format profile outcome taken pupils contacts marks quarantined notes seconds"
    for one in files.values():
        assert list(one) == [*promised.split(), "older", "days"]
        assert all(list(one[kind]) == ["new", "changed", "same"] for kind in COUNTED)
    done, refused = files["marks.csv"], files["empty.csv"]
    assert (done["outcome"], done["taken"], done["profile"]) == ("applied", "2026-11-16T09:15:00", "marks")
    assert done["quarantined"] == [
        {"row": 12, "key": upn(1), "reason": 'the mark "?" is no attendance code'}
    ]  # fmt: skip
    assert refused["outcome"] == "refused" and "empty" in refused["notes"][0]


@pytest.mark.parametrize(
    ("text", "code"),
    [(marks(), 0), (marks() + "Z1,x,AM,/\n", 1), (session_rows((99, DAY, "AM", "/")), 2), ("a,b\n1,2\n", 2),
     (b"", 3), (bytes(200), 3), (marks()[:-14], 3)],
)  # fmt: skip
def test_how_it_ends(started: Line, text: str | bytes, code: int) -> None:
    path = write(started, "file.csv", text)
    before = started.everything()
    tried = started("import", "--dry-run", path)
    assert tried.code == code and started.everything() == before
    assert code > 1 or "(dry run: nothing was changed)" in tried.err
    done = started("import", path)
    assert done.code == code and (started.everything() == before) is (code > 1)
    if code > 1:
        assert done.err.startswith("refused: file.csv: ") and done.err.count("\n") == 1


def test_a_file_that_is_not_there(started: Line) -> None:
    ended = started("import", "none.csv")
    assert (
        ended.code == 3 and ended.err == "refused: none.csv: no such file. Look at the path and try again.\n"
    )
    assert started("import", started.record.parent).code == 3


def test_short_against_its_usual_size(started: Line) -> None:
    started.ok("import", write(started, "one.csv", marks()))
    short = write(started, "two.csv", marks(6, "I"))
    assert started("import", short).code == 2
    started.ok("import", "--force", short)
    started.ok("import", "--profile", "lates", write(started, "three.csv", marks(2, "L")))


def test_the_time_stated(started: Line) -> None:
    path = write(started, "m.csv", marks())
    for taken in ("yesterday", "2026-13-01", "20/11/2026", "", "0001-01-01"):
        assert started.fails("import", "--taken", taken, path).startswith("--taken")
    ended = started.ok("import", "--json", "--taken", "2026-07-01T08:00:00Z", path)
    assert ended.json["files"][0]["taken"] == "2026-07-01T09:00:00"  # English wall time


def test_contacts_before_pupils_on_the_command_line(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "S")
    ring = write(nowhere, "1.csv", f"UPN,Priority,Name,Phone\n{upn(1)},1,Mum,07700900111\n")
    lines = write(nowhere, "2.csv", marks(1, "N"))
    roll = write(nowhere, "3.csv", f"UPN,Legal Surname,Legal Forename,Reg\n{upn(1)},O'Brien,Amy,7A\n")
    days = write(nowhere, "4.csv", CALENDAR)
    ended = nowhere.ok("import", "--json", ring, lines, roll, days)
    assert [one["format"] for one in ended.json["files"]] == [
        "calendar",
        "pupils",
        "contacts",
        "marks-session",
    ]


def test_a_staff_file_and_who_acts_afterwards(started: Line) -> None:
    told = started.ok(
        "import", "--force", write(started, "staff.csv", "Account,Name,Role\nsomebody,Some Body,officer\n")
    )
    assert "from now on it only reads" in told.err
    assert "may read but not change" in started.fails("import", write(started, "m.csv", marks()))
    assert "Taken back: staff.csv" in started.ok("import", "--undo").err
    started.ok("import", write(started, "m.csv", marks()))


def test_no_file_named(started: Line) -> None:
    assert "Name the files" in started.fails("import")


def test_the_format_stated(started: Line) -> None:
    path = write(started, "m.csv", marks())
    ended = started("import", "--format", "marks-wide", path)
    assert ended.code == 2
    assert "m.csv is marks-session by its captions, not marks-wide" in ended.err
    started.ok("import", "--format", "marks", path)


def test_a_file_too_fresh_for_the_inbox_is_said_to_whoever_runs_it_by_hand(
    started: Line, tmp_path: Path
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "marks.csv").write_text(marks())
    ended = started.ok("import", "--inbox", tmp_path / "inbox")
    assert ended.out == ""
    said = re.fullmatch(r"1 file not settled yet, try again in (\d+) s\n", ended.err)
    assert said and 0 < int(said[1]) <= 60


def test_an_inbox_is_taken_with_a_line_of_json_a_file(started: Line, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    assert started.ok("import", "--inbox", inbox).out == ""
    for name in ("pupils.csv", "nonsense.csv"):
        text = f"UPN,Legal Surname,Legal Forename,Year,Reg\n{upn(1)},Platt,Max,7,7B\n"
        (inbox / name).write_text(text if name == "pupils.csv" else "no,such\n1,2\n")
        (inbox / f"{name}.done").touch()
    ended = started("import", "--inbox", inbox)
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 1
    assert {(one["file"], one["outcome"], one["moved_to"]) for one in told} == {
        ("pupils.csv", "applied", "done/pupils.csv"),
        ("nonsense.csv", "refused", "failed/nonsense.csv"),
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--keep", "5", "x.csv"], "--keep goes with --inbox"),
        (["--inbox", ".", "x.csv"], "Name the files, or a folder"),
        (["--inbox", ".", "--dry-run"], "do not go with --inbox"),
        (["--inbox", "no-such-folder"], "no such folder"),
    ],
)
def test_an_inbox_asked_for_wrongly(started: Line, words: list[str], said: str) -> None:
    assert said in started.fails("import", *words, code=3 if "no-such-folder" in words else 2)


def test_the_latest_import_taken_back(started: Line) -> None:
    assert started.ok("people", "--json").json == []
    me = f"{account()},Amy Officer,AO,officer,\n"
    staff = write(started, "staff.csv", f"Account,Name,Initials,Role,Email\n{me}")
    started.ok("import", staff)
    assert len(started.ok("people", "--json").json) == 1
    assert "Taken back: staff.csv (staff)" in started.ok("import", "--undo").err
    assert started.ok("people", "--json").json == []
    assert "--undo stands alone" in started.fails("import", "--undo", staff)


def test_rows_set_aside_put_right_on_the_command_line(started: Line) -> None:
    text = marks(8) + f"{upn(9)},{DAY},AM,B1\nZ801200000999,{DAY},AM,I\n"
    ended = started("import", write(started, "m.csv", text))
    assert ended.code == 1 and "import --mark MARK=CODE and --match KEY=WHO" in ended.err
    told = started.ok("import", "--mark", "b1=B", "--match", f"Z801200000999={upn(10)}").err
    assert "“B1” read as B: 1 row taken" in told and "UPN Z801200000999 is" in told
    assert started.fails("import", "--mark", "B1").startswith("--mark is MARK=CODE")
    assert "stand alone" in started.fails("import", "--mark", "B1=B", "x.csv")
    assert "No row set aside calls a pupil" in started.fails("import", "--match", "nobody=1")
    assert "is no attendance code" in started.fails("import", "--mark", "B1=%")
    assert "Taken back: UPN Z801200000999 is" in started.ok("import", "--undo").err
