"""Part-time timetables: what was agreed, from when to when, and when it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from core.clocks import rules
from core.clocks.sight import Person, Sight
from core.clocks.timeline import OFF_ROLL, Timeline
from core.codes import NO_MARK, Kind, cells, cells_of
from core.days import HALVES, Half, Session
from core.model import Pupil
from core.questions import ClockState
from core.record import Record

KIND = "part-time-end"
C2 = cells_of("C2")
# Cells that do not show a pupil expected again: no mark, X, no session. D shows it: expected, elsewhere.
_SILENT = (NO_MARK + OFF_ROLL + cells(Kind.NOT_POSSIBLE, Kind.NOT_COLLECTED)).replace(cells_of("D"), "")
_DAYS = ("mon", "tue", "wed", "thu", "fri")
_TOKEN = re.compile(
    r"(?P<first>mon|tue|wed|thu|fri)[a-z]*\.?(?:\s*(?:-|–|to)\s*(?P<last>mon|tue|wed|thu|fri)[a-z]*)?"
    r"|\b(?P<half>am|pm|morning|afternoon)s?\b",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"\b(?:sat(?:urday)?|sun(?:day)?|weekend)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreed part-time timetable. `free` are the sessions *not* required: empty where nobody said."""

    first: date
    last: date
    free: frozenset[tuple[int, Half]] = frozenset()

    def covers(self, session: Session) -> bool:
        """Whether C2 is agreed for this session (reg 11(6): agreed times and dates)."""
        return self.first <= session.day <= self.last and self.leaves_out(session)

    def leaves_out(self, session: Session) -> bool:
        """Whether such a session of the week is not required, on whatever date; all where nobody said."""
        return not self.free or (session.day.weekday(), session.half) in self.free

    @property
    def ends(self) -> bool:
        """Whether an end was agreed at all: the pupils file may leave it out."""
        return self.last < date.max


def sessions_meant(text: str) -> frozenset[tuple[int, Half]]:
    """Weekdays and halves named in `Mon PM, Tue PM` or `Mon-Fri PM`; a day alone is both its halves.

    A half alone (`afternoons`) is that half of every day. Empty for a text that names none.
    """
    found: set[tuple[int, Half]] = set()
    for part in re.split(r"[,;/&\n]| and ", text.casefold()):
        days: set[int] = set()
        halves: set[Half] = set()
        for token in _TOKEN.finditer(part):
            if token["half"]:
                halves.add("AM" if token["half"].casefold() in ("am", "morning") else "PM")
            else:
                low = _DAYS.index(token["first"])
                high = _DAYS.index(token["last"]) if token["last"] else low
                days.update(range(low, high + 1))
        if days or (halves and not names_weekend(part)):
            found |= {(day, half) for day in days or range(5) for half in halves or HALVES}
    return frozenset(found)


def names_weekend(text: str) -> bool:
    """Whether a text names Saturday, Sunday or the weekend, when no session is."""
    return _WEEKEND.search(text) is not None


def noted_agreements(record: Record) -> dict[int, list[Agreement]]:
    """Agreements noted in Firstday, by pupil, oldest first."""
    found: dict[int, list[Agreement]] = {}
    for pupil, first, last, text in record.db.execute(
        "SELECT pupil_id, first, last, sessions FROM part_time ORDER BY id"
    ).fetchall():
        one = Agreement(date.fromisoformat(first), date.fromisoformat(last), sessions_meant(text))
        found.setdefault(pupil, []).append(one)
    return found


def with_latest(record: Record, one: Pupil) -> Pupil:
    """The pupil with the agreement that stands, noted here or in the pupils file, for a page to show."""
    row = record.db.execute(
        "SELECT first, last, sessions FROM part_time WHERE pupil_id = ? ORDER BY first DESC, id DESC LIMIT 1",
        (one.id,),
    ).fetchone()
    if row is None or (one.pt_from and row[0] < one.pt_from.isoformat()):
        return one
    first, last = map(date.fromisoformat, row[:2])
    return replace(one, pt_from=first, pt_to=last, pt_sessions=row[2])


def agreements(pupil: Person | Pupil, noted: list[Agreement]) -> list[Agreement]:
    """All agreements of a pupil in the order in which they began; the last one stands.

    One noted here with the same first day as the pupils file's replaces it; a later one ends the one
    before it.
    """
    found: dict[date, Agreement] = {}
    if pupil.pt_from or pupil.pt_to:
        first, last = pupil.pt_from or date.min, pupil.pt_to or date.max
        found[first] = Agreement(first, last, sessions_meant(pupil.pt_sessions))
    found |= {one.first: one for one in noted}
    ordered = [found[first] for first in sorted(found)]
    for place, (one, following) in enumerate(pairwise(ordered)):
        if following.first <= one.last:
            ordered[place] = replace(one, last=following.first - timedelta(days=1))
    return ordered


def part_time_end(
    sight: Sight, pupil: Person, line: Timeline, cells: str, agreed: list[Agreement]
) -> Iterator[ClockState]:
    """The day on which the agreement that stands ends (reg 11(6); domain.md §6 [S8 S51]).

    After it, until a whole day with a session once left out, and no C2, shows the pupil expected full
    time again, or somebody notes it.
    """
    if not agreed or not agreed[-1].ends:
        return
    one = agreed[-1]
    if one.last < sight.today and _done(sight, pupil, line, cells, one):
        return
    state, due = sight.stands(one.last)
    told = rules.advice(KIND, state, day=f"{one.last.day} {one.last:%b %Y}")
    yield ClockState(
        pupil.id, KIND, state, due, None, None, (), rules.rule(KIND), told + _remarks(sight, pupil, one)
    )


def _done(sight: Sight, pupil: Person, line: Timeline, cells: str, ended: Agreement) -> bool:
    """Whether the pupil is back full time, it was noted, or the end lies before what is looked at."""
    if sight.settled(pupil.id, KIND) > ended.last or ended.last < sight.since:
        return True
    place = max(line.place(ended.last + timedelta(days=1)), cells.rfind(C2) + 1)
    while place < len(cells):
        day = line.day_of(place)
        asked = day.start >= place and any(ended.leaves_out(line.session(one)) for one in day)
        if asked and not any(cells[one] in _SILENT for one in day):
            return True
        place = day.stop
    return False


def _remarks(sight: Sight, pupil: Person, one: Agreement) -> str:
    """Who else agrees, and whether it has become long (domain.md §6 [S51 S52 S53])."""
    others = [
        who
        for who, wanted in (
            ("the social worker", bool(pupil.social_worker)),
            ("the virtual school", pupil.looked_after),
            ("the local authority's SEN officer", pupil.sen == "E"),
        )
        if wanted
    ]
    told = f" Agreed with {' and '.join(others)} too?" if others else ""
    if not one.free:
        told += " Which sessions are left out? Note them with the dates."
    weeks = ((one.last - one.first).days + 7) // 7 if one.first > date.min else 0
    usual = sight.numbers["part_time_weeks"]
    return told + (f" It spans {weeks} weeks; {usual} is the usual local limit." if weeks > usual else "")


def covering(agreed: list[Agreement], session: Session) -> Agreement | None:
    """The agreement that leaves this session out; None without one."""
    return next((one for one in agreed if one.covers(session)), None)
