"""A terminal for a test: tmux on a socket of its own, ended by the test that opened it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

PROGRAM = (sys.executable, "-m", "tui")
PATIENCE = 20.0  # seconds; a slow machine is not a failing test


class Terminal:
    """One program in one terminal: type keys by name, read the screen as text."""

    def __init__(
        self,
        *args: str,
        size: str = "80x24",
        term: str = "xterm-256color",
        program: tuple[str, ...] = PROGRAM,
        **env: str,
    ) -> None:
        self._socket = f"firstday-{uuid.uuid4().hex[:10]}"
        columns, rows = size.split("x")
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **env}
        line = f'TERM={term} {shlex.join([*program, *args])}; echo "ended with status $?"; sleep 60'
        self._run("new-session", "-d", "-x", columns, "-y", rows, line, env=environment)

    def _run(self, *words: str, env: dict[str, str] | None = None) -> str:
        command = ["tmux", "-L", self._socket, "-f", os.devnull, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout

    def screen(self) -> str:
        """What the terminal shows now."""
        return self._run("capture-pane", "-p")

    def child(self) -> int:
        """The process that runs in the terminal, an SSH client for one."""
        shell = self._run("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def type(self, keys: str) -> None:
        """Type keys by tmux's names, blank-separated; a word that begins with `=` letter by letter."""
        for key in keys.split():
            if key.startswith("=") and len(key) > 1:
                self._run("send-keys", "-l", key[1:].replace("_", " "))
            else:
                self._run("send-keys", key)
            time.sleep(0.15)

    def wait(self, text: str | Callable[[str], bool]) -> str:
        """Wait until the screen shows `text` (or satisfies it), and return the screen."""
        fits = text if callable(text) else lambda shown: text in shown
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            shown = self.screen()
            if fits(shown):
                return shown
            time.sleep(0.05)
        raise AssertionError(f"never showed {text!r}:\n{self.screen()}")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], check=False, capture_output=True)


def run(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program without a terminal."""
    return subprocess.run([*PROGRAM, *args], check=False, capture_output=True, text=True, cwd=cwd)
