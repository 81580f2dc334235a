"""`firstday handoff`: the twin of `H`, on paper, as JSON, and taken on."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from tests.cli.conftest import Line

ADDED = {"tried", "last_seen", "siblings", "suggested", "holder"}


def unspoken(row: Any) -> bool:
    """The contract's sentence on a row of the board."""
    spoke = {attempt["outcome"] for attempt in row["attempts"]} & {"spoke", "did-not-know"}
    return row["term"] in ("not_reached", "texted") or (row["term"] == "in_hand" and not spoke)


def test_the_json_is_the_boards_rows_with_five_more(firstday: Line) -> None:
    board, found = firstday.board(), firstday.ok("handoff", "--json").json
    by_id = {row["pupil"]["id"]: row for row in board["rows"]}
    assert found["rows"]
    for row in found["rows"]:
        assert set(row) >= ADDED
        same = by_id[row["pupil"]["id"]]
        assert {key: row[key] for key in same} == same
        assert row["tried"] == len(row["attempts"])
    wanted = {one for one, row in by_id.items() if unspoken(row)}
    assert {row["pupil"]["id"] for row in found["rows"]} == wanted
    assert found["taken_on"] is None


def test_the_sheet_prints_every_one_of_them(firstday: Line) -> None:
    found = firstday.ok("handoff", "--json").json["rows"]
    out = firstday.ok("handoff").out
    assert all(row["pupil"]["name"] in out for row in found)
    assert max(map(len, out.splitlines())) <= 76


def test_the_sheet_goes_into_a_new_file_of_her_own_and_that_is_journalled(
    firstday: Line, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.txt"
    said = firstday.ok("handoff", "--out", file).err
    assert str(file) in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert firstday.last()["kind"] == "export"
    assert "there already" in firstday.fails("handoff", "--out", file)
    assert "cannot be written" in firstday.fails("handoff", "--out", tmp_path / "no" / "x.txt")


def test_it_is_taken_on_once(firstday: Line) -> None:
    count = len(firstday.ok("handoff", "--json").json["rows"])
    assert f"{count} pupils" in firstday.ok("handoff", "--ack").err
    found = firstday.ok("handoff", "--json").json
    assert {row["holder"] for row in found["rows"]} == {found["taken_on"]["by"]}
    assert "already" in firstday.fails("handoff", "--ack")
    assert "taken on by" in firstday.ok("handoff").out
    firstday.ok("undo")
    assert firstday.ok("handoff", "--json").json["taken_on"] is None
