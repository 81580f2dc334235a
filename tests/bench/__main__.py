"""`make bench`: speed as ratios measured in one run, with the absolute figures beside. Never fails."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

from core.driver import sqlite3
from tests.bench import importing, questions, starting, working
from tests.bench.measure import line


def main() -> None:
    """Measure, and print what was found."""
    options = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    options.add_argument("--repeats", type=int, default=5, help="of each measurement; the median counts")
    parts = ["start", "import", "work", "questions"]
    options.add_argument("--only", choices=parts, help="one of the parts")
    options.add_argument("--pupils", type=int, default=12_000, help="of the larger school of `questions`")
    chosen = options.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors, "
        f"load {load:.1f}, {platform.system()} {platform.machine()}; median of {chosen.repeats}"
    )
    with tempfile.TemporaryDirectory(prefix="firstday-bench-") as name:
        folder = Path(name)
        if chosen.only not in ("import", "questions"):
            demo, took = working.make(folder)
            print(line("the fictional school made", took / 1000, "s", working.DEMO_LIMIT / 1000))
        if chosen.only in (None, "work"):
            print(*working.report(demo, folder, max(chosen.repeats, 9)), sep="\n")
        if chosen.only in (None, "import"):
            print(*importing.report(folder, chosen.repeats), sep="\n")
        if chosen.only in (None, "questions"):
            print(*questions.report(folder, chosen.repeats, chosen.pupils), sep="\n")
        if chosen.only in (None, "start"):
            print(*starting.report(demo, chosen.repeats), sep="\n")


if __name__ == "__main__":
    main()
