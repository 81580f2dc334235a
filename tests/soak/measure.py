"""What every row of the soak stands on: processes with their answers, a school, and the line it prints."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.clock import FixedClock
from core.model import Role
from core.people import Actor
from core.record import Record
from importers.demo import make_demo
from tests.core.making import NOW
from tui.cli.session import account

ME = Actor(account(), "Soak Officer", "SO", Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Finding:
    """One number of one row: what was wanted and what was found."""

    row: str
    what: str
    wanted: str
    found: str
    met: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how often: `length` multiplies each row's seconds and counts."""

    folder: Path
    length: float
    slow: bool  # 5 ms are added to each sync

    def many(self, count: int) -> int:
        """So many of `count` as this run is long; at least four."""
        return max(4, round(count * self.length))


_LIVE = set[int]()  # children whose answer has not been fetched


def end_children() -> None:
    """End what a row that was given up has left running."""
    for pid in _LIVE:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    _LIVE.clear()


@cache
def shim(name: str) -> Path | None:
    """The C file of that name made into something LD_PRELOAD takes; None where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    made = Path(tempfile.gettempdir()) / f"firstday-{name}-{os.getpid()}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    atexit.register(made.unlink, missing_ok=True)
    return made


def school(folder: Path, name: str, pupils: int = 300) -> Path:
    """The fictional school as a record of its own."""
    path = folder / f"{name}.db"
    make_demo(path, folder / f"{name}-files", date(2026, 11, 20), ME.account, pupils=pupils, years=1)
    return path


def opened(path: Path) -> Record:
    """The record, its clock standing at the tests' moment."""
    return Record.open(path, FixedClock(NOW))


def child(work: Callable[..., Any], *args: object) -> tuple[int, int]:
    """Run `work(*args)` in a process of its own; its number, and where its answer will be read."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)
        try:
            answer = json.dumps(work(*args))
        except BaseException as error:
            answer = json.dumps({"failed": [f"{type(error).__name__}: {error}"]})
        with os.fdopen(theirs, "w") as out:
            out.write(answer)
        os._exit(0)
    os.close(theirs)
    _LIVE.add(pid)
    return pid, ours


def answers(children: Sequence[tuple[int, int]]) -> list[Any]:
    """What each child answered, once all are done; None for one that was killed."""
    found = []
    for pid, end in children:
        with os.fdopen(end) as said:
            text = said.read()
        os.waitpid(pid, 0)
        _LIVE.discard(pid)
        found.append(json.loads(text) if text else None)
    return found


def share(times: Sequence[float], part: float) -> float:
    """The time within which that part of them lies (0.99: p99); 0 of none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def saving(path: Path, actor: Actor, pupils: Sequence[int], until: float, pause: float) -> dict[str, Any]:
    """Save a note about every `pause` seconds until that moment; milliseconds each took, and what failed."""
    from core.acts import add_note

    took, failed = [], []
    with opened(path) as record:
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                add_note(record, actor, [pupils[len(took) % len(pupils)]], f"note {len(took)}")
            except Exception as error:
                failed.append(f"{type(error).__name__}: {error}")
            took.append((time.perf_counter() - began) * 1000)
            time.sleep(pause * (0.75 + 0.5 * (os.urandom(1)[0] / 255)))
    return {"took": took, "failed": failed}
