"""A school's own numbers: warned earlier as it likes, the law's as they are."""

from __future__ import annotations

import pytest

from core.clocks import read_clocks
from core.clocks.rules import LAW, numbers
from core.errors import Refused
from core.record import Record
from core.rules import default_text, keep
from tests.core.making import add_pupil, mark_days

TEXT = default_text("clocks")


def test_a_school_is_warned_as_early_as_it_likes(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-17", "/")
    mark_days(record, one, "2026-11-18", "2026-11-19", "O")  # four sessions

    def kinds() -> list[str]:
        return [clock.kind for clock in read_clocks(record).get(one, [])]

    assert "ten-sessions" not in kinds()
    keep(record, "ann", "clocks", "[numbers]\nsessions_from = 4\n")
    assert "ten-sessions" in kinds() and numbers(record)["sessions"] == 10
    keep(record, "ann", "clocks", "")
    assert "ten-sessions" not in kinds()


def test_the_copy_that_is_shown_can_be_loaded(record: Record) -> None:
    keep(record, "ann", "clocks", TEXT.replace("sick_days_from = 10", "sick_days_from = 8"))
    assert numbers(record)["sick_days_from"] == 8


@pytest.mark.parametrize("name", LAW)
@pytest.mark.parametrize("by", [-1, 1])
def test_the_laws_numbers_are_neither_loosened_nor_tightened(record: Record, name: str, by: int) -> None:
    with pytest.raises(Refused, match=f"{name} is the law's and stays") as refused:
        keep(record, "ann", "clocks", f"[numbers]\n{name} = {numbers(record)[name] + by}\n")
    assert LAW[name] in str(refused.value) and "\n" not in str(refused.value)
    assert not record.setting("rules.clocks")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[numbers]\nsessions_from = 11\n", "from 1 to 10, not 11"),
        ("[numbers]\nsessions_from = 0\n", "from 1 to 10, not 0"),
        ("[numbers]\ntwenty_days_from = 21\n", "from 1 to 20"),
        ("[numbers]\nsick_days_from = true\n", "whole number"),
        ("[numbers]\noffsite_days = 2.5\n", "whole number"),
        ("[numbers]\nsessions_till = 4\n", "not sessions_till"),
        ("numbers = 4\n", "write \\[numbers\\]"),
        ("[number]\nsessions_from = 4\n", "no part “number”"),
        ('[n-code]\nrule = "N is fine"\n', "says the law"),
        ("[numbers\n", "not good TOML"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line(record: Record, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        keep(record, "ann", "clocks", text)
    assert "\n" not in str(refused.value)
    assert not record.setting("rules.clocks")
