"""Code B: supervised in person, with the activity noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.clocks.code_questions import KIND, ask, later_days, places_of
from core.clocks.sight import Person, Sight, places_since
from core.clocks.timeline import Timeline
from core.codes import cells_of
from core.days import Session
from core.questions import ClockState

_B = cells_of("B")
_AT_HOME = ("%home%", "%online%", "%on line%", "%remote%", "%virtual%", "%teams%", "%zoom%")


def notes_of_home(sight: Sight) -> dict[int, set[Session]]:
    """Sessions beside which the MIS notes learning at home or online, by pupil."""
    likes = " OR ".join("comment LIKE ?" for _ in _AT_HOME)
    found: dict[int, set[Session]] = defaultdict(set)
    for pupil, day, half in sight.record.db.execute(
        f"SELECT pupil_id, day, half FROM mark_detail WHERE comment <> '' AND day >= ? AND ({likes})",
        (sight.since.isoformat(), *_AT_HOME),
    ).fetchall():
        found[pupil].add(Session(date.fromisoformat(day), half))
    return found


def offsite(
    sight: Sight, pupil: Person, line: Timeline, cells: str, at_home: set[Session]
) -> Iterator[ClockState]:
    """B with a note of learning at home or online, or day after day with nothing noted ([S20 S21 S22])."""
    allowed = sight.numbers["offsite_days"]
    if _B not in cells or not (at_home or cells.count(_B) > allowed):
        return
    since = max(line.place(sight.since), places_since(line, sight.settled(pupil.id, KIND)))
    places = {one for one in places_of(cells, _B, since, len(cells)) if line.session(one) in at_home}
    if long := later_days(line, cells, _B, allowed, since):
        noted = _noted(sight, pupil)
        places.update(one for one in long if line.session(one) not in noted)
    if places:
        yield ask(pupil, "offsite", line.sessions(sorted(places)))


def _noted(sight: Sight, pupil: Person) -> set[Session]:
    rows = sight.record.db.execute(
        "SELECT day, half FROM mark_detail WHERE pupil_id = ? AND comment <> ''", (pupil.id,)
    )
    return {Session(date.fromisoformat(day), half) for day, half in rows}
