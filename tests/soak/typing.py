"""Killed while typing: the program on a terminal of its own, ended without a word, again and again."""

from __future__ import annotations

import os
import pty
import random
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from core.driver import sqlite3
from tests.soak.measure import Effort, Finding, school

WORDS = "rang at ten and the grandmother said that the bus had not come again so they walked "
LATEST = 1.0  # seconds of typing that may be lost


def kills(effort: Effort) -> list[Finding]:
    """Half of them in a note, half on a call strip."""
    made, count = school(effort.folder, "typing"), effort.many(100)
    lost: list[int] = []
    strips = gone = dumb = 0
    for turn in range(count):
        path = Path(shutil.copy(made, effort.folder / "typed.db"))
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        kind = "call" if turn % 2 else "note"
        typed = _type_and_kill(path, kind)
        if typed is None:
            dumb += 1
            continue
        with sqlite3.connect(path) as db:
            row = db.execute("SELECT body FROM draft WHERE kind = ? AND body <> ''", (kind,)).fetchone()
        db.close()
        strips += kind == "call"
        body = row[0] if row else ""
        gone += kind == "call" and not row and bool(typed)
        kept = next(
            (n for n, pair in enumerate(zip(typed, body, strict=False)) if len(set(pair)) > 1), len(body)
        )
        lost.append(len(typed.rstrip()[kept:]))
    return [
        Finding("kills", f"{len(lost)} kills while typing: more than {LATEST:g} s of typing lost", "0",
                str(sum(one > 0 for one in lost)), not any(lost)),
        Finding("kills", f"strips lost of {strips}", "0", str(gone), not gone),
        Finding("kills", "never came up to be typed at", "0", str(dumb), not dumb),
    ]  # fmt: skip


def _type_and_kill(path: Path, kind: str) -> str | None:
    """What had been typed a second before the kill; None if the board never came."""
    pid, terminal = pty.fork()
    if not pid:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-m", "tui", "--record", str(path)])
    try:
        if not _shows(terminal, b"not reached", 30.0):
            return None
        time.sleep(0.5)
        os.write(terminal, b"t" if kind == "note" else b"c")
        _drain(terminal, 0.8)
        if kind == "call":
            os.write(terminal, b"\t")
            _drain(terminal, 0.4)
        typed: list[tuple[str, float]] = []
        until = time.monotonic() + random.uniform(1.2, 3.5)
        while time.monotonic() < until:
            letter = WORDS[len(typed) % len(WORDS)]
            os.write(terminal, letter.encode())
            typed.append((letter, time.monotonic()))
            _drain(terminal, random.uniform(0.04, 0.12))
        now = time.monotonic()
        return "".join(letter for letter, at in typed if at < now - LATEST)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _shows(terminal: int, wanted: bytes, patience: float) -> bool:
    seen, until = b"", time.monotonic() + patience
    while wanted not in seen:
        if time.monotonic() > until:
            return False
        seen = (seen + _drain(terminal, 0.1))[-20_000:]
    return True


def _drain(terminal: int, seconds: float) -> bytes:
    """Read what the program draws, for that long; unread, it would stop it."""
    said, until = b"", time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            said += os.read(terminal, 65536)
    return said
