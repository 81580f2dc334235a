"""Marks whose code asks a question: C2, X, R and E beyond what their rules allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.clocks import rules
from core.clocks.part_time import C2, Agreement, covering
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import Timeline
from core.codes import cells_of
from core.days import Session
from core.questions import ClockState, State

KIND = "code-question"
_X, _R, _E = (cells_of(code) for code in "XRE")
ASKED = C2 + _X + _R + _E + cells_of("B")


def asks_anything(cells: str) -> bool:
    """Whether there is any mark that a question may be about."""
    return any(map(cells.__contains__, ASKED))


def code_questions(
    sight: Sight, pupil: Person, line: Timeline, cells: str, agreed: list[Agreement]
) -> Iterator[ClockState]:
    """Questions about marks of the time looked at; noting them considered settles those before.

    Each question is one clock that lists its sessions.
    """
    since = max(line.place(sight.since), places_since(line, sight.settled(pupil.id, KIND)))
    if C2 in cells:
        yield from _part_time(pupil, line, cells, since, agreed)
    if _X in cells:
        low, high = compulsory_span(pupil, line)
        yield from _asked(pupil, line, "not-required", places_of(cells, _X, max(low, since), high))
    if cells.count(_R) > 1:
        yield from _asked(pupil, line, "set-apart", later_days(line, cells, _R, 1, since))
    if cells.count(_E) > sight.numbers["excluded_days"]:
        later = later_days(line, cells, _E, sight.numbers["excluded_days"], since)
        yield from _asked(pupil, line, "excluded", later)


def _part_time(
    pupil: Person, line: Timeline, cells: str, since: int, agreed: list[Agreement]
) -> Iterator[ClockState]:
    """C2 where nothing was agreed, or outside it, or outside compulsory school age (reg 11(6); [S8 S51])."""
    low, high = compulsory_span(pupil, line)
    places = places_of(cells, C2, since, len(cells))
    yield from _asked(pupil, line, "part-time-age", [one for one in places if not low <= one < high])
    held = {one: covering(agreed, line.session(one)) for one in places if low <= one < high}
    outside = [one for one, agreement in held.items() if agreement is None]
    yield from _asked(pupil, line, "part-time-outside" if agreed else "part-time-none", outside)
    endless = [one for one, agreement in held.items() if agreement is not None and not agreement.ends]
    yield from _asked(pupil, line, "part-time-endless", endless)


def places_of(cells: str, wanted: str, low: int, high: int) -> list[int]:
    """Where the cell stands, from `low` up to `high`."""
    found = []
    place = cells.find(wanted, low, high)
    while place >= 0:
        found.append(place)
        place = cells.find(wanted, place + 1, high)
    return found


def later_days(line: Timeline, cells: str, wanted: str, allowed: int, since: int) -> list[int]:
    """Sessions with the code from the day after `allowed` consecutive school days that hold it.

    R: one day for each day set apart ([S22]). E: from the sixth day provision must exist ([S4b]). A day
    on which the site was closed neither counts nor breaks; a missing mark breaks, since nothing
    fires from one.
    """
    found: list[int] = []
    days = 0
    place = cells.find(wanted)
    while 0 <= place < len(cells):
        day = line.day_of(place)
        held = [one for one in day if cells[one] == wanted]
        if held:
            days += 1
            found += [one for one in held if days > allowed and one >= since]
        elif any(cells[one] not in _CLOSED for one in day):
            days = 0
            following = cells.find(wanted, day.stop)
            if following < 0:
                break
            place = following
            continue
        place = day.stop
    return found


_CLOSED = cells_of("Y4", "#")


def _asked(pupil: Person, line: Timeline, question: str, places: Sequence[int]) -> Iterator[ClockState]:
    if places:
        yield ask(pupil, question, line.sessions(places))


def ask(pupil: Person, question: str, sessions: tuple[Session, ...], **values: str) -> ClockState:
    """One question about these sessions."""
    advice = rules.advice(KIND, State.MET, question, **values)
    if pupil.dob is None and question == "not-required":
        advice = f"{advice} {rules.said('no-birth-date')}"
    return ClockState(
        pupil.id, KIND, State.MET, None, sessions[0], len(sessions), sessions,
        rules.rule(KIND, question), advice,
    )  # fmt: skip
