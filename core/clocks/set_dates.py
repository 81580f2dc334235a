"""Days that somebody has set: the plan's review, the EHCP review, help that was promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.clocks import rules
from core.clocks.sight import Person, Sight
from core.packs.made import KEY, made_for
from core.questions import ClockState
from core.record import Record
from core.telling import day_words

_SENT_BEFORE = timedelta(weeks=2)  # SEND Regulations 2014, reg 20(4)


@dataclass(frozen=True, slots=True)
class Promise:
    """Help promised to a family and not yet noted as done."""

    id: int
    pupil_id: int
    text: str
    due: date
    by: str


def open_promises(record: Record, pupil_id: int | None = None) -> dict[int, list[Promise]]:
    """Promises not yet kept, by pupil, the earliest due first; of one pupil, if given."""
    found: dict[int, list[Promise]] = {}
    for row in record.db.execute(
        """SELECT id, pupil_id, text, due, by FROM promise
           WHERE kept_on IS NULL AND pupil_id = coalesce(?, pupil_id) ORDER BY due, id""",
        (pupil_id,),
    ).fetchall():
        one = Promise(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4])
        found.setdefault(one.pupil_id, []).append(one)
    return found


def reviews(record: Record) -> dict[int, date]:
    """The review date of every pupil who has one."""
    rows = record.db.execute("SELECT pupil_id, review FROM casework WHERE review <> ''").fetchall()
    return {row[0]: date.fromisoformat(row[1]) for row in rows}


def set_dates(
    sight: Sight, pupil: Person, review: date | None, promises: list[Promise]
) -> Iterator[ClockState]:
    """Each until the thing is done: a new review set, the promise kept."""
    if review is not None:
        yield sight.deadline(pupil.id, "plan-review", review)
    for promise in promises:
        yield sight.deadline(pupil.id, "promised-help", promise.due, text=promise.text)


def ehcp_review(sight: Sight, pupil: Person, made: date | None) -> Iterator[ClockState]:
    """The EHCP review until it is noted held or moved, and whether its page was made: first of all that.

    Attendance data at every review (domain.md §8.52); what it is told goes out two weeks before (SEND
    Regulations 2014, reg 20(4)).
    """
    held = sight.settled(pupil.id, "ehcp-review")
    if not pupil.ehcp_review or held >= pupil.ehcp_review:
        return
    by = pupil.ehcp_review - _SENT_BEFORE
    sent = rules.sent_said(f"{day_words(by)} {by.year}", by < sight.today)
    clock = sight.deadline(pupil.id, "ehcp-review", pupil.ehcp_review, sent=sent)
    page = made_for(pupil.ehcp_review, held, made)
    rule, how = rules.page_said(day_words(page) if page else "", KEY)
    yield replace(clock, rule=rule, advice=f"{how} {clock.advice}")
