"""Restricted notes written: by the DSL, for the DSL."""

from __future__ import annotations

from collections.abc import Iterable

from core.acts.base import Done, each, perform, words
from core.people import Actor, as_now
from core.record import Record


def add_restricted(
    record: Record, actor: Actor, pupil_ids: Iterable[int], text: str, act: str | None = None
) -> Done:
    """Add a restricted note. Refused for everybody but the DSL, as the staff list stands now."""
    with record.write():
        as_now(record, actor).require_dsl("Restricted notes are")
        entries = each(record, "restricted", pupil_ids, {"text": words(text, "the restricted note")})
        return perform(record, actor, entries, "Restricted note kept", act)
