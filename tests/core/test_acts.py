"""Acts: each one's event, its state and its line; and what is refused, with nothing kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from core import acts, journal
from core.acts import Done
from core.days import HALVES
from core.errors import FirstdayError, Refused, Unknown, Vague
from core.model import Outcome
from core.people import Actor, actor_of
from core.record import Record
from tests.core.conftest import School
from tests.core.making import add_pupil, add_staff, make_record, mark, rows, set_now

FRIDAY = date(2026, 11, 27)
Do = Callable[[School, Actor], Done]

EVERY: dict[str, tuple[Do, str, str, dict[str, object], str]] = {
    "message": (
        lambda s, a: acts.send_message(s.record, a, [s.kit], "text"),
        "Message sent", "message", {"outcome": "message", "note": "text"}, "attempt",
    ),
    "arrived": (
        lambda s, a: acts.arrived(s.record, a, [s.kit]),
        "Arrived 09:16", "arrived", {"time": "09:16"}, "arrival",
    ),
    "suggest": (
        lambda s, a: acts.suggest(s.record, a, [s.kit], "i", "mother emailed 08:50"),
        "Suggests I · mother emailed 08:50", "suggest",
        {"code": "I", "source": "mother emailed 08:50", "explains": True, "reason": "illness"}, "suggestion",
    ),
    "assign": (
        lambda s, a: acts.assign(s.record, a, [s.kit], "@bb"),
        "Owner Bob Best", "assign", {"owner": "bob", "owner_name": "Bob Best"}, "casework",
    ),
    "review": (
        lambda s, a: acts.set_review(s.record, a, [s.kit], FRIDAY),
        "Review Fri 27 Nov", "review", {"review": "2026-11-27"}, "casework",
    ),
    "step": (
        lambda s, a: acts.set_step(s.record, a, [s.kit], " meet  at gate "),
        "Next step set", "step", {"step": "meet at gate"}, "casework",
    ),
    "barrier": (
        lambda s, a: acts.set_barrier(s.record, a, [s.kit], "The bell hurts his ears at 8:40", whose="Kit"),
        "Barrier noted", "barrier",
        {"barrier": "The bell hurts his ears at 8:40", "barrier_kind": "sensory", "whose": "Kit"}, "barrier",
    ),
    "note": (
        lambda s, a: acts.add_note(s.record, a, [s.kit], "a\nb"), "Noted", "note", {"text": "a\nb"}, "note",
    ),
    "card": (
        lambda s, a: acts.set_card(s.record, a, s.kit, "helps", "the dog"),
        "Card: helps", "card", {"field": "helps", "text": "the dog"}, "card",
    ),
    "follow-up": (
        lambda s, a: acts.follow_up(s.record, a, [s.kit], "@dee 27/11 meet at gate / Bell hurts his ears"),
        "Owner Dee Dale · review Fri 27 Nov, in 1 week · next step · barrier", "follow-up",
        {"owner": "dee", "owner_name": "Dee Dale", "review": "2026-11-27", "step": "meet at gate",
         "barrier": "Bell hurts his ears", "barrier_kind": "sensory", "whose": ""}, "casework",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("do", "text", "kind", "data", "table"), EVERY.values(), ids=EVERY)
def test_every_act_is_one_event_one_state_and_one_line(
    school: School, do: Do, text: str, kind: str, data: dict[str, object], table: str
) -> None:
    done = do(school, school.ann)
    assert (done.text, done.pupils) == (f"{text} · Kerr, Kit", (school.kit,))
    (event,) = journal.events(school.record.db)
    assert (event.kind, event.by, event.act, event.pupil_id) == (kind, "ann", done.act, school.kit)
    assert event.at == datetime(2026, 11, 20, 9, 16)
    assert event.data == {"day": "2026-11-20", **data}
    assert len(rows(school.record, table)) == 1


@pytest.mark.parametrize("do", [entry[0] for entry in EVERY.values()], ids=list(EVERY))
def test_who_only_reads_does_nothing(school: School, do: Do) -> None:
    stranger = actor_of(school.record, "zed")
    for reader in (school.lee, stranger):
        with pytest.raises(Refused, match="may read but not change the record"):
            do(school, reader)
    assert journal.events(school.record.db) == []


BULK: tuple[Callable[[Record, Actor, list[int]], Done], ...] = (
    acts.send_message,
    acts.arrived,
    lambda r, a, who: acts.suggest(r, a, who, "I"),
    lambda r, a, who: acts.assign(r, a, who, "bob"),
    lambda r, a, who: acts.set_review(r, a, who, FRIDAY),
    lambda r, a, who: acts.set_step(r, a, who, "meet at gate"),
    lambda r, a, who: acts.set_barrier(r, a, who, "The bell hurts his ears at 8:40"),
    lambda r, a, who: acts.add_note(r, a, who, "note"),
    lambda r, a, who: acts.follow_up(r, a, who, "@bob"),
)


@pytest.mark.parametrize("do", BULK)
def test_a_bulk_act_is_one_event_a_pupil_under_one_id_and_says_who(
    school: School, do: Callable[[Record, Actor, list[int]], Done]
) -> None:
    done = do(school.record, school.ann, [school.kit, school.sam, school.kit])
    assert done.text.endswith(" · Kerr, Kit & Stone, Sam")
    events = journal.of_act(school.record.db, done.act)
    assert [event.pupil_id for event in events] == [school.kit, school.sam]


@pytest.mark.parametrize("do", BULK)
def test_nobody_chosen_and_nobody_known_are_refused(
    school: School, do: Callable[[Record, Actor, list[int]], Done]
) -> None:
    with pytest.raises(Refused, match="Nobody is chosen"):
        do(school.record, school.ann, [])
    with pytest.raises(Unknown, match="no pupil number 999"):
        do(school.record, school.ann, [school.kit, 999])
    assert journal.events(school.record.db) == []


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda s: acts.set_review(s.record, s.ann, [s.kit], date(2026, 11, 19)), "past"),
        (lambda s: acts.set_review(s.record, s.ann, [s.kit], date(2026, 11, 22)), "a Sunday"),
        (lambda s: acts.set_review(s.record, s.ann, [s.kit], date(2026, 12, 28)), "no school day"),
        (lambda s: acts.set_review(s.record, s.ann, [s.kit], date(2027, 3, 29)), "Easter Monday"),
        (lambda s: acts.set_review(s.record, s.ann, [s.kit], date(2028, 1, 1)), "a Saturday"),
        (lambda s: acts.arrived(s.record, s.ann, [s.kit], "09:17"), "still to come"),
        (lambda s: acts.arrived(s.record, s.ann, [s.kit], "8"), "is no time"),
        (lambda s: acts.arrived(s.record, s.ann, [s.kit], "08:99"), "is no time"),
        (lambda s: acts.arrived(s.record, s.ann, [s.kit], "\x1b[2J"), "is no time"),
        (lambda s: acts.assign(s.record, s.ann, [s.kit], "nobody"), "Nobody on the staff list"),
        (lambda s: acts.assign(s.record, s.ann, [s.kit], "@"), "Nobody on the staff list"),
        (lambda s: acts.add_note(s.record, s.ann, [s.kit], " \u200b\n "), "Type the note"),
        (lambda s: acts.set_step(s.record, s.ann, [s.kit], ""), "Type the next step"),
        (lambda s: acts.set_barrier(s.record, s.ann, [s.kit], ""), "Type the barrier"),
        (lambda s: acts.consider(s.record, s.ann, s.kit, " "), "Type what was considered in a few words"),
        (lambda s: acts.follow_up(s.record, s.ann, [s.kit], "  "), "Type @owner"),
        (lambda s: acts.follow_up(s.record, s.ann, [s.kit], "\u200b"), "Type @owner"),
        (lambda s: acts.follow_up(s.record, s.ann, [s.kit], "@nobody meet"), "Nobody on the staff list"),
        (lambda s: acts.set_card(s.record, s.ann, s.kit, "colour", "red"), "no field of the card"),
        (lambda s: acts.suggest(s.record, s.ann, [s.kit], ""), "Give a code"),
        (lambda s: acts.suggest(s.record, s.ann, [s.kit], "QQ"), "is not an attendance code"),
        (lambda s: acts.suggest(s.record, s.ann, [s.kit], "H"), "withdrawn"),
        (lambda s: acts.acknowledge(s.record, s.dee, s.kit), "not waiting"),
        (lambda s: acts.acknowledge(s.record, s.ann, s.kit), "Only the DSL"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_kept(
    school: School, do: Callable[[School], Done], said: str
) -> None:
    with pytest.raises(FirstdayError, match=said) as refused:
        do(school)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert journal.events(school.record.db) == []


@pytest.mark.parametrize("text", ["anxiety", "issues with attendance", "EBSA"])
def test_a_vague_barrier_is_asked_about_and_kept_only_if_she_insists(school: School, text: str) -> None:
    for do in (acts.set_barrier, lambda r, a, who, t: acts.follow_up(r, a, who, f"@bob / {t}")):
        with pytest.raises(Vague, match=r"For example"):
            do(school.record, school.ann, [school.kit], text)
    assert journal.events(school.record.db) == []
    acts.set_barrier(school.record, school.ann, [school.kit], text, keep=True)
    acts.follow_up(school.record, school.ann, [school.kit], f"/ {text}", keep=True)
    assert [row[-1] for row in rows(school.record, "barrier")] == [1, 1]


def test_insisting_on_a_concrete_barrier_is_no_insisting(school: School) -> None:
    acts.set_barrier(school.record, school.ann, [school.kit], "The bell hurts his ears at 8:40", keep=True)
    assert rows(school.record, "barrier")[0][-1] == 0


def test_a_review_beyond_the_calendar_may_be_any_weekday(school: School) -> None:
    acts.set_review(school.record, school.ann, [school.kit], date(2027, 11, 19))
    assert rows(school.record, "casework")[0][3] == "2027-11-19"


def test_without_a_calendar_a_weekend_is_no_review_day(tmp_path: Path) -> None:
    record = make_record(tmp_path, calendar=False)
    me, child = actor_of(record, "ann"), add_pupil(record)
    with pytest.raises(Unknown, match="a Sunday"):
        acts.set_review(record, me, [child], date(2026, 11, 22))
    acts.set_review(record, me, [child], FRIDAY)


def test_a_review_today_is_allowed(school: School) -> None:
    acts.set_review(school.record, school.ann, [school.kit], date(2026, 11, 20))
    assert rows(school.record, "casework")[0][3] == "2026-11-20"


# -- arrivals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [("", "09:16"), ("8:50", "08:50"), (" 09:16 ", "09:16")])
def test_an_arrival_is_kept_as_hours_and_minutes(school: School, typed: str, kept: str) -> None:
    acts.arrived(school.record, school.ann, [school.kit], typed)
    assert rows(school.record, "arrival")[0][3] == kept


def test_who_has_arrived_is_not_noted_twice(school: School) -> None:
    acts.arrived(school.record, school.ann, [school.kit], "08:50")
    with pytest.raises(Refused, match="arrived at 08:50 already"):
        acts.arrived(school.record, school.bob, [school.kit])
    done = acts.arrived(school.record, school.bob, [school.kit, school.sam])
    assert done.pupils == (school.sam,)
    with pytest.raises(Refused, match="already"):
        acts.arrived(school.record, school.bob, [school.kit, school.sam])
    assert len(rows(school.record, "arrival")) == 2
    set_now(school.record, datetime(2026, 11, 23, 9, 0))
    acts.arrived(school.record, school.bob, [school.kit])


@pytest.mark.parametrize(
    ("cells", "time", "said"),
    [
        ("/", "09:10", "is already marked present (/) this morning: no arrival noted"),
        ("/ /", "13:40", "is already marked present (\\) this afternoon: no arrival noted"),
        ("/", "12:40", "is already marked present (/) this morning: no arrival noted"),
        ("/ N", "09:10", "is already marked present (/) this morning: no arrival noted"),
    ],
)
def test_an_arrival_of_who_is_marked_present_says_what_stands(
    school: School, cells: str, time: str, said: str
) -> None:
    mark_today(school, cells)
    with pytest.raises(Refused, match=re.escape(said)):
        acts.arrived(school.record, school.ann, [school.kit], time)
    assert rows(school.record, "arrival") == []


@pytest.mark.parametrize(
    ("cells", "time"),
    [
        ("N", "09:10"),
        ("L", "09:10"),  # late: when is worth knowing
        ("V", "09:10"),  # on a visit, and in school after all
        ("/", "13:40"),  # the afternoon has no mark yet
        ("/ N", "12:40"),  # back again after a mark of the afternoon taken early
        ("N /", "09:10"),
    ],
)
def test_an_arrival_of_who_is_not_marked_present_then_is_noted(school: School, cells: str, time: str) -> None:
    mark_today(school, cells)
    acts.arrived(school.record, school.ann, [school.kit], time)
    assert rows(school.record, "arrival")[0][3] == time


def mark_today(school: School, cells: str) -> None:
    """Kit's marks of today, `/ N`, as they stand at two o'clock."""
    set_now(school.record, datetime(2026, 11, 20, 14, 0))
    for half, code in zip(HALVES, cells.split(), strict=False):
        mark(school.record, school.kit, f"2026-11-20 {half}", code)


def test_several_arrivals_say_how_many_were_here_already(school: School) -> None:
    mark(school.record, school.kit, "2026-11-20 AM", "/")
    done = acts.arrived(school.record, school.ann, [school.kit, school.sam])
    assert done.pupils == (school.sam,)
    assert done.text.startswith("Arrived 09:16, 1 here already · ")


def test_an_arrival_or_acknowledgement_tried_again_is_not_refused(school: School) -> None:
    act, ack = journal.new_act(), journal.new_act()
    first = acts.arrived(school.record, school.ann, [school.kit, school.sam], act=act)
    assert acts.arrived(school.record, school.ann, [school.kit, school.sam], act=act) == first
    acts.log_call(school.record, school.ann, school.kim, Outcome.DID_NOT_KNOW)
    seen = acts.acknowledge(school.record, school.dee, school.kim, ack)
    assert acts.acknowledge(school.record, school.dee, school.kim, ack) == seen
    assert len(journal.events(school.record.db)) == 4


# -- suggested codes -----------------------------------------------------------------------------


def test_a_code_without_a_source_is_a_suggestion_and_no_reason(school: School) -> None:
    done = acts.suggest(school.record, school.ann, [school.kit], "I")
    assert done.text == "Suggests I · no source yet, so still not explained · Kerr, Kit"
    acts.suggest(school.record, school.ann, [school.kit], "N", "mother emailed")
    acts.suggest(school.record, school.ann, [school.kit], "O", "mother emailed")
    assert rows(school.record, "reason") == []
    acts.suggest(school.record, school.ann, [school.kit], "I", "mother emailed")
    assert len(rows(school.record, "reason")) == 1


# -- the DSL -------------------------------------------------------------------------------------


def test_the_dsl_sees_what_was_handed_over(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.DID_NOT_KNOW)
    set_now(school.record, datetime(2026, 11, 23, 8, 50))
    assert acts.acknowledge(school.record, school.dee, school.kit).text == "DSL has seen it · Kerr, Kit"
    assert rows(school.record, "handover")[0][6:] == ("dee", "2026-11-23T08:50:00")
    with pytest.raises(Refused, match="not waiting"):
        acts.acknowledge(school.record, school.dee, school.kit)


def test_without_a_dsl_on_the_staff_list_an_officer_acknowledges(record: Record) -> None:
    me, child = add_staff(record, "ann"), add_pupil(record)
    acts.log_call(record, me, child, Outcome.DID_NOT_KNOW)
    acts.acknowledge(record, me, child)


def test_an_empty_card_field_clears_it(school: School) -> None:
    from core.pupil import read_fields

    acts.set_card(school.record, school.ann, school.kit, "helps", "dog")
    acts.set_card(school.record, school.ann, school.kit, "helps", "")
    assert read_fields(school.record, school.kit).fields == {}


def test_harmful_characters_never_reach_the_journal(school: School) -> None:
    bad = "Ann\x1b]52;c;QQ==\x07\u202eevil\u2069\x9b31m"
    acts.add_note(school.record, school.ann, [school.kit], bad)
    acts.set_step(school.record, school.ann, [school.kit], bad)
    acts.set_card(school.record, school.ann, school.kit, "hard", bad)
    acts.set_barrier(school.record, school.ann, [school.kit], bad, keep=True, whose=bad)
    acts.suggest(school.record, school.ann, [school.kit], "I", bad)
    acts.send_message(school.record, school.ann, [school.kit], bad)
    acts.follow_up(school.record, school.ann, [school.kit], f"{bad} / {bad}", keep=True)
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, note=bad)
    bodies = "".join(row[0] for row in school.record.db.execute("SELECT body FROM event_body"))
    assert bodies.isprintable()
    assert "\\u" not in bodies
