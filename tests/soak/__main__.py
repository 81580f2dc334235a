"""`make soak`: rows of docs/reliability.md with their numbers; it ends with 1 if one is missed."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.driver import sqlite3
from tests.soak import at_once, coming_in, power_cut, together, typing
from tests.soak.measure import Effort, shim

ROWS = {
    "C1": together.c1, "R4": together.r4, "R5": power_cut.r5, "acts": together.acts, "C3": coming_in.c3,
    "C4": at_once.c4, "C6": at_once.c6, "C8": at_once.c8, "C9": at_once.c9, "C11": at_once.c11,
    "R7": coming_in.r7, "R14": coming_in.r14, "kills": typing.kills,
}  # fmt: skip
BOTH = ("C1", "C3")  # on the disk as it is, and with 5 ms added to each sync


def main() -> int:
    """Run the rows asked for; print one line a number."""
    options = argparse.ArgumentParser(prog="make soak ARGS=", description=__doc__)
    options.add_argument("--rows", default=",".join(ROWS), help=f"some of {', '.join(ROWS)}")
    options.add_argument("--length", type=float, default=0.25, help="1 is the whole of it, an hour or so")
    options.add_argument("--slow", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    rows = [row for row in ROWS if row in chosen.rows.split(",")]
    if not chosen.slow:
        print(
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, length {chosen.length:g}",
            flush=True,
        )
    missed = 0
    for row in rows:
        missed += _run(row, chosen.length, chosen.slow)
        if row in BOTH and not chosen.slow:
            missed += _again_slowly(row, chosen.length)
    return min(missed, 1)


def _run(row: str, length: float, slow: bool) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="firstday-soak-") as name:
        found = ROWS[row](Effort(Path(name), length, slow))
    for one in found:
        met = "met" if one.met else "MISSED"
        disk = " (5 ms disk)" if slow else ""
        print(
            f"{one.row + disk:16} {one.what:78} wanted {one.wanted:16} found {one.found:28} {met}", flush=True
        )
    print(f"{'':16} load {os.getloadavg()[0]:.1f}, {time.monotonic() - began:.0f} s", flush=True)
    return sum(not one.met for one in found)


def _again_slowly(row: str, length: float) -> int:
    """The same row in a process whose syncs take 5 ms longer; 1 if it was missed."""
    late = shim("slow_disk")
    if late is None:
        print(f"{row + ' (5 ms disk)':16} not run: no C compiler (cc) for the shim", flush=True)
        return 0
    args = [sys.executable, "-m", "tests.soak", "--rows", row, "--length", str(length), "--slow"]
    return subprocess.run(args, env={**os.environ, "LD_PRELOAD": str(late)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
