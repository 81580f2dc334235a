"""Social workers and youth justice workers, to be told today of an absence nobody has explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.clocks import rules
from core.clocks.sight import Person, Sight, places_since
from core.clocks.timeline import Timeline
from core.days import Session
from core.morning import NOON
from core.questions import ClockState
from core.record import Record
from core.register import HERE

_UNEXPLAINED = "NO"  # a missing mark fires nothing (domain.md §11.12)


@dataclass(frozen=True)
class Learned:
    """What was learned of the pupils who have such a worker: reasons and arrivals, in the order of acts."""

    reasons: Mapping[int, list[tuple[int, date, date]]] = field(default_factory=dict)  # act, from, until
    arrivals: Mapping[int, list[tuple[int, date, str]]] = field(default_factory=dict)  # act, day, time


def learned(record: Record, since: date) -> Learned:
    """Reasons and arrivals since a day."""
    some = """(SELECT id FROM pupil WHERE social_worker <> '' OR looked_after OR youth_justice)"""
    reasons: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    arrivals: dict[int, list[tuple[int, date, str]]] = defaultdict(list)
    for act, pupil, day, until in record.db.execute(
        f"SELECT id, pupil_id, day, until FROM reason WHERE until >= ? AND pupil_id IN {some} ORDER BY id",
        (since.isoformat(),),
    ).fetchall():
        reasons[pupil].append((act, date.fromisoformat(day), date.fromisoformat(until)))
    for act, pupil, day, time in record.db.execute(
        f"SELECT id, pupil_id, day, time FROM arrival WHERE day >= ? AND pupil_id IN {some} ORDER BY id",
        (since.isoformat(),),
    ).fetchall():
        arrivals[pupil].append((act, date.fromisoformat(day), time))
    return Learned(reasons, arrivals)


def tell_workers(
    sight: Sight, pupil: Person, line: Timeline, cells: str, known: Learned
) -> Iterator[ClockState]:
    """Due on the day of any absence not yet explained, until noted done (WT Aug 2024 para 52 [S32 S11 S33]).

    A child looked after has a social worker, whether or not the pupils file names one.
    """
    for kind, wanted in (
        ("tell-social-worker", bool(pupil.social_worker) or pupil.looked_after),
        ("tell-youth-justice", pupil.youth_justice),
    ):
        if not wanted:
            continue
        first = max(line.place(sight.tell_since), places_since(line, sight.settled(pupil.id, kind)))
        places = [
            place
            for place in range(first, len(cells))
            if cells[place] in _UNEXPLAINED and not _explained(pupil, line, cells, place, known)
        ]
        if places:
            due = line.day(places[0])
            state = sight.state(due)
            yield ClockState(
                pupil.id, kind, state, due, None, len(places), line.sessions(places),
                rules.rule(kind), rules.advice(kind, state),
            )  # fmt: skip


def _explained(pupil: Person, line: Timeline, cells: str, place: int, known: Learned) -> bool:
    """Whether a person has given a reason that covers the session, or the pupil came in after the mark."""
    session = line.session(place)
    arrived = known.arrivals.get(pupil.id, [])
    if any(day == session.day and _undoes(time, session) for _, day, time in arrived):
        return True
    for act, day, until in known.reasons.get(pupil.id, []):
        ended = any(later > act and came <= session.day for later, came, _ in arrived)
        since = line.place(day + timedelta(days=1))
        if day <= session.day <= until and not ended and not HERE.intersection(cells[since:place]):
            return True
    return False


def _undoes(time: str, session: Session) -> bool:
    """A morning's arrival says nothing of the afternoon."""
    return session.half == "AM" or time >= NOON
