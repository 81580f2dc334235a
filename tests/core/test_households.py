"""One family, one call: who is a household, and who may hear about whom."""

from __future__ import annotations

import pytest

from core.households import households, may_share_call, rung_with_family
from core.record import Record
from core.roll import contacts
from core.views import Claim
from tests.core.making import add_contact, add_pupil


def pair(record: Record, **second: object) -> tuple[int, int]:
    """Two pupils without a household key, each with a contact: Mary on one number; the second as given."""
    one, other = add_pupil(record), add_pupil(record)
    add_contact(record, one, name="Mary Kerr", phone="07700 900001")
    add_contact(record, other, **{"name": "Mary Kerr", "phone": "07700 900001", **second})
    return one, other


def together(record: Record, one: int, other: int) -> bool:
    """Whether the two are a household, as each of them sees it."""
    found = households(record, [one, other])
    assert (other in found[one]) == (one in found[other])
    return other in found[one]


def may(record: Record, one: int, other: int) -> bool:
    """Whether the first contact of one may be told about the other."""
    return may_share_call(record, contacts(record, one)[0], other)


def test_a_key_makes_a_household(record: Record) -> None:
    one, other, third = (add_pupil(record, household=key) for key in ("H1", "H1", "H2"))
    assert together(record, one, other)
    assert not together(record, one, third)


def test_a_number_however_written_makes_a_household_a_surname_does_not(record: Record) -> None:
    one, other = pair(record, name="Ms Kerr", phone="+44 7700 900001")
    assert together(record, one, other)
    assert may(record, one, other)
    one, other = (add_pupil(record, surname="Kerr") for _ in range(2))
    assert not together(record, one, other)


def test_a_second_number_counts(record: Record) -> None:
    one, other = pair(record, phone="01632 960001", phone2="07700900001")
    assert together(record, one, other)


@pytest.mark.parametrize("second", [{"may_be_told": False}, {"listed": 0}])
def test_a_number_of_somebody_barred_or_gone_makes_no_household(
    record: Record, second: dict[str, object]
) -> None:
    one, other = pair(record, **second)
    assert not together(record, one, other)
    assert not may(record, one, other)


def test_two_families_with_a_mum_each_are_two_families(record: Record) -> None:
    """A call about one child must not be logged as a talk with the other's mother."""
    one, other = add_pupil(record), add_pupil(record)
    add_contact(record, one, name="Mum", phone="07700 900001")
    add_contact(record, other, name="Mum", phone="07700 900002")
    assert not may(record, one, other)


def test_within_a_household_a_name_is_enough(record: Record) -> None:
    one, other = (add_pupil(record, household="H1") for _ in range(2))
    add_contact(record, one, name="Mary Kerr", phone="07700 900001")
    add_contact(record, other, name="MARY  KERR", phone="01632 960001")
    assert may(record, one, other)


def test_barred_once_under_any_number_is_barred(record: Record) -> None:
    one, other = pair(record)
    assert may(record, one, other)
    add_contact(record, other, name="Mary Kerr", phone="01632 960001", may_be_told=False)
    assert not may(record, one, other)
    one, other = pair(record, phone="07700 900055")
    add_contact(record, other, name="John Kerr", phone="07700 900001", may_be_told=False)
    assert not may(record, one, other)


def test_nobody_asked_for_is_no_household(record: Record) -> None:
    assert households(record, []) == {}


def test_who_is_rung_with_the_family_is_whom_the_contact_rung_may_be_told_about(record: Record) -> None:
    one, other, barred = (add_pupil(record, household="H1") for _ in range(3))
    for child, told in ((one, True), (other, True), (barred, False)):
        add_contact(record, child, name="Mary Kerr", phone="07700 900001", may_be_told=told)
    alone = add_pupil(record)
    claim = Claim(one, "bob", "Bob Best", "09:16", "t")
    found = rung_with_family(record, {one: (claim,)}, [one, other, barred, alone])
    assert found == {other: (claim,)}
    assert claim.calling(one) == "Bob Best calling 09:16"
    assert claim.calling(other) == "Bob Best calling family 09:16"
    assert rung_with_family(record, {other: (claim,), one: (claim,)}, [one, other]) == {}
    assert rung_with_family(record, {}, [one, other]) == {}
