"""Rows that tests hold already: run by name, with what was skipped and why. And R2, every connection."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from core.connecting import SETTINGS
from core.driver import sqlite3
from core.keeping.backup import write_backup
from importers.apply import Options, import_files
from tests.importers.desk import MARKS, NOW
from tests.rules.source import ROOT
from tests.soak.measure import ME, Effort, Finding, answers, child, opened
from tests.tui.conftest import at_work, make_school
from tui.cli.program import cli

_SUMMARY = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")
SSH = "tests/terminal/test_over_ssh.py::test_"
LINE = "tests/tui/test_line.py::test_"
HELD = "tests/core/test_record.py::test_"
SHOWN = {
    "R1": ("an unsound SQLite is refused before opening", ["tests/core/test_driver.py"]),
    "R9": ("wrong owner, mode, folder: one line, what was found and what is wanted", [
        f"{HELD}a_record_one_may_not_write_is_refused_naming_owner_and_mode",
        f"{HELD}a_record_cannot_be_made_where_one_may_not_write",
        f"{HELD}a_log_left_by_another_record_is_never_played_into_a_new_one",
        "tests/core/test_checkup.py",
    ]),
    "R13": ("an upgrade or a restore under a session: its next write refused", [
        f"{HELD}a_session_left_open_over_an_upgrade_stops_writing",
        f"{HELD}a_session_left_open_over_a_restore_stops_writing",
    ]),
    "H1": ("client killed while typing: gone ≤ 3 s, text there, claim free", [
        f"{LINE}a_hung_up_line_keeps_the_note_and_frees_the_pupil",
        f"{LINE}a_lost_line_ends_it_even_where_hang_ups_are_ignored",
        f"{SSH}a_client_killed_in_mid_word_comes_back_to_the_same_character",
    ]),
    "H4": ("client frozen: locked and freed on time, draft saved", [
        f"{SSH}a_frozen_client_is_locked_on_time_and_thaws_to_a_locked_screen",
        f"{SSH}a_frozen_client_that_never_thaws_is_left_in_the_end",
        f"{LINE}with_nobody_reading_the_terminal_it_still_drafts_and_leaves",
    ]),
    "H6": ("SIGTERM to sessions while they type or save: gone, drafts whole", [
        f"{LINE}a_signal_to_leave_keeps_the_note_and_leaves_the_terminal_clean",
        f"{LINE}with_the_record_locked_by_another_it_is_gone_in_three_seconds_all_the_same",
        f"{SSH}all_sessions_told_to_end_during_typing_are_gone_and_their_notes_whole",
    ]),
    "H8": ("ctrl-z, ctrl-\\, SIGTSTP: neither stopped nor ended", [
        f"{LINE}ctrl_z_and_ctrl_backslash_neither_stop_nor_end_it",
    ]),
    "H9": ("500 sizes in 2 s, 0×0 to 65,535²: ≤ 300 MB, fit again ≤ 2 s", [
        f"{LINE}five_hundred_sizes_in_two_seconds", f"{LINE}a_window_nobody_has_is_drawn_smaller",
    ]),
    "H10": ("bytes that are no text: the session lives, text kept with a mark", [
        f"{LINE}text_in_another_encoding_is_kept_with_a_mark",
        f"{LINE}an_e_acute_that_comes_in_two_halves_is_one",
        f"{LINE}bytes_that_are_no_text_do_not_end_it",
    ]),
}  # fmt: skip


def shown(row: str) -> Callable[[Effort], list[Finding]]:
    """The row as its tests show it."""

    def run(effort: Effort) -> list[Finding]:
        what, tests = SHOWN[row]
        env = {name: value for name, value in os.environ.items() if name != "CI"}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider",
             f"--basetemp={effort.folder / 'pytest'}", *tests],
            cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        counts = {name.rstrip("s"): int(number) for number, name in _SUMMARY.findall(done.stdout)}
        for line in done.stdout.splitlines():
            if line.startswith(("SKIPPED", "FAILED", "ERROR")):
                print(f"{row:16} {line}", flush=True)
        found = ", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing ran"
        passed = done.returncode == 0 and counts.get("passed", 0) > 0
        return [Finding(row, what, "tests pass", found, passed)]

    return run


# -- R2 ---------------------------------------------------------------------------------------------------


class _Watched(sqlite3.Connection):
    """A connection that notes, when it is closed, how it was opened and under which settings it stood."""

    seen: list[tuple[str, dict[str, Any]]] = []

    def __init__(self, database: str, *args: Any, **more: Any) -> None:
        super().__init__(database, *args, **more)
        self.opened_as = database

    def close(self) -> None:
        """Note, then close."""
        found = {name: (self.execute(f"PRAGMA {name}").fetchone() or (0,))[0] for name in SETTINGS}
        found["journal_mode"] = self.execute("PRAGMA journal_mode").fetchone()[0]
        _Watched.seen.append((str(self.opened_as), found))
        super().close()


def r2(effort: Effort) -> list[Finding]:
    """Every connection the program opens on the record in the app, an import, a backup, a report."""
    school = make_school(effort.folder)
    school.record.close()
    told = answers([child(_everything, school.path, effort.folder)])[0]
    if told is None or "failed" in told:
        return [Finding("R2", "connections", "looked at", str(told), False)]
    wrong, writing = told["wrong"], told["writing"]
    for one in wrong:
        print(f"{'R2':16} {one}", flush=True)
    what = f"{writing} connections that may write, of app, import, backup, report: settings not as told"
    return [Finding("R2", what, "0", str(len(wrong)), writing >= 3 and not wrong)]


def _everything(path: Path, folder: Path) -> dict[str, Any]:
    """Do a little of everything in this process, each connection watched."""
    real = sqlite3.connect
    sqlite3.connect = lambda *args, **more: real(*args, factory=_Watched, **more)  # type: ignore[assignment]
    file = folder / "marks.csv"
    file.write_text(MARKS + f"A801200000001,{NOW:%Y-%m-%d},PM,N\n")
    with opened(path) as record:
        import_files(record, ME, [file], Options(taken=NOW))
        write_backup(record, folder / "backup.db", ME.account)
    with redirect_stdout(StringIO()):
        args = ["--record", str(path), "--today", f"{NOW:%Y-%m-%dT%H:%M}", "board"]
        cli.main(args, standalone_mode=False)
    asyncio.run(_app(path))
    ours = [(where, found) for where, found in _Watched.seen if path.name in where and "mode=ro" not in where]
    wanted = {**SETTINGS, "journal_mode": "wal"}
    wrong = [f"{where}: {found}" for where, found in ours if found != wanted]
    return {"writing": len(ours), "wrong": wrong}


async def _app(path: Path) -> None:
    async with at_work(path) as officer:
        await officer.press("m")
