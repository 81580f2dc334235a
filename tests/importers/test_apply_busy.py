"""A year comes in while somebody saves every 50 ms: no save fails, and none waits long."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, timedelta

from tests.importers.desk import MARKS, Desk, upn
from tests.rules.source import ROOT

# Saves a note every 50 ms until its input ends; prints how long each save took, or what went wrong.
SAVER = """
import json, select, sys, time
from pathlib import Path
from core.acts import add_note
from core.clock import FixedClock
from core.record import Record
from tests.importers.desk import ME, NOW

took, failed = [], []
with Record.open(Path(sys.argv[1]), FixedClock(NOW)) as record:
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        began = time.perf_counter()
        try:
            add_note(record, ME, [1], f"note {len(took)}")
        except Exception as error:
            failed.append(repr(error))
        took.append((time.perf_counter() - began) * 1000)
print(json.dumps({"took": took, "failed": failed}))
"""


def year(code: str, pupils: int = 400) -> str:
    days = [date(2025, 9, 1) + timedelta(days=n) for n in range(300)]
    weekdays = [day.isoformat() for day in days if day.weekday() < 5]
    return MARKS + "".join(
        f"{upn(n)},{day},{half},{code}\n"
        for n in range(1, pupils + 1)
        for day in weekdays
        for half in ("AM", "PM")
    )


def test_saves_go_on_while_a_year_comes_in(desk: Desk, capsys) -> None:
    desk.with_pupils(400, "ABCDEFGH")
    files = [desk.file(year(code)) for code in "/IL"]
    args = [sys.executable, "-c", SAVER, str(desk.path)]
    with subprocess.Popen(args, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as saver:
        assert saver.stdout is not None and saver.stdin is not None
        assert saver.stdout.readline() == "ready\n"
        began = time.perf_counter()
        results = [
            desk.one(file, at)
            for file, at in zip(files, ("2026-09-03", "2026-09-01", "2026-09-02"), strict=True)
        ]
        seconds = time.perf_counter() - began
        time.sleep(0.2)
        saver.stdin.close()
        told = json.loads(saver.stdout.read())
    assert [r.marks.new for r in results] == [172_000, 0, 0] and desk.mark(1, date(2025, 9, 1)) == "/"
    assert not told["failed"] and len(told["took"]) >= 5
    with capsys.disabled():
        print(
            f"\n  {len(told['took'])} saves during an import of {seconds:.1f} s: "
            f"worst {max(told['took']):.0f} ms, median {sorted(told['took'])[len(told['took']) // 2]:.1f} ms"
        )
    assert max(told["took"]) < 1000


def test_two_bring_the_same_file_at_once(desk: Desk) -> None:
    desk.with_pupils(400, "ABCDEFGH")
    text = desk.file(year("/", 200))
    args = [sys.executable, "-m", "tui", "--record", str(desk.path), "import", "--json", str(text)]
    running = [subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [json.loads(one.communicate(timeout=60)[0])["files"][0] for one in running]
    assert sorted(one["outcome"] for one in told) == ["already-imported", "already-imported", "applied"]
    assert desk.rows("SELECT count(*) FROM import WHERE kind = 'marks'") == [(1,)]


def test_somebody_elses_import_between_reading_and_writing(desk: Desk) -> None:
    """What was compared before the lock is compared again if another file got in between."""
    from core.record import Record
    from importers.kinds import READERS, Source
    from importers.result import FileResult
    from importers.sniff import open_table
    from tests.importers.desk import ME, session_rows

    desk.with_pupils(3)
    mine = desk.file(session_rows((1, "2026-11-16", "AM", "N"), (1, "2026-11-16", "PM", "N")))
    result = FileResult("mine", taken="2026-11-20T08:00:00")
    with Record.open(desk.path, desk.record.clock) as other:
        source = Source(other, open_table(mine), ME, result, False, None)
        read = READERS["marks"](source)
        desk.one(session_rows((1, "2026-11-16", "AM", "I")), "2026-11-20T09:00")  # newer, and first
        with other.write() as db:
            row = (99, "x", "amy", "mine", "x", "marks", "x", "x", result.taken, "", 1, "{}")
            db.execute("INSERT INTO import VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", row)
            read.put(99)
    assert desk.mark(1) == "I" and desk.mark(1, half="PM") == "N"
    assert result.marks.as_dict() == {"new": 1, "changed": 0, "same": 1}
