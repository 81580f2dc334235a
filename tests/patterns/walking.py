"""“Clears after N whole days in”, lived through: the days are put into the record, the clock moves on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from core.days import HALVES, Session, year_start
from core.patterns import read_flags
from core.questions import Flag
from core.record import Record
from core.register import registers
from tests.core.making import set_now


def put_in(record: Record, ids: Iterable[int], days: Iterable[date]) -> None:
    """Mark pupils in, morning and afternoon, on all of these days."""
    whole = {Session(day, half): "/\\"[half == "PM"] for day in days for half in HALVES}
    wanted = set(ids)
    changed = []
    for one, held in registers(record).items():
        for start, cells in held.items() if one in wanted else ():
            marks = list(cells)
            for session, cell in whole.items():
                if year_start(session.day) == start:
                    marks[session.index] = cell
            changed.append(("".join(marks), one, start.isoformat()))
    with record.write() as db:
        db.executemany("UPDATE register SET cells = ? WHERE pupil_id = ? AND year = ?", changed)


def days_until_gone(record: Record, flags: Iterable[Flag], ahead: list[date]) -> dict[Flag, int]:
    """After how many of the days ahead each flag is first gone; those still standing then are left out."""
    left, gone = {(flag.pupil_id, flag.kind): flag for flag in flags}, {}
    for number, day in enumerate(ahead, 1):
        set_now(record, datetime.combine(day, time(16)))
        read = read_flags(record, {one for one, _ in left})
        standing = {(one, flag.kind) for one, flags in read.items() for flag in flags}
        for key in left.keys() - standing:
            gone[left.pop(key)] = number
    return gone
