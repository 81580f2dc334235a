"""A line of one's own: the app on a pty, byte by byte."""

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
from contextlib import suppress
from pathlib import Path

from core.record import Record
from tests.core.making import NOW

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

    def __init__(self, record: Record, deaf: bool = False, start: str = START) -> None:
        self.pid, self.fd = pty.fork()
        if not self.pid:  # pragma: no cover - the child
            if deaf:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.execv(sys.executable, [sys.executable, "-c", start, str(record.path), NOW.isoformat()])
        self.resize(80, 24)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window this large."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: bytes) -> None:
        """Send bytes as they are."""
        os.write(self.fd, keys)

    def flood(self, data: bytes) -> bytes:
        """Send a great deal, and return what comes back meanwhile."""
        came = b""
        while data:
            can_read, can_write, _ = select.select([self.fd], [self.fd], [], 5.0)
            if can_read:
                came += os.read(self.fd, 65536)
            if can_write:
                data = data[os.write(self.fd, data[:1024]) :]
        return came

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

    def settle(self) -> None:
        """Read until nothing more comes."""
        while self.read(0.8):
            pass

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

    @property
    def resident(self) -> int:
        """Memory in use, in kilobytes."""
        about = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(row.split()[1]) for row in about if row.startswith("VmRSS"))
