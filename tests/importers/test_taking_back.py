"""The latest import taken back: the record is as it was, whatever the file was; or a plain refusal."""

from __future__ import annotations

import pytest

from core import acts, journal
from core.errors import Refused
from core.keeping.checkup import upkeep
from core.keeping.checkup.finding import GRAVE
from core.lists.by_key import read_list
from core.model import Role
from core.people import Actor, actor_of
from core.register import day_cells, registers
from importers.taking_back import KEPT, latest, take_back
from tests.importers.desk import CALENDAR, MARKS, ME, MON, Desk, upn

ROLL = f"UPN,Legal Surname,Legal Forename,Year,Reg\n{upn(1)},Platt,Max,9,9A\n{upn(2)},Dar,Ada,9,9A\n"
CONTACTS = f"UPN,Priority,Name,Relationship,Phone\n{upn(1)},1,Mary Platt,mother,07700 900001\n"
STAFF = "Account,Name,Initials,Role,Email\namy,Amy Officer,AO,officer,\n"
DAY = f"{MARKS}{upn(1)},2026-11-16,AM,N\n{upn(2)},2026-11-16,AM,/\n"

ONE, TWO, THREE = upn(1), upn(2), upn(3)
LATE = "UPN,Date,Session,Mark,Minutes late,Comment\n"
NEXT = {
    "marks amended and new": f"{MARKS}{ONE},2026-11-16,AM,I\n{TWO},2026-11-16,AM,/\n{TWO},2026-11-16,PM,N\n",
    "marks late": f"{LATE}{ONE},2026-11-16,AM,L,12,bus\n{TWO},2026-11-17,AM,N,,\n",
    "pupils changed and new": ROLL.replace("Max", "Maxim").replace("9A\n", "9B\n")
    + f"{THREE},New,Ann,7,7A\n",
    "contacts": CONTACTS.replace("Mary", "Maria") + f"{TWO},1,Dee Dar,mother,07700 900002\n",
    "staff": STAFF + "bob,Bob Leader,BL,leader,\n",
    "calendar": CALENDAR.replace("Half-term", "Break").replace("2026-10-30", "2026-10-29"),
    "lessons": f"UPN,Date,Period,Subject,Mark\n{ONE},2026-11-16,1,Maths,N\n",
    "timetable": "Reg,Week,Day,Period,Subject\n9A,A,Mon,1,Maths\n",
    "change dates": "Date,What\n2026-11-02,new rooms\n",
    "rows set aside": DAY + f"{ONE},2026-11-17,AM,%%\n",
}
_OWN = {"event", "event_body", "import_before"}


def everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """All tables but the journal, which only grows, and the calendar's version, which only moves."""
    db = desk.record.db
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    found = {}
    for name in names:
        if name not in _OWN and not name.startswith("sqlite_"):
            rows = [tuple(row) for row in db.execute(f"SELECT * FROM {name}").fetchall()]
            found[name] = sorted((row for row in rows if "calendar_version" not in row), key=repr)
    return found


@pytest.fixture
def school(desk: Desk) -> Desk:
    desk.load(CALENDAR, at="2026-11-16T08:00")
    for content in (STAFF, ROLL, CONTACTS, DAY):
        desk.load(content, at="2026-11-16T09:12")
    return desk


@pytest.mark.parametrize("what", NEXT)
def test_the_record_is_as_it_was_before(school: Desk, what: str) -> None:
    before = everything(school)
    school.load(NEXT[what], at="2026-11-17T09:12", force=True)
    assert everything(school) != before, "the file changed nothing: the test shows nothing"
    said = take_back(school.record, ME)
    assert everything(school) == before
    assert said.startswith("Taken back: file")
    assert journal.verify(school.record.db).sound
    assert journal.events(school.record.db)[-1].kind == "import-undone"


def test_files_can_be_taken_back_one_after_the_other_down_to_the_first_kept(school: Desk) -> None:
    states = []
    for what in list(NEXT.values())[:KEPT]:
        states.append(everything(school))
        school.load(what, at="2026-11-17T09:12", force=True)
    for before in reversed(states):
        take_back(school.record, ME)
        assert everything(school) == before
    with pytest.raises(Refused, match="too long ago"):
        take_back(school.record, ME)


def test_a_file_taken_back_can_be_imported_again(school: Desk) -> None:
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    after = everything(school)
    take_back(school.record, ME)
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    assert {k: v for k, v in everything(school).items() if k != "import"} == {
        k: v for k, v in after.items() if k != "import"
    }


def test_the_screen_shows_the_old_marks_and_the_old_calendar_at_once(school: Desk) -> None:
    school.record.calendar.days  # noqa: B018 - as a screen that holds the calendar
    school.load(CALENDAR.replace("2026-10-26,2026-10-30", "2026-11-16,2026-11-20"), at="2026-11-17T09:12")
    assert not school.record.calendar.is_school_day(MON)
    take_back(school.record, ME)
    assert school.record.calendar.is_school_day(MON)
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    take_back(school.record, ME)
    one = school.record.db.execute("SELECT id FROM pupil WHERE upn = ?", (upn(1),)).fetchone()[0]
    assert day_cells(registers(school.record)[one], MON) == "N "


