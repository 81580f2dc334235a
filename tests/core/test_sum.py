"""The header's sum holds after every event of any morning, and every term is the first that fits.

The rules are written here a second time, from the contract and straight on the tables, so that the
board is compared with something that shares none of its code.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core import acts
from core.board import read_board, term_rows
from core.clock import FixedClock
from core.codes import CODES, Kind
from core.days import Session, year_start
from core.errors import FirstdayError
from core.model import Lane, Outcome, Term
from core.people import Actor
from core.record import Record
from core.together import drafts
from core.together.claims import claim, release
from core.views import Board
from tests.core.making import add_calendar, add_contact, add_pupil, add_staff, make_record, mark, set_now

NOW = datetime(2026, 11, 20, 9, 16)
HERE = {c.code for c in CODES.values() if c.attending} | {"U"}
AWAY = {c.code for c in CODES.values() if c.kind in (Kind.AUTHORISED, Kind.UNAUTHORISED)} - {"U"}
REGS = ("9A", "9B", "7A")
CHILDREN = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small school: three reg groups of four, one of a year that has tomorrow off, a leaver, a joiner."""
    record = make_record(tmp_path_factory.mktemp("template"), NOW)
    add_calendar(record, (("2026-11-24", "2026-11-24", "year-off", "7", None),))
    for account, role in (("ann", "officer"), ("bob", "officer"), ("dee", "dsl")):
        add_staff(record, account, role=role)
    for n in range(CHILDREN):
        reg = REGS[n % 3]
        one = add_pupil(record, reg=reg, year=reg[0], household="H" if n < 2 else "")
        add_contact(record, one)
        mark(record, one, "2026-11-19", "N" if n % 2 else "/")
        mark(record, one, "2026-11-20 AM", "N" if n % 2 else "/")
    add_pupil(record, left=date(2026, 11, 19))
    add_pupil(record, admitted=date(2026, 11, 23))
    path = record.path
    record.close()
    return path


@contextmanager
def opened(template: Path) -> Iterator[Record]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.db"
        shutil.copy(template, path)
        with Record.open(path, FixedClock(NOW)) as record:
            record.db.execute("PRAGMA synchronous = OFF")
            yield record


# -- events --------------------------------------------------------------------------------------

Event = tuple[str, int, int]
KINDS = ("mark", "mark", "register", "call", "call", "call", "message", "arrived", "suggest", "ack", "claim",
         "release", "draft", "drop", "undo", "redo", "time", "day")  # fmt: skip
BUSY = (1, 1, 1, 2, 2, 3, 4, *range(1, CHILDREN + 1))  # most of it happens to few, so that rules meet


def a_story(chance: Random) -> Iterator[Event]:
    """Events of some days; on Hypothesis's own luck, few of them would ever meet on one pupil."""
    for _ in range(110):
        yield chance.choice(KINDS), chance.choice(BUSY), chance.randrange(10**6)


CODE_LIST = ["", "N", "N", "O", "/", "U", "Y1", *CODES]
REASONS = ("i", "p", "n", "t", "", "", "I")


