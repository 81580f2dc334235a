"""Days away in a row without a known reason: the return at ten and those after it, the twenty-day test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from core.clocks import returns, rules
from core.clocks.amended import amended
from core.clocks.sight import Person, Sight
from core.clocks.timeline import Timeline
from core.codes import NO_MARK, Kind, cells_of
from core.codes import cells as cells_in
from core.questions import ClockState, State
from core.sessions_bits import table
from core.telling import day_words

# A day that holds one of these neither counts nor breaks a run: the whole site closed, a closure that
# the calendar does not know, a session without a mark (domain.md §11.12, §12).
_PAUSE = cells_of("Y4", "#") + NO_MARK
_CAME = cells_in(Kind.ATTENDING, Kind.ACTIVITY) + cells_of("U")
TEN_DAYS = "ten-days-unauthorised"


@dataclass(frozen=True)
class Run:
    """Days in a row, each as the places of its sessions; `paused` places neither count nor break."""

    days: list[range]
    paused: list[int]
    open: bool  # nothing has ended it


def runs(line: Timeline, cells: str, away: str, shortest: int = 1) -> Iterator[Run]:
    """Runs of `shortest` or more school days all of whose sessions are in `away`, oldest first."""
    if not _may_hold(cells, away, line.at_least(shortest)):
        return
    for found in _pattern(away, shortest).finditer(cells):
        if sum(map(found[0].count, away)) < shortest:
            continue
        low, high = found.span()
        days: list[range] = []
        paused: list[int] = []
        waiting: list[int] = []
        place = low
        while place < high:
            day = line.day_of(place)
            place = day.stop
            if day.start < low or day.stop > high:
                continue  # the other half of this day holds what broke the run
            if all(cells[one] in away for one in day):
                days.append(day)
                paused, waiting = paused + waiting, []
            elif days:
                waiting += [one for one in day if cells[one] in _PAUSE]
        if len(days) >= shortest:
            yield Run(days, paused, high == len(cells))


@cache
def _pattern(away: str, shortest: int) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(away + _PAUSE)}]{{{shortest},}}")


@cache
def _table(away: str) -> bytes:
    return table(away)


def _may_hold(cells: str, away: str, sessions: int) -> bool:
    """Whether so many sessions in a row are away, once those that only pause are left out."""
    row = cells.encode("ascii", "replace").translate(_table(away), _PAUSE.encode())
    return b"1" * sessions in row


def may_have_begun_earlier(cells: str) -> bool:
    """Whether the first session that says anything says away: a run may reach back beyond it."""
    return cells.lstrip(_PAUSE)[:1] in ("G", "N", "O", "U")


def days_in_a_row(sight: Sight, pupil: Person, line: Timeline, cells: str) -> Iterator[ClockState]:
    """The return at ten days and the test of twenty.

    Ten school days running, all sessions G, N, O or U: reg 13; domain.md §4 [S34 S35], §11.6. Twenty,
    every session G, N or O: reg 9(1)(i), Ground I; [S43], §11.8. The second is a test among several, all
    of which it lists: it never says that a name comes off the roll.
    """
    numbers = sight.numbers
    ten = list(runs(line, cells, "GNOU", numbers["ten_days_from"]))
    if not ten:
        return  # nearly everybody
    how = _How(TEN_DAYS, "GNOU", numbers["ten_days"], numbers["ten_days_from"])
    yield from _threshold(sight, pupil, (line, cells), ten, how)
    if any(len(run.days) >= numbers["twenty_days_from"] for run in ten):
        twenty = list(runs(line, cells, "GNO", numbers["twenty_days_from"]))
        how = _How("twenty-days", "GNO", numbers["twenty_days"], numbers["twenty_days_from"])
        yield from _threshold(sight, pupil, (line, cells), twenty, how)


@dataclass(frozen=True)
class _How:
    """A number of days: the clock, the cells that count, the number, and from how many on it is shown."""

    kind: str
    away: str
    number: int
    shown: int


def _threshold(
    sight: Sight, pupil: Person, marks: tuple[Timeline, str], found: list[Run], how: _How
) -> Iterator[ClockState]:
    """The longest run that reached the number and was not considered, else the one that runs now.

    The longest, so that a session attended after all can never make the number larger. Of ten days
    considered and still running, the next return.
    """
    line, number = marks[0], how.number
    noted = sight.settled(pupil.id, how.kind)
    met = [
        run
        for run in found
        if len(run.days) >= number
        and line.day(run.days[-1].start) >= sight.since
        and line.day(run.days[number - 1].start) > noted
        and not (noted > date.min and _was_considered(sight, pupil, marks, run, how))
    ]
    if met:
        yield _clock(sight, pupil, marks, max(met, key=lambda run: len(run.days)), (how, State.MET))
    elif found and found[-1].open and how.shown <= len(found[-1].days) < number:
        yield _clock(sight, pupil, marks, found[-1], (how, State.RUNNING))
    elif found and found[-1].open and noted > date.min and how.kind == TEN_DAYS:
        yield _again(sight, pupil, line, found[-1], noted)


def _was_considered(sight: Sight, pupil: Person, marks: tuple[Timeline, str], run: Run, how: _How) -> bool:
    """Whether these days belong to a run that was considered, and were parted from it by an amendment alone.

    Marks amended since the day that now is the last of the number are put back as they stood on that day.
    """
    line, cells = marks
    place = run.days[how.number - 1].start
    noted = sight.settled(pupil.id, how.kind)
    gone, _ = amended(sight, pupil.id, marks, how.away, noted)
    stood = {one for one, until in gone.items() if until >= line.day(place)}
    if not stood:
        return False
    then = "".join(how.away[0] if one in stood else cell for one, cell in enumerate(cells))
    return any(
        place in range(one.days[0].start, one.days[-1].stop)
        and line.day(one.days[how.number - 1].start) <= noted
        for one in runs(line, then, how.away, how.number)
    )


def _clock(
    sight: Sight, pupil: Person, marks: tuple[Timeline, str], run: Run, stands: tuple[_How, State]
) -> ClockState:
    line, (how, state) = marks[0], stands
    met_on = line.day(run.days[how.number - 1].start) if state is State.MET else None
    places = [place for day in run.days for place in day]
    question = "" if run.open else "ended"
    advice = _back(marks, run, how.away) + rules.advice(how.kind, state, question) + _paused(line, run)
    return ClockState(
        pupil.id, how.kind, state, None, met_on,
        len(run.days), line.sessions(places), rules.rule(how.kind, question), advice,
    )  # fmt: skip


def _back(marks: tuple[Timeline, str], run: Run, away: str) -> str:
    """Since when a pupil whose run ended is back: the first session after it at which they came in.

    '' while it goes on, and where another code ended it and nobody has come in yet. Only `In again` where
    the latest mark is none of coming in.
    """
    line, cells = marks
    came = _CAME.translate({ord(cell): None for cell in away})
    after = range(run.days[-1].stop, len(cells))
    first = None if run.open else next((place for place in after if cells[place] in came), None)
    if first is None:
        return ""
    still = cells.rstrip(NO_MARK)[-1] in came
    return f"{'Back since' if still else 'In again on'} {day_words(line.day(first))}. "


def _again(sight: Sight, pupil: Person, line: Timeline, run: Run, made: date) -> ClockState:
    """The next return of a run that goes on after the last one was noted considered."""
    state, due, advice = returns.stands(sight, made)
    places = [place for day in run.days for place in day]
    return ClockState(
        pupil.id, TEN_DAYS, state, due, None, len(run.days), line.sessions(places),
        rules.rule(TEN_DAYS), advice + _paused(line, run),
    )  # fmt: skip


def _paused(line: Timeline, run: Run) -> str:
    """A note of what the run was counted across."""
    days = list(dict.fromkeys(line.day(place) for place in run.paused))
    if not days:
        return ""
    shown = ", ".join(map(day_words, days[:3])) + (f" and {len(days) - 3} more" if len(days) > 3 else "")
    return f" Counted across days without a mark or a session: {shown}."
