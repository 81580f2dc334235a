"""The command line as it is run: the real entry point on a copy of the fictional school's record."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.record import Record
from importers.demo import make_demo
from tests.importers.desk import fingerprint
from tui.cli.program import run
from tui.cli.session import account


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


class Line:
    """A command line with a record of its own."""

    def __init__(self, record: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.record = record
        self.patch = patch
        self.capture = capture

    def bare(self, *args: str) -> Ended:
        """Run `firstday` with exactly these words."""
        self.capture.readouterr()
        self.patch.setattr(sys, "argv", ["firstday", *args])
        code = run()
        found = self.capture.readouterr()
        assert "Traceback" not in found.err
        return Ended(code, found.out, found.err)

    def __call__(self, *args: object) -> Ended:
        """Run a command on the record."""
        return self.bare("--record", str(self.record), *map(str, args))

    def ok(self, *args: object) -> Ended:
        """Run a command that is expected to do its work."""
        ended = self(*args)
        assert ended.code == 0, ended.err
        return ended

    def fails(self, *args: object, code: int = 2) -> str:
        """Run a command that is expected to refuse: one line, nothing changed; the line."""
        before = self.everything() if self.record.is_file() else ""
        ended = self(*args)
        assert (ended.code, ended.out) == (code, ""), (ended.code, ended.out, ended.err)
        assert ended.err.startswith("firstday: ") and ended.err.count("\n") == 1, ended.err
        assert not before or self.everything() == before
        return ended.err.removeprefix("firstday: ").strip()

    def everything(self) -> str:
        """A hash of all tables."""
        with Record.open(self.record) as record:
            return fingerprint(record)

    def board(self) -> Any:
        """The board as JSON."""
        return self.ok("board", "--json").json

    def row(self, upn: str) -> Any:
        """A pupil's row on the board; None if there is none."""
        return next((row for row in self.board()["rows"] if row["pupil"]["upn"] == upn), None)

    def last(self) -> Any:
        """The latest event as JSON."""
        return self.ok("journal", "--json").json[-1]


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole fictional school."""
    folder = tmp_path_factory.mktemp("school")
    make_demo(folder / "demo.db", folder / "files", date(2026, 11, 20), account())
    return folder / "demo.db"


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one, for what does not need many."""
    folder = tmp_path_factory.mktemp("hamlet")
    make_demo(folder / "demo.db", folder / "files", date(2026, 11, 20), account(), 300, 1)
    return folder / "demo.db"


def _line(source: Path, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> Line:
    shutil.copy(source, folder / "record.db")
    return Line(folder / "record.db", patch, capture)


@pytest.fixture
def firstday(
    hamlet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Line:
    """The command line on a copy of the small school."""
    return _line(hamlet, tmp_path, monkeypatch, capsys)


@pytest.fixture
def large(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Line:
    """The command line on a copy of the whole school."""
    return _line(school, tmp_path, monkeypatch, capsys)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line with no record yet."""
    return Line(tmp_path / "none.db", monkeypatch, capsys)


@pytest.fixture
def absent(firstday: Line) -> list[str]:
    """UPNs of those not reached, in the board's order, each with somebody to ring."""
    rows = [row for row in firstday.board()["rows"] if row["term"] == "not_reached"]
    upns = [row["pupil"]["upn"] for row in rows]
    found = [upn for upn in upns if firstday.ok("pupil", upn, "--json").json["contacts"]]
    assert len(found) >= 2
    return found
