"""The drill-down: words for figures, the strip, the timeline, and whom a call may be shared with."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core import acts
from core.codes import CODES
from core.days import Session
from core.errors import Unknown
from core.model import Outcome, Pupil, Term
from core.pupil import in_words, read_card, read_preview, read_pupil, summary
from core.record import Record
from core.together import drafts
from core.together.claims import claim
from tests.core.board_making import TODAY, Group
from tests.core.conftest import School
from tests.core.making import add_contact, add_pupil, add_staff, mark, mark_days, set_now

DAY = date(2026, 11, 20)


@pytest.fixture
def group(record: Record) -> Group:
    made = Group(record, add_staff(record, "ann", "Ann Able"))
    made.here()
    return made


@pytest.mark.parametrize(
    ("missed", "of", "said"),
    [
        (0, 0, "no sessions yet"),
        (0, 60, "missed 0 of the last 60 sessions, no days"),
        (1, 60, "missed 1 of the last 60 sessions, half a day"),
        (2, 60, "missed 2 of the last 60 sessions, one day"),
        (3, 60, "missed 3 of the last 60 sessions, one and a half days"),
        (14, 60, "missed 14 of the last 60 sessions, seven days"),
        (25, 60, "missed 25 of the last 60 sessions, twelve and a half days"),
        (26, 60, "missed 26 of the last 60 sessions, 13 days"),
        (4, 4, "missed 4 of the last 4 sessions, two days"),
    ],
)
def test_days_in_words_never_a_lone_percentage(missed: int, of: int, said: str) -> None:
    assert in_words(missed, of) == said


def test_recent_counts_the_last_sixty_possible_sessions(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    mark_days(record, one, "2026-09-02", "2026-09-04", "O")  # too long ago
    mark_days(record, one, "2026-11-10", "2026-11-12", "I")
    mark_days(record, one, "2026-11-16", "2026-11-17", "X")  # not possible: looked past
    assert read_pupil(record, one).recent == (6, 60)


def test_recent_reaches_into_last_school_year(record: Record) -> None:
    set_now(record, datetime(2026, 9, 3, 9, 0))
    one = add_pupil(record)
    mark_days(record, one, "2026-06-01", "2026-07-22", "O")
    mark_days(record, one, "2026-09-02", "2026-09-02", "/")
    found = read_pupil(record, one)
    assert found.recent == (58, 60)
    assert (found.attendance.possible, found.attendance.percent) == (2, "100.00")


def test_somebody_who_joined_in_october_can_be_opened(record: Record) -> None:
    one = add_pupil(record, admitted=date(2026, 10, 22))
    mark_days(record, one, "2026-10-22", "2026-11-19", "/")
    found = read_pupil(record, one)
    assert (found.recent, found.attendance.possible) == ((0, 32), 32)


def test_a_leaver_and_one_still_to_come_can_be_opened(record: Record) -> None:
    gone = add_pupil(record, left=date(2026, 3, 1))
    coming = add_pupil(record, admitted=date(2027, 9, 1))
    for one in (gone, coming):
        assert read_pupil(record, one).attendance.percent is None
    assert "left the school" in read_pupil(record, gone).summary


def test_figures_of_a_span_and_of_the_year_so_far(record: Record) -> None:
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-19", "/")
    mark_days(record, one, "2026-11-16", "2026-11-17", "I")
    assert read_pupil(record, one).attendance.first == date(2026, 9, 2)
    found = read_pupil(record, one, date(2026, 11, 16), date(2026, 11, 19)).attendance
    assert (found.possible, found.percent, found.severe) == (8, "50.00", True)


def test_the_strip_is_six_weeks_from_a_monday(record: Record) -> None:
    one = add_pupil(record, admitted=date(2026, 11, 9))
    mark_days(record, one, "2026-10-05", "2026-11-19", "/")
    weeks = read_preview(record, one).weeks
    assert (weeks.first, weeks.last, weeks.start) == (date(2026, 10, 12), DAY, date(2026, 8, 1))
    assert len(weeks.cells) == len(weeks.expected) == 730
    assert weeks.expected[Session(date(2026, 11, 6), "PM").index] == 0
    assert weeks.expected[Session(date(2026, 11, 9)).index] == 1
    assert weeks.expected[Session(date(2026, 11, 14)).index] == 0


def test_the_strip_of_the_first_week_begins_with_the_year_of_the_register(record: Record) -> None:
    set_now(record, datetime(2026, 9, 2, 9, 0))
    one = add_pupil(record)
    assert read_preview(record, one).weeks.first == date(2026, 8, 1)


def test_the_timeline_is_newest_first_with_amended_marks_and_nothing_taken_back(
    group: Group,
) -> None:
    one = group.away()
    for minute, text in enumerate(("first", "second", "third")):
        set_now(group.record, datetime(2026, 11, 20, 9, 20 + minute))
        acts.add_note(group.record, group.ann, [one], text)
    acts.undo(group.record, group.ann)
    with group.record.write() as db:
        db.execute("""INSERT INTO import VALUES (1,'','','m.csv','','marks','','','','',1,'{}')""")
        db.execute(
            "INSERT INTO register_change VALUES (1, ?, '2026-08-01', ?, 'N', 'I', '2026-11-20T09:20:30')",
            (one, Session(date(2026, 11, 16), "AM").index),
        )
    texts = [line.text for line in read_pupil(group.record, one).timeline]
    assert texts == ["second", "mark of Mon 16 Nov AM amended from N to I", "first"]
    assert {line.by for line in read_pupil(group.record, one).timeline} == {"AA", "register"}


def test_acts_of_one_second_stand_in_the_order_they_were_made(group: Group) -> None:
    one = group.away()
    for n in range(4):
        acts.add_note(group.record, group.ann, [one], f"note {n}")
    texts = [line.text for line in read_pupil(group.record, one).timeline]
    assert texts == ["note 3", "note 2", "note 1", "note 0"]


def test_the_preview_shows_five_lines_however_often_somebody_thought_again(group: Group) -> None:
    one = group.away()
    for n in range(6):
        acts.add_note(group.record, group.ann, [one], f"note {n}")
    for _ in range(20):
        acts.undo(group.record, group.ann)
        acts.redo(group.record, group.ann)
    lines = read_preview(group.record, one).timeline
    assert [line.text for line in lines] == [f"note {n}" for n in (5, 4, 3, 2, 1)]


def test_barriers_newest_first_and_the_first_one_stands(group: Group) -> None:
    one = group.away()
    for text in ("the gate is so loud she freezes", "the bus is full by the second stop"):
        acts.set_barrier(group.record, group.ann, [one], text, keep=True)
    found = read_pupil(group.record, one)
    assert [b.text[:7] for b in found.barriers] == ["the bus", "the gat"]
    assert found.preview.barrier == found.barriers[0]


def test_each_number_says_what_happened_on_it_last(group: Group) -> None:
    one = group.away()
    first, second = (line.contact.id for line in read_preview(group.record, one).dial)
    for contact, outcome in ((first, "no-answer"), (first, "voicemail"), (second, "wrong-number")):
        acts.log_call(group.record, group.ann, one, Outcome(outcome), contact_id=contact)
    said = [line.last.outcome.value for line in read_preview(group.record, one).dial if line.last]
    assert said == ["voicemail", "wrong-number"]


def test_siblings_are_offered_only_where_the_contact_may_be_told(school: School) -> None:
    record = school.record
    mark(record, school.sam, f"{TODAY} AM", "/")
    mark(record, school.kit, f"{TODAY} AM", "N")
    mark(record, school.kim, f"{TODAY} AM", "O")
    mark(record, add_pupil(record, reg="7B"), f"{TODAY} AM", "/")
    (found,) = read_card(record, school.kit, school.ann).siblings
    assert (found.pupil.id, found.codes["AM"], found.term) == (school.kim, "O", Term.NOT_REACHED)
    with record.write() as db:
        db.execute("UPDATE contact SET may_be_told = 0 WHERE pupil_id = ?", (school.kim,))
    assert read_card(record, school.kit, school.ann).siblings == ()


def test_siblings_here_or_explained_or_with_another_family_are_not_offered(school: School) -> None:
    record = school.record
    mark(record, school.sam, f"{TODAY} AM", "/")
    mark(record, school.kit, f"{TODAY} AM", "N")
    for code in ("I", "/"):
        mark(record, school.kim, f"{TODAY} AM", code)
        assert read_card(record, school.kit, school.ann).siblings == ()
    mark(record, school.kim, f"{TODAY} AM", "N")
    with record.write() as db:  # lives there, but this mother is nobody to Kim
        db.execute("DELETE FROM contact WHERE pupil_id = ?", (school.kim,))
        db.execute(
            "INSERT INTO contact (pupil_id, priority, name, phone) VALUES (?,1,'Al','01')", (school.kim,)
        )
    assert read_card(record, school.kit, school.ann).siblings == ()


def test_the_card_asks_of_the_morning_then_of_the_day_and_brings_the_draft_back(group: Group) -> None:
    one = group.away()
    drafts.save(group.record, group.ann, "call", one, "mother sa")
    card = read_card(group.record, one, group.ann)
    assert (card.ask, card.draft, card.default_contact) == ("What happened this morning?", "mother sa", 0)
    set_now(group.record, datetime(2026, 11, 20, 13, 45))
    assert read_card(group.record, one, group.ann).ask == "What happened today?"


def test_the_card_names_others_on_the_telephone_this_pupil_first(group: Group) -> None:
    one, other = group.away(), group.away()
    bob = add_staff(group.record, "bob", "Bob Best")
    claim(group.record, bob, other)
    claim(group.record, bob, one)
    claims = read_card(group.record, one, group.ann).others_calling
    assert [c.pupil_id for c in claims] == [one, other]


def test_nobody_to_ring_has_no_default_contact(group: Group) -> None:
    one = group.away(contacts=0)
    add_contact(group.record, one, may_be_told=False)
    card = read_card(group.record, one, group.ann)
    assert (card.preview.dial, card.default_contact) == ((), None)


def test_the_reason_beside_the_list_is_the_boards(group: Group) -> None:
    one = group.away()
    acts.log_call(group.record, group.ann, one, Outcome.SPOKE, reason="i", back=date(2026, 11, 26))
    assert read_preview(group.record, one).reason is not None
    mark(group.record, one, "2026-11-23", "/")
    set_now(group.record, datetime(2026, 11, 24, 9, 0))
    assert read_preview(group.record, one).reason is None


def test_the_part_time_timetable_on_the_page_is_the_one_its_clock_is_about(record: Record) -> None:
    officer = add_staff(record, "ann")
    one = add_pupil(record, pt_from=date(2026, 10, 5), pt_to=date(2026, 11, 6), pt_sessions="Mon PM")

    def shown() -> tuple[date | None, date | None, str]:
        p = read_pupil(record, one).preview.pupil
        return p.pt_from, p.pt_to, p.pt_sessions

    assert shown() == (date(2026, 10, 5), date(2026, 11, 6), "Mon PM")
    acts.part_time(record, officer, one, date(2026, 11, 9), date(2026, 12, 18), "Fri PM")
    assert shown() == (date(2026, 11, 9), date(2026, 12, 18), "Fri PM")
    acts.undo(record, officer)
    assert shown()[1] == date(2026, 11, 6)
    acts.part_time(record, officer, one, date(2026, 9, 7), date(2026, 10, 2), "Tue PM")
    assert shown()[1] == date(2026, 11, 6), "the file's is the later one"


def test_there_is_no_such_pupil(record: Record) -> None:
    with pytest.raises(Unknown, match="no pupil number 99"):
        read_pupil(record, 99)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reg": "9A", "dob": date(2012, 3, 4)}, "9A · 14"),
        ({"year": "9"}, "year 9"),
        ({"sen": "E", "sen_need": "autism"}, "EHCP (autism)"),
        ({"sen": "N"}, ""),
        ({"social_worker": "cp"}, "child protection plan"),
        ({"social_worker": "J. Smith"}, "social worker: J. Smith"),
        ({"language": "English"}, ""),
        ({"language": "Polish", "interpreter": True}, "speaks Polish · interpreter"),
    ],
)
def test_the_facts_beside_the_name(fields: dict[str, object], said: str) -> None:
    assert summary(Pupil(1, "", **fields), DAY) == said  # type: ignore[arg-type]


def test_every_code_can_stand_in_the_year_strip(record: Record) -> None:
    one = add_pupil(record)
    for day, code in zip(record.calendar.days, CODES, strict=False):
        mark(record, one, day.isoformat(), code)
    assert read_pupil(record, one).year.first == date(2026, 9, 2)
