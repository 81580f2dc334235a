"""What the core tests share: a small school with an officer, two colleagues and a family."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.people import Actor
from core.record import Record
from tests.core.making import add_contact, add_pupil, add_staff


@dataclass
class School:
    """A small school: `ann` and `bob` are officers, `dee` is the DSL, `lee` only reads.

    `kit` and `kim` are siblings who share `mother`; `sam` is on his own.
    """

    record: Record
    ann: Actor
    bob: Actor
    dee: Actor
    lee: Actor
    kit: int
    kim: int
    sam: int
    mother: int  # Kit's first contact; Kim has the same person


@pytest.fixture
def school(record: Record) -> School:
    """The small school."""
    return make_school(record)


def make_school(record: Record) -> School:
    """Put the small school into a record."""
    ann, bob = add_staff(record, "ann", "Ann Able"), add_staff(record, "bob", "Bob Best")
    dee, lee = add_staff(record, "dee", "Dee Dale", "dsl"), add_staff(record, "lee", "Lee Long", "leader")
    kit = add_pupil(record, surname="Kerr", forename="Kit", household="H1")
    kim = add_pupil(record, surname="Kerr", forename="Kim", household="H1", year="7", reg="7B")
    sam = add_pupil(record, surname="Stone", forename="Sam")
    mother = add_contact(record, kit, name="Mary Kerr", phone="07700 900001")
    add_contact(record, kim, name="Mary Kerr", phone="07700 900001")
    add_contact(record, sam, name="Sue Stone", phone="07700 900003")
    return School(record, ann, bob, dee, lee, kit, kim, sam, mother)
