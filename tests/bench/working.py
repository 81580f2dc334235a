"""What an officer waits for: the board read, an act saved, taken back, a pupil opened, the demo made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from core.acts import add_note, log_call, undo
from core.board import read_board
from core.clock import FixedClock
from core.model import Outcome, Role
from core.people import Actor
from core.pupil import read_pupil
from core.record import Record
from importers.demo import make_demo
from tests.bench.measure import interleaved, line, once

BOARD_LIMIT, DEMO_LIMIT = 100, 10_000  # ms
_ME = Actor("bench", "Bench", "B", Role.OFFICER)


def make(folder: Path) -> tuple[Path, float]:
    """The fictional school of 1,200 pupils over two years, and how many ms it took."""
    path = folder / "demo.db"
    return path, once(lambda: make_demo(path, folder / "files", date(2026, 11, 20), "bench"))


def report(demo: Path, folder: Path, repeats: int) -> list[str]:
    """The lines of the report."""
    copy = Path(shutil.copy(demo, folder / "work.db"))

    def fresh_board() -> float:
        """As after somebody else's save: another connection, nothing kept but the calendar."""
        with _opened(copy) as record:
            assert record.calendar.days
            return once(lambda: read_board(record))

    with _opened(copy) as record:
        rows = read_board(record).rows
        ids = [row.pupil.id for row in rows if row.term is not None]
        turn = iter(ids * 50)

        def on(work: Callable[[int], object]) -> Callable[[], float]:
            return lambda: once(lambda: work(next(turn)))

        def call(one: int) -> None:
            log_call(record, _ME, one, Outcome.VOICEMAIL)

        def note(one: int) -> None:
            add_note(record, _ME, [one], "rang twice; the line was engaged both times")

        works = [
            fresh_board,
            lambda: once(lambda: read_board(record)),
            on(call),
            on(note),
            lambda: once(lambda: undo(record, _ME)),
            on(lambda one: read_pupil(record, one)),
        ]
        board, again, called, noted, undone, opened = interleaved(works, repeats)
    beside = f"{len(rows)} rows of 1,200 pupils over two years"
    return [
        line("the board read, first time", board, "ms", BOARD_LIMIT, beside),
        line("the board read again", again, "ms", BOARD_LIMIT),
        line("a call saved", called, "ms"),
        line("a note saved", noted, "ms"),
        line("an act taken back", undone, "ms"),
        line("a pupil opened", opened, "ms"),
    ]


def _opened(path: Path) -> Record:
    return Record.open(path, FixedClock(datetime(2026, 11, 20, 9, 16)))
