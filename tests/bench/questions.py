"""All patterns and all clocks of a school, against DuckDB adding up the same marks by pupil and weekday.

Both from an open store with all the marks of one school year to the finished list; larger schools show
that the time grows with the pupils and no faster. `make bench ARGS="--only questions --pupils 120000"`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb

from core.asking import read_questions
from core.codes import BY_CELL, NO_MARK
from core.days import session_at
from core.record import Record
from core.register import ABSENT
from tests.bench.cohort import PUPILS, START, make_school
from tests.bench.measure import interleaved_all, line, once

ALLOWED = 100.0  # ms beyond what DuckDB needs
LINEAR = 1.2  # times the time a pupil takes at 1,200
_AWAY = sorted({BY_CELL[cell].code for cell in ABSENT})
_BY_WEEKDAY = f"""SELECT pupil, dayofweek(day) AS weekday, count(*) AS sessions,
    count(*) FILTER (code IN ({", ".join(f"'{code}'" for code in _AWAY)})) AS away
    FROM mark GROUP BY ALL"""


def report(folder: Path, repeats: int, pupils: int) -> list[str]:
    """The lines of the report."""
    with make_school(folder) as record:
        store, held = _duck(folder, record)
        assert len(store.execute(_BY_WEEKDAY).fetchall()) == 5 * PUPILS
        works = [_asked(record), lambda: once(lambda: store.execute(_BY_WEEKDAY).fetchall())]
        ours, theirs = interleaved_all(works, max(repeats, 9))
        found = read_questions(record)
        store.close()
    beside = (
        f"patterns and clocks {ours.median:.0f} ms (least {ours.least:.0f}), "
        f"DuckDB {theirs.median:.1f} ms (least {theirs.least:.1f}), ratio {ours.median / theirs.median:.1f}; "
        f"{held:,} marks, {sum(map(len, found.flags.values()))} flags, "
        f"{sum(map(len, found.clocks.values()))} clocks"
    )
    over = ours.median - theirs.median
    return [
        line("all patterns and clocks less DuckDB's sums", over, "ms", ALLOWED, beside),
        _growth(folder, pupils, 3),
    ]


def _growth(folder: Path, pupils: int, repeats: int) -> str:
    """Time a pupil in the larger school against the smaller, turn by turn."""
    small_path = folder / "small"
    small_path.mkdir()
    with make_school(small_path) as small, make_school(small_path, pupils) as large:
        one, many = interleaved_all([_asked(small), _asked(large)], repeats)
    each, beside = one.least / PUPILS, many.least / pupils
    said = (
        f"{1000 * beside:.0f} µs a pupil of {pupils:,}, {1000 * each:.0f} of {PUPILS:,}; {many.least:,.0f} ms"
    )
    return line("time a pupil, larger school / smaller", beside / each, "×", LINEAR, said)


def _asked(record: Record) -> Callable[[], float]:
    return lambda: once(lambda: read_questions(record))


def _duck(folder: Path, record: Record) -> tuple[duckdb.DuckDBPyConnection, int]:
    """A DuckDB file with a row a mark, and how many there are."""
    rows = folder / "marks.csv"
    with rows.open("w", newline="") as out:
        writer = csv.writer(out)
        for one, cells in record.db.execute("SELECT pupil_id, cells FROM register ORDER BY pupil_id"):
            for index, cell in enumerate(cells):
                if cell != NO_MARK:
                    session = session_at(START, index)
                    writer.writerow((one, session.day.isoformat(), session.half, BY_CELL[cell].code))
    store = duckdb.connect(str(folder / "marks.duckdb"))
    store.execute("CREATE TABLE mark (pupil INTEGER, day DATE, half VARCHAR, code VARCHAR)")
    store.execute(f"COPY mark FROM '{rows}' (HEADER false)")
    [(held,)] = store.execute("SELECT count(*) FROM mark").fetchall()
    return store, int(held)
