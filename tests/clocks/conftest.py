"""A record with a calendar, and one pupil of Year 9 on roll since Year 7."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.record import Record
from tests.core.making import make_record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record whose clock stands at 09:16 on Friday 20 November 2026."""
    made = make_record(tmp_path)
    yield made
    made.close()
