"""What a stranger was not told when she gave an owner, and how much room the line at the bottom may take."""

from __future__ import annotations

import pytest

from core import acts
from core.model import Staff
from core.people import find_staff
from tests.core.making import add_staff
from tests.tui.conftest import Open, School
from tui.screens.prompt import owners


def staff(*names: str) -> list[Staff]:
    """Members of staff of these names."""
    return [Staff(name.lower(), name, "".join(word[0] for word in name.split())) for name in names]


MANY = staff(*(f"{letter}na Stone" for letter in "ABCDEFGHIJKLMN"))


def test_the_owner_line_says_that_there_are_more_than_five() -> None:
    assert owners(MANY, "").endswith("Ena Stone (ES) … and 9 more: type a letter")
    assert owners(MANY, "").startswith("Who does the next step? Ana Stone (AS) · ")
    assert owners(MANY, "sto").endswith("… and 9 more: type a letter")
    assert "more" not in owners(MANY[:5], "sto")


def test_the_owner_line_says_whom_enter_takes_and_who_else_it_could_be() -> None:
    found = staff("Eleri Stockdale", "Esther Poole")
    assert owners(found, "es") == "→ Eleri Stockdale (ES), officer · or, typing on: Esther Poole (EP)"
    assert owners(found[:1], "ele") == "→ Eleri Stockdale (ES), officer"
    assert owners(found, "e") == "Eleri Stockdale (ES) · Esther Poole (EP)"
    assert owners([], "zz") == "Nobody of that name on the staff list."


def test_first_names_and_surnames_come_before_initials_and_middles(school: School) -> None:
    add_staff(school.record, "x1", "Anna van Marten", initials="ZZ")
    add_staff(school.record, "x2", "Cora Dunn", initials="MAR")
    add_staff(school.record, "x3", "Rose Marlow Dean", initials="RD")
    add_staff(school.record, "x4", "Marek Stolarski", initials="MS")
    found = [one.account for one in find_staff(school.record, "mar")]
    assert found == ["x1", "x4", "x2", "x3"]
    assert [one.account for one in find_staff(school.record, "van")] == ["x1"]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_long_answer_at_the_bottom_takes_three_lines_at_most(
    school: School, opened: Open, size: tuple[int, int]
) -> None:
    acts.set_card(school.record, school.ann, school.ids["Abbot"], "helps", "the side door")
    async with opened(size=size) as officer:
        await officer.press("f")
        await officer.type("@ann +3w " + "a small step that goes on and on " * 20)
        assert officer.room.foot.size.height <= 4
        if size == (80, 24):
            assert "07700 900001" in officer.screen