class Officer:
    """Plays random events on the record; what is refused is refused."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.tokens: list[str] = []

    def play(self, event: Event) -> None:
        kind, one, n = event
        actor = Actor(("ann", "bob", "dee")[n % 3], "", "", acts_role(n))
        with suppress(FirstdayError):
            getattr(self, f"do_{kind}")(actor, one, n // 3)

    def today(self) -> str:
        return self.record.clock.today().isoformat()

    def do_mark(self, actor: Actor, one: int, n: int) -> None:
        half = "PM" if n % 7 == 0 else "AM"
        mark(self.record, one, f"{self.today()} {half}", CODE_LIST[n % len(CODE_LIST)])

    def do_register(self, actor: Actor, one: int, n: int) -> None:
        half, code = ("AM", "PM")[n % 2], ("", "/", "N")[n // 2 % 3]
        for other in range(one % 3 + 1, CHILDREN + 1, 3):
            mark(self.record, other, f"{self.today()} {half}", code)

    def do_call(self, actor: Actor, one: int, n: int) -> None:
        outcome = [o for o in Outcome if o is not Outcome.MESSAGE][n % 6]
        reason = REASONS[n // 6 % len(REASONS)] if outcome is Outcome.SPOKE else ""
        back = self.record.clock.today() + timedelta(days=n % 5) if reason and n % 2 else None
        also = {2: ""} if one == 1 and n % 3 == 0 else None
        acts.log_call(self.record, actor, one, outcome, reason=reason, back=back, also=also,
                      ring_at="09:40" if outcome is Outcome.RINGS_BACK else "")  # fmt: skip

    def do_message(self, actor: Actor, one: int, n: int) -> None:
        acts.send_message(self.record, actor, range(one, min(one + n % 4 + 1, CHILDREN + 1)))

    def do_arrived(self, actor: Actor, one: int, n: int) -> None:
        acts.arrived(self.record, actor, [one], ("", "09:00", "12:10")[n % 3])

    def do_suggest(self, actor: Actor, one: int, n: int) -> None:
        acts.suggest(self.record, actor, [one], ("I", "M", "N", "O")[n % 4], "mother" if n % 3 else "")

    def do_ack(self, actor: Actor, one: int, n: int) -> None:
        acts.acknowledge(self.record, actor, one)

    def do_claim(self, actor: Actor, one: int, n: int) -> None:
        self.tokens.append(claim(self.record, actor, one))

    def do_release(self, actor: Actor, one: int, n: int) -> None:
        if self.tokens:
            release(self.record, self.tokens.pop())

    def do_draft(self, actor: Actor, one: int, n: int) -> None:
        drafts.save(self.record, actor, "call", one, "mother says")

    def do_drop(self, actor: Actor, one: int, n: int) -> None:
        drafts.drop(self.record, actor, "call", one)

    def do_undo(self, actor: Actor, one: int, n: int) -> None:
        acts.undo(self.record, actor)

    def do_redo(self, actor: Actor, one: int, n: int) -> None:
        acts.redo(self.record, actor)

    def do_time(self, actor: Actor, one: int, n: int) -> None:
        now = self.record.clock.now() + timedelta(minutes=n % 200)
        set_now(self.record, min(now, now.replace(hour=15, minute=20)))

    def do_day(self, actor: Actor, one: int, n: int) -> None:
        following = self.record.calendar.add(self.record.clock.today(), 1)
        if following is not None:
            set_now(self.record, datetime.combine(following, NOW.time()))
            for other in range(1, CHILDREN + 1):
                mark(self.record, other, f"{following} AM", "N" if (other + n) % 3 else "/")


def acts_role(n: int) -> Any:
    from core.model import Role

    return Role.DSL if n % 3 == 2 else Role.OFFICER


# -- the rules, a second time --------------------------------------------------------------------


class Told:
    """The contract's words on the bare tables."""

    def __init__(self, record: Record) -> None:
        self.db, self.now = record.db, record.clock.now()
        self.today = self.now.date()
        off = "7" if self.today == date(2026, 11, 24) else None
        rows = self.db.execute("SELECT id, year, reg, admitted, left FROM pupil").fetchall()
        day = self.today.isoformat()
        self.expected = {
            r["id"]: r["reg"]
            for r in rows
            if (not r["admitted"] or r["admitted"] <= day) and (not r["left"] or r["left"] >= day)
            if r["year"] != off
        }
        taken = {"/", "\\", "L", "U", "N", "O"}  # not entered ahead: somebody took a register
        pm_in = any(self.code(one, self.today, "PM") in taken for one in self.expected)
        self.half = "PM" if pm_in or self.now.strftime("%H:%M") >= "13:30" else "AM"
        now_ = {one: self.code(one, self.today, self.half) for one in self.expected}
        marked = {reg for one, reg in self.expected.items() if now_[one] in taken}
        gaps = {reg for one, reg in self.expected.items() if not now_[one]}
        self.unknown = {one for one, reg in self.expected.items() if reg in gaps - marked}

    def code(self, one: int, day: date, half: str) -> str:
        row = self.db.execute(
            "SELECT cells FROM register WHERE pupil_id = ? AND year = ?", (one, year_start(day).isoformat())
        ).fetchone()
        cell = row[0][Session(day, "PM" if half == "PM" else "AM").index] if row else " "
        return next((c.code for c in CODES.values() if c.cell == cell), "")

    def some(self, sql: str, *args: Any) -> list[Any]:
        return self.db.execute(sql, args).fetchall()

    def absent(self, one: int) -> bool:
        if one not in self.expected or one in self.unknown:
            return False
        code = self.code(one, self.today, self.half)
        if code and code not in AWAY:
            return False
        since = "00:00" if self.half == "AM" else "12:00"
        return not self.some(
            """SELECT 1 FROM (SELECT time FROM arrival WHERE pupil_id = ? AND day = ?
               ORDER BY id DESC LIMIT 1) WHERE time >= ?""",
            one, self.today.isoformat(), since,
        )  # fmt: skip

    def here_since(self, one: int, day: date) -> bool:
        if day == self.today:
            return False
        if self.code(one, day, "AM") not in HERE and self.code(one, day, "PM") in HERE:
            return True
        days = [day + timedelta(days=n) for n in range(1, (self.today - day).days + 1)]
        return any(self.code(one, d, half) in HERE for d in days for half in ("AM", "PM"))

    def reason(self, one: int) -> bool:
        day = self.today.isoformat()
        found = self.some(
            """SELECT day FROM reason r WHERE pupil_id = ? AND day <= ? AND until >= ? AND NOT EXISTS
               (SELECT 1 FROM arrival a WHERE a.pupil_id = r.pupil_id AND a.id > r.id) ORDER BY id DESC""",
            one, day, day,
        )  # fmt: skip
        return bool(found) and not self.here_since(one, date.fromisoformat(found[0][0]))

    def handed_over(self, one: int) -> bool:
        found = self.some("SELECT id, day FROM handover WHERE pupil_id = ? ORDER BY id DESC", one)
        if not found or self.here_since(one, date.fromisoformat(found[0][1])):
            return False
        later = "SELECT 1 FROM {} WHERE pupil_id = ? AND id > ?"
        return not any(self.some(later.format(t), one, found[0][0]) for t in ("arrival", "reason"))

    def term(self, one: int) -> Term:
        if self.handed_over(one):
            return Term.WITH_DSL
        if self.code(one, self.today, self.half) not in ("N", "O", "") or self.reason(one):
            return Term.EXPLAINED
        tried = {
            r[0]
            for r in self.some(
                "SELECT outcome FROM attempt WHERE pupil_id = ? AND day = ?", one, self.today.isoformat()
            )
        }
        held = self.some("SELECT 1 FROM claim WHERE pupil_id = ?", one) or self.some(
            "SELECT 1 FROM draft WHERE pupil_id = ? AND at >= ?", one, self.today.isoformat()
        )
        if held or tried & {"spoke", "rings-back", "did-not-know"}:
            return Term.IN_HAND
        return Term.TEXTED if "message" in tried else Term.NOT_REACHED


