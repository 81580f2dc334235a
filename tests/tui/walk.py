"""Presses every key of every place and runs every command by name, while an audit hook listens.

Run as a program of its own (`python -m tests.tui.walk RECORD`), since an audit hook stays for good. Prints
what the session did that a captive one must not: starting a program, a shell, a browser; a connection; a
file written that is not the record's.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

STARTS = ("subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "os.fork",
          "pty.", "webbrowser.", "socket.connect", "socket.bind",
          "socket.getaddrinfo", "socket.sendto")  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def listen(record: Path, done: list[str]) -> None:
    """Note what must not happen, from now on."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event.startswith(STARTS):
            done.append(f"{event} {args!r}")
        if event == "open" and isinstance(args[2], int) and args[2] & WRITES:
            place = str(args[0])
            if not place.startswith((str(record), "/dev/null")) and "__pycache__" not in place:
                done.append(f"writes {place}")

    sys.addaudithook(hook)


async def walk(record: Path) -> list[str]:
    """Go everywhere and press everything; what was done that must not be."""
    from core.clock import FixedClock
    from tests.core.making import NOW
    from tui import commands
    from tui.app import FirstdayApp
    from tui.commands import Place
    from tui.keys import Stroke

    app = FirstdayApp(record, FixedClock(NOW), "ann")
    done: list[str] = []
    async with app.run_test(size=(100, 30)) as pilot:
        while not (app.opened and app.board_room.board is not None):
            await pilot.pause(0.05)
        listen(record, done)
        for way in ways(commands, Place):
            for key in (*way, "escape", "escape", "escape"):
                app.keys.feed(Stroke.of_key(key))
                await app.keys.settled()
            await pilot.pause()
            if app.return_code is not None:
                raise SystemExit(f"the app ended at {way}")
        for key in (
            "ctrl+p",
            "ctrl+q",
            "ctrl+c",
            "ctrl+z",
            "ctrl+s",
            "ctrl+o",
            "ctrl+backslash",
            "f1",
            "f12",
        ):
            if app.is_running:
                await pilot.press(key)
        assert app.desk.faults == []
    return done


def ways(commands: object, places: object) -> list[list[str]]:
    """Key sequences from the board: each key of each place, each command by name."""
    from tui.commands import COMMANDS, Place, at

    into = {Place.BOARD: [], Place.PUPIL: ["enter"], Place.LIST: ["g", "k"], Place.FIND: ["/"],
            Place.STRIP: ["c"], Place.REASON: ["c", "s"], Place.NOTE: ["c", "tab"], Place.HELP: ["?"],
            Place.PROMPT: [":"], Place.FILES: ["g", "q", "P"],
            Place.COLUMNS: ["g", "q", "P", "enter"]}  # fmt: skip
    found: list[list[str]] = []
    for place in Place:
        way = into.get(place, [])
        for command in at(place):
            if command.name != "quit":
                keys = [key for key in command.keys if way or key != "q"]  # q on the board would leave
                found += [[*way, *key.split(" ")] if key != " " else [*way, key] for key in keys]
    named = [command.name for command in COMMANDS if command.name not in ("quit", "command")]
    return found + [[":", *name, "enter"] for name in named]


if __name__ == "__main__":
    broke = asyncio.run(walk(Path(sys.argv[1])))
    print("\n".join(broke))
    sys.exit(bool(broke))
