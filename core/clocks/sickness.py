"""Fifteen days of illness in the school year: are they expected?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, compulsory_span
from core.clocks.timeline import Timeline, where
from core.questions import ClockState, State

KIND = "fifteen-days-sickness"
_ILL = "I"


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
    days = [line.day_of(place) for place in _firsts(line, where(cells, _ILL, low, high))]
    if len(days) < numbers["sick_days_from"]:
        return
    noted = sight.settled(pupil.id, KIND)
    number = numbers["sick_days"]
    before = _ill_then(sight, pupil, line, cells, (low, high)) if noted > date.min else 0
    if before >= number:
        days = [day for day in days if line.day(day.start) > noted]  # considered: what follows counts anew
        before = 0
    if len(days) >= number:
        yield _clock(sight, pupil, line, cells, days, State.MET)
    elif len(days) >= (asked := numbers["sick_days_from"]) and before < asked:
        # "Not expected", noted once the question had arisen, stands until fifteen are reached.
        yield _clock(sight, pupil, line, cells, days, State.RUNNING)


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
    sight: Sight, pupil: Person, line: Timeline, cells: str, days: list[range], state: State
) -> ClockState:
    places = [place for day in days for place in day if cells[place] == "I"]
    full = len(places) - sum(map(len, days)) + len(days)  # of a day of two sessions one may lack
    counted = f"{len(days)} days hold illness, {full} of them the whole day. "
    advice = counted + rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = line.day(days[sight.numbers["sick_days"] - 1].start) if state is State.MET else None
    return ClockState(
        pupil.id, KIND, state, None, met_on, len(days), line.sessions(places), rules.rule(KIND), advice
    )
