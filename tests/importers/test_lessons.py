"""Lessons, timetable and change dates: known by their captions, kept once, set aside where unclear."""

from __future__ import annotations

from tests.importers.desk import Desk, upn

LESSONS = "UPN,Date,Period,Subject,Mark\n"
TIMETABLE = "Reg,Week,Day,Period,Subject\n"


def test_lessons_come_in_once_and_the_newest_stands(desk: Desk) -> None:
    desk.with_pupils(2)
    file = (
        LESSONS
        + f"{upn(1)},16/11/2026,1,Maths,/\n{upn(1)},2026-11-16,2,PE,n\n{upn(2)},2026-11-16,1,Maths,-\n"
    )
    found = desk.one(file, at="2026-11-16T16:00")
    assert found.layout == "lessons" and found.marks.new == 2 and not found.quarantined
    assert desk.one(file).outcome == "already-imported"
    later = desk.one(LESSONS + f"{upn(1)},2026-11-16,2,PE,I\n", at="2026-11-17T16:00")
    older = desk.one(LESSONS + f"{upn(1)},2026-11-16,2,PE,O\n", at="2026-11-15T16:00")
    assert (later.marks.changed, older.marks.changed) == (1, 0)
    assert desk.rows("SELECT period, subject, mark FROM lesson ORDER BY 1") == [
        ("1", "Maths", "/"),
        ("2", "PE", "I"),
    ]
    assert desk.rows("SELECT * FROM register") == []  # no attendance figure reads them


def test_lessons_told_twice_or_unclear_are_set_aside(desk: Desk) -> None:
    desk.with_pupils(2)
    rows = [
        f"{upn(1)},2026-11-16,1,Maths,/", f"{upn(1)},2026-11-16,1,Maths,N", f"{upn(2)},2026-11-16,1,Maths,?",
        f"{upn(2)},soon,1,Maths,/", f"{upn(2)},2026-11-16,,Maths,/", f"{upn(77)},2026-11-16,1,Maths,/",
        f"{upn(2)},2026-11-17,1,Art,/",
    ]  # fmt: skip
    found = desk.one(LESSONS + "\n".join(rows) + "\n")
    assert [problem.row for problem in found.quarantined] == [2, 3, 4, 5, 6, 7]
    assert found.marks.new == 1


def test_lessons_of_nobody_known_are_refused(desk: Desk) -> None:
    desk.with_pupils(2)
    [found] = desk.load(LESSONS + f"{upn(77)},2026-11-16,1,Maths,/\n")
    assert found.outcome == "refused" and found.error is not None


def test_a_timetable_takes_the_place_of_the_last_one(desk: Desk) -> None:
    desk.with_pupils(2)
    desk.one(TIMETABLE + "07A,A,Mon,1,Maths\n7A,A,Tuesday,2,PE\n7B,,fri,1,Art\n", at="2026-09-01T08:00")
    found = desk.one(TIMETABLE + "7A,A,Mon,1,Maths\n7A,Week B,Tue,2,PE\n", at="2026-11-01T08:00")
    assert (found.other.changed, found.other.same) == (1, 1)
    assert desk.rows("SELECT reg, week, weekday, period, subject FROM timetable ORDER BY 1, 2, 3") == [
        ("7A", "A", 0, "1", "Maths"), ("7A", "B", 1, "2", "PE"), ("7B", "", 4, "1", "Art"),
    ]  # fmt: skip
    old = desk.one(TIMETABLE + "7A,A,Mon,1,Latin\n", at="2026-08-01T08:00")
    assert any("newer" in note for note in old.notes)


def test_a_timetable_may_be_a_pupils_own(desk: Desk) -> None:
    desk.with_pupils(2)
    found = desk.one(
        f"UPN,Week,Day,Period,Subject\n{upn(1)},A,Wed,3,Music\n{upn(9)},A,Wed,3,Music\n,A,Wed,3,Music\n"
    )
    assert len(found.quarantined) == 2
    assert desk.rows("SELECT pupil_id, reg, weekday FROM timetable") == [(1, "", 2)]


def test_change_dates_with_and_without_a_scope(desk: Desk) -> None:
    found = desk.one(
        "Date,What,Year or Reg\n2/11/2026,New rooms,\n2026-11-09,Bus moved,Year 7\n"
        "2026-11-16,New tutor,07A\n,x,\n"
    )
    assert found.layout == "change-dates" and len(found.quarantined) == 1
    assert desk.rows("SELECT day, what, scope FROM change_date ORDER BY day") == [
        ("2026-11-02", "New rooms", ""), ("2026-11-09", "Bus moved", "7"), ("2026-11-16", "New tutor", "7A"),
    ]  # fmt: skip
    again = desk.one("Date,What,Reg\n2026-11-16,New tutor,7A\n")
    assert again.other.same == 1 and len(desk.rows("SELECT * FROM change_date")) == 3


def test_a_dry_run_of_all_three_changes_nothing(desk: Desk) -> None:
    desk.with_pupils(2)
    before = desk.everything()
    files = [
        LESSONS + f"{upn(1)},2026-11-16,1,Maths,/\n",
        TIMETABLE + "7A,A,Mon,1,Maths\n",
        "Date,What\n2026-11-16,x\n",
    ]
    assert [found.outcome for found in desk.load(*files, dry=True)] == ["dry-run"] * 3
    assert desk.everything() == before
