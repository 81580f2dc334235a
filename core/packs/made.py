"""When a page was made: the journal says, since whatever leaves the record is an event."""

from __future__ import annotations

import json
from datetime import date

from core.record import Record

EHCP_REVIEW = "EHCP review page"  # how the journal names it: never to be renamed
KEY = "E"  # on the pupil's page
REVIEWED_EVERY = 365  # days: an EHC plan is reviewed every 12 months (Children and Families Act 2014 s44)


def pages_made(record: Record) -> dict[int, date]:
    """The day on which the latest EHCP review page was made, by pupil; of pupils with a review date."""
    found: dict[int, date] = {}
    for pupil, at, body in record.db.execute(
        """SELECT pupil_id, at, body FROM event JOIN event_body USING (id)
           WHERE pupil_id IN (SELECT id FROM pupil WHERE ehcp_review <> '') AND kind = 'export'
           ORDER BY event.id"""
    ).fetchall():
        if json.loads(body).get("what") == EHCP_REVIEW:
            found[pupil] = date.fromisoformat(at[:10])
    return found


def made_for(review: date, held: date, made: date | None) -> date | None:
    """The day its page was made, if that was for this review: not for one held, nor over a year before."""
    if made is None or made <= held or (review - made).days >= REVIEWED_EVERY:
        return None
    return made
