"""Fifteen days of illness in the school year: are they expected?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, of_age, places_since
from core.clocks.timeline import Timeline, marked
from core.questions import ClockState, State
from core.sessions_bits import table
from core.telling import day_words

KIND = "fifteen-days-sickness"
_ILL = "I"
_TABLE = table(_ILL)


class _Counted(NamedTuple):
    """Sessions of illness of all the school year, those of them that count now, and since when that is so.

    As bits of the timeline.
    """

    year: int
    now: int
    days: int  # that those hold which count now
    anew: date  # the day on which fifteen were considered; `date.min` while the whole year counts

    def said(self, line: Timeline) -> str:
        """`36 days this year hold illness, 34 of them the whole day; considered on Thu 15 Oct, …`."""
        days = self.days if self.now == self.year else line.count_days(self.year)
        full = self.year.bit_count() - days + line.count_single(self.year)  # of a day of two, one may lack
        told = f"{days} days this year hold illness, {full} of them the whole day"
        if self.anew > date.min:
            told += f"; considered on {day_words(self.anew)}, {self.days} days since"
        return f"{told}."


def fifteen_days(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Days that hold code I in the school year, consecutive or cumulative: asked at ten, met at fifteen.

    A test of belief ("reasonable grounds to believe"), so it asks before it counts to the end (reg 13;
    domain.md §4 [S34 S36], §11.7). Days are counted as the DfE tool counts them [S37], full ones said
    beside. Pupils of compulsory school age; from nothing each school year. Once considered, a further
    fifteen days are asked about anew.
    """
    numbers = sight.numbers
    span = of_age(pupil, line) & line.since(line.place(sight.year[0]))
    now = year = marked(cells, _TABLE) & span
    if line.count_days(year) < numbers["sick_days_from"]:
        return
    noted, anew = sight.settled(pupil.id, KIND), date.min
    before = _ill_then(sight, pupil, line, cells, span) if noted > date.min else 0
    if before >= numbers["sick_days"]:
        now = year & line.since(places_since(line, noted))  # considered: what follows counts anew
        before, anew = 0, noted
    days = line.count_days(now)
    counted = _Counted(year, now, days, anew)
    if days >= numbers["sick_days"]:
        yield _clock(pupil, line, counted, numbers["sick_days"])
    elif days >= (asked := numbers["sick_days_from"]) and before < asked:
        # "Not expected", noted once the question had arisen, stands until fifteen are reached.
        yield _clock(pupil, line, counted, 0)


def _ill_then(sight: Sight, pupil: Person, line: Timeline, cells: str, span: int) -> int:
    """Days of illness up to the day on which it was last considered, as the record held them then."""
    noted = sight.settled(pupil.id, KIND)
    gone, _ = amended(sight, pupil.id, (line, cells), _ILL, noted)
    stood = sum(line.bit(place) for place, until in gone.items() if until >= noted)
    then = span & ~line.since(places_since(line, noted))
    return line.count_days((marked(cells, _TABLE) | stood) & then)


def _clock(pupil: Person, line: Timeline, counted: _Counted, met: int) -> ClockState:
    """The clock: `met` days were reached, or it only warns (0)."""
    state = State.MET if met else State.RUNNING
    question = "again" if counted.anew > date.min else ""
    advice = f"{counted.said(line)} {rules.advice(KIND, state, question)}"
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    sessions = line.sessions_of(counted.now)
    days = groupby(sessions, key=attrgetter("day"))
    met_on = next(islice(days, met - 1, None))[0] if met else None
    return ClockState(
        pupil.id, KIND, state, None, met_on, counted.days, sessions,
        rules.rule(KIND, question), advice,
    )  # fmt: skip
