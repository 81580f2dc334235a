"""Flags of one habit: which leads, which are part of it, and that none is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core import acts, journal
from core.asking import Questions, fresh, most_pressing
from core.days import Session
from core.habits import Habit, habits
from core.lists.by_key import read_list
from core.patterns import KINDS, read_flags
from core.questions import Flag
from core.record import Record
from core.telling import tell
from tests.core.making import add_pupil, add_staff, mark, mark_days, set_now

MONDAY = date(2026, 9, 7)


def flag(kind: str, sessions: range | set[int], of: int) -> Flag:
    """A flag of sessions given by number: two a day, from a Monday."""
    held = tuple(Session(MONDAY + timedelta(n // 2), "PM" if n % 2 else "AM") for n in sorted(sessions))
    said = f"Away {len(held)} of {of}, {kind}"
    return Flag(1, kind, f"{said}; 0 of 9. Clears so.", len(held), of, (0, 9), held, "Clears so.", said)


def led(*flags: Flag) -> dict[str, list[str]]:
    """Kinds by the kind that leads."""
    return {habit.flag.kind: [one.kind for one in habit.parts] for habit in habits(flags)}


def test_mondays_hold_the_lessons_of_mondays() -> None:
    monday = flag("weekday", range(14), 14)
    after, lesson = flag("after-lesson", range(0, 14, 2), 7), flag("lesson", range(1, 14, 2), 7)
    assert led(monday, after, lesson) == {"weekday": ["after-lesson", "lesson"]}


def test_as_clear_as_each_other_the_plainer_leads() -> None:
    same = range(0, 16, 2)
    assert led(flag("weekday", same, 8), flag("after-lesson", same, 8), flag("lesson", same, 8)) == {
        "weekday": ["after-lesson", "lesson"]
    }
    assert led(flag("after-lesson", same, 8), flag("lesson", same, 8)) == {"lesson": ["after-lesson"]}


def test_the_vague_kind_is_part_of_the_clear_one_even_where_it_has_more_sessions() -> None:
    halves, drama = flag("half-day", range(12), 39), flag("lesson", range(11), 16)
    assert led(halves, drama) == {"lesson": ["half-day"]}


def test_a_clear_kind_is_no_part_of_a_vague_one() -> None:
    dip, thursdays = flag("recent-dip", range(20), 60), flag("weekday", range(5), 5)
    assert led(dip, thursdays) == {"recent-dip": [], "weekday": []}


def test_a_little_less_clear_it_still_holds_what_is_part_of_it() -> None:
    assert led(flag("weekday", range(16), 20), flag("lesson", range(0, 16, 2), 8)) == {"weekday": ["lesson"]}


def test_of_as_many_sessions_the_clearer_leads_the_plainer() -> None:
    assert led(flag("weekday", range(8), 10), flag("lesson", range(8), 8)) == {"lesson": ["weekday"]}


def test_part_of_two_it_stands_with_the_one_that_holds_more_of_it() -> None:
    found = led(
        flag("weekday", range(14), 14), flag("lesson", range(6, 20), 14), flag("half-day", range(6, 16), 10)
    )
    assert found == {"weekday": [], "lesson": ["half-day"]}


def test_a_kind_with_sessions_of_its_own_asks_by_itself() -> None:
    weeks, monday = flag("broken-weeks", range(18), 77), flag("weekday", range(14), 14)
    assert led(monday, weeks) == {"weekday": [], "broken-weeks": []}


def test_what_no_conversation_or_two_children_ask_is_never_part_of_anything() -> None:
    same = range(10)
    others = [kind for kind in KINDS if kind in ("late-settles", "run", "siblings-together", "silent",
                                                 "same-again", "improved")]  # fmt: skip
    found = led(flag("weekday", same, 10), *(flag(kind, same, 10) for kind in others))
    assert found == {"weekday": [], **{kind: [] for kind in others}} and len(others) == 6


def test_parts_are_named_in_a_sentence() -> None:
    [habit] = habits([flag("weekday", range(14), 14), flag("lesson", range(7), 7)])
    assert habit.named == "Part of this: away 7 of 7, lesson."
    assert Habit(habit.flag).named == ""


FLAGS = st.dictionaries(
    st.sampled_from(KINDS),
    st.tuples(st.sets(st.integers(0, 25), min_size=1), st.integers(0, 40)),
    max_size=len(KINDS),
)


@settings(max_examples=400)
@given(FLAGS)
def test_every_flag_stands_once_and_every_part_is_held_by_its_leader(
    drawn: dict[str, tuple[set[int], int]],
) -> None:
    given_flags = [flag(kind, held, len(held) + more) for kind, (held, more) in drawn.items()]
    found = habits(given_flags)
    assert sorted(one.kind for habit in found for one in habit.flags) == sorted(drawn)
    leading = [habit.flag for habit in found]
    assert leading == [one for one in given_flags if one in leading]
    assert found == habits(given_flags)
    for habit in found:
        for one in habit.parts:
            shared = len(set(one.sessions) & set(habit.flag.sessions))
            assert shared >= 0.8 * len(one.sessions)
            whole, part = habit.flag.numerator / habit.flag.denominator, one.numerator / one.denominator
            assert whole >= 0.75 * part - 1e-9


# -- on the record ---------------------------------------------------------------------------------


def thursdays(record: Record) -> int:
    """A pupil away on eight Thursday mornings and here in the afternoons: a weekday and half days."""
    one = add_pupil(record)
    mark_days(record, one, "2026-09-02", "2026-11-20", "/")
    for day in [d for d in record.calendar.days if d.weekday() == 3 and d <= date(2026, 11, 20)][-8:]:
        mark(record, one, f"{day} AM", "O")
    return one


def test_the_list_of_patterns_asks_once_and_names_the_parts(record: Record) -> None:
    one = thursdays(record)
    assert {flag.kind for flag in read_flags(record)[one]} >= {"weekday", "half-day", "broken-weeks"}
    [row] = read_list(record, "patterns").rows
    assert row.group == "WEEKDAY" and "Part of this: away in the morning" in row.detail


def test_dismissed_is_the_whole_habit_and_taken_back_as_one(record: Record) -> None:
    one, ann = thursdays(record), add_staff(record, "ann", "Ann Able")
    before = read_flags(record)[one]
    done = acts.dismiss(record, ann, one, "weekday", "hospital on Thursdays", date(2026, 12, 14))
    assert done.pupils == (one,) and one not in read_flags(record)
    assert [tell(event).partition(";")[0] for event in journal.events(record.db, limit=3)] == [
        "flag dismissed until Mon 14 Dec: Away 8 of the last 8 Thursday mornings",
        "dismissed with “weekday”: Away in the morning and here in the afternoon on 8 of the last 40 days",
        "dismissed with “weekday”: Away for part of 8 of the last 8 weeks, 8 of 80 sessions",
    ]
    acts.undo(record, ann)
    assert read_flags(record)[one] == before


def test_a_part_can_be_dismissed_alone(record: Record) -> None:
    one, ann = thursdays(record), add_staff(record, "ann", "Ann Able")
    acts.dismiss(record, ann, one, "half-day", "always whole days", date(2026, 12, 14))
    assert {flag.kind for flag in read_flags(record)[one]} == {"weekday", "broken-weeks"}


def test_while_a_habit_is_dismissed_what_becomes_part_of_it_does_not_ask(record: Record) -> None:
    """Dismissed after four Thursdays; the half days are enough for a question two Thursdays later."""
    one, ann = add_pupil(record), add_staff(record, "ann", "Ann Able")
    mark_days(record, one, "2026-09-02", "2026-11-20", "/")
    days = [d for d in record.calendar.days if d.weekday() == 3 and d <= date(2026, 11, 20)][-6:]
    for day in days[:4]:
        mark(record, one, f"{day} AM", "O")
    set_now(record, datetime.combine(days[3], time(16)))
    assert [flag.kind for flag in read_flags(record)[one]] == ["weekday"]
    acts.dismiss(record, ann, one, "weekday", "hospital on Thursdays", date(2026, 11, 30))
    for day in days[4:]:
        mark(record, one, f"{day} AM", "O")
    set_now(record, datetime.combine(days[5], time(16)))
    assert one not in read_flags(record)
    set_now(record, datetime(2026, 11, 30, 9))
    assert {flag.kind for flag in read_flags(record)[one]} >= {"weekday", "half-day"}


def test_the_board_asks_where_only_a_part_is_new_and_asks_for_the_whole(record: Record) -> None:
    today = date(2026, 11, 20)
    latest = 2 * (date(2026, 11, 19) - MONDAY).days
    mondays, after = flag("weekday", range(0, 20, 2), 10), flag("after-lesson", {0, 2, 4, 6, latest}, 5)
    assert fresh(Questions({1: [mondays]}), 1, record.calendar, today) == []
    assert fresh(Questions({1: [mondays, after]}), 1, record.calendar, today) == [mondays]


def test_what_presses_most_is_what_leads() -> None:
    halves, drama = flag("half-day", range(12), 39), flag("lesson", range(11), 16)
    assert most_pressing(Questions({1: [halves, drama]}), 1, date(2026, 11, 20)) == drama.sentence
