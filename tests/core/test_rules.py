"""Rules a school edits: taken whole or refused in one line that says what to write instead."""

from __future__ import annotations

import tomllib

import pytest

from core import journal, rules
from core.data import load
from core.errors import Refused, Unknown
from core.record import Record
from core.rules import default_text, keep, order, read_order
from core.typed.wording import avoided
from tests.core.board_making import Group
from tests.core.making import add_staff

TEXT = default_text("order")


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


def test_the_default_is_valid_and_is_what_ships() -> None:
    found = read_order(tomllib.loads(TEXT))
    assert found == read_order(load("order"))
    assert [tier.number for tier in found.tiers] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.numbers == {"later_day": 2, "ill_days": 3, "on_the_way_minutes": 30, "small_base": 20}


def test_the_words_of_the_default_are_short_and_blame_nobody() -> None:
    for words in load("order")["words"].values():
        assert len(words) <= 50
        assert not [entry for entry in avoided() if entry.pattern.search(words)]


WRONG = [
    ("", 'otherwise"]'),
    (changed('any = ["otherwise"]', 'any = ["plan"]'), "left out"),
    (TEXT.replace('"EXPLAINED"\nany = ["otherwise"]', '"EXPLAINED"\nany = ["plan"]'), "for those explained"),
    (changed('"looked-after"', '"lookedafter"'), "“lookedafter”, which is no fact"),
    (changed('"looked-after"', '"sibling"'), "“sibling”, which is no fact"),
    (changed('any = ["later-day"]', 'any = "laterday"'), "which is no fact"),
    (changed("number = 1", 'number = "first"'), "needs number, group and any"),
    (changed('group = "NOW"\n', ""), "needs number, group and any"),
    (changed('group = "NOW"', 'group = "EXPLAINED"'), "cannot stand under EXPLAINED"),
    ("tier = 5\n", "needs number, group and any"),
    ("[tier]\nnumber = 1\n", "needs number, group and any"),
    (changed('"tries"', '"luck"'), "not luck"),
    (changed('"tries"', '"-name"'), "not -name"),
    (changed('sort = ["-day", "tries", "year", "name"]', 'sort = "percent"'), "not percent"),
    (changed("later_day = 2", 'later_day = "two"'), "whole number"),
    (changed("later_day = 2", "later_day = -1"), "whole number"),
    (changed("later_day = 2", "later_day = true"), "whole number"),
    (changed("later_day = 2", "laterday = 2"), "not laterday = 2"),
    (changed('later-day = "day {day}"', "later-day = 2"), "text in quotes"),
    (changed('later-day = "day {day}"', 'later = "day"'), "not “later”"),
    (changed('later-day = "day {day}"', 'later-day = "day {day"'), "cannot be filled in"),
    (changed('later-day = "day {day}"', 'later-day = "day {}"'), "cannot be filled in"),
    (changed('later-day = "day {day}"', 'later-day = "day {day:d}"'), "cannot be filled in"),
    (changed("[within]", "[withn]"), "no part “withn”"),
    ("words = 3\n" + TEXT[: TEXT.index("[words]")], "“words” must be a part"),
    ("[[tier]\n", "not good TOML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_cannot_be_used_is_refused_in_one_line_and_changes_nothing(
    record: Record, text: str, said: str
) -> None:
    before = order(record)
    with pytest.raises(Refused) as refused:
        keep(record, "ann", "order", text or "[numbers]\nlater_day = 3\n")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert order(record) == before
    assert journal.events(record.db) == []


def test_a_schools_own_order_is_in_force_journalled_and_taken_back(record: Record) -> None:
    group = Group(record, add_staff(record, "ann"))
    group.here()
    plan, cared_for = group.away(sen="E"), group.away(looked_after=True)
    swapped = changed('"child-protection", "looked-after"', '"ehcp", "child-protection"')
    keep(record, "ann", "order", swapped.replace('any = ["plan", "ehcp"', 'any = ["looked-after", "plan"'))
    assert group.ids() == [plan, cared_for]
    assert "changed" in str((journal.events(record.db)[-1].data or {})["said"])
    keep(record, "ann", "order", "")
    assert group.ids() == [cared_for, plan]
    assert journal.verify(record.db).sound


def test_a_school_may_name_its_groups_and_its_words(record: Record) -> None:
    group = Group(record, add_staff(record, "ann"))
    group.here()
    one, late = group.away(looked_after=True), group.away()
    text = changed('group = "NOW"', 'group = "FIRST"').replace('"looked after"', '"in care of {town}"')
    keep(record, "ann", "order", text)
    assert (group.row(one).group, group.row(one).why[0]) == ("FIRST", "in care of")
    assert group.ids() == [one, late]


def test_words_emptied_by_a_school_leave_no_row_without_a_why(record: Record) -> None:
    group = Group(record, add_staff(record, "ann"))
    group.here()
    one = group.away(looked_after=True)
    keep(record, "ann", "order", TEXT.replace('looked-after = "looked after"', 'looked-after = ""'))
    assert group.row(one).why == ("code N, no reason yet",)


def test_words_come_through_the_door_for_outside_text() -> None:
    data = tomllib.loads(TEXT)
    data["words"]["ehcp"] = "EHCP\u202e\n now"
    data["tier"][0]["group"] = "N\x1bOW"
    found = read_order(data)
    assert (found.words["ehcp"], found.tiers[0].group) == ("EHCP now", "NOW")


def test_only_the_order_the_patterns_and_the_clocks_can_be_edited(record: Record) -> None:
    with pytest.raises(Unknown, match="no set of rules: order, patterns, clocks"):
        keep(record, "ann", "codes", TEXT)
    assert rules.EDITABLE == ("order", "patterns", "clocks")
