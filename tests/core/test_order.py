"""The order of the board: each fact's tier with a pupil, the sort within, and what never decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import acts, rules
from core.data import load
from core.facts import age, figure_facts, in_order, pupil_facts, tier_of
from core.model import Lane, Outcome, Pupil
from core.record import Record
from core.register import figures
from core.rules import read_order
from tests.core.board_making import Group
from tests.core.making import add_staff, make_record, mark, mark_days, set_now

DEFAULT = read_order(load("order"))
FACTS = [fact for fact in DEFAULT.words if fact not in rules.SAID]


@pytest.fixture
def group(record: Record) -> Iterator[Group]:
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    made.here()
    yield made


# who the pupil is, contacts, tier, words on the row; sources: domain.md §7, the order to encode
PUPILS = [
    ({"social_worker": "CP"}, 2, 1, "child protection"),
    ({"social_worker": "cp plan"}, 2, 1, "child protection"),
    ({"social_worker": "s47 enquiry"}, 2, 1, "child protection"),
    ({"social_worker": "CIN"}, 2, 1, "child in need"),
    ({"social_worker": "Child in Need"}, 2, 1, "child in need"),
    ({"social_worker": "J. Smith, LA"}, 2, 1, "social worker"),
    ({"looked_after": True}, 2, 1, "looked after"),
    ({"youth_justice": True}, 2, 1, "youth justice"),
    ({"at_risk": True}, 2, 1, "at risk"),
    ({}, 0, 2, "nobody to ring on file"),
    ({}, 1, 2, "only one contact"),
    ({"dob": date(2019, 11, 21)}, 2, 2, "under 7"),
    ({"dob": date(2019, 11, 20)}, 2, 6, "code N, no reason yet"),  # seven today
    ({"dob": None}, 2, 6, "code N, no reason yet"),
    ({"non_speaking": True}, 2, 2, "non-speaking"),
    ({"walks_alone": True}, 2, 3, "walks alone"),
    ({"transport": "LA taxi"}, 2, 3, "LA taxi: did it come?"),
    ({"transport": "mother's car"}, 2, 6, "code N, no reason yet"),
    ({"named_adult": "Miss Hall"}, 2, 5, "plan: ask Miss Hall first"),
    ({"contact_route": "text first"}, 2, 5, "plan: text first"),
    ({"sen": "E"}, 2, 5, "EHCP"),
    ({"sen": "K"}, 2, 5, "SEN support"),
    ({"sen": "N"}, 2, 6, "code N, no reason yet"),
    ({"fsm": True, "pp": True, "young_carer": True}, 2, 6, "code N, no reason yet"),
]


@pytest.mark.parametrize(("fields", "contacts", "tier", "words"), PUPILS)
def test_each_fact_has_its_tier_and_its_words(
    group: Group, fields: dict[str, object], contacts: int, tier: int, words: str
) -> None:
    row = group.row(group.away(contacts=contacts, **fields))
    assert (row.tier, row.why[0], row.lane) == (tier, words, Lane.CALL_NOW)
    assert row.group == ("NOW" if tier <= 4 else "TODAY")


def test_a_contact_who_may_not_be_told_or_has_no_number_is_not_one_to_ring(group: Group) -> None:
    from tests.core.making import add_contact

    one = group.away(contacts=1)
    add_contact(group.record, one, may_be_told=False)
    add_contact(group.record, one, phone="")
    assert group.row(one).why == ("only one contact",)


@pytest.mark.parametrize(
    ("absent", "of", "fact"),
    [(2, 20, "persistent"), (10, 20, "severe"), (1, 20, None), (9, 19, None), (0, 40, None), (0, 0, None)],
)
def test_the_years_figures_count_from_twenty_sessions(absent: int, of: int, fact: str | None) -> None:
    found = figures("O" * absent + "/" * (of - absent), date(2026, 9, 2), date(2026, 11, 20))
    assert list(figure_facts(found, 20)) == ([fact] if fact else [])


def test_day_two_and_persistent_absence_on_real_marks(group: Group) -> None:
    second, often = group.away(), group.away()
    mark_days(group.record, second, "2026-09-02", "2026-11-18", "/")
    mark_days(group.record, often, "2026-09-02", "2026-11-19", "/")
    mark(group.record, second, "2026-11-19", "N")
    mark_days(group.record, often, "2026-10-12", "2026-10-19", "I")
    assert (group.row(second).tier, group.row(second).why[0]) == (4, "day 2")
    assert (group.row(often).tier, group.row(often).why[0]) == (5, "missed a tenth or more")


def test_safety_first_then_day_two_then_plans_then_the_rest(group: Group) -> None:
    rest, plan = group.away(), group.away(sen="E")
    second = group.away()
    mark_days(group.record, second, "2026-11-19", "2026-11-19", "N")
    taxi, one_contact = group.away(transport="LA taxi"), group.away(contacts=1)
    cared_for = group.away(looked_after=True)
    assert group.ids() == [cared_for, one_contact, taxi, second, plan, rest]
    assert [row.rank for row in group.board().rows] == [1, 2, 3, 4, 5, 6]


def test_within_a_tier_longest_away_then_fewest_tries_then_year_then_name(group: Group) -> None:
    names = {"Zoe": "7", "Abe": "10", "Bea": "7", "Tried": "7", "Long": "11"}
    ids = {name: group.away(surname=name, year=year) for name, year in names.items()}
    for one in ids.values():
        mark_days(group.record, one, "2026-11-19", "2026-11-19", "N")
    mark_days(group.record, ids["Long"], "2026-11-18", "2026-11-18", "N")
    acts.log_call(group.record, group.ann, ids["Tried"], Outcome.NO_ANSWER)
    back = {one: name for name, one in ids.items()}
    assert [back[one] for one in group.ids()] == ["Long", "Bea", "Zoe", "Abe", "Tried"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [(["name"], "A"), (["day"], "B"), (["-day"], "C"), (["tries"], "A"), (["-tries"], "B"), (["year"], "B")],
)
def test_the_school_may_sort_otherwise(group: Group, sort: list[str], first: str) -> None:
    a, b, c = (group.away(surname=s, year=y) for s, y in (("A", "9"), ("B", "8"), ("C", "10")))
    for one, since in ((a, "2026-11-18"), (b, "2026-11-19"), (c, "2026-11-17")):
        mark_days(group.record, one, since, "2026-11-19", "N")
    acts.log_call(group.record, group.ann, b, Outcome.NO_ANSWER)
    acts.log_call(group.record, group.ann, c, Outcome.NO_ANSWER)
    acts.log_call(group.record, group.ann, b, Outcome.NO_ANSWER)
    text = rules.default_text("order").replace('sort = ["-day", "tries", "year", "name"]', f"sort = {sort}")
    rules.keep(group.record, "ann", "order", text)
    assert group.ids()[0] == {"A": a, "B": b, "C": c}[first]


def test_groups_stand_in_their_order(group: Group) -> None:
    ill, arrived, taxi, spoken, dsl, due = (group.away("I"), group.away(), group.away("Y1"), group.away(),
                                            group.away(), group.here())  # fmt: skip
    now, today = group.away(looked_after=True), group.away()
    acts.arrived(group.record, group.ann, [arrived], "09:10")
    acts.log_call(group.record, group.ann, spoken, Outcome.SPOKE)
    acts.log_call(group.record, group.ann, dsl, Outcome.DID_NOT_KNOW)
    acts.set_review(group.record, group.ann, [due], date(2026, 11, 20))
    assert group.ids() == [now, today, spoken, dsl, due, taxi, ill, arrived]
    assert [row.group for row in group.board().rows] == [
        "NOW", "TODAY", "IN HAND", "WITH DSL", "DUE", "FLAGS", "EXPLAINED", "ARRIVED",
    ]  # fmt: skip


# -- properties ----------------------------------------------------------------------------------

facts = st.frozensets(st.sampled_from(FACTS))
HISTORY = {"severe", "persistent"}


@given(facts)
def test_good_attendance_never_pushes_anybody_down(held: frozenset[str]) -> None:
    """The only facts attendance gives are of absence; without them the pupil stands no lower than alone."""
    good = tier_of(DEFAULT, held - HISTORY, False).number
    bad = tier_of(DEFAULT, held | {"severe"}, False).number
    assert bad <= good
    assert good <= 4 or not held & RISK
    if good <= 4:
        assert bad == good  # a pupil at risk stands where they stand, however good the attendance


RISK = frozenset(fact for tier in DEFAULT.tiers if tier.number <= 3 for fact in tier.any)


@given(facts, st.sampled_from(FACTS), st.booleans())
def test_one_more_fact_never_moves_a_pupil_down(held: frozenset[str], more: str, explained: bool) -> None:
    before, after = tier_of(DEFAULT, held, explained), tier_of(DEFAULT, held | {more}, explained)
    assert after.number <= before.number


@given(facts)
def test_facts_are_said_most_telling_first_and_none_is_lost(held: frozenset[str]) -> None:
    said = in_order(DEFAULT, held)
    assert sorted(said) == sorted(held)
    ranks = [next((t.number for t in DEFAULT.tiers if fact in t.any), 99) for fact in said]
    assert ranks == sorted(ranks)


def test_a_pupil_at_risk_stands_the_same_after_a_perfect_and_a_broken_year(tmp_path: Path) -> None:
    for fields in ({"looked_after": True}, {"non_speaking": True}, {"walks_alone": True}):
        ranks = []
        for number, code in enumerate("/OI"):
            with make_record(tmp_path, name=f"{number}{next(iter(fields))}.db") as record:
                group = Group(record, add_staff(record, "ann"))
                group.here()
                rest = group.away()
                mark_days(record, rest, "2026-09-02", "2026-11-18", "O")
                one = group.away(**fields)
                mark_days(record, one, "2026-09-02", "2026-11-18", code)
                for each in (rest, one):
                    mark(record, each, "2026-11-19", "/")
                ranks.append((group.row(one).rank, group.row(one).tier))
        assert len(set(ranks)) == 1
        assert ranks[0][0] == 1


@given(st.dates(date(2008, 1, 1), date(2024, 12, 31)), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_age_is_in_whole_years(born: date, today: date) -> None:
    years = age(born, today)
    turned = [
        n for n in range(30) if (born.year + n, born.month, born.day) <= (today.year, today.month, today.day)
    ]
    assert years == max(turned)


def test_every_fact_has_words_and_a_place_in_the_order() -> None:
    used = {fact for tier in DEFAULT.tiers for fact in tier.any} - {"otherwise"}
    assert used == set(FACTS)
    everything = Pupil(
        1, "", dob=date(2021, 1, 1), looked_after=True, youth_justice=True, at_risk=True, non_speaking=True,
        walks_alone=True, transport="LA taxi", named_adult="x", sen="E", social_worker="CP",
    )  # fmt: skip
    assert set(pupil_facts(everything, date(2026, 11, 20), 1)) <= set(FACTS)


def test_illness_is_looked_at_again_from_the_third_day_also_when_a_parent_said_so(group: Group) -> None:
    one = group.away()
    mark_days(group.record, one, "2026-11-18", "2026-11-19", "I")
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="i")
    assert group.row(one).why == ("ill, day 3", "ill, mother 09:16")
    assert group.row(one).tier == 7


def test_on_the_way_is_doubted_after_half_an_hour(group: Group) -> None:
    one = group.away()
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="p")
    for minutes, tier in ((29, 8), (30, 7)):
        set_now(group.record, datetime(2026, 11, 20, 9, 16) + timedelta(minutes=minutes))
        assert group.row(one).tier == tier
