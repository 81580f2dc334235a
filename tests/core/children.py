"""Processes of a test's own: to be killed in the middle of what they do, or to act as somebody else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path


def in_a_child(act: Callable[[], object]) -> tuple[int, str]:
    """Run `act` in a forked process; its wait status, and what it said or raised."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = str(act())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(theirs, said.encode()[:4000])
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        said = answer.read().decode()
    return os.waitpid(child, 0)[1], said


def die(*_: object) -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), 9)


def as_somebody(act: Callable[[], object]) -> str:
    """Run `act` as an ordinary user if this is root."""

    def run() -> object:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        return act()

    return in_a_child(run)[1]


def digest(folder: Path) -> dict[str, str]:
    """What is in a folder, by name and hash."""
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()
    }
