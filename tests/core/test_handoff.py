"""The hand-off: exactly those with whom nobody has spoken, the most vulnerable first, and who took it on."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from core import acts, handoff, journal, next_act, state
from core.days import Session
from core.errors import Refused
from core.lists.handoff import listing, sheet
from core.model import Outcome, Term
from core.paper import LINES, WIDTH
from core.people import Actor
from core.record import Record
from core.together import claims, drafts
from tests.core.board_making import TODAY, Group
from tests.core.making import add_contact, add_pupil, add_staff, mark, rows, set_now
from tests.core.test_sum import Officer, Told, a_story, opened, template

__all__ = ["template"]
MORNINGS = 500
AT_TEN = datetime(2026, 11, 20, 10, 2)


@pytest.fixture
def group(record: Record) -> Group:
    """A reg group with an officer and a DSL."""
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    made.here()
    return made


@pytest.fixture
def dee(group: Group) -> Actor:
    """The DSL."""
    return add_staff(group.record, "dee", "Dee Dale", "dsl")


def told(record: Record) -> dict[int, Term]:
    """The contract's sentence on the bare tables: not reached, messaged, in hand without a conversation."""
    bare = Told(record)
    found = {}
    for one in (one for one in bare.expected if bare.absent(one)):
        term = bare.term(one)
        spoken = bare.some(
            "SELECT 1 FROM attempt WHERE pupil_id = ? AND day = ? AND outcome IN ('spoke', 'did-not-know')",
            one, bare.today.isoformat(),
        )  # fmt: skip
        if term in (Term.NOT_REACHED, Term.TEXTED) or (term is Term.IN_HAND and not spoken):
            found[one] = term
    return found


def test_on_500_random_mornings_it_is_exactly_those_nobody_has_spoken_with(template: Path) -> None:
    chance, seen = Random(20261120), 0
    lengths = set()
    while seen < MORNINGS:
        with opened(template) as record:
            officer = Officer(record)
            for place, event in enumerate(a_story(Random(chance.randrange(10**6)))):
                officer.play(event)
                if place % 4 == 3:
                    found = handoff.read_handoff(record).rows
                    assert {one.row.pupil.id: one.row.term for one in found} == told(record)
                    assert [one.row.tier for one in found] == sorted(one.row.tier for one in found)
                    lengths.add(len(found))
                    seen += 1
    assert len(lengths) > 4  # the mornings were not all alike


def one_row(group: Group, one: int) -> handoff.HandedRow:
    (found,) = [row for row in handoff.read_handoff(group.record).rows if row.row.pupil.id == one]
    return found


def test_a_message_and_a_voicemail_are_no_conversation_and_a_parent_who_did_not_know_is_with_the_dsl(
    group: Group,
) -> None:
    voicemail, message, spoke, unsaid, dsl, back = (group.away() for _ in range(6))
    for one, outcome in (
        (voicemail, Outcome.VOICEMAIL),
        (dsl, Outcome.DID_NOT_KNOW),
        (back, Outcome.RINGS_BACK),
    ):
        acts.log_call(group.record, group.ann, one, outcome)
    acts.send_message(group.record, group.ann, [message])
    acts.log_call(group.record, group.ann, spoke, Outcome.SPOKE, reason="i")
    acts.log_call(group.record, group.ann, unsaid, Outcome.SPOKE)
    ids = {one.row.pupil.id for one in handoff.read_handoff(group.record).rows}
    assert ids == {voicemail, message, back}


def test_last_seen_is_the_last_session_attended(group: Group) -> None:
    one = group.away()
    assert one_row(group, one).last_seen is None
    for day, code in (
        ("2026-11-16", "/"),
        ("2026-11-17 AM", "/"),
        ("2026-11-17 PM", "N"),
        ("2026-11-18", "N"),
    ):
        mark(group.record, one, day, code)
    assert one_row(group, one).last_seen == Session(date(2026, 11, 17), "AM")


def test_it_says_which_brothers_and_sisters_are_in_school(group: Group) -> None:
    one = group.away(household="H", surname="Kerr")
    here, away = group.here(reg="7B"), group.away(household="H", forename="Kim")
    with group.record.write() as db:
        db.execute("UPDATE pupil SET household = 'H', forename = 'Jo' WHERE id = ?", (here,))
    out = add_pupil(group.record, household="H", forename="Lou", reg="8C")
    found = {other.id: other.here for other in one_row(group, one).siblings}
    assert found == {here: True, away: False, out: None}
    assert "ask Jo 7B, in school today" in one_row(group, one).suggested


