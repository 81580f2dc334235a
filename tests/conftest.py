"""What every test gets: a home, a time zone and a terminal that are nobody's own; and a record, if asked."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from core.record import Record
from tests.core.making import make_record

# A slow machine is not a failing test; everything else stays as hypothesis has it (in CI: no randomness).
settings.register_profile("firstday", settings(), deadline=None)
settings.load_profile("firstday")

# Whatever a developer has set that changes what the program does, or how it draws.
OUTSIDE_PREFIXES = ("FIRSTDAY_", "TEXTUAL", "XDG_", "LC_", "SSH_", "TMUX", "SUDO_")
OUTSIDE = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLORFGBG", "TERM_PROGRAM",
           "COLUMNS", "LINES", "LANGUAGE", "STY", "PAGER", "EDITOR", "VISUAL")  # fmt: skip


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the developer's own home, record, clock and terminal out, also out of child processes."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in OUTSIDE or name.startswith(OUTSIDE_PREFIXES):
                patch.delenv(name)
        for name, value in surroundings(home).items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record with a calendar and nothing else; it is 09:16 on Friday 20 November 2026."""
    made = make_record(tmp_path)
    yield made
    made.close()


def surroundings(home: Path) -> dict[str, str]:
    """The environment of an officer on an English school's server, whose home is `home`."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "TZ": "Europe/London",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose tmux or root is missing is skipped on a desk, and fails in CI."""
    lacking = {"terminal": not shutil.which("tmux"), "root": os.getuid() != 0}
    for name, missing in lacking.items():
        if missing and item.get_closest_marker(name):
            why = f"this test needs {'tmux' if name == 'terminal' else 'root, to give files to others'}"
            if os.environ.get("CI"):
                pytest.fail(f"{why}, and CI must run it: see .ci/run", pytrace=False)
            pytest.skip(why)
