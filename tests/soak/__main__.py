"""`make soak`: rows of docs/reliability.md with their numbers; it ends with 1 if one is missed."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.driver import sqlite3
from tests.soak import at_once, cases, coming_in, power_cut, screen, together, typing
from tests.soak.cases import shown
from tests.soak.measure import Effort, Finding, end_children, shim

ROWS = {
    "R1": shown("R1"), "R2": cases.r2, "R4": together.r4, "R5": power_cut.r5, "R7": coming_in.r7,
    "R9": shown("R9"), "R13": shown("R13"), "R14": coming_in.r14,
    "C1": together.c1, "C3": coming_in.c3, "C4": at_once.c4, "C5": screen.c5, "C6": at_once.c6,
    "C7": screen.c7, "C8": at_once.c8, "C9": at_once.c9, "C11": at_once.c11, "acts": together.acts,
    "kills": typing.kills, **{row: shown(row) for row in ("H1", "H4", "H6", "H8", "H9", "H10")},
}  # fmt: skip
BOTH = ("C1", "C3")  # on the disk as it is, and with 5 ms added to each sync
SHORT = 0.1  # the length of a run that nobody waits for: ten minutes at most
BOUND = 600.0  # seconds of such a run; a row that is not done by then is missed
PLAN = (
    (100, "kills while typing"), (2000, "acts by 2, 4 and 8 processes"), (760_000, "marks amended"),
    (200, "kills of four writers"), (600, "images of power cuts"), (60, "s of 16 sessions saving"),
    (400, "pupils in the race of 16"), (20, "imports killed"),
)  # fmt: skip


def main() -> int:
    """Run the rows asked for; print one line a number."""
    options = argparse.ArgumentParser(prog="make soak ARGS=", description=__doc__)
    options.add_argument("--rows", default=",".join(ROWS), help=f"some of {', '.join(ROWS)}")
    options.add_argument("--length", type=float, default=SHORT, help="1 is the whole of it, an hour or so")
    options.add_argument("--slow", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if unknown := set(chosen.rows.split(",")) - set(ROWS):
        options.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    rows = [row for row in ROWS if row in chosen.rows.split(",")]
    if not chosen.slow:
        _introduce(chosen.length)
    began, missed = time.monotonic(), 0
    for row in rows:
        left = BOUND - (time.monotonic() - began) if chosen.length <= SHORT else 0.0
        if chosen.length <= SHORT and left < 1:
            print(f"{row:16} NOT RUN: the {BOUND / 60:.0f} minutes are over", flush=True)
            missed += 1
            continue
        missed += _run(row, chosen.length, chosen.slow, left)
        if row in BOTH and not chosen.slow:
            missed += _again_slowly(row, chosen.length)
    if not chosen.slow:
        print(f"{missed} missed, {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
    return min(missed, 1)


def _introduce(length: float) -> None:
    whole = ", ".join(f"{count:,} {what}" for count, what in PLAN)
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}\n--length 1 is {whole}.\nThis run is --length {length:g} of that"
        + (f", {BOUND / 60:.0f} minutes at most." if length <= SHORT else "."),
        flush=True,
    )


def _run(row: str, length: float, slow: bool, bound: float) -> int:
    """Run one row for at most `bound` seconds (0: without a bound); how many of its numbers were missed."""
    began = time.monotonic()
    try:
        signal.setitimer(signal.ITIMER_REAL, bound)
        with tempfile.TemporaryDirectory(prefix="firstday-soak-", ignore_cleanup_errors=True) as name:
            found = ROWS[row](Effort(Path(name), length, slow))
    except Exception as error:  # a row that falls is a row missed; the others still run
        found = [
            Finding(row, f"{type(error).__name__}: {error}"[:78], "to end by itself", "it did not", False)
        ]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        end_children()
    for one in found:
        met = "met" if one.met else "MISSED"
        disk = " (5 ms disk)" if slow else ""
        print(
            f"{one.row + disk:16} {one.what:78} wanted {one.wanted:16} found {one.found:28} {met}", flush=True
        )
    print(f"{'':16} load {os.getloadavg()[0]:.1f}, {time.monotonic() - began:.0f} s", flush=True)
    return sum(not one.met for one in found)


def _too_long(*_: object) -> None:
    raise TimeoutError("not done in the time there is")


def _again_slowly(row: str, length: float) -> int:
    """The same row in a process whose syncs take 5 ms longer; 1 if it was missed."""
    late = shim("slow_disk")
    if late is None:
        print(f"{row + ' (5 ms disk)':16} not run: no C compiler (cc) for the shim", flush=True)
        return 0
    args = [sys.executable, "-m", "tests.soak", "--rows", row, "--length", str(length), "--slow"]
    return subprocess.run(args, env={**os.environ, "LD_PRELOAD": str(late)}, check=False).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _too_long)
    sys.exit(main())
