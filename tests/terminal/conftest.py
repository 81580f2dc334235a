"""One small fictional school for all terminal tests, copied for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.terminal.tmux import run


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional school, made once by the installed program."""
    place = tmp_path_factory.mktemp("school") / "school.db"
    made = run("--record", str(place), "--today", "2026-11-20", "demo", "--no-open", "--pupils", "300")
    assert made.returncode == 0, made.stderr
    return place


@pytest.fixture
def record(school: Path, tmp_path: Path) -> Path:
    """A record of this test's own."""
    return Path(shutil.copy(school, tmp_path / "record.db"))
