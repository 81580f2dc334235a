"""The planted school: found, not raised where nothing was planted, and every number recomputed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.patterns import KINDS, read_flags
from core.patterns.school import read_school
from core.register import registers
from tests.core.making import set_now
from tests.patterns.cohorts import Planted, make
from tests.patterns.measure import BY_DEFINITION, Measured, measure, table
from tests.patterns.recount import Recount, numbers


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder: Path = tmp_path_factory.mktemp("planted")
    return make(folder, seed=7, ordinary=400, each=20)


@pytest.fixture(scope="module")
def measured(school: Planted) -> Measured:
    return measure(school)


def test_planted_patterns_are_found(measured: Measured) -> None:
    assert measured.found_percent >= 95, table(measured)
    assert all(measured.found[kind] >= 0.75 * n for kind, n in measured.planted.items()), table(measured)


def test_hardly_anything_is_raised_where_nothing_was_planted(measured: Measured) -> None:
    luck = sum(n for kind, n in measured.false.items() if kind not in BY_DEFINITION)
    assert 100 * luck / measured.ordinary <= 2, table(measured)


def test_every_kind_was_planted(measured: Measured) -> None:
    assert set(KINDS) <= set(measured.planted)


def test_every_number_recounts_from_the_sessions_listed(school: Planted) -> None:
    set_now(school.record, datetime(2026, 12, 18, 16))
    with school.record.reading():
        whole = read_school(school.record)
    years = {life.id: life.year for life in whole.lives.values()}
    events = {year: set(whole.frame.sessions(bits)) for year, bits in whole.events.items()}
    strings, recounted = registers(school.record), 0
    for one, flags in read_flags(school.record).items():
        own = Recount(school.record.calendar, strings[one], whole.today, events[years[one]])
        for flag in flags:
            assert flag.numerator == len(flag.sessions) == len(set(flag.sessions)), flag
            assert numbers(flag.sentence)[0] in (flag.numerator, 7), flag
            recounted += own.check(flag)
            if flag.kind in ("after-break", "before-break", "change-date", "after-lesson"):
                assert all(own.away(session) for session in flag.sessions), flag
                assert numbers(flag.sentence) == [flag.numerator, flag.denominator, *flag.elsewhere], flag
    assert recounted > 100


def test_sentences_neither_blame_nor_shout(measured: Measured) -> None:
    from core.wording import avoided

    for flag in measured.flags:
        assert flag.sentence.endswith(".") and "Clears" in flag.sentence
        assert not any(entry.pattern.search(flag.sentence) for entry in avoided()), flag.sentence
