"""Acts in words: a day of another year says which."""

from __future__ import annotations

from datetime import date

import pytest

from core import acts, journal
from core.asking import say_clock
from core.days import Session
from core.lists.by_key import read_list
from core.model import Event
from core.questions import ClockState, State
from core.record import Record
from core.telling import tell
from tests.core.making import NOW, add_pupil, add_staff


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("review", {"review": "2026-12-14"}, "review Mon 14 Dec"),
        ("review", {"review": "2027-01-12"}, "review Tue 12 Jan 2027"),
        ("follow-up", {"review": "2027-01-12", "step": "visit"}, "review Tue 12 Jan 2027 · next step: visit"),
        ("promise", {"due": "2027-01-12", "text": "a taxi"}, "help promised by Tue 12 Jan 2027: a taxi"),
        (
            "part-time",
            {"first": "2026-11-23", "last": "2027-01-12"},
            "part-time timetable Mon 23 Nov to Tue 12 Jan 2027",
        ),
        (
            "call",
            {"outcome": "spoke", "contact": "Mother", "day": "2026-11-20", "until": "2027-01-12"},
            "spoke to Mother, until Tue 12 Jan 2027",
        ),
    ],
)
def test_a_day_of_another_year_than_the_act_says_its_year(kind: str, data: dict[str, str], said: str) -> None:
    assert tell(Event(1, "act", NOW, "ann", kind, 1, data)) == said


def test_the_act_and_the_list_of_reviews_say_the_year(record: Record) -> None:
    ann, one = add_staff(record, "ann", "Ann Able"), add_pupil(record)
    assert acts.set_review(record, ann, [one], date(2026, 12, 14)).text.startswith("Review Mon 14 Dec · ")
    assert "Review Tue 12 Jan 2027" in acts.set_review(record, ann, [one], date(2027, 1, 12)).text
    assert read_list(record, "reviews").rows[0].cells[0] == "Tue 12 Jan 2027"
    listed = read_list(record, "reviews")
    assert listed.columns.index("pupil") in listed.whole, "a longer day takes nothing from a child's name"
    assert [tell(e) for e in journal.events(record.db)] == ["review Mon 14 Dec", "review Tue 12 Jan 2027"]


def test_the_n_of_a_row_of_the_board_says_its_year() -> None:
    session = Session(date(2026, 12, 14), "AM")
    clock = ClockState(1, "n-code", State.OVERDUE, date(2026, 12, 18), None, 1, (session,), "settle N", "")
    assert say_clock(clock, date(2026, 12, 21)).startswith("settle N from Mon 14 Dec: overdue")
    assert say_clock(clock, date(2027, 1, 5)).startswith("settle N from Mon 14 Dec 2026: overdue")
