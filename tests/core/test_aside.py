"""How the line that dismisses a flag is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Unknown
from core.typed.aside import parse
from tests.core.making import NOW, make_record


@pytest.mark.parametrize(
    ("line", "flags", "place", "why", "until"),
    [
        ("transport sorted +3w", 1, 1, "transport sorted", "2026-12-11"),
        ("transport sorted", 1, 1, "transport sorted", "2026-12-11"),
        ("bus pass until next fri", 1, 1, "bus pass", "2026-11-27"),
        ("2 hospital Mondays 4 Dec", 2, 2, "hospital Mondays", "2026-12-04"),
        ("2 hospital Mondays", 1, 1, "2 hospital Mondays", "2026-12-11"),
        ("2", 2, 2, "", "2026-12-11"),
        ("2 +1w", 2, 2, "", "2026-11-27"),
        ("moved to year 9", 1, 1, "moved to year 9", "2026-12-11"),
        ("fri", 1, 1, "", "2026-11-27"),
    ],
)
def test_number_reason_and_day(
    tmp_path: Path, line: str, flags: int, place: int, why: str, until: str
) -> None:
    record = make_record(tmp_path)
    found = parse(line, flags, NOW.date(), record.calendar)
    assert (found.place, found.why, found.until.day.isoformat()) == (place, why, until)
    record.close()


def test_a_number_of_no_flag_is_refused(tmp_path: Path) -> None:
    record = make_record(tmp_path)
    with pytest.raises(Unknown, match="1 to 2"):
        parse("3 sorted", 2, NOW.date(), record.calendar)
    record.close()
