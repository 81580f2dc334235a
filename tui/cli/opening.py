"""Opening the board: only where there is a terminal that can draw it."""

from __future__ import annotations

import os
import sys

from core.errors import Refused
from core.privacy.captive import captive
from tui.cli.session import Session, account


def require_terminal() -> None:
    """Refused where nothing could be drawn, with what works there instead."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    drawn = terminal and os.environ.get("TERM", "dumb") not in ("dumb", "")
    if captive() and not drawn:
        raise Refused("This login opens the board, which needs a terminal that can draw it: try ssh -t.")
    if not terminal:
        raise Refused("The board needs a terminal. Without one: firstday board, firstday pupil WHO, …")
    if not drawn:
        raise Refused("This terminal cannot draw a board (TERM=dumb). Use: firstday board")


def open_board(session: Session, note: str = "") -> int:
    """Open the terminal app; the record is looked at first, so that an error is one plain line."""
    clock = session.clock()
    require_terminal()
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]  # they load drivers, write logs and take pictures of the screen
    from tui.app import run

    return run(session.path, clock, account(session.path), note)
