"""Ten sessions of G, N, O or U within ten school weeks: a prompt for support."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from core.clocks import rules
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import Timeline, chosen, where
from core.questions import ClockState, State

KIND = "ten-sessions"
_COUNTED = chosen("GNOU")


def ten_sessions(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Met at the session at which the count reaches ten, until it is considered or amended away.

    The window of a session in school week k is the school weeks k−9 … k (Monday to Sunday weeks that
    hold a session), across half-terms, terms and school years; pupils of compulsory school age only
    (WT ch. 6; domain.md §4 [S28 S38 S39], §11.5). A window that rolls on does not clear what was met.
    Once considered it is met anew when the count, having fallen, reaches ten again, or when ten further
    sessions fall within one window.
    """
    numbers = sight.numbers
    low, high = compulsory_span(pupil, line)
    places = where(cells, _COUNTED, low, high)
    if not places:
        return
    noted = places_since(line, sight.settled(pupil.id, KIND))
    earliest = line.weeks[-1] - numbers["session_weeks"] + 1
    now = places[bisect_left(places, earliest, key=line.weeks.__getitem__) :]
    met, largest = _met(sight, line, places, noted)
    if met is not None:
        yield _clock(pupil, line, State.MET, met, largest)
    elif numbers["sessions_from"] <= len(now) < numbers["sessions"] and now[-1] >= noted:
        yield _clock(pupil, line, State.RUNNING, None, now)


def _met(sight: Sight, line: Timeline, places: Sequence[int], noted: int) -> tuple[int | None, Sequence[int]]:
    """The session at which ten were reached and nobody considered it, and the largest window from there on.

    The largest, so that a session attended after all can never make the number larger.
    """
    ten, span = sight.numbers["sessions"], sight.numbers["session_weeks"]
    weeks = list(map(line.weeks.__getitem__, places))
    if all(last - first >= span for first, last in zip(weeks, weeks[ten - 1 :], strict=False)):
        return None, ()
    floor = max(noted, line.place(sight.since))
    anew, fresh = noted > line.place(sight.since), bisect_left(places, noted)
    met, start, best = None, 0, (0, 0)
    for index, week in enumerate(weeks):
        while weeks[start] <= week - span:
            start += 1
        if places[index] < floor:
            continue
        count = index - start + 1
        if met is None and count >= ten:
            crossed = count == ten if anew else True
            met = places[index] if crossed or index - max(start, fresh) + 1 == ten else None
        if count > best[1] - best[0]:
            best = (start, index + 1)
    return met, places[best[0] : best[1]]


def _clock(pupil: Person, line: Timeline, state: State, met: int | None, places: Sequence[int]) -> ClockState:
    advice = rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = None if met is None else line.session(met)
    count, sessions = len(places), line.sessions(places)
    return ClockState(pupil.id, KIND, state, None, met_on, count, sessions, rules.rule(KIND), advice)
