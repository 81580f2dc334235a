"""A fault of the program in one line: a number and a place in the source, never what its variables held."""

from __future__ import annotations

import hashlib
import os
import traceback
from contextlib import suppress
from pathlib import Path


def number(error: BaseException | None) -> str:
    """A number that is the same for the same fault, with the place it happened."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    rooms = (f"{os.sep}tui{os.sep}", f"{os.sep}core{os.sep}", f"{os.sep}importers{os.sep}")
    ours = [frame for frame in frames if any(room in frame.filename for room in rooms)]
    last = (ours or frames)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "an unknown place"
    mark = hashlib.sha256(f"{type(error).__name__} {place}".encode()).hexdigest()[:6]
    return f"error {mark}, {type(error).__name__} at {place}"


def log(error: BaseException | None) -> None:
    """Leave the number in the system's log, for who looks after the server; nothing but the number."""
    with suppress(ImportError, OSError):
        import syslog

        syslog.openlog("firstday", syslog.LOG_PID)
        syslog.syslog(syslog.LOG_ERR, number(error))


def told(error: BaseException) -> str:
    """What the message line says when one thing failed and the rest goes on."""
    log(error)
    return f"That did not work ({number(error)}). Nothing half-done was kept; please pass the number on."


def ended(error: BaseException | None) -> str:
    """What stands on the terminal when the program could not go on."""
    log(error)
    return (
        f"Firstday stopped ({number(error)}). What was saved is safe: start it again, and pass the number on."
    )
