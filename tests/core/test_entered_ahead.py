"""Codes entered ahead (a trip, an illness rung in for the whole day) are not yet a register."""

from __future__ import annotations

import pytest

from core import acts
from core.errors import Refused
from core.model import Term
from core.record import Record
from tests.core.board_making import TODAY, Group
from tests.core.making import add_pupil, add_staff, mark


@pytest.fixture
def group(record: Record) -> Group:
    """A form whose register is in."""
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    made.here()
    return made


def test_an_illness_rung_in_for_the_day_does_not_turn_the_board_to_the_afternoon(group: Group) -> None:
    one = group.away("I")
    mark(group.record, one, f"{TODAY} PM", "I")
    assert group.board().session == "AM"
    mark(group.record, one, f"{TODAY} PM", "\\")
    assert group.board().session == "PM"


def test_one_code_entered_ahead_does_not_make_a_whole_form_absent(group: Group) -> None:
    trip = add_pupil(group.record, reg="8B")
    for _ in range(3):
        add_pupil(group.record, reg="8B")
    mark(group.record, trip, f"{TODAY} AM", "I")
    assert [(m.reg, m.pupils) for m in group.board().registers_missing] == [("8B", 4)]
    assert group.board().reckoning.absent == 0


def test_a_form_all_of_whom_have_codes_is_no_missing_register(group: Group) -> None:
    one = add_pupil(group.record, reg="8B")
    mark(group.record, one, f"{TODAY} AM", "I")
    assert group.board().registers_missing == ()
    assert group.row(one).term is Term.EXPLAINED


@pytest.mark.parametrize("code", ["/", "L", "V", "#"])
def test_a_code_that_says_here_never_explains_an_absence(group: Group, code: str) -> None:
    one = group.away()
    with pytest.raises(Refused, match="log the arrival"):
        acts.suggest(group.record, group.ann, [one], code, "mother emailed")
    assert group.row(one).term is Term.NOT_REACHED
