"""The ten o'clock hand-off: everybody with whom nobody has spoken today, the most vulnerable first.

A message or a voicemail is an attempt, not a conversation. The list is exactly those not reached, those
only messaged, and those in hand of whom nobody has spoken to a person (docs/law.md, "First-day calling").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.asking import NONE, Questions
from core.board import read_board
from core.days import HALVES, Session
from core.facts import pupil_facts
from core.households import households
from core.model import Term
from core.morning import Morning, read_morning
from core.next_act import suggest
from core.people import staff_by_account
from core.record import Record
from core.register import HERE, Register, day_cells, registers
from core.roll import dialable, pupils
from core.rules import order
from core.views import Board, Row

LOOK_BACK = 400  # days: longer ago than that, "not since last school year" is all there is to say


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has taken a pupil on today, and when."""

    account: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Brother:
    """A brother or sister on roll: `here` is None where no register tells."""

    id: int
    name: str
    reg: str
    here: bool | None


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One pupil of the hand-off: the board's row and what the next person needs."""

    row: Row
    group: str  # the board's heading for this tier: NOW, TODAY
    last_seen: Session | None  # last session attended, today's arrival included
    siblings: tuple[Brother, ...]
    suggested: str
    holder: str  # account of who has it: took it on, is calling, has a call parked, owns the next step
    holder_name: str
    taken: Taken | None
    new: bool  # came after the hand-off was taken on

    @property
    def tried(self) -> int:
        """How often somebody was tried today."""
        return len(self.row.attempts)


@dataclass(frozen=True, slots=True)
class Handoff:
    """The list as of now, who took it on last, and who has left it since, with what became of them."""

    board: Board
    rows: tuple[HandedRow, ...]
    taken: Taken | None
    settled: tuple[tuple[int, str, str], ...]  # pupil, name and form, what became of them


def handed(row: Row) -> bool:
    """Whether a row belongs on the hand-off: nobody has spoken to a person about this pupil today."""
    if row.term in (Term.NOT_REACHED, Term.TEXTED):
        return True
    return row.term is Term.IN_HAND and not any(a.outcome.conversation for a in row.attempts)


def read_handoff(record: Record, questions: Questions = NONE) -> Handoff:
    """The hand-off as of now; `questions` as for the board, whose rows these are."""
    with record.reading():
        board, morning, taken = read_board(record, questions), read_morning(record), taken_today(record)
        rows = sorted(filter(handed, board.rows), key=lambda row: (row.tier, row.rank))
        ids = [row.pupil.id for row in rows]
        strings = registers(record, ids) if ids else {}
        families = _families(record, morning, ids)
        names = {account: one.name for account, one in staff_by_account(record).items()}
        groups = {tier.number: tier.group for tier in order(record).tiers}
        latest = max(taken.values(), key=lambda one: one.at, default=None)
        found = []
        for row in rows:
            one = row.pupil.id
            brothers = families.get(one, ())
            holder = _holder(morning, row, taken.get(one))
            found.append(
                HandedRow(
                    row, groups[row.tier], _last_seen(morning, one, strings.get(one, {})), brothers,
                    _suggested(record, row, brothers, morning.now), holder, names.get(holder, holder),
                    taken.get(one), latest is not None and one not in taken,
                )
            )  # fmt: skip
        return Handoff(board, tuple(found), latest, _settled(record, board, taken.keys() - set(ids)))


def taken_today(record: Record) -> dict[int, Taken]:
    """Who has taken which pupil on today; where several have, the last of them."""
    rows = record.db.execute(
        "SELECT pupil_id, by, at FROM taken_on WHERE day = ? ORDER BY id",
        (record.clock.today().isoformat(),),
    ).fetchall()
    staff = staff_by_account(record) if rows else {}
    return {
        row["pupil_id"]: Taken(
            row["by"],
            staff[row["by"]].name if row["by"] in staff else row["by"],
            datetime.fromisoformat(row["at"]),
        )
        for row in rows
    }


def _holder(morning: Morning, row: Row, taken: Taken | None) -> str:
    if taken is not None:
        return taken.account
    if row.callers:
        return row.callers[0].account
    return morning.parked.get(row.pupil.id, "") or row.owner


def _last_seen(morning: Morning, one: int, register: Register) -> Session | None:
    if (arrival := morning.arrivals.get(one)) is not None:
        return Session(arrival.day, "AM" if arrival.time < "12:00" else "PM")
    return last_attended(register, morning.today)


def last_attended(register: Register, today: date) -> Session | None:
    """The last session with a mark that says the pupil was here, today included; None if there is none."""
    for back in range(LOOK_BACK):
        day = today - timedelta(days=back)
        for half, cell in zip(reversed(HALVES), reversed(day_cells(register, day).ljust(2)), strict=True):
            if cell in HERE:
                return Session(day, half)
    return None


def _families(record: Record, morning: Morning, ids: Iterable[int]) -> dict[int, tuple[Brother, ...]]:
    """Brothers and sisters expected today of each pupil, and whether they are here."""
    grouped = households(record, morning.on_roll) if morning.on_roll else {}
    wanted = {one: grouped.get(one, frozenset()) for one in ids}
    people = pupils(record, frozenset().union(*wanted.values())) if any(wanted.values()) else {}
    out = {group.reg for group in morning.missing}

    def here(one: int) -> bool | None:
        if one in morning.absent:
            return False
        at = morning.on_roll[one]
        return True if at.present or one in morning.arrivals else None if at.reg in out else False

    return {
        one: tuple(
            Brother(other, people[other].goes_by, people[other].reg, here(other)) for other in sorted(others)
        )
        for one, others in wanted.items()
    }


def _suggested(record: Record, row: Row, brothers: Iterable[Brother], now: datetime) -> str:
    tried = {attempt.contact_id for attempt in row.attempts}
    ringable = dialable(record, row.pupil.id)
    untried = [one.label for one in ringable if one.id not in tried]
    facts = frozenset(pupil_facts(row.pupil, now.date(), len(ringable)))
    here = [f"{one.name} {one.reg}".rstrip() for one in brothers if one.here]
    return suggest(row, facts, untried, here, now)


def _settled(record: Record, board: Board, gone: Iterable[int]) -> tuple[tuple[int, str, str], ...]:
    """Those taken on who are on the list no more: what the board says of them now."""
    rows = {row.pupil.id: row for row in board.rows}
    people = pupils(record, set(gone))
    told = ((one, f"{who.name} {who.reg}".rstrip(), rows.get(one)) for one, who in sorted(people.items()))
    return tuple((one, name, row.why[0] if row else "is marked present now") for one, name, row in told)
