"""`python -m tests.patterns [SEED…]`: found and false flags by kind, printed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.patterns.cohorts import make
from tests.patterns.measure import measure, table

if __name__ == "__main__":
    for seed in map(int, sys.argv[1:] or ["7"]):
        with tempfile.TemporaryDirectory() as folder:
            school = make(Path(folder), seed)
            print(f"seed {seed}")
            print(table(measure(school)))
            school.record.close()
