"""One small fictional school for all terminal tests, copied for each."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.terminal.server import missing
from tests.terminal.tmux import run


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a server of its own is skipped on a desk, and fails in CI."""
    why = missing() if item.get_closest_marker("server") else ""
    if why and os.environ.get("CI"):
        pytest.fail(f"{why}, and CI must run the tests over SSH: see .ci/run", pytrace=False)
    if why:
        pytest.skip(why)


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
