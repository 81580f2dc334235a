"""The launcher that a forced command starts: the board, as who logged in, and nothing else."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.record import Record
from tests.core.making import add_staff
from tests.rules.source import ROOT
from tests.terminal.tmux import Terminal

LAUNCHER = ROOT / "docs/server/firstday-session"


@pytest.fixture
def launcher(record: Path, tmp_path: Path) -> Path:
    """The launcher with its two places set for this test, as docs/server.md says to do on another server."""
    text = LAUNCHER.read_text()
    for name, place in (("record", record), ("python", sys.executable)):
        line = next(line for line in text.splitlines() if line.startswith(f"{name}=/"))
        text = text.replace(line, f"{name}={place}")
    mine = tmp_path / "firstday-session"
    mine.write_text(text)
    mine.chmod(0o755)
    record.chmod(0o600)
    return mine


def run(launcher: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal, in an environment of these variables alone."""
    return subprocess.run(
        [launcher, *args], env=env, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize(
    ("args", "env"),
    [
        ((), {}),
        (("board",), {"SUDO_UID": "1"}),
        (("--as", "bob"), {"SUDO_UID": "1"}),
        (("--record", "/etc/passwd"), {}),
        (("--as", "bob", "board"), {}),
    ],
)
def test_other_arguments_open_nothing(launcher: Path, args: tuple[str, ...], env: dict[str, str]) -> None:
    done = run(launcher, *args, **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_without_a_terminal_it_is_one_line(launcher: Path) -> None:
    """What sftp, scp, rsync and `ssh host command` land in."""
    done = run(launcher, SUDO_UID="0", TERM="xterm", SSH_ORIGINAL_COMMAND="cat /etc/passwd")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "firstday: This login opens the board, which needs a terminal that can draw it: try ssh -t.\n"
    )


@pytest.mark.terminal
def test_it_opens_the_board_as_who_called_sudo(launcher: Path, record: Path) -> None:
    other = next(one for one in pwd.getpwall() if one.pw_uid not in (0, os.getuid()))
    with Record.open(record) as opened:
        add_staff(opened, other.pw_name, "Olly Other")
    where = {"SUDO_UID": str(other.pw_uid), "PYTHONPATH": "/nowhere", "TEXTUAL_DRIVER": "nobody:Nothing"}
    with Terminal(program=(str(launcher),), **where) as terminal:
        terminal.wait("not reached")
        _look_at_the_process(record, other.pw_uid)
        terminal.type("c n")
        terminal.wait("No answer, ")
        terminal.type("q")
        terminal.wait("ended with status 0")
    with Record.open(record) as opened:
        assert opened.db.execute("SELECT by FROM event ORDER BY id DESC").fetchone()[0] == other.pw_name


def _look_at_the_process(record: Path, uid: int) -> None:
    """Its environment is the launcher's own, and it leaves no core."""
    for _ in range(50):
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
                names = dict(
                    one.split("=", 1) for one in (place / "environ").read_text().split("\0") if "=" in one
                )
                limits = (place / "limits").read_text()
            except OSError:
                continue
            if str(record).encode() in words and words[1] == b"-I":
                assert set(names) == {"PATH", "LANG", "TERM", "FIRSTDAY_CAPTIVE", "SUDO_UID"}
                assert names["SUDO_UID"] == str(uid)
                assert "Max core file size        0 " in limits
                return
        time.sleep(0.1)
    raise AssertionError("no such process")
