"""All clocks, from the open record to the finished lists: `python -m tests.bench.clocks [PUPILS …]`."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from random import Random
from statistics import median

from core.clocks import read_clocks
from core.codes import CODES
from core.days import year_start
from core.questions import ClockState
from core.record import Record
from core.register import blank
from tests.core.making import make_record

NOW = datetime(2027, 7, 16, 9, 16)  # nearly a whole school year is marked
AWAY = [CODES[code].cell for code in "IIIIIIIMMOOOUGC"]


def fill(record: Record, pupils: int, seed: int = 7) -> None:
    """Pupils with a school year of marks: most here, some away a day, a week, every other day."""
    rng = Random(seed)
    start = year_start(NOW.date())
    days = [2 * (day - start).days for day in record.calendar.days if start <= day <= NOW.date()]
    with record.write() as db:
        for one in range(1, pupils + 1):
            db.execute(
                """INSERT INTO pupil (id, upn, surname, dob, year, reg, social_worker, ehcp_review)
                   VALUES (?, ?, 'Other', ?, ?, ?, ?, ?)""",
                (one, f"B{one:012d}", date(2012, 3, 4).isoformat(), str(7 + one % 5), f"{one // 30}",
                 "CIN" if one % 60 == 0 else "", "2027-07-20" if one % 25 == 0 else None),
            )  # fmt: skip
            cells = list(blank(start))
            often, stays = rng.choice([0.008] * 7 + [0.03] * 2 + [0.08]), 0.0
            code = "/"
            for place in days:
                if rng.random() >= stays:
                    away = rng.random() < often
                    code, stays = (rng.choice(AWAY), 0.6) if away else ("/", 0.0)
                cells[place], cells[place + 1] = code, "\\" if code == "/" else code
            db.execute("INSERT INTO register VALUES (?, ?, ?)", (one, start.isoformat(), "".join(cells)))


def measure(pupils: int, times: int = 7) -> tuple[float, int]:
    """Milliseconds (the median) from the open record to all clocks, and how many pupils have any."""
    with tempfile.TemporaryDirectory() as folder, make_record(Path(folder), NOW) as record:
        fill(record, pupils)
        found: dict[int, list[ClockState]] = {}
        took = []
        for _ in range(times):
            before = time.perf_counter()
            found = read_clocks(record)
            took.append(time.perf_counter() - before)
        return median(took) * 1000, len(found)


def main(sizes: list[int]) -> None:
    """Print one line a size."""
    for pupils in sizes:
        took, found = measure(pupils, 7 if pupils < 10_000 else 3)
        each = took * 1000 / pupils
        print(
            f"clocks: {pupils} pupils, one year: {took:.0f} ms ({each:.0f} µs a pupil), {found} with a clock"
        )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1200])
