"""One family, one call, over the whole fictional school: every group of brothers and sisters is rung once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from core.board import read_board
from core.clock import FixedClock
from core.driver import sqlite3
from core.model import Lane, Outcome
from core.people import actor_of
from core.record import Record
from importers.demo import make_demo
from tui.talk import Told, log, take_up


def may_hear(db: sqlite3.Connection, contact: sqlite3.Row, child: int) -> bool:
    """The rule a second time, on the bare table: their contact too, by number or name, and never barred."""
    numbers = {contact["phone_key"], contact["phone2_key"]} - {""}
    same = [
        row
        for row in db.execute("SELECT * FROM contact WHERE pupil_id = ? AND listed = 1", (child,)).fetchall()
        if numbers & {row["phone_key"], row["phone2_key"]} or row["name"] == contact["name"]
    ]
    return bool(same) and all(row["may_be_told"] for row in same)


def test_every_sibling_group_of_the_fictional_school_is_rung_once(tmp_path: Path) -> None:
    make_demo(tmp_path / "demo.db", tmp_path / "files", date(2026, 11, 20), "amy", 1200, 1, 1)
    with Record.open(tmp_path / "demo.db") as record:
        record.clock = FixedClock(datetime.fromisoformat(record.setting("rehearsal")))
        amy = actor_of(record, "amy")
        to_ring = [row for row in read_board(record).rows if row.lane is Lane.CALL_NOW]
        groups = {frozenset({row.pupil.id, *row.siblings}) for row in to_ring if row.siblings}
        assert len(groups) >= 3
        done: set[int] = set()
        calls: list[frozenset[int]] = []
        wrong = 0
        for row in to_ring:
            one = row.pupil.id
            if one in done:
                continue
            talk = take_up(record, amy, one)
            if not talk.card.preview.dial:
                done.add(one)
                continue
            first = talk.card.preview.dial[0].contact
            also = talk.look.shares[first.id]
            kept = record.db.execute("SELECT * FROM contact WHERE id = ?", (first.id,)).fetchone()
            wrong += sum(not may_hear(record.db, kept, other) for other in also)
            told = Told(one, Outcome.SPOKE, first.id, "i", "", dict.fromkeys(also, ""), talk.token, "")
            made, _more = log(record, amy, told)
            assert set(made.pupils) == {one, *also}
            calls.append(frozenset(made.pupils))
            done |= set(made.pupils)
        assert wrong == 0
        assert all(row.pupil.id in done for row in to_ring)
        ringable = {row.pupil.id for row in to_ring}
        for group in groups:
            if group <= ringable and not barred(record, group):
                assert sum(bool(call & group) for call in calls) == 1, group


def barred(record: Record, group: frozenset[int]) -> bool:
    """Whether somebody in a family may not be told about one of its children: then it takes more calls."""
    marks = ",".join("?" * len(group))
    found = record.db.execute(
        f"SELECT 1 FROM contact WHERE may_be_told = 0 AND listed = 1 AND pupil_id IN ({marks})", tuple(group)
    ).fetchone()
    return found is not None
