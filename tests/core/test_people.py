"""Who acts, and whom a few letters mean."""

from __future__ import annotations

import pytest

from core import acts, journal
from core.errors import Refused, Unknown
from core.model import Outcome, Role
from core.people import actor_of, find_staff, initials_of, owner_of, staff_by_account, staff_list
from core.record import Record
from tests.core.conftest import School
from tests.core.making import add_staff


def test_until_staff_are_loaded_an_account_is_an_officer_under_its_own_name(record: Record) -> None:
    me = actor_of(record, "j.smith")
    assert (me.name, me.initials, me.role, me.may_write) == ("j.smith", "JS", Role.OFFICER, True)


def test_afterwards_the_list_says_who_writes_and_the_unlisted_only_read(school: School) -> None:
    assert actor_of(school.record, "dee").role is Role.DSL
    assert not actor_of(school.record, "lee").may_write
    assert not actor_of(school.record, "zed").may_write
    with school.record.write() as db:
        db.execute("UPDATE staff SET listed = 0 WHERE account = 'ann'")
    assert not actor_of(school.record, "ann").may_write
    assert [one.account for one in staff_list(school.record)] == ["bob", "dee", "lee"]
    assert staff_by_account(school.record)["ann"].name == "Ann Able"


@pytest.mark.parametrize("typed", ["bb", "BB", "@bb", "bob", "Bob Best", "best", "be", " @bob "])
def test_an_owner_is_meant_by_initials_account_or_the_start_of_a_name(school: School, typed: str) -> None:
    assert owner_of(school.record, typed.strip()).account == "bob"


def test_several_are_named_and_the_exact_one_wins(school: School) -> None:
    add_staff(school.record, "bob2", "Bobby Brown")
    assert owner_of(school.record, "bob").account == "bob"
    with pytest.raises(Unknown, match=r"could be Bob Best \(BB\), Bobby Brown \(BB\): type a little more"):
        owner_of(school.record, "bb")


@pytest.mark.parametrize("typed", ["", "@", " ", "\u200b", "nobody", "\x1b[2J"])
def test_nobody_is_meant_by_nothing(school: School, typed: str) -> None:
    with pytest.raises(Unknown) as refused:
        owner_of(school.record, typed)
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("typed", ["", "@", " @ "])
def test_without_a_staff_list_an_owner_still_needs_a_name(record: Record, typed: str) -> None:
    with pytest.raises(Unknown):
        owner_of(record, typed)
    assert owner_of(record, "@jan").account == "jan"


def test_accents_and_case_do_not_matter(school: School) -> None:
    add_staff(school.record, "ln", "Łucja Nuñez")
    for typed in ("lucja", "nunez", "ŁUCJA", "Nuñ"):
        assert [one.account for one in find_staff(school.record, typed)] == ["ln"]


@pytest.mark.parametrize(
    ("name", "initials"), [("Ann Able", "AA"), ("a.b_c", "ABC"), ("", "?"), ("…", "?"), ("A B C D", "ABC")]
)
def test_initials_for_who_has_none(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def _strike(school: School, account: str) -> None:
    with school.record.write() as db:
        db.execute("UPDATE staff SET listed = 0 WHERE account = ?", (account,))


def test_a_role_taken_away_holds_at_once_for_who_is_logged_in(school: School) -> None:
    """At 09:00 a staff file without her came in; her board was open since 08:30."""
    acts.add_note(school.record, school.ann, [school.kit], "before")
    _strike(school, "ann")
    tries = [
        lambda: acts.add_note(school.record, school.ann, [school.kit], "after"),
        lambda: acts.log_call(school.record, school.ann, school.kit, Outcome.VOICEMAIL),
        lambda: acts.undo(school.record, school.ann),
        lambda: acts.redo(school.record, school.ann),
    ]
    for one in tries:
        with pytest.raises(Refused, match=r"it is not on the staff list\. Ask for a row in the staff file"):
            one()
    assert len(journal.events(school.record.db)) == 1


def test_a_dsl_no_more_acknowledges_no_more(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.DID_NOT_KNOW)
    add_staff(school.record, "dan", "Dan", "dsl")
    with school.record.write() as db:
        db.execute("UPDATE staff SET role = 'officer' WHERE account = 'dee'")
    with pytest.raises(Refused, match="Only the DSL"):
        acts.acknowledge(school.record, school.dee, school.kit)


def test_who_only_reads_is_told_why_and_whom_to_ask(school: School) -> None:
    assert "a leader only reads" in school.lee.why_not
    assert "not on the staff list" in actor_of(school.record, "zed").why_not
    assert school.ann.why_not == ""
