"""Ten sessions of G, N, O or U within ten school weeks: a prompt for support."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from core.clocks import rules
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import Timeline
from core.questions import ClockState, State

KIND = "ten-sessions"
_COUNTED = re.compile("[GNOU]")


def ten_sessions(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Met at the session at which the count reaches ten, until it is considered or amended away.

    The window of a session in school week k is the school weeks k−9 … k (Monday to Sunday weeks that
    hold a session), across half-terms, terms and school years; pupils of compulsory school age only
    (WT ch. 6; domain.md §4 [S28 S38 S39], §11.5). A window that rolls on does not clear what was met.
    Once considered it is met anew when the count, having fallen, reaches ten again, or when ten further
    sessions fall within one window.
    """
    numbers = rules.numbers()
    low, high = compulsory_span(pupil, line)
    places = [found.start() for found in _COUNTED.finditer(cells, low, high)]
    if not places:
        return
    starts = _window_starts(places, line.weeks, numbers["session_weeks"])
    noted = places_since(line, sight.settled(pupil.id, KIND))
    met = _met(places, starts, noted, line.place(sight.since), numbers["sessions"])
    earliest = line.weeks[-1] - numbers["session_weeks"] + 1
    now = places[bisect_left(places, True, key=lambda place: line.weeks[place] >= earliest) :]
    if met is not None:
        window = places[starts[met] : met + 1]
        if len(now) >= numbers["sessions"] and places[met] in now:
            window = now
        yield _clock(pupil, line, State.MET, places[met], window)
    elif numbers["sessions_from"] <= len(now) < numbers["sessions"] and now[-1] >= noted:
        yield _clock(pupil, line, State.RUNNING, None, now)


def _window_starts(places: Sequence[int], weeks: Sequence[int], span: int) -> list[int]:
    """For each session, the index of the first one that lies in its window."""
    starts, low = [], 0
    for place in places:
        while weeks[places[low]] <= weeks[place] - span:
            low += 1
        starts.append(low)
    return starts


def _met(places: Sequence[int], starts: Sequence[int], noted: int, since: int, ten: int) -> int | None:
    """The index of the session at which ten were reached and nobody has considered it, if any."""
    fresh = bisect_left(places, noted)
    for index, (place, start) in enumerate(zip(places, starts, strict=True)):
        if place < max(noted, since):
            continue
        count = index - start + 1
        if noted <= since and count >= ten:
            return index
        if count == ten or index - max(start, fresh) + 1 == ten:
            return index
    return None


def _clock(pupil: Person, line: Timeline, state: State, met: int | None, places: Sequence[int]) -> ClockState:
    advice = rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = None if met is None else line.session(met)
    count, sessions = len(places), line.sessions(places)
    return ClockState(pupil.id, KIND, state, None, met_on, count, sessions, rules.rule(KIND), advice)
