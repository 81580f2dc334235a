"""Kinds at their edges, each on a pupil made by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import acts
from core.clocks import read_clocks
from core.errors import Refused, Unknown
from core.lists.asked import SILENT
from core.model import Outcome
from core.patterns import KINDS, asks, notes, read_flags
from core.patterns.school import read_school
from core.patterns.weekday import week_names
from core.record import Record
from core.rules import keep
from core.settings import put
from tests.core.making import add_contact, add_pupil, add_staff, make_record, mark, mark_days
from tests.rules.source import ROOT

FIRST, LAST = "2026-09-02", "2026-11-20"


def here(record: Record, one: int, first: str = FIRST, last: str = LAST) -> None:
    mark_days(record, one, first, last, "/")


def days(record: Record, weekday: int, count: int) -> list[str]:
    """The last `count` school days of a weekday."""
    found = [d for d in record.calendar.days if d.weekday() == weekday and d <= date(2026, 11, 20)]
    return [day.isoformat() for day in found[-count:]]


def kinds(record: Record, one: int) -> dict[str, str]:
    return {flag.kind: flag.sentence for flag in read_flags(record, [one]).get(one, [])}


def monday_pupil(record: Record, away: int = 6, code: str = "O") -> int:
    one = add_pupil(record)
    here(record, one)
    for day in days(record, 0, 8)[-away:]:
        mark(record, one, f"{day} AM", code)
    return one


def test_mondays_are_said_with_their_numbers(record: Record) -> None:
    one = monday_pupil(record)
    [flag] = [flag for flag in read_flags(record)[one] if flag.kind == "weekday"]
    assert flag.sentence.startswith(
        "Away 6 of the last 8 Monday mornings; 0 of 32 other mornings. Clears after "
    )
    assert (flag.numerator, flag.denominator, flag.elsewhere) == (6, 8, (0, 32))
    assert all(session.day.weekday() == 0 and session.half == "AM" for session in flag.sessions)


@pytest.mark.parametrize("code", ["Y1", "D", "X", "C2", "E", "U", "L", "V"])
def test_what_is_no_absence_of_a_barrier_raises_no_weekday(record: Record, code: str) -> None:
    assert "weekday" not in kinds(record, monday_pupil(record, code=code))


def test_not_possible_sessions_leave_the_denominator(record: Record) -> None:
    one = monday_pupil(record)
    mark(record, one, f"{days(record, 0, 8)[0]} AM", "Y1")
    assert "6 of the last 7 Monday mornings" in kinds(record, one)["weekday"]


def test_a_closed_half_leaves_the_denominator(record: Record) -> None:
    from tests.core.making import add_calendar

    closed = days(record, 0, 8)[0]
    add_calendar(record, ((closed, closed, "closed", "boiler", "AM"),))
    assert "6 of the last 7 Monday mornings" in kinds(record, monday_pupil(record))["weekday"]


def test_clearing_is_true(record: Record) -> None:
    one = monday_pupil(record)
    sentence = kinds(record, one)["weekday"]
    more = int(sentence.split("Clears after ")[1].split()[0])
    for place, day in enumerate(days(record, 0, 8)[-more:]):
        assert place < more
        mark(record, one, f"{day} AM", "/")
    assert "weekday" not in kinds(record, one)


def test_u_then_away_is_not_settling(record: Record) -> None:
    settled, gone = add_pupil(record), add_pupil(record)
    for one, afternoon in ((settled, "/"), (gone, "O")):
        here(record, one)
        for day in [d.isoformat() for d in record.calendar.days if d <= date(2026, 11, 20)][-8:]:
            mark(record, one, f"{day} AM", "U")
            mark(record, one, f"{day} PM", afternoon)
    assert "Late on 8 of the last 15 mornings" in kinds(record, settled)["late-settles"]
    assert "late-settles" not in kinds(record, gone)


def test_a_run_is_seen_across_half_term(record: Record) -> None:
    one = add_pupil(record)
    here(record, one)
    mark_days(record, one, "2026-10-19", "2026-11-20", "I")
    assert kinds(record, one)["run"].startswith("Away 40 sessions in a row since Mon 19 Oct")


@pytest.mark.parametrize("code", ["", "C2", "S", "X", "Y1", "D"])
def test_a_run_stands_until_a_session_in_whatever_followed_it(record: Record, code: str) -> None:
    one = add_pupil(record)
    here(record, one)
    mark_days(record, one, "2026-10-05", "2026-11-06", "I")
    mark_days(record, one, "2026-11-09", LAST, code)
    assert "in a row since Mon 5 Oct" in kinds(record, one)["run"]


@pytest.mark.parametrize(
    "own",
    [
        "[late-settles]\nleast = 0", "[silent]\nleast = 0", "[broken-weeks]\nbroken = 0",
        "[event]\npupils = 0", "[same-again]\ntimes = 0", "[before-break]\nlift = 0",
        "[weekday]\nleast = 0\nmonday_lift = 0",
    ],
)  # fmt: skip
def test_thresholds_of_nothing_at_all_do_not_stop_the_school(record: Record, own: str) -> None:
    one, settled = monday_pupil(record), add_pupil(record)
    here(record, settled)
    keep(record, "ann", "patterns", own)
    assert "weekday" in kinds(record, one)
    kinds(record, settled)


def test_a_string_cut_short_by_a_hand_takes_nothing_from_other_pupils(record: Record) -> None:
    hurt, whole = monday_pupil(record), monday_pupil(record)
    with record.write() as db:
        db.execute("UPDATE register SET cells = substr(cells, 1, 90) WHERE pupil_id = ?", (hurt,))
    assert "weekday" in kinds(record, whole)
    read_clocks(record)


def test_a_run_that_home_says_is_illness_is_no_news_until_it_is_long(record: Record) -> None:
    ann, known, silent, long = add_staff(record, "ann"), *(add_pupil(record) for _ in range(3))
    for one in (known, silent, long):
        add_contact(record, one)
        here(record, one)
        mark_days(record, one, "2026-10-13" if one == long else "2026-11-04", LAST, "I")
    for one in (known, long):
        acts.log_call(record, ann, one, Outcome.SPOKE, reason="ill")
    assert "run" in kinds(record, silent) and "run" in kinds(record, long)
    assert "run" not in kinds(record, known)


def test_a_lesson_missed_by_one_who_is_in_for_every_register(record: Record) -> None:
    """By lesson marks; two ordinary weeks of other lessons are what it stands out from."""
    one, other = add_pupil(record), add_pupil(record)
    here(record, one)
    here(record, other)
    with record.write() as db:
        db.execute(
            """INSERT INTO import (id, at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils,
               counts) VALUES (1,'','','','','lessons','','','','',0,'{}')"""
        )
        for day in (d for d in record.calendar.days if date(2026, 9, 7) <= d <= date(2026, 11, 20)):
            for pupil in (one, other):
                for period, subject in (("1", "Maths"), ("4", "Art" if day.weekday() == 2 else "English")):
                    code = "N" if subject == "Art" and pupil == one else "/"
                    db.execute(
                        "INSERT INTO lesson VALUES (?,?,?,?,?,1)", (pupil, f"{day}", period, subject, code)
                    )
    assert kinds(record, one)["lesson"].startswith(
        "Away from Art 8 of the last 8 times; 0 of 72 other lessons"
    )
    assert kinds(record, other) == {}


@pytest.mark.parametrize(
    ("begins", "names"),
    [("none", ("A", "B")), ("A", ("A", "B")), ("week b", ("B", "A")), ("red", ("A", "B"))],
)
def test_the_timetables_weeks_are_counted_from_the_one_a_year_begins_with(
    record: Record, begins: str, names: tuple[str, ...]
) -> None:
    """The first named is that of the first, third, … school weeks of a year (`Frame.alternate`)."""
    put(record, add_staff(record, "ann"), "first-week", begins)
    assert week_names(read_school(record)) == ()  # without a timetable there are none
    with record.write() as db:
        db.execute(
            """INSERT INTO import (id, at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils,
               counts) VALUES (1,'','','','','timetable','','','','',0,'{}')"""
        )
        db.executemany(
            """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
               VALUES (NULL, '9A', ?, 2, '1', 'PE', 1)""",
            [("A",), ("B",)],
        )
    assert week_names(read_school(record)) == names


def test_the_same_answer_clears_with_a_barrier_noted(record: Record) -> None:
    from datetime import datetime

    from tests.core.making import set_now

    ann, one = add_staff(record, "ann"), add_pupil(record)
    add_contact(record, one)
    here(record, one)
    for day in ("2026-11-03", "2026-11-09", "2026-11-13", "2026-11-18"):
        mark(record, one, day, "I")
        set_now(record, datetime.fromisoformat(f"{day}T09:30"))
        acts.log_call(record, ann, one, Outcome.SPOKE, reason="anxious")
    set_now(record, datetime(2026, 11, 20, 9))
    assert kinds(record, one)["same-again"].startswith("4 of the last 4 calls gave the same answer (anxious)")
    acts.set_barrier(record, ann, [one], "the corridor by the gym before registration, since September")
    assert "same-again" not in kinds(record, one)


def test_a_snow_day_flags_nobody(record: Record) -> None:
    ids = [add_pupil(record) for _ in range(30)]
    for one in ids:
        here(record, one)
        for day in ("2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17"):
            mark(record, one, day, "O")
    assert read_flags(record) == {}


def test_a_change_date_is_tested_only_in_its_scope(record: Record) -> None:
    ids = [add_pupil(record, year="9"), add_pupil(record, year="10")]
    for one in ids:
        here(record, one)
        for day in ("2026-11-03", "2026-11-05", "2026-11-09", "2026-11-11", "2026-11-13", "2026-11-17"):
            mark(record, one, day, "O")
    with record.write() as db:
        db.execute(
            """INSERT INTO import (id, at, by, file, sha256, kind, layout, profile, taken, taken_from, pupils,
               counts) VALUES (1,'','','','','change-dates','','','','',0,'{}')"""
        )
        db.execute("INSERT INTO change_date VALUES (1, '2026-11-02', 'new rooms', '9', 1)")
    assert "12 of 30 sessions since Mon 2 Nov (new rooms)" in kinds(record, ids[0])["change-date"]
    assert "change-date" not in kinds(record, ids[1])


def test_silent_until_somebody_was_spoken_with(record: Record) -> None:
    ann = add_staff(record, "ann")
    one = add_pupil(record)
    add_contact(record, one)
    here(record, one)
    mark_days(record, one, "2026-11-16", "2026-11-18", "O")
    assert kinds(record, one)["silent"].startswith("Away 6 of the last 40 sessions and no conversation yet")
    acts.log_call(record, ann, one, Outcome.VOICEMAIL)
    assert "silent" in kinds(record, one)
    acts.log_call(record, ann, one, Outcome.SPOKE)
    assert "silent" not in kinds(record, one)


def test_a_conversation_on_the_strike_day_that_an_absence_began_with_counts(record: Record) -> None:
    from datetime import datetime

    from tests.core.making import set_now

    ids = [add_pupil(record) for _ in range(30)]
    for one in ids:
        here(record, one)
        mark(record, one, "2026-11-12", "O")
    ann, ill = add_staff(record, "ann"), ids[0]
    add_contact(record, ill)
    mark_days(record, ill, "2026-11-12", "2026-11-17", "O")
    assert "silent" in kinds(record, ill)
    set_now(record, datetime(2026, 11, 12, 9, 30))
    acts.log_call(record, ann, ill, Outcome.SPOKE, reason="ill")
    set_now(record, datetime(2026, 11, 20, 9))
    assert "silent" not in kinds(record, ill)


def test_nothing_is_guessed(tmp_path, record: Record) -> None:
    assert any("no timetable loaded" in note for note in notes(record))
    with make_record(tmp_path, calendar=False, name="bare.db") as bare:
        one = add_pupil(bare)
        mark(bare, one, "2026-11-16", "O")
        assert read_flags(bare) == {} and notes(bare) == ["no calendar loaded: no patterns"]


def test_a_joiner_is_judged_on_own_sessions(record: Record) -> None:
    one = add_pupil(record, admitted=date(2026, 11, 16))
    mark_days(record, one, "2026-11-16", "2026-11-20", "/")
    mark(record, one, "2026-11-16 AM", "O")
    assert kinds(record, one) == {}


@pytest.mark.parametrize(
    ("kind", "marks"), [("late-settles", "L \\"), ("run", "O O"), ("silent", "O O"), ("broken-weeks", "O \\")]
)
def test_of_a_joiner_no_0_of_0_is_said(record: Record, kind: str, marks: str) -> None:
    first = "2026-09-21" if kind == "broken-weeks" else "2026-11-02"
    one = add_pupil(record, admitted=date.fromisoformat(first))
    here(record, one, first)
    am, pm = marks.split()
    joined = [str(day) for day in record.calendar.days if first <= str(day) <= LAST]
    for day in joined if kind != "broken-weeks" else joined[::5]:
        mark(record, one, f"{day} AM", am)
        mark(record, one, f"{day} PM", pm)
    sentence = kinds(record, one)[kind]
    assert "of 0" not in sentence and "the 0 " not in sentence and "nothing earlier to compare" in sentence


def test_pupils_who_left_and_pupils_without_marks_have_no_flags(record: Record) -> None:
    left = add_pupil(record, left=date(2026, 11, 1))
    mark_days(record, left, FIRST, "2026-10-23", "O")
    add_pupil(record)
    assert read_flags(record) == {}


# -- dismissing ------------------------------------------------------------------------------


def test_a_dismissed_flag_comes_back_only_on_new_sessions(record: Record) -> None:
    from datetime import datetime

    from tests.core.making import set_now

    ann, one = add_staff(record, "ann"), monday_pupil(record)
    done = acts.dismiss(record, ann, one, "weekday", "clinic on Mondays", date(2026, 11, 25))
    assert "weekday" not in kinds(record, one) and done.pupils == (one,)
    set_now(record, datetime(2026, 11, 25, 9))
    assert "weekday" not in kinds(record, one)
    here(record, one, "2026-11-23", "2026-11-24")
    mark(record, one, "2026-11-23 AM", "O")
    assert "weekday" in kinds(record, one)


def test_dismissing_can_be_taken_back(record: Record) -> None:
    ann, one = add_staff(record, "ann"), monday_pupil(record)
    acts.dismiss(record, ann, one, "weekday", "clinic", date(2026, 12, 1))
    acts.undo(record, ann)
    assert "weekday" in kinds(record, one)


def test_what_cannot_be_dismissed(record: Record) -> None:
    ann, one = add_staff(record, "ann"), monday_pupil(record)
    later = date(2026, 12, 1)
    with pytest.raises(Unknown, match="no kind of flag"):
        acts.dismiss(record, ann, one, "mondays", "x", later)
    with pytest.raises(Refused, match="no flag"):
        acts.dismiss(record, ann, one, "run", "x", later)
    with pytest.raises(Unknown, match="not ahead"):
        acts.dismiss(record, ann, one, "weekday", "x", date(2026, 11, 20))
    with pytest.raises(Unknown, match="more than a year"):
        acts.dismiss(record, ann, one, "weekday", "x", later + timedelta(days=400))
    with pytest.raises(Unknown):
        acts.dismiss(record, ann, one, "weekday", " ", later)


# -- rules -----------------------------------------------------------------------------------


def test_a_school_edits_its_thresholds(record: Record) -> None:
    one = monday_pupil(record)
    keep(record, "ann", "patterns", "[weekday]\nshow = 0\n[fortnight]\nshow = 0\n")
    assert "weekday" not in kinds(record, one)
    keep(record, "ann", "patterns", "")
    assert "weekday" in kinds(record, one)
    assert all(asks(record, kind).endswith((".", "?")) for kind in KINDS)


@pytest.mark.parametrize(
    "bad", ["[mondays]\nleast = 3", "[weekday]\nleast = -1", "[weekday]\nwekks = 3", "set_aside = ['ZZ']",
            "weekday = 3", "[ask]\nrun = 3", "[weekday]\nweeks = 0", "[["],
)  # fmt: skip
def test_bad_thresholds_are_refused(record: Record, bad: str) -> None:
    with pytest.raises(Refused):
        keep(record, "ann", "patterns", bad)


def test_the_guide_names_the_list_of_the_kinds_that_the_patterns_list_leaves_out() -> None:
    """It said that `g p` lists them all: 113 there, 122 from `firstday patterns`."""
    text = " ".join((ROOT / "docs/patterns.md").read_text("utf-8").split())
    kinds = " and ".join(f"`{kind}`" for kind in SILENT)
    assert f"`g p` lists them, but for {kinds}, which stand in `g s`" in text
