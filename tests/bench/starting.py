"""Cold start to first paint on a terminal, against an empty Textual app with one table."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from statistics import median

from tests.bench.measure import line
from tests.rules.source import ROOT

LIMIT = 1.5
PATIENCE = 15.0
_ESCAPE = re.compile(
    rb"\x1b\[[0-9;:?<>=$ ]*[A-Za-z~]|\x1b[PX^_\]][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b."
)
_TEXT = re.compile(rb"[^\x00-\x20\x7f]")


def painted(written: bytes) -> bool:
    """Whether anything visible has been drawn since the terminal was taken over."""
    _, taken, after = written.partition(b"\x1b[?1049h")
    return bool(taken and _TEXT.search(_ESCAPE.sub(b"", after)))


def start(command: list[str], sought: bytes = b"") -> tuple[float, float]:
    """Run on a terminal of 80 by 24: ms from exec to the first paint, and to `sought` being drawn."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(ROOT)
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    written, first, shown = b"", 0.0, 0.0
    while not (first and (shown or not sought)):
        if not select.select([terminal], [], [], PATIENCE)[0]:
            raise TimeoutError(f"{' '.join(command)} drew nothing: {written[-300:]!r}")
        written += os.read(terminal, 1 << 16)
        now = (time.perf_counter() - began) * 1000
        first = first or (now if painted(written) else 0.0)
        shown = shown or (now if sought and sought in _ESCAPE.sub(b"", written) else 0.0)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return first, shown


def first_name(record: Path) -> bytes:
    """The surname at the top of the board."""
    told = subprocess.run(
        [sys.executable, "-m", "tui", "--record", str(record), "board", "--json"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    name: str = json.loads(told.stdout)["rows"][0]["pupil"]["name"]
    return name.partition(",")[0].encode()


def report(record: Path, repeats: int) -> list[str]:
    """The lines of the report."""
    ours = [sys.executable, "-m", "tui", "--record", str(record)]
    bare = [sys.executable, "-m", "tests.bench.empty"]
    sought = first_name(record)
    start(ours), start(bare)  # once for nothing: byte code written, files in memory
    found = [(start(ours, sought), start(bare)[0]) for _ in range(repeats)]
    paint, rows = median(one[0][0] for one in found), median(one[0][1] for one in found)
    empty = median(one[1] for one in found)
    return [
        line(
            "first paint / empty Textual app",
            paint / empty,
            "×",
            LIMIT,
            f"{paint:.0f} ms against {empty:.0f} ms",
        ),
        line("first pupil of the board on the screen", rows, "ms"),
    ]
