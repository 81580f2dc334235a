"""The one line that sets everything: owner and date first, the step, a slash, the barrier."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Unknown
from core.record import Record
from core.typed.followup import parse

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("line", "owner", "review", "step", "barrier"),
    [
        ("@aa +3w quiet entrance / busy gate", "@aa", "2026-12-11", "quiet entrance", "busy gate"),
        ("+3w @aa quiet entrance", "@aa", "2026-12-11", "quiet entrance", ""),
        ("@aa", "@aa", "", "", ""),
        ("fri", "", "2026-11-27", "", ""),
        ("Thursday meet", "", "2026-11-26", "meet", ""),
        ("12/12 meet", "", "2026-12-14", "meet", ""),
        ("5sd meet", "", "2026-11-27", "meet", ""),
        ("2026-12-01 meet", "", "2026-12-01", "meet", ""),
        ("meet at gate", "", "", "meet at gate", ""),
        ("/ busy gate", "", "", "", "busy gate"),
        ("meet / busy gate / again", "", "", "meet", "busy gate / again"),
        ("ring at 10/11 perhaps", "", "", "ring at 10/11 perhaps", ""),
        ("e-mail @bob", "", "", "e-mail @bob", ""),
        ("@aa @bb", "@aa", "", "@bb", ""),
    ],
)
def test_what_the_line_held(
    record: Record, line: str, owner: str, review: str, step: str, barrier: str
) -> None:
    parts = parse(line, TODAY, record.calendar)
    found = parts.review.day.isoformat() if parts.review else ""
    assert (parts.owner, found, parts.step, parts.barrier) == (owner, review, step, barrier)


@pytest.mark.parametrize(
    "step",
    [
        "monitor the gate",
        "friend meets her",
        "money for the bus",
        "Monica rings",
        "thumb is sore",
        "wedding",
        "2 taxis",
    ],
)
def test_a_step_that_begins_like_a_day_is_a_step(record: Record, step: str) -> None:
    """`monitor the gate` was refused as a date that could not be understood."""
    parts = parse(step, TODAY, record.calendar)
    assert (parts.step, parts.review) == (step, None)


@pytest.mark.parametrize("line", ["", "  ", "/", " / ", "31/02 meet", "+99y"])
def test_nothing_or_an_impossible_day_is_refused(record: Record, line: str) -> None:
    with pytest.raises(Unknown):
        parse(line, TODAY, record.calendar)
