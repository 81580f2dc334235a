"""What a reader of the EHCP page may not learn from it: words, names and numbers of other people."""

from __future__ import annotations

import pytest

from core import acts
from core.model import Outcome
from tests.core.conftest import School
from tests.core.making import add_contact
from tests.packs.conftest import printed

TOLD = "aunt Becky says not to tell mum he stays with her"


def test_what_the_aunt_said_is_not_read_out_to_the_mother(school: School) -> None:
    aunt = add_contact(school.record, school.kit, name="Becky Cole", relationship="aunt", parental=False)
    acts.log_call(
        school.record, school.ann, school.kit, Outcome.SPOKE, contact_id=aunt, reason="i", note=TOLD
    )
    text = printed(school)
    assert "not to tell mum" not in text and "aunt" not in text
    assert "reasons given in conversations: anxious about coming in 1 " in text  # the mother's alone


def test_words_that_nobody_listed_said_are_not_on_it(school: School) -> None:
    with school.record.write() as db:
        db.execute("UPDATE attempt SET contact_id = NULL, contact = '' WHERE pupil_id = ?", (school.kit,))
    text = printed(school)
    assert "He cried at the bell" not in text and "No conversation with those named below is logged." in text


def test_a_call_about_the_sister_too_keeps_the_mothers_words(school: School) -> None:
    kim_mother = school.record.db.execute(
        "SELECT id FROM contact WHERE pupil_id = ?", (school.kim,)
    ).fetchone()[0]
    acts.log_call(school.record, school.ann, school.kim, Outcome.SPOKE, contact_id=kim_mother,
                  reason="i", note="both were sick in the night", also={school.kit: ""})  # fmt: skip
    assert "mother: ill: both were sick in the night" in printed(school)
    add_contact(school.record, school.kit, name="Ida Old", relationship="mother", may_be_told=False)
    assert "both were sick" not in printed(school)  # either of two mothers may have said it


@pytest.mark.parametrize("whose", ["neighbour", "aunt", "Mr Carter"])
def test_what_is_hard_in_the_words_of_somebody_not_listed_is_not_on_it(school: School, whose: str) -> None:
    said = "Fears the house since the row at home in June"
    acts.set_barrier(school.record, school.ann, [school.kit], said, whose=whose)
    assert "the row at home" not in printed(school)
    acts.set_barrier(school.record, school.ann, [school.kit], said, whose="Mother")
    assert f"{said} (" in printed(school)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Sue Stone told us of the gate", "[name left out] told us of the gate"),  # another pupil's contact
        ("Becky Cole fetches him", "[name left out] fetches him"),  # may be told, and is not on the sheet
        ("Mary Kerr fetches him", "Mary Kerr fetches him"),
        ("ring her 07700 900 999 at noon", "ring her [number left out] at noon"),
        ("write to mary.kerr@example.org on it", "write to [e-mail left out] on it"),
        ("from 2026-11-27 07700 900 999", "from 2026-11-27 [number left out]"),
    ],
)
def test_names_numbers_and_addresses_are_left_out_whole(school: School, typed: str, shown: str) -> None:
    add_contact(school.record, school.kit, name="Becky Cole", relationship="aunt", parental=False)
    acts.set_card(school.record, school.ann, school.kit, "agreed", typed)
    assert f"agreed last: {shown}" in printed(school)


def test_the_warning_says_what_a_person_has_to_look_for(school: School) -> None:
    warning = printed(school).partition("WHAT MAKES COMING IN HARD")[0]
    for word in ("first names", "reported", "addresses", "other relatives", "reads it before it leaves"):
        assert word in warning, word