def test_pupils_people_have_worked_with_stay(school: Desk) -> None:
    school.load(NEXT["pupils changed and new"], at="2026-11-17T09:12", force=True)
    one = school.record.db.execute("SELECT id FROM pupil WHERE upn = ?", (upn(3),)).fetchone()[0]
    acts.add_note(school.record, ME, [one], "new today")
    before = everything(school)
    with pytest.raises(Refused, match="people have worked with pupils"):
        take_back(school.record, ME)
    assert everything(school) == before


def test_what_was_done_since_stays(school: Desk) -> None:
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    one = school.record.db.execute("SELECT id FROM pupil WHERE upn = ?", (upn(1),)).fetchone()[0]
    acts.add_note(school.record, ME, [one], "rang")
    take_back(school.record, ME)
    assert [row[0] for row in school.record.db.execute("SELECT text FROM note").fetchall()] == ["rang"]


def test_nothing_imported_and_who_only_reads(desk: Desk) -> None:
    assert latest(desk.record) is None
    with pytest.raises(Refused, match="Nothing has been imported"):
        take_back(desk.record, ME)
    desk.load(CALENDAR)
    with pytest.raises(Refused, match="may read but not change"):
        take_back(desk.record, Actor("lee", "Lee Leader", "LL", Role.LEADER))


def test_the_list_of_what_was_set_aside_follows(school: Desk) -> None:
    school.load(NEXT["rows set aside"], at="2026-11-17T09:12", force=True)
    assert read_list(school.record, "quarantine").rows
    take_back(school.record, ME)
    assert read_list(school.record, "quarantine").rows == ()


def test_no_trigger_stays_behind_and_settings_are_as_they_were(school: Desk) -> None:
    db = school.record.db
    assert db.execute("SELECT count(*) FROM temp.sqlite_master WHERE type = 'trigger'").fetchone()[0] == 0
    assert db.execute("PRAGMA recursive_triggers").fetchone()[0] == 0


def test_a_staff_file_is_taken_back_by_who_brought_it_alone(school: Desk) -> None:
    """It is what takes a role away: whoever lost one would have it again."""
    dsl, bob = STAFF + "bob,Bob Best,BB,dsl,\n", Actor("bob", "Bob Best", "BB", Role.OFFICER)
    school.load(dsl, at="2026-11-17T08:00")
    school.load(dsl.replace("dsl", "officer"), at="2026-11-17T09:12")
    before = everything(school)
    with pytest.raises(Refused, match="only amy, who brought it"):
        take_back(school.record, bob)
    assert everything(school) == before
    take_back(school.record, ME)
    assert actor_of(school.record, "bob").reads_restricted


def test_a_staff_file_that_locked_everybody_out_is_taken_back_by_who_brought_it(school: Desk) -> None:
    school.load(STAFF.replace("officer", "leader"), at="2026-11-17T09:12", force=True)
    me = actor_of(school.record, "amy")
    assert not me.may_write
    said = [one for one in upkeep.look(school.record) if one.what == "staff" and one.state == GRAVE]
    assert [one.remedy for one in said] == ["firstday import --undo, as amy, who brought the staff file"]
    with pytest.raises(Refused, match="may read but not change"):
        take_back(school.record, Actor("bob", "Bob", "B", Role.LEADER))
    take_back(school.record, me)
    assert actor_of(school.record, "amy").may_write


def test_who_reads_only_takes_no_other_import_back_though_she_brought_it(school: Desk) -> None:
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    with school.record.write() as db:
        db.execute("UPDATE staff SET role = 'leader'")
    with pytest.raises(Refused, match="may read but not change"):
        take_back(school.record, actor_of(school.record, "amy"))


def test_a_file_that_came_while_she_looked_is_not_taken_back_in_place_of_the_one_shown(school: Desk) -> None:
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    shown = latest(school.record)
    school.load(NEXT["change dates"], at="2026-11-17T09:17")
    before = everything(school)
    assert shown is not None
    with pytest.raises(Refused, match="came since you looked"):
        take_back(school.record, ME, shown.id)
    assert everything(school) == before


def test_who_lost_the_right_to_write_since_she_logged_in_takes_nothing_back(school: Desk) -> None:
    school.load(STAFF + "zoe,Zoe Head,ZH,leader,\n", at="2026-11-17T08:00")
    school.load(NEXT["marks amended and new"], at="2026-11-17T09:12")
    with pytest.raises(Refused, match="may read but not change"):
        take_back(school.record, Actor("zoe", "Zoe Head", "ZH", Role.OFFICER))
