"""Fifteen days of illness in the school year: are they expected?"""

from __future__ import annotations

from collections.abc import Iterator

from core.clocks import rules
from core.clocks.sight import Person, Sight, compulsory_span
from core.clocks.timeline import Timeline
from core.questions import ClockState, State

KIND = "fifteen-days-sickness"


def fifteen_days(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Days that hold code I in the school year, consecutive or cumulative: asked at ten, met at fifteen.

    A test of belief ("reasonable grounds to believe"), so it asks before it counts to the end (reg 13;
    domain.md §4 [S34 S36], §11.7). Days are counted as the DfE tool counts them [S37], full ones said
    beside. Pupils of compulsory school age; from nothing each school year. Once considered, a further
    fifteen days are asked about anew.
    """
    numbers = rules.numbers()
    low, high = compulsory_span(pupil, line)
    low = max(low, line.place(sight.year[0]))
    if cells.count("I", low, high) < numbers["sick_days_from"]:
        return
    days = _days(line, cells, low, high)
    noted = sight.settled(pupil.id, KIND)
    number = numbers["sick_days"]
    if len(days) >= number and line.day(days[number - 1].start) <= noted:
        days = [day for day in days if line.day(day.start) > noted]  # considered: what follows counts anew
    if len(days) >= number:
        yield _clock(pupil, line, cells, days, State.MET)
    elif len(days) >= (asked := numbers["sick_days_from"]) and noted < line.day(days[asked - 1].start):
        # "Not expected", noted once the question had arisen, stands until fifteen are reached.
        yield _clock(pupil, line, cells, days, State.RUNNING)


def _days(line: Timeline, cells: str, low: int, high: int) -> list[range]:
    """The days that hold I, each as the places of all its sessions."""
    found = []
    place = cells.find("I", low, high)
    while place >= 0:
        day = line.day_of(place)
        found.append(day)
        place = cells.find("I", day.stop, high)
    return found


def _clock(pupil: Person, line: Timeline, cells: str, days: list[range], state: State) -> ClockState:
    full = sum(all(cells[place] == "I" for place in day) for day in days)
    counted = f"{len(days)} days hold illness, {full} of them the whole day. "
    advice = counted + rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    places = [place for day in days for place in day if cells[place] == "I"]
    met_on = line.day(days[rules.numbers()["sick_days"] - 1].start) if state is State.MET else None
    return ClockState(
        pupil.id, KIND, state, None, met_on, len(days), line.sessions(places), rules.rule(KIND), advice
    )
