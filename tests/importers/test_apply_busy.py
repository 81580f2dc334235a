"""A year comes in while somebody saves every 50 ms: no save fails, and none waits long."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.errors import Refused
from core.register import changes
from core.together.claims import boot_id, enter, leave, started
from importers.put_marks import Counts
from importers.turn import turn
from tests.importers.desk import MARKS, ME, Desk, session_rows, upn
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


def bring(desk: Desk, file: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "tui", "--record", str(desk.path), "import", "--json", str(file))


def test_three_bring_the_same_file_at_once(desk: Desk) -> None:
    desk.with_pupils(400, "ABCDEFGH")
    args = bring(desk, desk.file(year("/", 200)))
    running = [subprocess.Popen(args, cwd=ROOT, stdout=-1, stderr=-1, text=True) for _ in range(3)]
    told = [one.communicate(timeout=60) for one in running]
    outcomes = sorted(json.loads(out)["files"][0]["outcome"] if out else "waits" for out, _ in told)
    assert outcomes.count("applied") == 1
    assert set(outcomes) <= {"already-imported", "applied", "waits"}
    assert all("has been importing file2.csv since" in said for out, said in told if not out)
    assert desk.rows("SELECT count(*) FROM import WHERE kind = 'marks'") == [(1,)]


def test_who_imports_second_is_told_whom_to_wait_for(desk: Desk) -> None:
    desk.with_pupils(3)
    file = desk.file(session_rows((1, "2026-11-16", "AM", "N")), "second.csv")
    with turn(desk.record, ME, [Path("first.csv"), Path("other.csv")]):
        before = desk.everything()
        told = subprocess.run(bring(desk, file), cwd=ROOT, capture_output=True, text=True, check=False)
        assert told.returncode == 2 and told.stdout == ""
        assert told.stderr.count("\n") == 1
        assert "amy has been importing first.csv and 1 more since 09:16" in told.stderr
        assert desk.everything() == before
        dry = subprocess.run([*bring(desk, file), "--dry-run"], cwd=ROOT, capture_output=True, check=False)
        assert dry.returncode == 0  # looks only, and keeps nobody waiting
    assert subprocess.run(bring(desk, file), cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_the_turn_of_a_process_that_died_is_free_at_once(desk: Desk) -> None:
    desk.with_pupils(3)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as gone:
        begun = started(gone.pid)
        with desk.record.write() as db:
            row = ("bob", boot_id(), gone.pid, begun, "08:00", "x.csv")
            db.execute("INSERT INTO importing VALUES (1,?,?,?,?,?,?)", row)
        with pytest.raises(Refused, match=r"bob has been importing x\.csv since 08:00"):
            desk.load(session_rows((1, "2026-11-16", "AM", "N")))
        gone.kill()
        gone.wait()
    assert desk.one(session_rows((1, "2026-11-16", "AM", "N"))).outcome == "applied"
    assert desk.rows("SELECT * FROM importing") == []


def test_a_year_amended_is_one_row_a_pupil_and_every_amended_mark_is_told(desk: Desk) -> None:
    """A row a mark kept everybody waiting for four seconds while 760,000 were written."""
    desk.with_pupils(20)
    desk.one(desk.file(year("/", 20)), "2026-11-18T09:00")
    assert desk.one(desk.file(year("I", 20)), "2026-11-19T09:00").marks.changed == 20 * 430
    assert desk.rows("SELECT count(*), count(DISTINCT pupil_id) FROM register_change") == [(20, 20)]
    found = changes(desk.record, 1)
    assert len(found) == 430 and {(old, new) for _, old, new, _, _ in found} == {("/", "I")}
    assert found[0][0] > found[-1][0]


def test_lessons_that_would_keep_those_at_work_waiting_are_not_begun(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr("importers.apply.MOST_AT_ONCE", 3)
    desk.with_pupils(3)
    text = "UPN,Date,Period,Subject,Mark\n"
    text += "".join(f"{upn(n)},2026-11-16,{p},Maths,/\n" for n in (1, 2, 3) for p in (1, 2))
    here = enter(desk.record, ME)
    [refused] = desk.load(text)
    assert "6 rows would keep the 1 who have the board open waiting" in str(refused.error)
    assert desk.rows("SELECT count(*) FROM lesson") == [(0,)]
    leave(desk.record, here)
    assert desk.one(text).marks.new == 6


def test_marks_that_do_not_read_back_as_written_are_refused_whole(desk: Desk) -> None:
    desk.with_pupils(3)
    with desk.record.write() as db:  # a disk that keeps something else than it was given
        db.execute(
            """CREATE TRIGGER bad AFTER INSERT ON register BEGIN
               UPDATE register SET cells = replace(cells, 'N', 'I') WHERE pupil_id = new.pupil_id; END"""
        )
    [refused] = desk.load(session_rows((1, "2026-11-16", "AM", "N")))
    assert "could not be read back" in str(refused.error)
    assert desk.mark(1) == "" and desk.rows("SELECT count(*) FROM import WHERE kind = 'marks'") == [(0,)]


def test_somebody_elses_import_between_reading_and_writing(desk: Desk) -> None:
    """What was compared before the lock is compared again if another file got in between."""
    from core.record import Record
    from importers.kinds import READERS, Source
    from importers.result import FileResult
    from importers.sniff import open_table

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
    assert result.marks == Counts(new=1, older=1)
