"""Asking everybody at once against counting pupil by pupil: nobody is overlooked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.patterns import FINDERS, columns
from core.patterns.columns import Columns, column_counts, plus, turned
from core.patterns.school import School, read_school
from core.patterns.thresholds import Numbers
from core.sessions_bits import table
from tests.core.making import set_now
from tests.patterns.cohorts import Planted, make

WIDTH = 28  # two weeks
ROWS = st.lists(st.text(alphabet="AH ", min_size=WIDTH, max_size=WIDTH), max_size=9)


def asked(rows: list[str]) -> Columns:
    whole = (1 << WIDTH) - 1
    away, here = turned(rows, ((table("A"), whole), (table("H"), whole)))
    return Columns([10 * n for n in range(len(rows))], rows, away, here, {}, {})


@given(ROWS, st.integers(0, 2**WIDTH - 1), st.integers(1, 6))
def test_often_and_on_days_are_counts(rows: list[str], sessions: int, least: int) -> None:
    own = [[place for place in range(WIDTH) if sessions >> place & 1 and row[place] == "A"] for row in rows]
    found = asked(rows)
    often = [10 * n for n, missed in enumerate(own) if len(missed) >= least]
    assert list(found.named(found.often(sessions, least))) == often
    on_days = [10 * n for n, missed in enumerate(own) if len({place // 2 for place in missed}) >= least]
    assert list(found.named(found.on_days(sessions, least))) == on_days


@given(ROWS, st.integers(1, 6))
def test_absences_on_end_are_counted_once(rows: list[str], least: int) -> None:
    def spells(row: str) -> int:
        days = ["A" in row[place : place + 2] for place in range(0, WIDTH, 2)]
        return sum(day and not before for before, day in zip([False, *days], days, strict=False))

    found = asked(rows)
    expected = [10 * n for n, row in enumerate(rows) if spells(row) >= least]
    assert list(found.named(found.in_spells((1 << WIDTH) - 1, least))) == expected


@given(st.lists(st.integers(0, 2**9 - 1), max_size=60), st.lists(st.integers(0, 2**9 - 1), max_size=60))
def test_one_number_of_each_pupil_against_another(one: list[int], other: list[int]) -> None:
    pupils = asked([" " * WIDTH] * 9)
    both = plus(column_counts(one), column_counts(other))
    assert both == column_counts([*one, *other])
    found = pupils.not_less(column_counts(one), column_counts(other))
    for bit in range(9):
        more, less = (sum(held >> bit & 1 for held in sets) for sets in (one, other))
        assert bool(found >> bit & 1) == (more >= less)


@given(ROWS)
@settings(max_examples=20)
def test_a_large_school_is_turned_in_parts(rows: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_BLOCK", 2)
        in_parts = asked(rows)
    assert in_parts == asked(rows)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder: Path = tmp_path_factory.mktemp("columns")
    return make(folder, 301, ordinary=150, each=8)


def eager(numbers: Numbers) -> Numbers:
    """The same kind as a school would set it that wants to see nearly everything."""
    wide = {
        "least": 2,
        "share": 10,
        "chance": 5000,
        "chance_much": 9000,
        "spells": 1,
        "often": 1,
        "margin": 0,
    }
    return {name: wide.get(name, number) for name, number in numbers.items()}


@pytest.mark.parametrize("loose", [False, True])
@pytest.mark.parametrize("day", [date(2026, 9, 25), date(2026, 11, 24), date(2026, 12, 18)])
def test_whoever_has_a_flag_is_looked_at(planted: Planted, day: date, loose: bool) -> None:
    set_now(planted.record, datetime.combine(day, time(16)))
    with planted.record.reading():
        school: School = read_school(planted.record)
        if loose:
            rules = school.rules
            own = {kind: held if kind == "event" else eager(held) for kind, held in rules.numbers.items()}
            school = replace(school, rules=replace(rules, numbers=own))
        raised = 0
        for kind, search in FINDERS.items():
            worth, look = search(school)
            flagged = {one for one, life in school.lives.items() if look(life) is not None}
            raised += len(flagged)
            assert flagged <= set(school.columns.named(worth)), kind
    assert raised
