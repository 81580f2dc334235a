"""Fifteen days of illness in the school year: are they expected?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import Timeline, where
from core.questions import ClockState, State
from core.telling import day_words

KIND = "fifteen-days-sickness"
_ILL = "I"


class _Ill(NamedTuple):
    """Sessions of illness, and the numbers of the days on which they lie."""

    places: list[int]
    days: list[int]


class _Counted(NamedTuple):
    """Illness of all the school year, what of it counts now, and since when that is so."""

    year: _Ill
    now: _Ill
    anew: date  # the day on which fifteen were considered; `date.min` while the whole year counts

    def said(self, line: Timeline) -> str:
        """`36 days this year hold illness, 34 of them the whole day; considered on Thu 15 Oct, …`."""
        sessions, days = map(len, self.year)
        full = sessions - days + line.single_among(self.year.days)  # of a day of two, one may lack
        told = f"{days} days this year hold illness, {full} of them the whole day"
        if self.anew > date.min:
            told += f"; considered on {day_words(self.anew)}, {len(self.now.days)} days since"
        return f"{told}."


def fifteen_days(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Days that hold code I in the school year, consecutive or cumulative: asked at ten, met at fifteen.

    A test of belief ("reasonable grounds to believe"), so it asks before it counts to the end (reg 13;
    domain.md §4 [S34 S36], §11.7). Days are counted as the DfE tool counts them [S37], full ones said
    beside. Pupils of compulsory school age; from nothing each school year. Once considered, a further
    fifteen days are asked about anew.
    """
    numbers = sight.numbers
    low, high = compulsory_span(pupil, line)
    low = max(low, line.place(sight.year[0]))
    if cells.count("I", low, high) < numbers["sick_days_from"]:
        return
    places = where(cells, _ILL, low, high)
    now = year = _Ill(places, line.days_of(places))
    if len(year.days) < numbers["sick_days_from"]:
        return
    noted, anew = sight.settled(pupil.id, KIND), date.min
    before = _ill_then(sight, pupil, line, cells, (low, high)) if noted > date.min else 0
    if before >= numbers["sick_days"]:
        since = places[bisect_left(places, places_since(line, noted)) :]
        now = _Ill(since, line.days_of(since))  # considered: what follows counts anew
        before, anew = 0, noted
    if len(now.days) >= numbers["sick_days"]:
        yield _clock(sight, pupil, line, _Counted(year, now, anew), State.MET)
    elif len(now.days) >= (asked := numbers["sick_days_from"]) and before < asked:
        # "Not expected", noted once the question had arisen, stands until fifteen are reached.
        yield _clock(sight, pupil, line, _Counted(year, now, anew), State.RUNNING)


def _ill_then(sight: Sight, pupil: Person, line: Timeline, cells: str, span: tuple[int, int]) -> int:
    """Days of illness up to the day on which it was last considered, as the record held them then."""
    noted = sight.settled(pupil.id, KIND)
    gone, _ = amended(sight, pupil.id, (line, cells), _ILL, noted)
    stood = [place for place, until in gone.items() if until >= noted]
    places = {*where(cells, _ILL, *span), *(one for one in stood if one in range(*span))}
    return len({line.days[one] for one in places if line.day(one) <= noted})


def _clock(sight: Sight, pupil: Person, line: Timeline, counted: _Counted, state: State) -> ClockState:
    places, days = counted.now
    question = "again" if counted.anew > date.min else ""
    advice = f"{counted.said(line)} {rules.advice(KIND, state, question)}"
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = line.date_of(days[sight.numbers["sick_days"] - 1]) if state is State.MET else None
    sessions, rule = line.sessions(places), rules.rule(KIND, question)
    return ClockState(pupil.id, KIND, state, None, met_on, len(days), sessions, rule, advice)
