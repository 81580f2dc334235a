"""Ten sessions of G, N, O or U within ten school weeks: a prompt for support."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import Timeline, where
from core.questions import ClockState, State

KIND = "ten-sessions"
COUNTED = "GNOU"


def worth_a_look(sight: Sight, line: Timeline, away: int) -> bool:
    """Whether any window holds ten at all, or the one that ends now as many as are shown.

    `away`: the sessions counted, as `marked` gives them. Most pupils are done with here.
    """
    ten, windows = sight.numbers["sessions"], line.windows(sight.numbers["session_weeks"])
    if (away & windows[-1]).bit_count() >= sight.numbers["sessions_from"]:
        return True
    return any((away & window).bit_count() >= ten for window in windows)


def ten_sessions(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """Met at the session at which the count reaches ten, until it is considered or amended away.

    The window of a session in school week k is the school weeks k−9 … k (Monday to Sunday weeks that
    hold a session), across half-terms, terms and school years; pupils of compulsory school age only
    (WT ch. 6; domain.md §4 [S28 S38 S39], §11.5). A window that rolls on does not clear what was met.
    Once considered it is met anew when the count has fallen and reaches ten again by a session since, or
    when ten further sessions fall within one window; never by an amendment of old marks alone.
    """
    numbers = sight.numbers
    low, high = compulsory_span(pupil, line)
    places = where(cells, COUNTED, low, high)
    if not places:
        return
    noted = places_since(line, sight.settled(pupil.id, KIND))
    earliest = line.weeks[-1] - numbers["session_weeks"] + 1
    now = places[bisect_left(places, earliest, key=line.weeks.__getitem__) :]
    met, largest = _met(sight, line, places, (pupil.id, cells, noted))
    if met is not None:
        yield _clock(pupil, line, State.MET, met, largest)
    elif numbers["sessions_from"] <= len(now) < numbers["sessions"] and now[-1] >= noted:
        yield _clock(pupil, line, State.RUNNING, None, now)


def _met(
    sight: Sight, line: Timeline, places: Sequence[int], of: tuple[int, str, int]
) -> tuple[int | None, Sequence[int]]:
    """The session at which ten were reached and nobody considered it, and the largest window from there on.

    The largest, so that a session attended after all can never make the number larger. `of`: pupil, cells
    and the place from which on nothing is considered yet.
    """
    ten, span = sight.numbers["sessions"], sight.numbers["session_weeks"]
    if len(places) < ten:
        return None, ()
    weeks = list(map(line.weeks.__getitem__, places))
    if all(last - first >= span for first, last in zip(weeks, weeks[ten - 1 :], strict=False)):
        return None, ()
    noted, since = of[2], line.place(sight.since)
    after = range(bisect_left(places, max(noted, since)), len(places))
    if noted > since:
        starts = [bisect_left(weeks, week - span + 1, 0, place + 1) for place, week in enumerate(weeks)]
        met = _anew(sight, line, places, starts, of)
    else:
        met = next((places[n] for n in after if n + 1 >= ten and weeks[n] - weeks[n + 1 - ten] < span), None)
    return met, _largest(places, weeks, after, span)


def _largest(places: Sequence[int], weeks: Sequence[int], last: range, span: int) -> Sequence[int]:
    """The first of the largest windows of `span` school weeks that end with one of the sessions `last`."""
    start, best = 0, (0, 0)
    for end in last:
        while weeks[end] - weeks[start] >= span:
            start += 1
        if end + 1 - start > best[1] - best[0]:
            best = start, end + 1
    return places[best[0] : best[1]]


def _anew(
    sight: Sight, line: Timeline, places: Sequence[int], starts: Sequence[int], of: tuple[int, str, int]
) -> int | None:
    """The session since at which ten were reached again, the count having been less, or ten further ones.

    What a mark was before it was amended counts up to the day of its amendment, so that the count falls
    only when it fell; a mark from before that was amended into the count counts after that day.
    """
    ten, span, (pupil, cells, noted) = sight.numbers["sessions"], sight.numbers["session_weeks"], of
    gone, came = amended(sight, pupil, (line, cells), COUNTED, sight.settled(pupil, KIND))
    fresh, fallen = bisect_left(places, noted), False
    for index in range(fresh, len(places)):
        place, window = places[index], places[starts[index] : index + 1]
        day, first = line.day(place), line.weeks[place] - span + 1
        late = sum(one < noted and came.get(one, date.min) >= day for one in window)
        stood = sum(one < place and line.weeks[one] >= first and day <= until for one, until in gone.items())
        known = len(window) - late + stood
        fallen = fallen or known - 1 < ten
        if (fallen and min(known, len(window)) >= ten) or index - max(starts[index], fresh) + 1 >= ten:
            return place
    return None


def _clock(pupil: Person, line: Timeline, state: State, met: int | None, places: Sequence[int]) -> ClockState:
    advice = rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    met_on = None if met is None else line.session(met)
    count, sessions = len(places), line.sessions(places)
    return ClockState(pupil.id, KIND, state, None, met_on, count, sessions, rules.rule(KIND), advice)
