"""A record with a calendar, for flags made mark by mark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.record import Record
from tests.core.making import make_record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record standing at Friday 20 November 2026."""
    made = make_record(tmp_path)
    yield made
    made.close()
