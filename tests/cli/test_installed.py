"""The installed program in a process of its own: streams, exit codes, other encodings, readers who leave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from tests.rules.source import ROOT

# Root may write everywhere. As nobody, with the right to read alone (the checkout may lie in a folder of
# root's own), it is held to permissions as an officer is.
READING = "-all,+dac_read_search"
AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", f"--inh-caps={READING}",
             f"--ambient-caps={READING}", f"--bounding-set={READING}")  # fmt: skip


def run(*args: object, before: tuple[str, ...] = (), **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "tui", *map(str, args)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **more}, stdin=subprocess.DEVNULL, timeout=120, encoding="utf-8", errors="replace",
    )  # fmt: skip


def test_the_command_is_installed() -> None:
    program = Path(sys.executable).with_name("firstday")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Firstday ")


def test_a_morning_from_nothing(tmp_path: Path) -> None:
    record = tmp_path / "demo.db"
    made = run("--record", record, "demo", "--no-open", "--pupils", 60, "--years", 1)
    assert (made.returncode, made.stdout) == (0, "")
    board = json.loads(run("--record", record, "board", "--json").stdout)
    who = next(row["pupil"]["upn"] for row in board["rows"] if row["lane"] == "call-now")
    called = run("--record", record, "call", who, "--outcome", "spoke", "--reason", "ill")
    assert (called.returncode, called.stdout) == (0, "") and called.stderr.count("\n") == 1
    after = json.loads(run("--record", record, "board", "--json").stdout)["reckoning"]
    assert after["explained"] == board["reckoning"]["explained"] + 1
    assert run("--record", record, "journal", "--verify").returncode == 0
    assert run("--record", record, "undo").returncode == 0
    assert json.loads(run("--record", record, "board", "--json").stdout)["reckoning"] == board["reckoning"]


@pytest.mark.parametrize("term", ["dumb", "", "xterm-256color"])
def test_the_board_without_a_terminal(firstday: Line, term: str) -> None:
    done = run("--record", firstday.record, TERM=term)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.count("\n") == 1
    assert "firstday board" in done.stderr


def test_a_terminal_that_cannot_draw(firstday: Line) -> None:
    import pty

    leader, follower = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "tui", "--record", str(firstday.record)], cwd=ROOT, stdin=follower,
        stdout=follower, stderr=subprocess.PIPE, text=True, env={**os.environ, "TERM": "dumb"},
    )  # fmt: skip
    _, said = done.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert (
        done.returncode == 2
        and said == "firstday: This terminal cannot draw a board (TERM=dumb). Use: firstday board\n"
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_other_encodings(firstday: Line, encoding: str) -> None:
    for command in (["board"], ["board", "--json"], ["journal"], ["pupil", "nobody"], ["--help"]):
        done = run("--record", firstday.record, *command, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        assert done.returncode == (2 if "nobody" in command else 0), done.stderr
        assert "Traceback" not in done.stderr and "went wrong" not in done.stderr
        if "--json" in command:
            names = [row["pupil"]["name"] for row in json.loads(done.stdout)["rows"]]
            assert names == [row["pupil"]["name"] for row in firstday.board()["rows"]]


def test_a_reader_who_leaves(firstday: Line) -> None:
    command = f"{sys.executable} -m tui --record {firstday.record} journal --json"
    line = f"{command} | head -c 100 > /dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&-"])
def test_started_with_its_output_closed_it_does_its_work(
    firstday: Line, absent: list[str], closed: str
) -> None:
    """From a script that closes it: “something went wrong that should not”, after the note was kept."""
    command = f"{sys.executable} -m tui --record {firstday.record}"
    line = f"{command} note {absent[0]} rings-later {closed}; echo $?; {command} {closed}; echo $?"
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "0\n2\n"
    assert "went wrong" not in done.stderr and "Traceback" not in done.stderr
    assert firstday.last()["data"]["text"] == "rings-later"


def test_a_folder_nobody_may_write(firstday: Line, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "record.db").write_bytes(firstday.record.read_bytes())
    closed.chmod(0o500)
    done = run("--record", closed / "record.db", "board", before=AS_NOBODY if os.geteuid() == 0 else ())
    closed.chmod(0o700)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "cannot be written" in done.stderr


def test_interrupted_at_its_work_it_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    place = tmp_path / "new.db"
    # A shell's job in the background ignores the signal, and so would what it starts.
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [sys.executable, "-m", "tui", "--record", str(place), "demo", "--no-open"], cwd=ROOT, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    signal.signal(signal.SIGINT, was)
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".firstday-*")) and time.monotonic() < until:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    # Interrupted while it makes a dataclass, Python ends itself by the signal: a shell shows 130 for both.
    assert running.returncode in (130, -signal.SIGINT) and said.strip() == "firstday: stopped."
    assert not place.exists() and not list(tmp_path.glob(".firstday-*"))


def test_interrupted_while_it_loads_it_says_the_same() -> None:
    loads = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "tui.cli.program":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from tui.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "firstday: stopped.\n")
