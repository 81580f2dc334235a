"""What a contacts file says of whom not to ring is never lost, nor dialled."""

from __future__ import annotations

import pytest

from core.roll import contacts
from importers.phones import worded_number
from tests.importers.desk import Desk, upn


@pytest.mark.parametrize(
    ("cell", "number", "words"),
    [
        ("07700 900111", "07700 900111", False),
        ("+44 (0)7700 900111", "+44 (0)7700 900111", False),
        ("01234 567890 ext 12", "01234 567890 ext 12", False),
        ("01234 567890 x12", "01234 567890 x12", False),
        ("", "", False),
        ("07700 900111 (work)", "07700 900111", True),
        ("Tel no 07700 900111", "07700 900111", True),
        ("Mum only - do NOT ring dad", "", True),
        ("do not ring 07700 900111", "", True),
        ("07700 900111 - no contact", "", True),
    ],
)
def test_words_in_a_telephone_cell(cell: str, number: str, words: bool) -> None:
    assert worded_number(cell) == (number, cell if words else "")


def test_words_instead_of_a_mothers_number_are_a_note_and_no_number(desk: Desk) -> None:
    desk.with_pupils()
    head = "UPN,Priority,Name,Relationship,Phone,Notes\n"
    text = f"{head}{upn(1)},1,Jo Other,mother,Mum only - do NOT ring dad,mornings\n"
    done = desk.one(text)
    [one] = contacts(desk.record, 1)
    assert one.phone == "" and one.notes == "mornings\nTelephone: Mum only - do NOT ring dad"
    assert done.contacts.new == 1 and not done.quarantined
    assert desk.one(text, force=True).contacts.same == 1


def test_a_court_order_column_is_warned_of_by_name(desk: Desk) -> None:
    desk.with_pupils()
    head = "UPN,Priority,Name,Relationship,Phone,Court order: No contact,Contact order\n"
    done = desk.one(f"{head}{upn(1)},1,Sam Other,father,07700 900222,yes,1\n")
    assert [note for note in done.notes if "NOT read" in note] == [
        'the column "Court order: No contact" is NOT read, and may say whom not to ring: put it under '
        "May be told (no) or Notes, or name it so with firstday profile FILE"
    ]
