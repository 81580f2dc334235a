"""The hand-off taken on: by whom and when, one event a pupil."""

from __future__ import annotations

from collections.abc import Iterable

from core.acts.base import Done, done_before, each, perform
from core.errors import Refused
from core.people import Actor
from core.record import Record


def take_on(record: Record, actor: Actor, pupil_ids: Iterable[int], act: str | None = None) -> Done:
    """The person the hand-off is for takes these pupils on; those already theirs today are left as they are.

    It closes nothing: they stay on the list until somebody has spoken with their family, or they arrive.
    """
    from core.handoff import taken_today

    with record.write():
        ids = list(pupil_ids)
        if not done_before(record, act):
            held = taken_today(record)
            left = [one for one in ids if one not in held or held[one].account != actor.account]
            if ids and not left:
                raise Refused("You have taken on everybody on this list already.")
            ids = left
        return perform(record, actor, each(record, "handoff-ack", ids, {}), "Taken on", act)
