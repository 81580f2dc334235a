"""The fictional school as a record: the same every time, standing at 09:16, never over a real one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from core import journal
from core.board import read_board
from core.clock import FixedClock
from core.clocks import KINDS as CLOCKS
from core.clocks import read_clocks
from core.errors import RecordError
from core.patterns import KINDS as PATTERNS
from core.patterns import read_flags
from core.questions import State
from core.record import Record
from importers.demo import make_demo
from importers.school import FEWEST, MOST

TODAY = date(2026, 11, 20)
RANDOM = {"salt", "commitment", "prev", "hash", "act", "undo_act", "token"}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what is random by design."""
    with Record.open(path) as record:
        names = [row[0] for row in record.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in names:
            if name.startswith("sqlite_") or name == "_sqlite_migrations":  # when the tables were made
                continue
            columns = [row[1] for row in record.db.execute(f"PRAGMA table_info({name})")]
            kept = ", ".join(column for column in columns if column not in RANDOM)
            found[name] = sorted(map(tuple, record.db.execute(f"SELECT {kept} FROM {name}")), key=repr)
        return found


def made(folder: Path, today: date = TODAY, pupils: int = 60, years: int = 1, seed: int = 1) -> Path:
    make_demo(folder / "demo.db", folder / "files", today, "amy", pupils, years, seed)
    return folder / "demo.db"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    return made(folder, pupils=1200, years=2)


@pytest.fixture
def morning(full: Path) -> Iterator[Record]:
    with Record.open(full) as record:
        record.clock = FixedClock(datetime.fromisoformat(record.setting("rehearsal")))
        yield record


def test_twice_the_same(small: Path, tmp_path: Path) -> None:
    assert contents(made(tmp_path)) == contents(small)


@pytest.mark.parametrize("other", [{"seed": 2}, {"pupils": 61}, {"years": 2}, {"today": date(2026, 11, 19)}])
def test_every_choice_matters(small: Path, tmp_path: Path, other: dict[str, int]) -> None:
    found = contents(made(tmp_path, **other))  # type: ignore[arg-type]
    assert found["register"] != contents(small)["register"]
    assert len(found["pupil"]) == other.get("pupils", 60)


def test_the_morning_is_the_one_promised(morning: Record) -> None:
    board = read_board(morning)
    assert (board.now, board.session, board.note) == (datetime(2026, 11, 20, 9, 16), "AM", "fictional school")
    assert board.reckoning.absent == 92
    unexplained = board.reckoning.absent - board.reckoning.explained
    assert 36 <= unexplained <= 44
    assert len(board.registers_missing) == 2
    families = {frozenset({row.pupil.id, *row.siblings}) for row in board.rows if row.siblings}
    assert len(families) == 11
    assert board.marks_at == datetime(2026, 11, 20, 9, 12) and board.minutes_old == 4


def test_its_journal_is_whole_and_its_acts_lie_in_order(morning: Record) -> None:
    assert journal.verify(morning.db).sound
    times = [row[0] for row in morning.db.execute("SELECT at FROM event WHERE kind <> 'import' ORDER BY id")]
    assert times == sorted(times) and times[-1] <= "2026-11-20T09:16:00" and len(times) > 200


def test_everything_came_in_as_files_and_nothing_was_set_aside(morning: Record) -> None:
    kinds = [row[0] for row in morning.db.execute("SELECT kind FROM import ORDER BY id")]
    assert kinds[:4] == ["calendar", "staff", "pupils", "contacts"]
    assert set(kinds[4:]) == {"marks", "timetable", "change-dates"} and kinds[-1] == "marks"
    assert morning.db.execute("SELECT count(*) FROM quarantine").fetchone()[0] == 0
    assert morning.db.execute("SELECT count(*) FROM pupil").fetchone()[0] == 1200
    years = {row[0] for row in morning.db.execute("SELECT DISTINCT year FROM register")}
    assert years == {"2025-08-01", "2026-08-01"}


def test_its_state_follows_from_its_journal(full: Path) -> None:
    from core.state import rebuild

    class Enough(Exception):
        pass

    before = contents(full)
    with Record.open(full) as record, pytest.raises(Enough), record.write() as db:
        rebuild(db)
        for name in ("attempt", "reason", "barrier", "casework", "card", "note", "arrival", "handover"):
            rows = sorted(map(tuple, db.execute(f"SELECT * FROM {name}").fetchall()), key=repr)
            assert rows == before[name], name
        raise Enough


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2026-11-22", "2026-11-20"), ("2026-08-15", None), ("2027-01-01", None), ("2026-09-03", None),
     ("2024-02-29", None), ("2031-06-10", None)],
)  # fmt: skip
def test_any_day_will_do(tmp_path: Path, day: str, stands: str | None) -> None:
    path = made(tmp_path, date.fromisoformat(day), FEWEST)
    with Record.open(path) as record:
        moment = datetime.fromisoformat(record.setting("rehearsal"))
        record.clock = FixedClock(moment)
        assert (moment.hour, moment.minute) == (9, 16) and moment.date() <= date.fromisoformat(day)
        assert stands is None or moment.date().isoformat() == stands
        board = read_board(record)
        assert board.school_day and board.reckoning.absent
        assert record.calendar.last is not None and record.calendar.last >= moment.date()


