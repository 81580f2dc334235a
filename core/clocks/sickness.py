"""Fifteen days of illness in the school year: are they expected?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, compulsory_span
from core.clocks.timeline import Timeline, where
from core.questions import ClockState, State
from core.telling import day_words

KIND = "fifteen-days-sickness"
_ILL = "I"


@dataclass(frozen=True)
class _Counted:
    """Days that hold illness: all of the school year, those that count now, and since when they do."""

    year: list[range]
    days: list[range]
    anew: date  # the day on which fifteen were considered; `date.min` while the whole year counts

    def said(self, cells: str) -> str:
        """`36 days this year hold illness, 34 of them the whole day; considered on Thu 15 Oct, …`."""
        full = sum(all(cells[place] == _ILL for place in day) for day in self.year)
        told = f"{len(self.year)} days this year hold illness, {full} of them the whole day"
        if self.anew > date.min:
            told += f"; considered on {day_words(self.anew)}, {len(self.days)} days since"
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
    year = [line.day_of(place) for place in _firsts(line, where(cells, _ILL, low, high))]
    if len(year) < numbers["sick_days_from"]:
        return
    days, anew = year, date.min
    noted = sight.settled(pupil.id, KIND)
    number = numbers["sick_days"]
    before = _ill_then(sight, pupil, line, cells, (low, high)) if noted > date.min else 0
    if before >= number:
        days = [day for day in year if line.day(day.start) > noted]  # considered: what follows counts anew
        before, anew = 0, noted
    counted = _Counted(year, days, anew)
    if len(days) >= number:
        yield _clock(sight, pupil, (line, cells), counted, State.MET)
    elif len(days) >= (asked := numbers["sick_days_from"]) and before < asked:
        # "Not expected", noted once the question had arisen, stands until fifteen are reached.
        yield _clock(sight, pupil, (line, cells), counted, State.RUNNING)


def _ill_then(sight: Sight, pupil: Person, line: Timeline, cells: str, span: tuple[int, int]) -> int:
    """Days of illness up to the day on which it was last considered, as the record held them then."""
    noted = sight.settled(pupil.id, KIND)
    gone, _ = amended(sight, pupil.id, (line, cells), _ILL, noted)
    stood = [place for place, until in gone.items() if until >= noted]
    places = {*where(cells, _ILL, *span), *(one for one in stood if one in range(*span))}
    return len({line.days[one] for one in places if line.day(one) <= noted})


def _firsts(line: Timeline, places: Sequence[int]) -> list[int]:
    """The first of `places` of each day."""
    days = list(map(line.days.__getitem__, places))
    return [place for place, day, before in zip(places, days, [-1, *days], strict=False) if day != before]


def _clock(
    sight: Sight, pupil: Person, marks: tuple[Timeline, str], counted: _Counted, state: State
) -> ClockState:
    line, cells = marks
    days = counted.days
    places = [place for day in days for place in day if cells[place] == _ILL]
    question = "again" if counted.anew > date.min else ""
    advice = f"{counted.said(cells)} {rules.advice(KIND, state, question)}"
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = line.day(days[sight.numbers["sick_days"] - 1].start) if state is State.MET else None
    return ClockState(
        pupil.id,
        KIND,
        state,
        None,
        met_on,
        len(days),
        line.sessions(places),
        rules.rule(KIND, question),
        advice,
    )
