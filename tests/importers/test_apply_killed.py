"""An import killed at any moment: each file is in wholly or not at all, and trying again finishes it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import journal
from core.clock import FixedClock
from core.record import Record
from importers.apply import Options, import_files
from tests.importers.desk import CALENDAR, ME, NOW, Desk, session_rows, upn
from tests.rules.source import ROOT
from tui.cli.session import account

MARKS = "register register_import register_change mark_detail"
DATA = f"calendar_entry staff pupil contact {MARKS} quarantine import"


def child(fatal: int, path: Path, files: list[Path]) -> int:
    """Import files in a process of its own, which dies at statement `fatal`; statements run, or -9."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            _import(fatal, path, files, theirs)
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        told = answer.read()
    _, status = os.waitpid(pid, 0)
    return -signal.SIGKILL if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else int(told)


def _import(fatal: int, path: Path, files: list[Path], answer: int) -> None:
    count = 0

    def statement(_: str) -> None:
        nonlocal count
        count += 1
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    with Record.open(path, FixedClock(NOW)) as record:
        record.db.set_trace_callback(statement)
        import_files(record, ME, files, Options(taken=NOW))
    os.write(answer, str(count).encode())


def held(path: Path) -> tuple[object, ...]:
    """Everything imported, the journal's own randomness aside."""
    with Record.open(path, FixedClock(NOW)) as record:
        assert record.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert journal.verify(record.db).sound
        imports = record.db.execute("SELECT count(*) FROM import").fetchone()[0]
        assert record.db.execute("SELECT count(*) FROM event").fetchone()[0] == imports
        return tuple(
            (name, tuple(map(tuple, record.db.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall())))
            for name in DATA.split()
        )


@pytest.fixture
def brought(desk: Desk) -> tuple[Path, list[Path]]:
    """A record with last week's marks, and this week's five files."""
    desk.with_pupils(6)
    desk.one(session_rows(*((n, "2026-11-16", "AM", "N") for n in range(1, 7))), "2026-11-16T09:00")
    roll = "UPN,Legal Surname,Legal Forename,Reg\n"
    roll += "".join(f"{upn(n)},New{n},F{n},7{'AB'[n % 2]}\n" for n in range(1, 9))
    ring = "UPN,Priority,Name,Phone\n" + "".join(f"{upn(n)},1,Parent,07700900{n:03d}\n" for n in range(1, 9))
    facts = [
        (n, f"2026-11-{day}", half, "I") for n in range(1, 9) for day in (16, 17) for half in ("AM", "PM")
    ]
    texts = [
        CALENDAR,
        f"Account,Name,Role\namy,Amy,officer\n{account()},Me,officer\n",
        roll,
        ring,
        session_rows(*facts) + "Z1,x,AM,/\n",
    ]
    files = [desk.file(text) for text in texts]
    desk.record.close()
    return desk.path, files


def test_killed_at_any_statement(brought: tuple[Path, list[Path]], tmp_path: Path) -> None:
    path, files = brought
    whole = []
    for count in range(len(files) + 1):  # what the record is after none, one, two … files
        copy = tmp_path / f"whole{count}.db"
        shutil.copy(path, copy)
        total = child(0, copy, files[:count])
        whole.append(held(copy))
    assert total > 100 and len(set(whole)) == len(files) + 1
    for fatal in range(1, total, max(1, total // 60)):
        copy = tmp_path / f"killed{fatal}.db"
        shutil.copy(path, copy)
        assert child(fatal, copy, files) == -signal.SIGKILL
        assert held(copy) in whole, f"half a file at statement {fatal} of {total}"
        assert child(0, copy, files) > 0
        assert held(copy) == whole[-1]


def test_the_command_killed_midway(brought: tuple[Path, list[Path]], tmp_path: Path) -> None:
    path, files = brought
    base = [sys.executable, "-m", "tui", "--record"]
    names = [str(one) for one in files]
    before = held(path)
    for delay in (0.2, 0.4, 0.6):
        copy = tmp_path / f"copy{delay}.db"
        shutil.copy(path, copy)
        running = subprocess.Popen([*base, str(copy), "import", *names], cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        running.kill()
        running.wait()
        now = dict(held(copy))
        done = len(now["import"]) - len(dict(before)["import"])
        assert 0 <= done <= len(files)
        assert (now == dict(before)) is (done == 0)
        again = subprocess.run(
            [*base, str(copy), "import", *names], cwd=ROOT, capture_output=True, check=False
        )
        assert again.returncode == (0 if done == len(files) else 1)  # one row of the marks is set aside
        assert len(dict(held(copy))["import"]) == len(dict(before)["import"]) + len(files)
