"""Corrections: what was found out stays until the MIS shows it, and says so where the MIS shows another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core import acts
from core.codes import CODES
from core.corrections import COLUMNS, Correction, as_row, read_corrections, told
from core.days import Session, year_start
from core.lists.by_key import read_list
from core.model import Outcome
from core.record import Record
from tests.core.board_making import TODAY, Group
from tests.core.making import add_staff, mark, mark_days, set_now

NOW = datetime(2026, 11, 20, 9, 16)


@pytest.fixture
def group(record: Record) -> Group:
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    mark_days(record, made.here(), "2026-09-02", "2026-11-19", "/")
    return made


def only(record: Record) -> Correction:
    (found,) = read_corrections(record)
    return found


def ill(group: Group, one: int, at: datetime = NOW) -> None:
    set_now(group.record, at)
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="ill")


def amend(group: Group, one: int, half: str, code: str, minutes: int = 30) -> None:
    """An import, some minutes later, that shows another mark."""
    db = group.record.db
    cells = db.execute("SELECT cells FROM register WHERE pupil_id = ?", (one,)).fetchone()[0]
    index = Session(NOW.date(), "PM" if half == "PM" else "AM").index
    old = next((c.code for c in CODES.values() if c.cell == cells[index]), "")
    mark(group.record, one, f"{TODAY} {half}", code)
    at = group.record.clock.now() + timedelta(minutes=minutes)
    with group.record.write():
        db.execute(
            """INSERT INTO import VALUES
               (NULL,?,'ann','marks.csv',hex(randomblob(8)),'marks','','',?,'',1,'{}')""",
            (at.isoformat(), at.isoformat()),
        )
        if old:
            db.execute(
                "INSERT INTO register_change VALUES (last_insert_rowid(),?,?,?,?,?,?)",
                (
                    one,
                    year_start(NOW.date()).isoformat(),
                    index,
                    cells[index],
                    CODES[code].cell,
                    at.isoformat(),
                ),
            )
    set_now(group.record, at)


def test_a_reason_learned_is_to_be_entered_until_the_mis_shows_it(group: Group) -> None:
    one = group.away("N", surname="Platt", forename="Max")
    ill(group, one)
    found = only(group.record)
    assert str(found.found.session) == f"{TODAY} AM"
    assert (found.mark, found.code, found.differs) == ("N", "I", False)
    assert told(found) == (
        "Platt, Max 9A; Fri 20 Nov AM: N → I; mother; Ann Able Fri 20 Nov 09:16; enter I in the MIS"
    )
    assert read_list(group.record, "corrections").rows[0].cells[-1] == "Ann Able"
    assert as_row(found)[COLUMNS.index("Found out by")] == "Ann Able"  # it said the login
    amend(group, one, "AM", "I")
    assert read_corrections(group.record) == []


def test_the_mis_with_a_reason_of_its_own_is_asked_about_and_stands_first(group: Group) -> None:
    other, one = group.away("N", surname="Aaron"), group.away("N", surname="Zed")
    ill(group, other)
    ill(group, one)
    amend(group, one, "AM", "G")
    first, second = read_corrections(group.record)
    assert (first.pupil.id, first.mark, first.differs) == (one, "G", True)
    assert "the MIS says G (holiday without leave), found I: which is right?" in told(first)
    assert (second.pupil.id, second.differs) == (other, False)
    listed = read_list(group.record, "corrections").rows
    assert [row.group for row in listed] == ["THE MIS SAYS OTHERWISE", "TO ENTER IN THE MIS"]


def test_o_in_the_mis_says_that_no_code_applies_and_is_asked_about(group: Group) -> None:
    one = group.away("N")
    ill(group, one)
    amend(group, one, "AM", "O")
    found = only(group.record)
    assert (found.mark, found.differs) == ("O", True)
    assert found.said == "the MIS says O (no other code applies), found I: which is right?"


def test_a_reason_for_the_day_does_not_touch_the_half_that_was_attended(group: Group) -> None:
    one = group.away("N")
    mark(group.record, one, f"{TODAY} AM", "/")
    mark(group.record, one, f"{TODAY} PM", "N")
    group.here(half="PM")
    ill(group, one, NOW.replace(hour=14))
    assert str(only(group.record).found.session) == f"{TODAY} PM"


def test_an_absence_amended_to_present_after_the_reason_is_asked_about(group: Group) -> None:
    one = group.away("N")
    ill(group, one)
    amend(group, one, "AM", "/")
    assert (only(group.record).mark, only(group.record).differs) == ("/", True)


def test_the_afternoon_waits_for_its_register(group: Group) -> None:
    one = group.away("N")
    ill(group, one)
    assert len(read_corrections(group.record)) == 1
    group.here(half="PM")
    assert {str(c.found.session) for c in read_corrections(group.record)} == {f"{TODAY} AM", f"{TODAY} PM"}


def closes_at_ten_past_nine(record: Record) -> None:
    with record.write() as db:
        db.execute(
            """INSERT INTO calendar_entry (first, last, kind, name, half)
               VALUES ('2026-09-02','2027-07-21','register','08:45-09:10','AM')"""
        )
        record.set_setting("calendar_version", "register")


@pytest.mark.parametrize(("at", "code"), [("09:00", "L"), ("09:10", "L"), ("09:11", "U")])
def test_an_arrival_is_late_by_the_registers_closing_time(group: Group, at: str, code: str) -> None:
    closes_at_ten_past_nine(group.record)
    one = group.away("N")
    acts.arrived(group.record, group.ann, [one], at)
    found = only(group.record)
    assert (found.code, found.found.source) == (code, f"arrived {at}")
    amend(group, one, "AM", code)
    assert read_corrections(group.record) == []


@pytest.mark.parametrize("code", ["L", "/", "I", "O"])
def test_an_arrival_after_closing_does_not_just_go_when_the_mis_says_another(group: Group, code: str) -> None:
    """U is an absence, L and / are not: the entry used to leave without a word."""
    closes_at_ten_past_nine(group.record)
    one = group.away("N")
    set_now(group.record, NOW.replace(minute=25))
    acts.arrived(group.record, group.ann, [one], "09:20")
    amend(group, one, "AM", code)
    found = only(group.record)
    assert (found.mark, found.code, found.differs) == (code, "U", True)
    assert f"the MIS says {code} (" in told(found)
    assert "found U: which is right?" in told(found)


@pytest.mark.parametrize(("code", "listed"), [("/", False), ("L", False), ("U", True), ("I", True)])
def test_an_arrival_in_time_questions_only_an_absence(group: Group, code: str, listed: bool) -> None:
    closes_at_ten_past_nine(group.record)
    one = group.away("N")
    acts.arrived(group.record, group.ann, [one], "09:05")
    amend(group, one, "AM", code)
    assert [found.differs for found in read_corrections(group.record)] == [True] * listed


def test_without_a_closing_time_either_late_mark_will_do(group: Group) -> None:
    one = group.away("N")
    acts.arrived(group.record, group.ann, [one], "09:05")
    assert only(group.record).code == "L or U"
    amend(group, one, "AM", "U")
    assert read_corrections(group.record) == []


def test_who_arrived_was_there_whatever_the_parent_says_later(group: Group) -> None:
    one = group.away("N")
    acts.arrived(group.record, group.ann, [one], "09:05")
    ill(group, one, NOW + timedelta(minutes=10))
    assert only(group.record).found.arrival


def test_the_latest_word_counts_and_a_call_taken_back_does_not(group: Group) -> None:
    one = group.away("N")
    ill(group, one)
    acts.suggest(group.record, group.ann, [one], "M", "mother e-mailed")
    assert (only(group.record).code, only(group.record).found.source) == ("M", "mother e-mailed")
    acts.undo(group.record, group.ann)
    assert only(group.record).code == "I"


@pytest.mark.parametrize(("mark_", "listed"), [("N", True), ("C", False), ("I", False), ("/", False)])
def test_o_found_out_questions_no_code_that_gives_a_reason(group: Group, mark_: str, listed: bool) -> None:
    """The head granted leave (C); that the mother spoke of something in the family takes nothing from it."""
    one = group.away(mark_)
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="family")
    assert bool(read_corrections(group.record)) is listed


@pytest.mark.parametrize(("code", "asked"), [("/", [True]), ("I", []), ("Y1", []), ("M", [])])
def test_o_found_out_is_settled_by_a_reason_and_asks_of_a_presence(
    group: Group, code: str, asked: list[bool]
) -> None:
    """The bus did not come: / in place of N used to clear it as silently as I or Y1."""
    one = group.away("N")
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="transport")
    assert (only(group.record).code, only(group.record).differs) == ("O", False)
    amend(group, one, "AM", code)
    assert [found.differs for found in read_corrections(group.record)] == asked


def test_no_reason_corrects_nothing(group: Group) -> None:
    one = group.away("N")
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="wont-say")
    assert read_corrections(group.record) == []


@pytest.mark.parametrize("code", ["/", "L", "U"])
def test_at_school_or_on_the_way_is_looked_into_until_the_mis_has_the_child_in(
    group: Group, code: str
) -> None:
    """Counted as explained, and never in the list: a child on the way who does not come was lost."""
    one = group.away("N", surname="Platt", forename="Max")
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="present")
    found = only(group.record)
    assert (found.code, found.differs, found.heading) == ("L", False, "TO LOOK INTO")
    assert "said to be at school or on the way: look, then enter L" in told(found)
    assert [row.group for row in read_list(group.record, "corrections").rows] == ["TO LOOK INTO"]
    amend(group, one, "AM", code)
    assert read_corrections(group.record) == []


def test_on_the_way_and_ill_in_the_mis_is_asked_about(group: Group) -> None:
    one = group.away("N")
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="present")
    amend(group, one, "AM", "I")
    assert only(group.record).differs


def test_a_code_suggested_without_a_source_says_that_there_is_none(group: Group) -> None:
    one = group.away("N")
    acts.suggest(group.record, group.ann, [one], "C1")
    assert "no source given" in told(only(group.record))


def test_a_day_without_school_and_a_leaver_need_no_correction(group: Group) -> None:
    one, gone = group.away("N"), group.away("N")
    ill(group, one)
    ill(group, gone)
    with group.record.write() as db:
        db.execute("UPDATE pupil SET left = '2026-11-19' WHERE id = ?", (gone,))
        db.execute(
            """INSERT INTO calendar_entry (first, last, kind, name, half)
               VALUES (?,?,'closed','Boiler','AM')""",
            (TODAY, TODAY),
        )
        group.record.set_setting("calendar_version", "closed")
    assert read_corrections(group.record) == []
