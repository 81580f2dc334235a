"""No key and no command of the board starts a program, opens a connection or writes a file (S5)."""

from __future__ import annotations

import subprocess
import sys

from tests.rules.source import ROOT
from tests.tui.conftest import School
from tui.app import FirstdayApp
from tui.driver import FirstdayDriver


def test_every_key_and_every_command_stays_inside(school: School) -> None:
    inbox = school.path.parent / "inbox"
    inbox.mkdir()
    (inbox / "odd.csv").write_text("No,When,Half,Code 2\n1,16/11/2026,AM,I\n")
    (inbox / "odd.csv.done").touch()
    school.record.set_setting("inbox", str(inbox))
    words = [sys.executable, "-m", "tests.tui.walk", str(school.path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr[-3000:]


def test_the_walk_sees_what_it_is_for(school: School) -> None:
    probe = (
        "import sys, subprocess, socket\n"
        "from pathlib import Path\n"
        "from tests.tui.walk import listen\n"
        "done = []\n"
        f"listen(Path({str(school.path)!r}), done)\n"
        "subprocess.run(['true'])\n"
        "socket.socket().connect_ex(('127.0.0.1', 9))\n"
        "open('/dev/full', 'w')\n"
        "print(sorted({one.split()[0] for one in done}))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "subprocess.Popen" in done.stdout and "socket.connect" in done.stdout and "writes" in done.stdout


def test_there_is_no_palette_and_no_suspending(school: School) -> None:
    assert FirstdayApp.ENABLE_COMMAND_PALETTE is False
    assert FirstdayApp.BINDINGS == []
    assert isinstance(FirstdayDriver.can_suspend, property)
