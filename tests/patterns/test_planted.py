"""The planted school: found, not raised where nothing was planted, and every number recomputed."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from core.asking import read_questions
from core.clocks import read_clocks
from core.patterns import KINDS, read_flags, shift
from core.patterns.school import read_school
from tests.core.making import set_now
from tests.patterns.clearing import told
from tests.patterns.cohorts import Planted, make
from tests.patterns.measure import Measured, measure, table
from tests.patterns.plain import World
from tests.patterns.recount import check
from tests.patterns.walking import days_until_gone, put_in

SEED = 300  # the thresholds were set on 100 to 105


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder: Path = tmp_path_factory.mktemp("planted")
    return make(folder, SEED, ordinary=600, each=30)


@pytest.fixture(scope="module")
def measured(school: Planted) -> Measured:
    return measure(school, step=2)  # python -m tests.patterns looks on every day


def test_planted_patterns_are_found(measured: Measured) -> None:
    assert measured.found_percent >= 95, table(measured)
    assert all(measured.found[kind] >= 0.9 * n for kind, n in measured.planted.items()), table(measured)


def test_hardly_anything_is_raised_where_nothing_was_planted(measured: Measured) -> None:
    assert measured.false_per_100 <= 2, table(measured)


def test_every_kind_was_planted(measured: Measured) -> None:
    assert set(KINDS) <= set(measured.planted)


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 12, 18)])
def test_every_number_recounts_from_the_sessions_listed(school: Planted, day: date) -> None:
    set_now(school.record, datetime.combine(day, time(16)))
    with school.record.reading():
        whole = read_school(school.record)
    events = {year: set(whole.frame.sessions(bits)) for year, bits in whole.events.items()}
    world, seen = World(school.record, day, events), set()
    for flags in read_flags(school.record).values():
        for flag in flags:
            check(world, flag)
            seen.add(flag.kind)
    assert day != school.days[-1] or seen == set(KINDS)


def test_one_reading_of_the_registers_for_flags_and_clocks_finds_the_same(school: Planted) -> None:
    set_now(school.record, datetime.combine(school.days[-1], time(16)))
    found, flags = read_questions(school.record), read_flags(school.record)
    assert found.flags == flags and found.clocks == read_clocks(school.record)
    some = [one for one, own in flags.items() if any(flag.kind in ("lesson", "silent") for flag in own)][::8]
    assert read_flags(school.record, some) == {one: flags[one] for one in some}


def test_sentences_neither_blame_nor_shout(measured: Measured) -> None:
    from core.typed.wording import avoided

    for flag in measured.flags:
        assert flag.sentence.endswith(".") and "Clears" in flag.sentence
        assert not any(entry.pattern.search(flag.sentence) for entry in avoided()), flag.sentence


@pytest.mark.parametrize("day", [date(2026, 12, 10), date(2026, 12, 18)])
def test_so_many_days_in_clear_it_and_not_one_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    monkeypatch.setattr(shift, "_wave", lambda school, now, then: 110)  # all others' weeks stay as they are
    school = make(tmp_path, SEED, ordinary=60, each=12)
    set_now(school.record, datetime.combine(day, time(16)))
    by_days = ("half-day", "late-settles", "recent-dip", "change-date", "run", "broken-weeks")
    flags = [f for own in read_flags(school.record).values() for f in own if f.kind in by_days]
    ahead = [one for one in school.record.calendar.days if one > day][:45]
    put_in(school.record, {flag.pupil_id for flag in flags}, ahead)
    gone = days_until_gone(school.record, flags, ahead)
    for flag in flags:
        if flag.kind == "run":
            assert gone[flag] == 1, flag
        elif flag.kind == "broken-weeks":
            assert gone[flag] <= 5 * told(flag), flag
        else:
            assert gone[flag] == told(flag), flag
    assert day != date(2026, 12, 18) or {flag.kind for flag in flags} == set(by_days)
