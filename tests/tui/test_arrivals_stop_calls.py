"""Arrivals while the strip is open: every one stops the call, none is logged over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from core import acts
from core.clock import FixedClock
from core.errors import Seen
from core.model import Outcome
from core.people import Actor
from core.record import Record
from core.together import claims
from importers.apply import Options, import_files
from tests.core.making import NOW
from tests.tui.conftest import NAMES, TODAY, School, at_work
from tui.talk import Told, log, take_up

ARRIVALS = 200
AT_THE_KEYS = 20  # of them through the whole app; 200 of 200 there take two minutes


class Others:
    """The front desk and the MIS, each with a connection of its own."""

    def __init__(self, school: School, folder: Path) -> None:
        self.record = Record.open(school.path, FixedClock(NOW))
        self.desk: Actor = school.bob
        self._folder = folder
        self._files = 0

    def mark(self, one: int, code: str) -> None:
        """A marks file from the MIS, newer than the last one."""
        upn = self.record.db.execute("SELECT upn FROM pupil WHERE id = ?", (one,)).fetchone()[0]
        self._files += 1
        file = self._folder / f"marks{self._files}.csv"
        file.write_text(f"UPN,Date,Session,Mark\n{upn},{TODAY},AM,{code}\n")
        taken = NOW - timedelta(hours=1) + timedelta(seconds=self._files)
        (result,) = import_files(self.record, self.desk, [file], Options(taken=taken, force=True))
        assert result.outcome == "applied"

    def comes(self, one: int, n: int) -> None:
        """A pupil comes in: at the front desk, or as a fresh mark."""
        if n % 2:
            acts.arrived(self.record, self.desk, [one], "09:12")
        else:
            self.mark(one, "L")

    def goes(self, one: int, n: int) -> None:
        """It was somebody else after all."""
        if n % 2:
            acts.undo(self.record, self.desk)
        else:
            self.mark(one, "N")


def test_two_hundred_arrivals_stop_two_hundred_calls(school: School, tmp_path: Path) -> None:
    """The log of a call asks inside its own transaction whether the pupil has come in since."""
    others, stopped = Others(school, tmp_path), 0
    for n in range(ARRIVALS):
        one = school.ids[NAMES[n % len(NAMES)]]
        talk = take_up(school.record, school.ann, one)
        others.comes(one, n)
        told = Told(one, Outcome.NO_ANSWER, None, "", "", {}, talk.token, talk.look.seen)
        with pytest.raises(Seen):
            log(school.record, school.ann, told)
        stopped += one in claims.claims(school.record)  # the strip stands, and says why
        claims.release(school.record, talk.token)
        others.goes(one, n)
    others.record.close()
    assert stopped == ARRIVALS
    assert not [kind for kind, _ in school.events() if kind in ("call", "message")]


async def test_an_arrival_at_any_moment_stops_the_strip(school: School, tmp_path: Path) -> None:
    """By the front desk's key and by a fresh mark, at any moment between the strip's opening and the key."""
    chance, others = Random(7), Others(school, tmp_path)
    stopped = 0
    async with at_work(school.path, "ann") as officer:
        for n in range(AT_THE_KEYS):
            name = NAMES[n % len(NAMES)]
            one = school.ids[name]
            officer.room.rows.go(one)
            await officer.press("c")
            assert officer.room.strip.pupil_id == one
            others.comes(one, n)
            await asyncio.sleep(chance.choice((0, 0, 0, 0.02, 0.3)))
            await officer.press(chance.choice(("n", "v", "w", "d")))
            stopped += officer.room.calling.open and officer.room.strip.stop.startswith(f"{name}, Kit ")
            await officer.press("escape")
            others.goes(one, n)
            await officer.until(partial(officer.room.rows.go, one), 5.0)
            await officer.settle()
    others.record.close()
    assert stopped == AT_THE_KEYS
    assert not [kind for kind, _ in school.events() if kind in ("call", "message")]
