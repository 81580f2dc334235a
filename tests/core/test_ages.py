"""How old the marks are, in words a person reads."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.telling import how_old

NOW = datetime(2026, 11, 23, 8, 40)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-23T08:38", "2 min old"),
        ("2026-11-23T08:45", "0 min old"),
        ("2026-11-23T06:41", "119 min old"),
        ("2026-11-23T03:38", "5 h old"),
        ("2026-11-22T23:59", "1 day old"),
        ("2026-11-20T09:15", "3 days old"),
    ],
)
def test_marks_of_friday_are_three_days_old_on_monday_not_4285_minutes(at: str, said: str) -> None:
    assert how_old(datetime.fromisoformat(at), NOW) == said
