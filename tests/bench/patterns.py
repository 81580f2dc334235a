"""All patterns for 1,200 pupils and a year, from the open record to the finished list."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from core.patterns import read_flags
from core.patterns.school import read_school
from tests.patterns.cohorts import make


def main(pupils: int = 1200) -> None:
    """Print the median of nine readings, with what reading the registers takes of it."""
    with tempfile.TemporaryDirectory() as folder:
        school = make(Path(folder), ordinary=pupils, each=0)
        whole, reading = [], []
        for _ in range(9):
            began = time.perf_counter()
            found = read_flags(school.record)
            whole.append(time.perf_counter() - began)
            began = time.perf_counter()
            with school.record.reading():
                read_school(school.record)
            reading.append(time.perf_counter() - began)
        flags = sum(map(len, found.values()))
        each = 1e6 * sorted(whole)[4] / pupils
        print(
            f"patterns: {pupils} pupils, {flags} flags: {1000 * sorted(whole)[4]:.0f} ms "
            f"(least {1000 * min(whole):.0f}; registers as bit sets {1000 * sorted(reading)[4]:.0f}), "
            f"{each:.0f} µs a pupil"
        )
        school.record.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
