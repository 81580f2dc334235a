"""The inbox: each settled file once, moved and logged; nothing half written, nothing lost, no two at once."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.board import read_board
from core.clock import FixedClock
from core.errors import Refused, Unreadable
from core.lists.by_key import read_list
from importers.apply import Options
from importers.inbox import KEEP, SETTLED, Taken, take_inbox
from tests.importers.desk import CALENDAR, MARKS, ME, Desk, upn

PUPILS = f"UPN,Legal Surname,Legal Forename,Year,Reg\n{upn(1)},Platt,Max,9,9A\n{upn(2)},Dar,Ada,9,9A\n"


@pytest.fixture
def inbox(desk: Desk) -> Path:
    folder = desk.folder / "inbox"
    folder.mkdir()
    return folder


def drop(inbox: Path, name: str, content: str, age: float = 120) -> Path:
    """Write a file, its time some seconds ago; how long it has lain there is told by its marker."""
    path = inbox / name
    path.write_text(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def settle(inbox: Path, name: str, content: str) -> Path:
    path = drop(inbox, name, content)
    (inbox / f"{name}.done").touch()
    return path


def take(desk: Desk, inbox: Path, keep: int = KEEP, settled: float = SETTLED) -> list[Taken]:
    return take_inbox(desk.record, ME, inbox, Options(), keep, settled)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_settled_files_are_taken_once_in_the_order_that_suits(desk: Desk, inbox: Path) -> None:
    settle(inbox, "a marks.csv", f"{MARKS}{upn(1)},2026-11-16,AM,N\n")
    settle(inbox, "b pupils.csv", PUPILS)
    settle(inbox, "c calendar.csv", CALENDAR)
    taken = take(desk, inbox)
    assert [(t.result.file, t.result.outcome) for t in taken] == [
        ("a marks.csv", "applied"), ("b pupils.csv", "applied"), ("c calendar.csv", "applied"),
    ]  # fmt: skip
    assert names(inbox) == ["done", "failed", "taking"] and names(inbox / "taking") == []
    assert names(inbox / "done") == sorted(
        f"{name}{end}" for name in ("a marks.csv", "b pupils.csv", "c calendar.csv") for end in ("", ".log")
    )
    assert take(desk, inbox) == []


def test_a_newest_export_equal_to_an_older_one_is_taken_from_the_inbox_too(desk: Desk, inbox: Path) -> None:
    desk.one(PUPILS, at="2026-09-01T08:00")
    row = f"{MARKS}{upn(1)},2026-11-16,AM,"
    for name, mark in (("0900", "N"), ("0910", "/"), ("0918", "N")):
        settle(inbox, f"marks 2026-11-16 {name}.csv", f"{row}{mark}\n")
        assert [t.result.outcome for t in take(desk, inbox)] == ["applied"]
    assert desk.mark(1) == "N"


def test_a_file_that_libreoffice_has_open_waits_until_it_is_closed(desk: Desk, inbox: Path) -> None:
    path = settle(inbox, "pupils.csv", PUPILS)
    lock = inbox / ".~lock.pupils.csv#"
    lock.write_text(",office,pc,20.11.2026 09:10;")
    assert take(desk, inbox) == [] and path.exists()
    lock.unlink()
    assert [t.moved_to for t in take(desk, inbox)] == ["done/pupils.csv"]


def test_a_lock_left_behind_by_a_crash_does_not_hold_a_file_for_ever(desk: Desk, inbox: Path) -> None:
    settle(inbox, "pupils.csv", PUPILS)
    drop(inbox, ".~lock.pupils.csv#", "", age=90_000)
    assert [t.moved_to for t in take(desk, inbox)] == ["done/pupils.csv"]


def test_a_file_still_being_written_waits(desk: Desk, inbox: Path) -> None:
    path = drop(inbox, "pupils.csv", PUPILS, age=0)
    assert take(desk, inbox) == [] and path.exists()
    assert [t.moved_to for t in take(desk, inbox, settled=0.0)] == ["done/pupils.csv"]


def test_an_old_file_only_just_moved_in_waits_too(desk: Desk, inbox: Path) -> None:
    """A copy that keeps the old time is as fresh as any: the moment of its change of place counts."""
    drop(inbox, "pupils.csv", PUPILS, age=3600)
    assert take(desk, inbox) == []


@pytest.mark.parametrize("name", ["pupils.csv.tmp", "pupils.part", ".pupils.csv", "~pupils.csv", "x.log"])
def test_names_of_half_written_files_are_left_alone(desk: Desk, inbox: Path, name: str) -> None:
    settle(inbox, name, PUPILS)
    assert take(desk, inbox, settled=0.0) == []


def test_a_refused_file_lies_in_failed_with_its_reason_and_the_board_says_so(desk: Desk, inbox: Path) -> None:
    settle(inbox, "page.csv", "<html><body>log in</body></html>")
    (one,) = take(desk, inbox)
    assert (one.moved_to, one.result.outcome) == ("failed/page.csv", "refused")
    log = json.loads((inbox / "failed" / "page.csv.log").read_text())
    assert "web page" in log["notes"][0]
    listed = read_list(desk.record, "quarantine").rows
    assert listed[0].group == "REFUSED, FROM THE INBOX" and listed[0].cells[1] == "page.csv"
    assert "refused 2026-11-20 09:16" in listed[0].cells[2] and "web page" in listed[0].cells[2]
    (refused,) = read_board(desk.record).refused
    assert (refused.file, f"{refused.at:%H:%M}") == ("page.csv", "09:16") and "web page" in refused.why


def test_a_refused_file_stays_said_until_one_of_its_kind_is_taken_or_the_day_ends(
    desk: Desk, inbox: Path
) -> None:
    """marks.csv was refused at 09:10; the contacts taken at 09:20 said nothing of it, and it was gone."""
    settle(inbox, "pupils 0910.csv", "<html><body>log in</body></html>")
    take(desk, inbox)
    settle(inbox, "calendar.csv", CALENDAR)
    take(desk, inbox)
    assert [one.file for one in read_board(desk.record).refused] == ["pupils 0910.csv"]
    settle(inbox, "pupils 0920.csv", PUPILS)
    take(desk, inbox)
    assert read_board(desk.record).refused == ()
    assert read_list(desk.record, "quarantine").rows == ()
    settle(inbox, "page.csv", "<html><body>log in</body></html>")
    take(desk, inbox)
    assert isinstance(desk.record.clock, FixedClock)
    desk.record.clock.at += timedelta(days=3)
    assert read_board(desk.record).refused == ()


def test_the_line_of_a_file_names_no_child(desk: Desk, inbox: Path) -> None:
    desk.load(CALENDAR, PUPILS)
    settle(
        inbox,
        "marks.csv",
        f"{MARKS}{upn(1)},2026-11-16,AM,N\n{upn(2)},2026-11-16,AM,%%\n{upn(9)},2026-11-16,AM,/\n",
    )
    (one,) = take(desk, inbox)
    told = json.loads(one.line)
    assert (told["outcome"], told["quarantined"], "\n" in one.line) == ("applied", 2, False)
    assert upn(2) not in one.line and upn(9) not in one.line and "Dar" not in one.line
    assert upn(2) in (inbox / "done" / "marks.csv.log").read_text()


def test_what_lies_there_is_for_its_owner_alone(desk: Desk, inbox: Path) -> None:
    settle(inbox, "pupils.csv", PUPILS)
    take(desk, inbox)
    assert {(inbox / name).stat().st_mode & 0o777 for name in ("done", "failed", "taking")} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in (inbox / "done").iterdir()} == {0o600}


def test_links_are_never_followed(desk: Desk, inbox: Path) -> None:
    other = desk.file(PUPILS, "other.csv")
    (inbox / "soft.csv").symlink_to(other)
    os.link(other, inbox / "hard.csv")
    assert take(desk, inbox, settled=0.0) == []
    assert other.exists() and names(inbox) == ["done", "failed", "hard.csv", "soft.csv", "taking"]


def test_the_same_name_again_overwrites_nothing(desk: Desk, inbox: Path) -> None:
    for _ in range(2):
        settle(inbox, "pupils.csv", PUPILS)
        take(desk, inbox)
    assert names(inbox / "done") == [
        "pupils (2).csv", "pupils (2).csv.log", "pupils.csv", "pupils.csv.log",
    ]  # fmt: skip


def test_a_second_cron_leaves_the_first_alone(desk: Desk, inbox: Path) -> None:
    settle(inbox, "pupils.csv", PUPILS)
    with (inbox / ".taking.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert take(desk, inbox) == []
    assert len(take(desk, inbox)) == 1


def test_what_an_interrupted_run_left_is_taken_by_the_next(desk: Desk, inbox: Path) -> None:
    (inbox / "taking").mkdir()
    (inbox / "taking" / "pupils.csv").write_text(PUPILS)
    assert [t.moved_to for t in take(desk, inbox)] == ["done/pupils.csv"]


def test_a_full_disk_keeps_the_file_for_the_next_run(desk: Desk, inbox: Path) -> None:
    settle(inbox, "pupils.csv", PUPILS)
    pages = desk.record.db.execute("PRAGMA page_count").fetchone()[0]
    desk.record.db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    rows = "".join(f"{upn(n)},Surname{n},Ada,9,9A\n" for n in range(3, 900))
    (inbox / "pupils.csv").write_text(PUPILS + rows)
    (one,) = take_inbox(desk.record, ME, inbox, Options())
    assert (one.moved_to, one.result.outcome) == ("", "refused") and "No room" in str(one.result.error)
    assert (inbox / "pupils.csv").exists() and names(inbox / "failed") == []


def test_kept_for_a_month_then_gone(desk: Desk, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(inbox, "pupils.csv", PUPILS)
    take(desk, inbox)
    month = time.time() + 29 * 86_400
    monkeypatch.setattr("importers.inbox.time.time", lambda: month)
    take(desk, inbox)
    assert len(names(inbox / "done")) == 2
    monkeypatch.setattr("importers.inbox.time.time", lambda: month + 2 * 86_400)
    take(desk, inbox)
    assert names(inbox / "done") == []


def test_a_folder_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such folder"):
        take(desk, tmp_path / "none")
    with pytest.raises(Unreadable, match="no such folder"):
        take(desk, desk.file(PUPILS))


@pytest.mark.parametrize("name", ["taking", "done", "failed"])
def test_a_link_in_the_inbox_to_a_folder_elsewhere_moves_and_removes_nothing_there(
    desk: Desk, inbox: Path, name: str
) -> None:
    """`taking` linked to the record's own folder had the record moved to `failed/` by the next run."""
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "backup.db").write_text("kept")
    (inbox / name).symlink_to(elsewhere)
    settle(inbox, "pupils.csv", PUPILS)
    with pytest.raises(Refused, match="a link"):
        take(desk, inbox, keep=0)
    assert names(elsewhere) == ["backup.db"]
    assert (inbox / "pupils.csv").exists()
