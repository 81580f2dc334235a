"""Settings: one table, each change an event, some the DSL's alone."""

from __future__ import annotations

import pytest

from core import journal, settings
from core.errors import FirstdayError, Refused, Unknown
from core.morning import pm_from
from tests.core.conftest import School


def test_a_setting_has_a_default_and_is_set_for_everybody(school: School) -> None:
    assert settings.value(school.record, settings.PHONES) == "shown"
    assert settings.put(school.record, school.ann, "phones", " Masked ") == "masked"
    assert settings.value(school.record, settings.PHONES) == "masked"
    (event,) = journal.events(school.record.db)
    assert (event.kind, event.by, (event.data or {})["said"]) == ("setting", "ann", "setting phones: masked")


def test_one_that_was_read_before_it_could_be_set(school: School) -> None:
    settings.put(school.record, school.ann, "pm-from", "9:05")
    assert pm_from(school.record) == "09:05"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("phone", "masked", "There is no setting “phone”: phones"),
        ("phones", "", "phones: “”: it takes shown or masked"),
        ("phones", "yes", "phones: “yes”: it takes shown or masked"),
        ("restricted-hint", "everybody", "“everybody”: it takes nobody, or roles of officer"),
        ("restricted-hint", "", "It takes nobody"),
        ("pm-from", "25:00", "is no time"),
    ],
)
def test_what_it_does_not_take_is_refused_with_what_it_takes(
    school: School, name: str, text: str, said: str
) -> None:
    with pytest.raises(Unknown, match=said):
        settings.put(school.record, school.dee, name, text)
    assert journal.events(school.record.db) == []


def test_what_is_the_dsls_to_set_nobody_else_sets(school: School) -> None:
    with pytest.raises(Refused, match="set by the DSL alone"):
        settings.put(school.record, school.ann, "restricted-hint", "officer")
    assert settings.put(school.record, school.dee, "restricted-hint", "senco, officer") == "officer,senco"
    with pytest.raises(FirstdayError, match="a leader only reads"):
        settings.put(school.record, school.lee, "phones", "masked")
