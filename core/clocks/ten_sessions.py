"""Ten sessions of G, N, O or U within ten school weeks: a prompt for support."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from core.clocks import rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight, of_age, places_since
from core.clocks.timeline import Timeline
from core.days import Session
from core.questions import ClockState, State

KIND = "ten-sessions"
COUNTED = "GNOU"


def ten_sessions(sight: Sight, pupil: Person, line: Timeline, cells: str, away: int) -> Iterator[ClockState]:
    """Met at the session at which the count reaches ten, until it is considered or amended away.

    The window of a session in school week k is the school weeks k−9 … k (Monday to Sunday weeks that
    hold a session), across half-terms, terms and school years; pupils of compulsory school age only
    (WT ch. 6; domain.md §4 [S28 S38 S39], §11.5). A window that rolls on does not clear what was met.
    Once considered it is met anew when the count has fallen and reaches ten again by a session since, or
    when ten further sessions fall within one window; never by an amendment of old marks alone. `away`:
    the sessions counted, of whatever age.
    """
    ten, shown = sight.numbers["sessions"], sight.numbers["sessions_from"]
    away &= of_age(pupil, line)
    if away.bit_count() < shown:
        return
    noted = places_since(line, sight.settled(pupil.id, KIND))
    met = _met(sight, line, away, (pupil.id, cells, noted))
    now = away & line.windows(sight.numbers["session_weeks"])[-1]
    if met is not None:
        place, largest = met
        yield _clock(pupil, State.MET, line.session(place), line.sessions_of(largest))
    elif shown <= now.bit_count() < ten and now & line.since(noted):
        yield _clock(pupil, State.RUNNING, None, line.sessions_of(now))


def _met(sight: Sight, line: Timeline, away: int, of: tuple[int, str, int]) -> tuple[int, int] | None:
    """The session at which ten were reached and nobody considered it, and the largest window from there on.

    The largest, so that a session attended after all can never make the number larger. `of`: pupil, cells
    and the place from which on nothing is considered yet.
    """
    ten, noted, since = sight.numbers["sessions"], of[2], line.place(sight.since)
    if away.bit_count() < ten or not (fresh := away & line.since(max(noted, since))):
        return None
    first = line.first(fresh)
    windows = [away & one for one in line.windows(sight.numbers["session_weeks"])[line.weeks[first] :]]
    counts = list(map(int.bit_count, windows))
    most = max(counts)
    if most < ten:
        return None  # most pupils
    if noted > since:
        met = _anew(sight, line, line.places(away), of)
        return None if met is None else (met, windows[counts.index(most)])
    full = next(window for window, count in zip(windows, counts, strict=True) if count >= ten)
    return max(first, line.places(full)[ten - 1]), windows[counts.index(most)]


def _anew(sight: Sight, line: Timeline, places: Sequence[int], of: tuple[int, str, int]) -> int | None:
    """The session since at which ten were reached again, the count having been less, or ten further ones.

    `of`: pupil, cells and the place from which on nothing is considered yet.
    What a mark was before it was amended counts up to the day of its amendment, so that the count falls
    only when it fell; a mark from before that was amended into the count counts after that day.
    """
    ten, span, (pupil, cells, noted) = sight.numbers["sessions"], sight.numbers["session_weeks"], of
    gone, came = amended(sight, pupil, (line, cells), COUNTED, sight.settled(pupil, KIND))
    weeks = list(map(line.weeks.__getitem__, places))
    starts = [bisect_left(weeks, week - span + 1, 0, place + 1) for place, week in enumerate(weeks)]
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


def _clock(pupil: Person, state: State, met: Session | None, sessions: tuple[Session, ...]) -> ClockState:
    advice = rules.advice(KIND, state)
    if pupil.dob is None:
        advice = f"{advice} {rules.said('no-birth-date')}"
    return ClockState(pupil.id, KIND, state, None, met, len(sessions), sessions, rules.rule(KIND), advice)
