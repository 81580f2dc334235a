"""What a stranger could not read, or did not find, in the help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model import Outcome
from core.reasons import REASONS
from tests.tui.conftest import Open
from tui import commands, ink
from tui.commands import Place, Situation
from tui.screens.help import SIGNS, TRIED, help_lines
from tui.widgets import heat

LISTS = ["", *sorted({name for command in commands.COMMANDS for name in command.lists})]


def told(place: Place, cells: int, list_name: str = "") -> list[str]:
    """The help of a place, line by line, while every command may run."""
    situation = Situation(place, 1, may_write=True, again=True, list_name=list_name)
    return ["".join(part.text for part in row) for row in help_lines(place, situation, cells)]


def joined(lines: list[str]) -> str:
    """Lines as one running text."""
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("cells", [38, 60, 78, 118])
@pytest.mark.parametrize("place", Place)
def test_no_help_line_is_cut(place: Place, cells: int) -> None:
    seen = set()
    for name in LISTS if place is Place.LIST else [""]:
        rows = told(place, cells, name)
        assert all(ink.width(row) <= cells for row in rows)
        shown = joined(rows)
        seen |= {command.name for command in commands.at(place) if command.help in shown}
    elsewhere = set() if place is Place.LIST else {"unimport"}  # its key says where it works
    assert {command.name for command in commands.at(place)} <= seen | elsewhere


@pytest.mark.parametrize("place", [Place.BOARD, Place.PUPIL])
def test_the_call_strips_lines_wrap_at_eighty_columns(place: Place) -> None:
    shown = joined(told(place, 78))
    for command in commands.at(Place.STRIP):
        assert command.help in shown


@pytest.mark.parametrize("place", [Place.BOARD, Place.PUPIL, Place.STRIP, Place.REASON])
def test_the_reason_keys_stand_in_the_help_with_the_code_each_suggests(place: Place) -> None:
    rows = told(place, 118)
    for reason in REASONS:
        line = next(
            row for row in rows if f"suggests code {reason.code}" in row and row.split()[0] == reason.key
        )
        assert reason.phrase[1:] in line
        assert "wont-say" not in line
    assert any("would not say" in row and "stays in hand" in row for row in rows)


def test_the_help_says_what_the_letters_of_tried_mean() -> None:
    shown = joined(told(Place.BOARD, 78))
    for said in ("v voicemail left", "n no answer", "w wrong number", "r they ring back", "m message sent",
                 "s spoke", "d spoke, and they did not know"):  # fmt: skip
        assert said in shown
    assert set(TRIED) == set(Outcome)


def test_the_help_says_what_every_sign_of_the_strip_means() -> None:
    signs = "".join(sign for sign, _ in SIGNS)
    assert all(sign in signs for sign in "█▀▄lL·?¦")
    assert "one a day" in joined(told(Place.PUPIL, 78))
    assert all(words in heat.LEGEND for words in ("away", "late", "no mark"))


async def test_the_end_of_the_help_can_be_reached(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("? end")
        assert "weeks without school" in officer.screen


def test_what_may_not_run_now_says_why() -> None:
    reader = replace(Situation(Place.BOARD, 1), may_write=False)
    shown = joined(["".join(part.text for part in row) for row in help_lines(Place.BOARD, reader, 78)])
    assert shown.startswith(
        "Keys of the board Your account only reads here; ask whoever keeps the staff list."
    )
    assert shown.count("only reads") == 1  # it stood behind each of sixteen keys
    assert "Write a note on the timeline. (not now)" in shown
    assert "not now: d dismisses a flag" in joined(told(Place.PUPIL, 78))
