"""Code N, to be another code within five school days, else O."""

from __future__ import annotations

from collections.abc import Iterator

from core.clocks import rules
from core.clocks.sight import Person, Sight
from core.clocks.timeline import Timeline
from core.questions import ClockState, State

KIND = "n-code"


def n_code(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """One clock for each day that holds N (regs 10(7)–(9); WT 2026 paras 407–409, p. 96).

    The day after the session is day 1; weekends, holidays, INSET days and bank holidays do not count.
    (WT 2026 p. 20 says *working* days: the regulation wins.)
    """
    place = cells.find("N", line.place(sight.since))
    while place >= 0:
        of_day = [one for one in line.day_of(place) if cells[one] == "N"]
        due = sight.due_after(line.day(place), sight.numbers["n_days"])
        state = State.BEYOND if due is None else sight.state(due)
        yield ClockState(
            pupil.id, KIND, state, due, None, len(of_day), line.sessions(of_day),
            rules.rule(KIND), rules.advice(KIND, state),
        )  # fmt: skip
        place = cells.find("N", of_day[-1] + 1)
