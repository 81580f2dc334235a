"""What was considered is not asked anew because old marks were amended (docs/law-clocks.md)."""

from __future__ import annotations

from core.acts import consider
from core.people import Actor
from core.questions import State
from core.record import Record
from tests.clocks.making import amend, clocks, import_marks, put, put_days, stand
from tests.core.making import add_pupil, add_staff

SESSIONS, DAYS, ILL = "ten-sessions", "ten-days-unauthorised", "fifteen-days-sickness"


def _considered(record: Record, first: str, days: int, codes: str, kind: str = "") -> int:
    """A pupil with so many days of marks, considered on Friday 20 November 2026."""
    import_marks(record, "2026-09-03")
    officer: Actor = add_staff(record, "ann")
    one = add_pupil(record)
    put_days(record, one, first, days, codes)
    consider(record, officer, one, "Quiet entrance from Monday", kind)
    return one


def _met(record: Record, one: int, kind: str) -> str | None:
    states = [clock for clock in clocks(record, one, kind) if clock.state is State.MET]
    return str(states[0].met_on) if states else None


def _days(first: int, last: int, code: str = "/") -> dict[str, str]:
    return {f"2026-11-{day:02}": code for day in range(first, last + 1) if (day - 2) % 7 < 5}


def test_ten_sessions_considered_stay_so_when_old_marks_are_amended_away(record: Record) -> None:
    one = _considered(record, "2026-11-09", 8, "O")
    stand(record, "2026-11-25")
    put(record, one, {"2026-11-23": "O", "2026-11-24": "O"})
    amend(record, one, "2026-11-25", _days(9, 12))
    assert clocks(record, one, SESSIONS) == []


def test_the_count_that_fell_by_an_amendment_and_rose_by_sessions_since_is_met_anew(record: Record) -> None:
    one = _considered(record, "2026-11-09", 5, "O")
    stand(record, "2026-11-27")
    amend(record, one, "2026-11-23", {"2026-11-09": "I"})
    assert _met(record, one, SESSIONS) is None
    put(record, one, {"2026-11-26": "O"})
    assert _met(record, one, SESSIONS) == "2026-11-26 PM"


def test_ten_sessions_are_not_reached_anew_by_old_marks_amended_into_the_count(record: Record) -> None:
    one = _considered(record, "2026-09-07", 5, "O")
    put_days(record, one, "2026-09-14", 4, "C")
    put(record, one, _days(16, 19, "C"))
    stand(record, "2026-12-11")
    put(record, one, {"2026-12-03": "O"})
    amend(record, one, "2026-12-10", _days(16, 19, "O"))
    assert _met(record, one, SESSIONS) is None
    put(record, one, {"2026-12-11 AM": "O"})
    assert _met(record, one, SESSIONS) == "2026-12-11 AM"


def test_a_mark_since_that_is_amended_into_the_count_reaches_it(record: Record) -> None:
    one = _considered(record, "2026-09-07", 5, "O")
    stand(record, "2026-12-11")
    put_days(record, one, "2026-12-01", 5, "O")
    put(record, one, {"2026-12-07 PM": "C"})
    assert _met(record, one, SESSIONS) is None
    amend(record, one, "2026-12-10", {"2026-12-07 PM": "O"})
    assert _met(record, one, SESSIONS) == "2026-12-07 PM"


def test_ten_days_considered_stay_so_when_their_first_days_are_amended_away(record: Record) -> None:
    one = _considered(record, "2026-11-02", 15, "O")
    stand(record, "2026-11-27")
    put(record, one, _days(23, 26, "O"))
    amend(record, one, "2026-11-27", _days(2, 9))
    assert _met(record, one, DAYS) is None


def test_nor_when_a_day_in_their_middle_parts_them(record: Record) -> None:
    one = _considered(record, "2026-11-02", 12, "O")
    stand(record, "2026-12-04")
    put_days(record, one, "2026-11-18", 12, "O")
    amend(record, one, "2026-12-04", {"2026-11-19": "/"})
    assert _met(record, one, DAYS) is None


def test_ten_days_in_a_row_after_a_run_was_parted_are_met_anew(record: Record) -> None:
    one = _considered(record, "2026-11-02", 12, "O")
    amend(record, one, "2026-11-20", {"2026-11-18": "/"})
    stand(record, "2026-12-04")
    put_days(record, one, "2026-11-19", 12, "O")
    assert _met(record, one, DAYS) == "2026-12-02"


def test_fifteen_days_of_illness_considered_stay_so(record: Record) -> None:
    one = _considered(record, "2026-10-05", 19, "I", ILL)
    stand(record, "2026-11-25")
    put(record, one, _days(23, 24, "I"))
    amend(record, one, "2026-11-25", {f"2026-10-{day:02}": "/" for day in range(5, 10)})
    assert _met(record, one, ILL) is None
