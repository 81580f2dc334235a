"""Hints on wording: never a change, never about a family's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.typed.wording import hints


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A school refuser since Year 7", ["school refuser"]),
        ("School-refusal again", ["School-refusal"]),
        ("mum refuses to engage", ["refuses to engage"]),
        ("He won’t engage", ["won’t engage"]),
        ("truanting, non-compliant and lazy", ["truanting", "non-compliant", "lazy"]),
        ("attendance is 84.5% now, was 90 per cent", ["84.5%", "90 per cent"]),
        ("told them about a fine and a penalty notice", ["a fine", "penalty notice"]),
        ("Reminded them that every day counts", ["every day counts"]),
        ("lazy, LAZY, lazy", ["lazy", "LAZY"]),
        ("poor attendance: poor attitude", ["poor attendance", "poor attitude"]),
    ],
)
def test_what_is_met(text: str, found: list[str]) -> None:
    assert [hint.found for hint in hints(text)] == found
    assert all(hint.prefer for hint in hints(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She was fine by nine, mum is confident",
        "Met at the side door by the key adult",
        'Mum said "he is lazy, a school refuser"',
        "Mum said “he’s lazy”",
        "‘I am not a truant,’ he said",
        "'lazy' is what dad's mum calls him",
        'she said "lazy',
        "lazybones Refusertown 3 of 20 sessions",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert hints(text) == []


def test_words_after_a_quotation_are_ours_again() -> None:
    assert [hint.found for hint in hints("\"he is lazy\" and don't know, it's an excuse")] == ["excuse"]


def test_a_text_that_is_a_quotation_as_a_whole_is_never_touched() -> None:
    assert hints("I am lazy", quoted=True) == []


@given(st.text(alphabet="lazy refuser%0123\"'“”‘’ \n", max_size=60))
def test_every_hint_stands_in_the_text(text: str) -> None:
    assert all(hint.found in text for hint in hints(text))
