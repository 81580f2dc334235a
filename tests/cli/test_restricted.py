"""Row S8: what a role without the right is told is what it would be told had there never been one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import acts
from core.people import actor_of
from core.record import Record
from tests.cli.conftest import Line
from tests.core.making import add_staff
from tui.cli.session import account

WORD = "heliotrope"  # stands nowhere else
AT = ("--today", "2026-11-20T10:00")
READING = (
    "board", "board --json", "pupil {}", "pupil {} --json", "people --json", "journal", "journal --json",
    "journal {}", "journal {} --json", "patterns --json", "clocks --json", "clocks {} --json", "dsl",
    "corrections", "corrections --json", "setting", "rules show order",
)  # fmt: skip


def become(record: Path, role: str) -> None:
    """Give whoever runs this a role; '' takes the account off the list."""
    with Record.open(record) as opened, opened.write() as db:
        db.execute("DELETE FROM staff WHERE account = ?", (account(),))
        if role:
            add_staff(opened, account(), "Me Myself", role)


def confide(record: Path, upn: str) -> None:
    """A DSL writes a restricted note, another that is taken back, and reads them."""
    from core.clock import FixedClock
    from core.pupil import read_pupil
    from tests.core.making import NOW

    with Record.open(record, FixedClock(NOW)) as opened:
        add_staff(opened, "dsl2", "Di Second", "dsl")
        dee = actor_of(opened, "dsl2")
        one = opened.db.execute("SELECT id FROM pupil WHERE upn = ?", (upn,)).fetchone()[0]
        acts.add_restricted(opened, dee, [one], f"said {WORD}")
        acts.add_restricted(opened, dee, [one], f"{WORD} of somebody else")
        acts.undo(opened, dee)
        read_pupil(opened, one, reader=dee)


def told(firstday: Line, upn: str) -> list[str]:
    """All that the reading commands print."""
    found = []
    for command in READING:
        ended = firstday.bare("--record", str(firstday.record), *AT, *command.format(upn).split())
        assert ended.code == 0, (command, ended.err)
        found.append(f"{command}\n{ended.out}{ended.err}")
    return found


@pytest.mark.parametrize("role", ["officer", "pastoral", "senco", "leader", ""])
def test_the_same_to_the_letter_with_and_without(
    firstday: Line, absent: list[str], role: str, tmp_path: Path
) -> None:
    upn = absent[0]
    become(firstday.record, role)
    with Record.open(firstday.record) as record:
        add_staff(record, "dsl2", "Di Second", "dsl")
    without = told(firstday, upn)
    with Record.open(firstday.record) as record, record.write() as db:
        db.execute("DELETE FROM staff WHERE account = 'dsl2'")
    confide(firstday.record, upn)
    assert told(firstday, upn) == without
    assert WORD not in "".join(without)
    for command in ("undo", "redo"):
        ended = firstday.bare("--record", str(firstday.record), *AT, command)
        assert WORD not in ended.out + ended.err and "restricted" not in ended.err


def test_what_is_taken_out_by_others_holds_none(firstday: Line, absent: list[str], tmp_path: Path) -> None:
    confide(firstday.record, absent[0])
    firstday.ok("corrections", "--csv", tmp_path / "out.csv")
    assert WORD not in (tmp_path / "out.csv").read_text()


def test_the_dsl_writes_reads_and_takes_back(firstday: Line, absent: list[str]) -> None:
    become(firstday.record, "dsl")
    upn = absent[0]
    assert "Restricted note kept" in firstday.ok("note", upn, f"said {WORD}", "--restricted").err
    assert f"restricted note: said {WORD}" in firstday.ok("pupil", upn).out
    assert firstday.ok("pupil", upn, "--json").json["timeline"][0]["kind"] == "restricted"
    kinds = [event["kind"] for event in firstday.ok("journal", upn, "--json").json]
    assert kinds[-2:] == ["restricted", "read"]
    assert WORD not in firstday.ok("board", "--json").out
    firstday.ok("undo")
    assert WORD not in firstday.ok("pupil", upn).out
    assert kinds.count("read") == 1


@pytest.mark.parametrize("role", ["officer", "leader", ""])
def test_nobody_else_writes_one(firstday: Line, absent: list[str], role: str) -> None:
    become(firstday.record, role)
    assert "Restricted notes are the DSL's" in firstday.fails("note", absent[0], WORD, "--restricted")


def test_reading_the_journal_as_the_dsl_is_kept_too(firstday: Line, absent: list[str]) -> None:
    confide(firstday.record, absent[0])
    become(firstday.record, "dsl")
    assert WORD in firstday.ok("journal").out
    with Record.open(firstday.record) as record:
        readers = record.db.execute("SELECT by FROM event WHERE kind = 'read' ORDER BY id").fetchall()
    assert [row[0] for row in readers] == ["dsl2", account()]


def test_a_copy_of_the_record_is_no_way_round(firstday: Line, absent: list[str], tmp_path: Path) -> None:
    """Whoever runs a restored copy is still who they are in its staff list."""
    confide(firstday.record, absent[0])
    shutil.copy(firstday.record, tmp_path / "copy.db")
    ended = firstday.bare("--record", str(tmp_path / "copy.db"), "journal")
    assert WORD not in ended.out
