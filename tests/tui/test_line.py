"""The app on a line of its own: bad bytes, a lost line, a window nobody has, few bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core import claims, drafts
from core.record import Record
from tests.core.making import NOW
from tests.tui.conftest import School

START = """
import sys
from datetime import datetime
from pathlib import Path
from core.clock import Clock
from tui.app import run
sys.exit(run(Path(sys.argv[1]), Clock(datetime.fromisoformat(sys.argv[2])), "ann"))
"""


class Line:
    """A terminal of 80 by 24 with the app on it, byte by byte."""

    def __init__(self, record: Record, deaf: bool = False) -> None:
        self.pid, self.fd = pty.fork()
        if not self.pid:  # pragma: no cover - the child
            if deaf:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.execv(sys.executable, [sys.executable, "-c", START, str(record.path), NOW.isoformat()])
        self.resize(80, 24)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window this large."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        """Send bytes as they are."""
        os.write(self.fd, keys)

    def read(self, seconds: float) -> bytes:
        """All that comes in so many seconds."""
        came, until = b"", time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.fd], [], [], min(left, 0.02))[0]:
                try:
                    came += os.read(self.fd, 65536)
                except OSError:
                    break
        return came

    def wait(self, text: str, seconds: float = 15.0) -> bytes:
        """Read until `text` has come."""
        came, until = b"", time.monotonic() + seconds
        while text.encode() not in came:
            assert time.monotonic() < until, f"{text!r} never came: {came!r}"
            came += self.read(0.05)
        return came

    def status(self, seconds: float = 5.0) -> int | None:
        """How the app ended, None if it is still there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        return None

    def close(self) -> None:
        """End what is left."""
        with suppress(OSError):
            os.close(self.fd)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@pytest.fixture
def line(school: School) -> Iterator[Line]:
    """The app, with its board drawn."""
    made = Line(school.record)
    made.wait("not reached")
    made.read(0.6)  # the preview too
    yield made
    made.close()


def test_a_cursor_move_costs_at_most_400_bytes_and_rest_costs_none(line: Line) -> None:
    line.type(b"j")
    assert 0 < len(line.read(0.05)) <= 400
    line.read(0.5)
    assert line.read(2.0) == b""


def test_bytes_that_are_no_text_do_not_end_it(line: Line, school: School) -> None:
    line.type(b"t")
    line.read(0.3)
    for byte in (b"\xa3", b"\xe9", b"\xff", b"\xf0\x9f"):
        line.type(byte)
        line.read(0.1)
    line.type(b"still here\r")
    line.wait("Noted")
    line.type(b"q")
    assert line.status() == 0
    assert [kind for kind, _ in school.events()] == ["note"]


def test_a_paste_without_brackets_runs_nothing(line: Line, school: School) -> None:
    line.type(b"message mother, call later, look at quiet room x")
    line.wait("pasted?")
    assert school.events() == []


def test_a_window_nobody_has_is_drawn_smaller(line: Line) -> None:
    line.resize(65_535, 65_535)
    line.read(2.0)
    about = Path(f"/proc/{line.pid}/status").read_text().splitlines()
    resident = next(row for row in about if row.startswith("VmRSS"))
    assert int(resident.split()[1]) < 200_000


def test_a_hung_up_line_keeps_the_note_and_frees_the_pupil(line: Line, school: School) -> None:
    line.type(b"c\t")
    line.read(0.3)
    line.type(b"half a")
    line.read(0.1)
    os.kill(line.pid, signal.SIGHUP)
    assert line.status() == 129
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half a"
    assert claims.claims(school.record) == {}


def test_a_lost_line_ends_it_even_where_hang_ups_are_ignored(school: School) -> None:
    line = Line(school.record, deaf=True)
    try:
        line.wait("not reached")
        os.close(line.fd)
        assert line.status() == 129
    finally:
        line.close()
