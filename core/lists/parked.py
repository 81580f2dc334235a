"""The list of what is half typed: one's own in words, of others only that a call is parked, and by whom."""

from __future__ import annotations

from datetime import datetime

from core.lists.rows import Listing, ListRow
from core.people import Actor, staff_by_account
from core.record import Record
from core.roll import pupils
from core.telling import day_words
from core.together.claims import callers
from core.together.drafts import KINDS, drafts_of, parked

MINE, OTHERS = "YOURS", "OF OTHERS"


def parked_list(record: Record, actor: Actor) -> Listing:
    """Own drafts, the newest first; below them the calls others have parked today, without a word of them."""
    with record.reading():
        own = drafts_of(record, actor)
        people = pupils(record, {draft.pupil_id for draft in own})
        now = record.clock.now()
        found = []
        for draft in own:
            one, what = people[draft.pupil_id], KINDS.get(draft.kind, draft.kind)
            typed = draft.text or ("spoke, the reason is still to come" if draft.kind == "call" else "")
            cells = (_when(draft.at, now), what, one.name, one.reg, typed)
            found.append(ListRow(one.id, cells, MINE, kind=draft.kind))
        open_ = {one: frozenset(c.account for c in several) for one, several in callers(record).items()}
        staff = staff_by_account(record)
        for theirs in parked(record, open_, 0):
            if theirs.account != actor.account:
                name = staff[theirs.account].name if theirs.account in staff else theirs.account
                cells = (
                    f"{theirs.at:%H:%M}",
                    "call",
                    theirs.pupil.name,
                    theirs.pupil.reg,
                    f"parked by {name}",
                )
                found.append(ListRow(theirs.pupil.id, cells, OTHERS))
        return Listing(
            "Half typed or parked", ("at", "what", "pupil", "reg", "typed so far"), tuple(found),
            "Nothing is half typed or parked.", whole=(0, 1),
        )  # fmt: skip


def _when(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else f"{day_words(at.date())} {at:%H:%M}"
