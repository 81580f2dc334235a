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
    noted = places_since(line, sight.settled(pupil.id, KIND))
    now = places[_latest(line, places, numbers["session_weeks"]) :]
    window = _met(sight, line, places, noted)
    if window:
        met = window[-1]
        if len(now) >= numbers["sessions"] and met in now:
            window = now
        yield _clock(pupil, line, State.MET, met, window)
    elif numbers["sessions_from"] <= len(now) < numbers["sessions"] and now[-1] >= noted:
        yield _clock(pupil, line, State.RUNNING, None, now)


def _latest(line: Timeline, places: Sequence[int], span: int) -> int:
    """The index of the first session in the window that ends with the latest school week."""
    earliest = line.weeks[-1] - span + 1
    return bisect_left(places, earliest, key=line.weeks.__getitem__)


def _met(sight: Sight, line: Timeline, places: Sequence[int], noted: int) -> Sequence[int]:
    """The window, up to the session that completes it, at which ten were reached and nobody considered it."""
    ten, span = rules.numbers()["sessions"], rules.numbers()["session_weeks"]
    weeks = [line.weeks[place] for place in places]
    if not any(last - first < span for first, last in zip(weeks, weeks[ten - 1 :], strict=False)):
        return ()
    since = line.place(sight.since)
    fresh = bisect_left(places, noted)
    start = 0
    for index, place in enumerate(places):
        while weeks[start] <= weeks[index] - span:
            start += 1
        if place < max(noted, since):
            continue
        count = index - start + 1
        crossed = count >= ten if noted <= since else count == ten
        if crossed or index - max(start, fresh) + 1 == ten:
            return places[start : index + 1]
    return ()


def _clock(pupil: Person, line: Timeline, state: State, met: int | None, places: Sequence[int]) -> ClockState:
    advice = rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = None if met is None else line.session(met)
    count, sessions = len(places), line.sessions(places)
    return ClockState(pupil.id, KIND, state, None, met_on, count, sessions, rules.rule(KIND), advice)