def test_never_over_another_record(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    Record.create(path, "A Real School").close()
    before = path.read_bytes()
    with pytest.raises(RecordError, match="there already"):
        made(tmp_path)
    assert path.read_bytes() == before


def test_stopped_midway_there_is_no_half_school(tmp_path: Path) -> None:
    def stop(done: float, what: str) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "demo.db", tmp_path / "files", TODAY, "amy", 60, 1, 1, stop)
    assert [one.name for one in tmp_path.iterdir()] == ["files"]
    assert made(tmp_path).exists()


def test_readable_by_its_owner_only(small: Path) -> None:
    assert small.stat().st_mode & 0o777 == 0o600
    assert (small.parent / "files").stat().st_mode & 0o777 == 0o700


def test_progress_goes_forward(tmp_path: Path) -> None:
    heard: list[float] = []
    make_demo(
        tmp_path / "d.db", tmp_path / "f", TODAY, "amy", 30, 1, 1, lambda done, what: heard.append(done)
    )
    assert heard == sorted(heard) and heard[-1] == 1.0 and len(heard) > 5


def test_the_command_knows_how_small_and_large_a_school_may_be() -> None:
    from tui.cli.admin import demo

    [option] = [one for one in demo.params if one.name == "pupils"]
    found = re.findall(r"\d+", repr(option.type))
    assert [int(number) for number in found] == [FEWEST, MOST]


def test_every_kind_of_pattern_and_of_clock_is_there_to_be_seen(morning: Record) -> None:
    flags = Counter(flag.kind for found in read_flags(morning).values() for flag in found)
    clocks = Counter(clock.kind for found in read_clocks(morning).values() for clock in found)
    assert set(flags) == set(PATTERNS) and set(clocks) == set(CLOCKS)


def test_it_is_a_school_that_is_well_run(morning: Record) -> None:
    """Nearly everybody was spoken with, what was reached was considered, part-time is agreed in writing."""
    silent = [f for found in read_flags(morning).values() for f in found if f.kind == "silent"]
    every = [clock for found in read_clocks(morning).values() for clock in found]
    met = [clock for clock in every if clock.kind == "ten-sessions" and clock.state is State.MET]
    asked = [clock for clock in every if clock.kind == "code-question"]
    assert 1 <= len(silent) <= 15 and 1 <= len(met) <= 35 and 1 <= len(asked) <= 6
    assert morning.db.execute("SELECT count(*) FROM pupil WHERE left < '2026-11-20'").fetchone()[0] == 4
    assert not morning.db.execute(
        "SELECT 1 FROM attempt a JOIN pupil p ON p.id = a.pupil_id WHERE a.day > p.left"
    ).fetchone()
