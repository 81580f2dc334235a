"""The program on a screen: C5 (a stranger holds the lock), C7 (another's save shows; rest costs nothing)."""

from __future__ import annotations

import asyncio
import os
import select
import time
from pathlib import Path

from core.acts import arrived
from tests.core.making import stranger
from tests.soak.measure import Effort, Finding, share
from tests.tui.conftest import NAMES, School, at_work, make_school
from tests.tui.line import Line
from tui.keys import Stroke

TICK = 0.01  # seconds between two looks of the app's own loop at the clock


# -- C5 ---------------------------------------------------------------------------------------------------


def c5(effort: Effort) -> list[Finding]:
    """A stranger holds the write lock under a save, for 28 s at most: after 30 the program gives up."""
    held = min(28.0, max(4.0, 28 * effort.length))
    school = make_school(effort.folder)
    told, gaps, late = asyncio.run(_locked(school.path, held))
    saved = [kind for kind, _ in school.events()]
    school.record.close()
    worst = max(gaps) * 1000
    return [
        Finding("C5", f"the lock held by a stranger for {held:.0f} s: told", "≤ 2 s", f"{told:.2f} s",
                told <= 2),
        Finding("C5", f"the longest gap of the screen in {len(gaps):,} looks", "≤ 100 ms", f"{worst:.0f} ms",
                worst <= 100),
        Finding("C5", "saved after the lock was let go: times", "1", str(saved.count("message")),
                saved == ["message"]),
        Finding("C5", "from the release to the save shown", "≤ 2 s", f"{late:.2f} s", late <= 2),
    ]  # fmt: skip


async def _locked(path: Path, held: float) -> tuple[float, list[float], float]:
    gaps: list[float] = []
    async with at_work(path) as officer:
        other = stranger(path)
        other.execute("BEGIN IMMEDIATE")
        ticking = asyncio.create_task(_tick(gaps))
        began = time.monotonic()
        officer.app.keys.feed(Stroke.of_key("m"))
        await officer.until(lambda: "waits its turn" in officer.screen, 5.0)
        told = time.monotonic() - began
        await asyncio.sleep(max(0.0, held - told))
        other.execute("ROLLBACK")
        other.close()
        let_go = time.monotonic()
        await officer.until(lambda: "Message sent" in officer.screen, 10.0)
        late = time.monotonic() - let_go
        ticking.cancel()
    return told, gaps, late


async def _tick(gaps: list[float]) -> None:
    last = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        now = time.monotonic()
        gaps.append(now - last - TICK)
        last = now


# -- C7 ---------------------------------------------------------------------------------------------------


def c7(effort: Effort) -> list[Finding]:
    """Another's messages appear on an open board; then nobody does anything, and it costs nothing."""
    school = make_school(effort.folder, tuple(f"{name}{n}" for n in range(10) for name in NAMES))
    line = Line(school.record)
    try:
        line.wait("not reached", 60.0)
        line.settle()
        took = _shown(school, line, effort.many(40))
        line.settle()
        line.read(1.0)
        seconds = max(5.0, 60 * effort.length)
        before = _cpu(line.pid)
        drawn = len(line.read(seconds))
        share_of = 100 * (_cpu(line.pid) - before) / seconds
    finally:
        line.close()
        school.record.close()
    p95 = share(took, 0.95)
    return [
        Finding("C7", f"{len(took)} saves of another: on the screen, p95", "≤ 1 s",
                f"{p95:.2f} s (worst {max(took):.2f})", p95 <= 1),
        Finding("C7", f"{seconds:.0f} s at rest: processor", "≤ 1 % of a core", f"{share_of:.2f} %",
                share_of <= 1),
        Finding("C7", "bytes drawn at rest", "≤ 2,000", str(drawn), drawn <= 2000),
    ]  # fmt: skip


def _shown(school: School, line: Line, several: int) -> list[float]:
    """Seconds from each of another's saves to the first byte the board draws of it."""
    took = []
    for one in list(school.ids.values())[:several]:
        line.read(0.3)
        arrived(school.record, school.bob, [one])
        saved = time.monotonic()
        select.select([line.fd], [], [], 10.0)
        took.append(time.monotonic() - saved)
    return took


def _cpu(pid: int) -> float:
    """Seconds of processor a process has used."""
    used = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