LANES: dict[Term, Callable[[Lane], bool]] = {
    Term.WITH_DSL: lambda lane: lane is Lane.WITH_DSL,
    Term.EXPLAINED: lambda lane: lane is Lane.EXPLAINED,
    Term.IN_HAND: lambda lane: lane is Lane.IN_HAND,
    Term.TEXTED: lambda lane: lane is Lane.CALL_NOW,
    Term.NOT_REACHED: lambda lane: lane is Lane.CALL_NOW,
}


def check(record: Record) -> None:
    board, told = read_board(record), Told(record)
    check_sum(board)
    assert board.session == told.half
    absent = {one for one in told.expected if told.absent(one)}
    terms = {row.pupil.id: row.term for row in board.rows if row.term is not None}
    assert terms == {one: told.term(one) for one in absent}
    assert board.unknown == len(told.unknown)
    assert not told.unknown & set(terms)
    for row in board.rows:
        assert row.why
        assert all(row.why)
        assert row.term is None or LANES[row.term](row.lane)
    handed = {one for one in told.expected if told.handed_over(one) and told.absent(one)}
    assert {row.pupil.id for row in board.rows if row.lane is Lane.WITH_DSL} >= handed


def check_sum(board: Board) -> None:
    sum_ = board.reckoning
    parts = sum_.explained + sum_.texted + sum_.in_hand + sum_.with_dsl + sum_.not_reached
    assert sum_.absent == parts
    assert [row.rank for row in board.rows] == list(range(1, len(board.rows) + 1))
    assert len({row.pupil.id for row in board.rows}) == len(board.rows)
    for term in Term:
        assert len(term_rows(board, term)) == getattr(sum_, term.value)
    assert sum(row.term is not None for row in board.rows) == sum_.absent


@settings(max_examples=22, derandomize=True, phases=[Phase.generate])
@given(st.integers(0, 10**6))
def test_the_sum_holds_after_every_event(template: Path, seed: int) -> None:
    with opened(template) as record:
        officer = Officer(record)
        check(record)
        for event in a_story(Random(seed)):
            officer.play(event)
            check(record)
