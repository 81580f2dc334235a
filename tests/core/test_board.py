"""The board, rule by rule (contract: "What the words mean"): session, absent, lanes, the DSL, the day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core import acts
from core.board import read_board
from core.clock import FixedClock
from core.model import Lane, Missing, Outcome, Term
from core.record import Record
from core.register import registers
from core.together import drafts
from core.together.claims import claim
from tests.core.board_making import TODAY, Group
from tests.core.making import (
    add_calendar,
    add_contact,
    add_pupil,
    add_staff,
    make_record,
    mark,
    mark_days,
    set_now,
)


@pytest.fixture
def group(record: Record) -> Group:
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    made.here()
    return made


def at(group: Group, time: str, day: str = TODAY) -> None:
    set_now(group.record, datetime.fromisoformat(f"{day} {time}"))


def call(group: Group, one: int, outcome: str, **more: object) -> None:
    acts.log_call(group.record, group.ann, one, Outcome(outcome), **more)  # type: ignore[arg-type]


# -- the session ---------------------------------------------------------------------------------


def test_the_board_stands_at_the_morning_until_half_past_one(group: Group) -> None:
    at(group, "13:29")
    assert group.board().session == "AM"
    at(group, "13:30")
    assert group.board().session == "PM"


def test_a_mark_of_the_afternoon_turns_the_board(group: Group) -> None:
    group.here(half="PM")
    assert group.board().session == "PM"


def test_the_register_time_of_the_calendar_and_the_schools_own_setting(group: Group) -> None:
    add_calendar(group.record, (("2026-09-02", "2027-07-21", "register", "13:10-13:25", "PM"),))
    at(group, "13:10")
    assert group.board().session == "PM"
    group.record.set_setting("pm_from", "14:00")
    assert group.board().session == "AM"


# -- absent --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "term"),
    [
        ("N", Term.NOT_REACHED),
        ("O", Term.NOT_REACHED),
        ("", Term.NOT_REACHED),  # no mark in a register that is in
        ("I", Term.EXPLAINED),
        ("C2", Term.EXPLAINED),
        ("G", Term.EXPLAINED),  # a mark other than N, O, blank
        ("H", Term.EXPLAINED),
        ("U", None),  # arrived
        ("/", None),
        ("L", None),
        ("V", None),
        ("D", None),
        ("X", None),
        ("Y4", None),
        ("#", None),
    ],
)
def test_who_is_absent(group: Group, code: str, term: Term | None) -> None:
    one = group.away(code)
    found = {row.pupil.id: row.term for row in group.board().rows}
    assert found.get(one) == term
    assert group.board().reckoning.absent == (term is not None)


@pytest.mark.parametrize("code", ["Y1", "Q"])
def test_transport_codes_stand_as_a_question_outside_the_sum(group: Group, code: str) -> None:
    one = group.away(code)
    row = group.row(one)
    assert (row.lane, row.term, group.board().reckoning.absent) == (Lane.FLAG, None, 0)
    assert row.why == (f"{code}: transport, who is putting it right?",)
    acts.arrived(group.record, group.ann, [one])
    assert group.row(one).lane is Lane.ARRIVED


def test_those_not_on_roll_or_not_expected_are_nowhere(group: Group) -> None:
    left = group.away(left=date(2026, 11, 19))
    coming = group.away(admitted=date(2026, 11, 23))
    first, last = group.away(admitted=date(2026, 11, 20)), group.away(left=date(2026, 11, 20))
    off = group.away(year="7", reg="7A")
    add_calendar(group.record, ((TODAY, TODAY, "year-off", "7", None),))
    assert set(group.ids()) == {first, last}
    assert not {left, coming, off} & set(group.ids())
    assert group.board().registers_missing == ()


def test_a_register_that_is_out_makes_unknown_pupils_never_absent_ones(group: Group) -> None:
    for _ in range(3):
        group.away("", reg="8B")
    board = group.board()
    assert board.registers_missing == (Missing("8B", 3),)
    assert (board.unknown, board.reckoning.absent, board.rows) == (3, 0, ())


def test_an_arrival_removes_and_stands_below(group: Group) -> None:
    one = group.away()
    acts.arrived(group.record, group.ann, [one], "09:10")
    row = group.row(one)
    assert (row.lane, row.term, row.why, row.day) == (Lane.ARRIVED, None, ("arrived 09:10",), 0)
    acts.undo(group.record, group.ann)
    assert group.row(one).term is Term.NOT_REACHED


def test_no_school_today(tmp_path: object, group: Group) -> None:
    one = group.away()
    for time, because in (("2026-11-21 09:00", "a Saturday"), ("2026-10-28 09:00", "outside term")):
        set_now(group.record, datetime.fromisoformat(time))
        board = group.board()
        assert (board.school_day, board.closed_because, board.rows) == (False, because, ())
    set_now(group.record, datetime(2028, 1, 5, 9, 0))
    assert group.board().note == "today is beyond the loaded calendar"
    assert one


def test_no_calendar(tmp_path: object) -> None:
    from pathlib import Path

    with make_record(Path(str(tmp_path)), calendar=False) as record:
        made = Group(record, add_staff(record, "ann"))
        made.here()
        one = made.away()
        board = made.board()
        assert board.note == "no calendar loaded: no deadlines"
        assert (board.school_day, board.week, made.row(one).day) == (True, None, 1)
        set_now(record, datetime(2026, 11, 21, 9, 0))
        assert (made.board().school_day, made.board().closed_because) == (False, "a Saturday")


def test_a_closure_this_morning_leaves_nobody_absent(group: Group) -> None:
    group.away()
    add_calendar(group.record, ((TODAY, TODAY, "closed", "burst pipe", "AM"),))
    assert group.board().reckoning.absent == 0
    assert group.board().registers_missing == ()


# -- the terms and lanes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "term", "lane"),
    [
        ("no-answer", Term.NOT_REACHED, Lane.CALL_NOW),
        ("voicemail", Term.NOT_REACHED, Lane.CALL_NOW),
        ("wrong-number", Term.NOT_REACHED, Lane.CALL_NOW),
        ("message", Term.TEXTED, Lane.CALL_NOW),
        ("rings-back", Term.IN_HAND, Lane.IN_HAND),
        ("spoke", Term.IN_HAND, Lane.IN_HAND),
        ("did-not-know", Term.WITH_DSL, Lane.WITH_DSL),
    ],
)
def test_where_an_attempt_leaves_the_pupil(group: Group, outcome: str, term: Term, lane: Lane) -> None:
    one = group.away()
    call(group, one, outcome)
    assert (group.row(one).term, group.row(one).lane) == (term, lane)
    at(group, "09:16", "2026-11-23")  # attempts count by day
    mark(group.record, one, "2026-11-23 AM", "N")
    group.record.set_setting("x", "y")
    add_pupil(group.record)
    mark(group.record, 1, "2026-11-23 AM", "/")
    expected = Term.WITH_DSL if term is Term.WITH_DSL else Term.NOT_REACHED
    assert group.row(one).term is expected


def test_a_reason_explains_but_would_not_say_does_not(group: Group) -> None:
    told, silent = group.away(), group.away()
    call(group, told, "spoke", reason="i")
    call(group, silent, "spoke", reason="n")
    assert group.row(told).why == ("ill, mother 09:16",)
    assert group.row(silent).term is Term.IN_HAND
    assert group.row(silent).why[0] == "spoke to mother 09:16, no reason yet"


def test_a_claim_and_a_parked_call_are_in_hand_and_say_whose(group: Group) -> None:
    one, other = group.away(), group.away()
    claim(group.record, group.ann, one)
    drafts.save(group.record, group.ann, "call", other, "mother says")
    assert group.row(one).why[0] == "Ann Able calling 09:16"
    assert group.row(other).why[0] == "call parked by AA"
    assert {group.row(one).lane, group.row(other).lane} == {Lane.IN_HAND}


def test_a_call_parked_yesterday_leaves_nobody_in_hand_today(group: Group) -> None:
    one = group.away()
    at(group, "15:00", "2026-11-19")
    drafts.save(group.record, group.ann, "call", one, "mother says")
    at(group, "09:16")
    assert group.row(one).term is Term.NOT_REACHED


def test_a_ring_back_that_has_not_come_says_so(group: Group) -> None:
    one = group.away()
    call(group, one, "rings-back", ring_at="09:30")
    assert group.row(one).why[0] == "rings back 09:30"
    at(group, "09:31")
    assert group.row(one).why[0] == "rings back 09:30, not yet heard"


def test_a_review_that_is_due_leads_unless_the_pupil_is_to_be_rung(group: Group) -> None:
    present, ill, missing = group.here(), group.away("I"), group.away()
    for one in (present, ill, missing):
        acts.set_review(group.record, group.ann, [one], date(2026, 11, 20))
        acts.set_step(group.record, group.ann, [one], "quiet entrance")
    assert group.row(present).why == ("review: quiet entrance",)
    assert (group.row(present).lane, group.row(present).term) == (Lane.REVIEW_DUE, None)
    assert group.row(ill).lane is Lane.REVIEW_DUE
    assert group.row(ill).why == ("review: quiet entrance", "I: illness")  # the other reason is not lost
    assert group.row(missing).lane is Lane.CALL_NOW
    assert "review: quiet entrance" in group.row(missing).why


def test_an_overdue_review_names_its_day_and_the_oldest_comes_first(group: Group) -> None:
    at(group, "09:00", "2026-11-16")
    late, today = group.here(), group.here()
    acts.set_review(group.record, group.ann, [late], date(2026, 11, 18))
    acts.set_review(group.record, group.ann, [today], date(2026, 11, 20))
    at(group, "09:16")
    assert group.ids() == [late, today]
    assert group.row(late).why == ("review overdue since Wed 18 Nov: see how it went",)


def test_known_reasons_that_no_longer_fit_stand_on_top(group: Group) -> None:
    fresh, on_the_way, ill = group.away("I"), group.away(), group.away("I")
    mark_days(group.record, ill, "2026-11-18", "2026-11-19", "I")
    call(group, on_the_way, "spoke", reason="p")
    at(group, "09:46")
    rows = [row for row in group.board().rows if row.lane is Lane.EXPLAINED]
    assert [row.pupil.id for row in rows] == [ill, on_the_way, fresh]
    assert rows[0].why == ("ill, day 3", "I: illness")
    assert rows[1].why == ("said on the way 09:16, not seen since", "at school or on the way, mother 09:16")
    assert rows[1].tier == 7


def test_a_reason_covers_the_days_until_the_pupil_is_back(group: Group) -> None:
    one = group.away()
    call(group, one, "spoke", reason="i", back=date(2026, 11, 26))
    assert group.row(one).why == ("ill, mother 09:16, until Wed 25 Nov",)
    for day, code in (("2026-11-23", "N"), ("2026-11-24", "/"), ("2026-11-25", "N")):
        mark(group.record, one, day, code)
        mark(group.record, 1, f"{day} AM", "/")
    at(group, "09:16", "2026-11-23")
    assert group.row(one).why == ("ill, mother Fri 20 Nov 09:16, until Wed 25 Nov",)
    at(group, "09:16", "2026-11-25")  # was here on the 24th: Friday's reason says nothing of today
    assert group.row(one).term is Term.NOT_REACHED


def test_on_the_way_and_arrived_does_not_explain_an_afternoon_away(group: Group) -> None:
    one = group.away()
    call(group, one, "spoke", reason="p")
    acts.arrived(group.record, group.ann, [one], "09:16")
    mark(group.record, one, f"{TODAY} PM", "N")
    at(group, "13:40")
    group.here(half="PM")
    assert group.row(one).term is not Term.EXPLAINED


# -- with the DSL --------------------------------------------------------------------------------


def test_acknowledging_quiets_the_notice_and_closes_nothing(group: Group) -> None:
    one = group.away()
    call(group, one, "did-not-know")
    assert (group.row(one).why[1], group.board().dsl_waiting) == ("not yet seen by the DSL", 1)
    acts.acknowledge(group.record, add_staff(group.record, "dee", "Dee Dale", "dsl"), one)
    row = group.row(one)
    assert (row.term, row.why[1], group.board().dsl_waiting) == (Term.WITH_DSL, "seen by the DSL", 0)


def test_a_reason_after_the_handover_closes_it_and_one_before_does_not(group: Group) -> None:
    before, after = group.away(), group.away()
    call(group, before, "spoke", reason="i")
    call(group, before, "did-not-know")  # in the same second, on another board
    call(group, after, "did-not-know")
    call(group, after, "spoke", reason="i")
    assert group.row(before).term is Term.WITH_DSL
    assert group.row(after).term is Term.EXPLAINED


def test_a_code_alone_does_not_take_a_pupil_from_the_dsl(group: Group) -> None:
    one = group.away()
    call(group, one, "did-not-know")
    mark(group.record, one, f"{TODAY} AM", "I")
    assert group.row(one).term is Term.WITH_DSL


def test_nobody_with_the_dsl_vanishes_when_the_board_turns_to_the_afternoon(group: Group) -> None:
    one = group.away()
    call(group, one, "did-not-know")
    at(group, "13:35")  # no register of the afternoon is in yet
    row, board = group.row(one), group.board()
    assert (row.lane, row.term, row.day) == (Lane.WITH_DSL, None, 1)
    assert (board.dsl_waiting, board.reckoning.absent) == (1, 0)
    mark(group.record, one, f"{TODAY} PM", "/")
    assert one not in group.ids()
    assert group.board().dsl_waiting == 0


def test_a_handover_goes_on_to_the_next_day_unless_the_pupil_was_here(group: Group) -> None:
    still, back = group.away(), group.away()
    for one in (still, back):
        call(group, one, "did-not-know")
    mark(group.record, still, f"{TODAY} PM", "N")
    mark(group.record, back, f"{TODAY} PM", "/")
    for one, code in ((still, "N"), (back, "N"), (1, "/")):
        mark(group.record, one, "2026-11-23 AM", code)
    at(group, "09:16", "2026-11-23")
    assert group.row(still).why[0] == "mother did not know Fri 20 Nov 09:16"
    assert group.row(back).term is Term.NOT_REACHED


def test_handed_over_yesterday_and_the_register_out_today_is_still_shown(group: Group) -> None:
    one = group.away()
    call(group, one, "did-not-know")
    at(group, "08:50", "2026-11-23")
    assert group.row(one).lane is Lane.WITH_DSL
    assert group.board().dsl_waiting == 1


# -- the afternoon -------------------------------------------------------------------------------


def test_those_only_unreached_in_the_morning_stay_and_say_so(group: Group) -> None:
    unreached, blank_, texted, told, spoken, came, still = (group.away() for _ in range(7))
    mark(group.record, blank_, f"{TODAY} AM", "")  # no mark in a register that was in
    acts.send_message(group.record, group.ann, [texted])
    call(group, told, "spoke", reason="i")
    call(group, spoken, "spoke")
    acts.arrived(group.record, group.ann, [came], "09:16")
    for one in (1, unreached, texted, told, spoken, came):
        mark(group.record, one, f"{TODAY} PM", "/")
    mark(group.record, still, f"{TODAY} PM", "N")
    mark(group.record, blank_, f"{TODAY} PM", "/")
    at(group, "13:40")
    outside = {row.pupil.id for row in group.board().rows if row.why[0].startswith("away this morning")}
    assert outside == {unreached, blank_, texted}
    assert all(group.row(one).term is None for one in outside)
    assert all(group.row(one).lane is Lane.CALL_NOW for one in outside)
    assert group.board().reckoning.absent == 1
    assert group.row(still).term is Term.NOT_REACHED


def test_a_long_run_stays_high_at_half_past_one_while_registers_are_out(group: Group) -> None:
    one = group.away()
    mark_days(group.record, one, "2026-11-18", "2026-11-19", "O")
    at(group, "13:31")
    assert (group.row(one).tier, group.row(one).day) == (4, 3)


def test_a_morning_arrival_says_nothing_of_the_afternoon(group: Group) -> None:
    one = group.away()
    acts.arrived(group.record, group.ann, [one], "09:10")
    mark(group.record, one, f"{TODAY} PM", "N")
    group.here(half="PM")
    assert group.row(one).term is Term.NOT_REACHED
    at(group, "13:50")
    acts.undo(group.record, group.ann)
    acts.arrived(group.record, group.ann, [one], "13:45")
    assert group.row(one).lane is Lane.ARRIVED


# -- day of absence, siblings, and everything at once ---------------------------------------------


def test_the_day_of_absence_on_the_row(group: Group) -> None:
    one = group.away()
    mark_days(group.record, one, "2026-11-18", "2026-11-19", "I")
    assert group.row(one).day == 3
    assert "day 3" in group.row(one).why


def test_siblings_name_each_other_whatever_the_term_but_for_explained(group: Group) -> None:
    kit, kim = group.away(household="H", forename="Kit"), group.away(household="H", forename="Kim")
    ill = group.away("I", household="H")
    assert group.row(kit).siblings == (kim,)
    assert group.row(kim).siblings == (kit,)
    assert group.row(ill).siblings == ()
    assert "also away: Kim 9A" in group.row(kit).why


def test_a_shared_number_makes_siblings_only_of_contacts_who_may_be_told(group: Group) -> None:
    a, b, c = (group.away(contacts=0) for _ in range(3))
    for one, told in ((a, True), (b, True), (c, False)):
        add_contact(group.record, one, phone="07700 900555", may_be_told=told)
    assert (group.row(a).siblings, group.row(b).siblings, group.row(c).siblings) == ((b,), (a,), ())


def test_the_queries_do_not_grow_with_the_rows(group: Group) -> None:
    def queries() -> int:
        said: list[str] = []
        group.record.db.set_trace_callback(said.append)
        group.board()
        group.record.db.set_trace_callback(None)
        return len(said)

    group.away()
    few = queries()
    for n in range(30):
        mark_days(group.record, group.away(household=f"H{n % 5}"), "2026-11-09", "2026-11-19", "I")
    assert queries() <= few + 2
    assert len(registers(group.record)) == 32


def test_two_boards_of_one_record_say_the_same(group: Group) -> None:
    group.away()
    with Record.open(group.record.path, FixedClock(group.record.clock.now())) as other:
        assert read_board(other) == group.board()