def test_what_comes_next_follows_the_pupil(group: Group) -> None:
    cases = (
        ({"social_worker": "CP"}, "DSL now, home visit today; tell the social worker today; ring mother"),
        ({"youth_justice": True}, "tell the youth justice worker today"),
        ({"non_speaking": True}, "DSL now, home visit today; ring mother, not tried today (+1 more)"),
        ({"walks_alone": True}, "ask who saw them on the way"),
        ({"transport": "LA taxi"}, "ask LA taxi whether they were collected (Q or Y1)"),
        ({"named_adult": "Jo Key"}, "ask Jo Key first"),
        ({}, "ring mother, not tried today (+1 more)"),
    )
    set_now(group.record, AT_TEN)
    for fields, said in cases:
        one = group.away(**fields)
        assert said in one_row(group, one).suggested, fields
    lone = group.away(contacts=0)
    assert "no number that may be rung" in one_row(group, lone).suggested


@pytest.mark.parametrize(
    ("days", "said"), [(2, "ring mother"), (3, "home visit due (day 3)"), (10, "overdue")]
)
def test_a_home_visit_is_due_on_the_third_day_and_overdue_on_the_tenth(
    group: Group, days: int, said: str
) -> None:
    one = group.away()
    before = [day for day in group.record.calendar.days if day.isoformat() < TODAY][-(days - 1) :]
    for day in before:
        mark(group.record, one, day.isoformat(), "N")
    assert one_row(group, one).row.day == days
    assert said in one_row(group, one).suggested
    assert next_act.VISIT_DUE == 3


def test_who_takes_it_on_is_named_with_the_time_and_what_changed_since(group: Group, dee: Actor) -> None:
    first, second = group.away(surname="Abbot"), group.away(surname="Brook")
    assert "not yet taken on" in listing(handoff.read_handoff(group.record)).note
    set_now(group.record, AT_TEN)
    acts.take_on(group.record, dee, [first, second])
    late = group.away(surname="Carr")
    acts.arrived(group.record, group.ann, [second], "10:00")
    found = handoff.read_handoff(group.record)
    by_id = {one.row.pupil.id: one for one in found.rows}
    assert set(by_id) == {first, late}
    assert (by_id[first].holder, by_id[first].new, by_id[late].new) == ("dee", False, True)
    assert [(one, what) for one, _, what in found.settled] == [(second, "arrived 10:00")]
    shown = listing(found)
    assert shown.note == "taken on by Dee Dale 10:02 · 1 new, 1 settled since"
    assert [row.group for row in shown.rows][-1] == "SETTLED SINCE 10:02"
    event = journal.events(group.record.db, first)[-1]
    assert (event.kind, event.by) == ("handoff-ack", "dee")


def test_taking_on_is_refused_to_readers_and_twice_and_can_be_taken_back(group: Group, dee: Actor) -> None:
    one = group.away()
    acts.take_on(group.record, dee, [one])
    with pytest.raises(Refused, match="already"):
        acts.take_on(group.record, dee, [one])
    with pytest.raises(Refused):
        acts.take_on(group.record, add_staff(group.record, "lee", role="leader"), [one])
    with pytest.raises(Refused):
        acts.take_on(group.record, dee, [])
    before = rows(group.record, "taken_on")
    with group.record.write() as db:
        state.rebuild(db)
    assert rows(group.record, "taken_on") == before
    acts.undo(group.record, dee)
    assert handoff.taken_today(group.record) == {}


def test_who_is_calling_or_has_it_parked_holds_it(group: Group, dee: Actor) -> None:
    calling, parked, owned, nobody = (group.away() for _ in range(4))
    claims.claim(group.record, group.ann, calling)
    drafts.save(group.record, dee, "call", parked, "x")
    acts.assign(group.record, group.ann, [owned], "ann")
    found = {one.row.pupil.id: one.holder for one in handoff.read_handoff(group.record).rows}
    assert found == {calling: "ann", parked: "dee", owned: "ann", nobody: ""}


def test_the_sheet_fits_the_paper_and_every_page_says_what_it_is(group: Group) -> None:
    for _ in range(30):
        one = group.away(surname="O’Brien-Featherstonehaugh " * 2, social_worker="CP")
        add_contact(group.record, one, relationship="grandmother on the mother's side " * 3)
    pages = sheet(handoff.read_handoff(group.record), "Ann Able")
    assert len(pages) > 3
    for n, page in enumerate(pages, 1):
        assert page[0].startswith("Testford School · hand-off")
        assert f"Fri 20 Nov 2026 09:16 · {n}/{len(pages)}" in page[0]
        assert page[1] == "made by Ann Able"
        assert len(page) <= LINES
        assert max(map(len, page)) <= WIDTH
    assert sum("next" in line[:12] for page in pages for line in page) == 30


def test_with_nobody_left_it_says_so(group: Group) -> None:
    (page,) = sheet(handoff.read_handoff(group.record), "Ann Able")
    assert page[-1] == "Somebody has spoken with every family."
    assert listing(handoff.read_handoff(group.record)).rows == ()
