"""Pupils, contacts and staff applied: changed by newer exports, never deleted, calls staying with people."""

from __future__ import annotations

from itertools import permutations

import pytest

from core.acts import log_call
from core.errors import Refused
from core.households import households
from core.model import Outcome, Role
from core.people import actor_of
from core.pupil import read_preview
from core.roll import contacts, dialable
from importers.phones import phone_key
from importers.put_marks import Counts
from tests.importers.desk import ME, Desk, session_rows, upn

EIGHT, NINE, TEN = "2026-11-20T08:00", "2026-11-20T09:00", "2026-11-20T10:00"
PUPILS = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg,Social worker\n"
CONTACTS = "UPN,Priority,Name,Relationship,Phone,May be told\n"


def pupil(desk: Desk, number: int, *names: str) -> tuple[object, ...]:
    [row] = desk.rows(f"SELECT {', '.join(names)} FROM pupil WHERE upn = ?", upn(number))
    return row


# -- pupils --------------------------------------------------------------------------------------


def test_new_changed_and_same_pupils(desk: Desk) -> None:
    one = f"{upn(1)},1,Other,Ann,2012-03-04,7,7A,CIN\n"
    two = f"{upn(2)},2,O'Brien,Ben,2012-03-05,7,7B,\n"
    assert desk.one(PUPILS + one + two, EIGHT).pupils.as_dict() == {"new": 2, "changed": 0, "same": 0}
    three = f"{upn(3)},3,Nuñez,Cyd,2012-03-05,7,7B,\n"
    result = desk.one(PUPILS + one.replace("7A", "7C") + two + three, NINE)
    assert result.pupils.as_dict() == {"new": 1, "changed": 1, "same": 1}
    assert pupil(desk, 1, "reg", "surname") == ("7C", "Other")
    assert pupil(desk, 3, "surname") == ("Nuñez",)


def test_a_blank_clears_and_a_column_left_out_does_not(desk: Desk) -> None:
    desk.one(PUPILS + f"{upn(1)},1,Other,Ann,2012-03-04,7,7A,CIN\n", EIGHT)
    desk.one("UPN,Reg,Social worker\n" + f"{upn(1)},7B,\n", NINE)
    assert pupil(desk, 1, "social_worker", "dob", "surname", "reg") == ("", "2012-03-04", "Other", "7B")
    desk.one("UPN,Reg,DOB\n" + f"{upn(1)},7B,\n", TEN)
    assert pupil(desk, 1, "dob", "reg", "adno") == (None, "7B", "1")


def test_nobody_loses_a_upn_to_a_blank(desk: Desk) -> None:
    desk.one(PUPILS + f"{upn(1)},1,Other,Ann,2012-03-04,7,7A,CIN\n", EIGHT)
    result = desk.one(PUPILS + ",1,Other,Ann,2012-03-04,7,7B,CIN\n", NINE)
    assert result.pupils.changed == 1
    assert pupil(desk, 1, "reg") == ("7B",)


def test_an_older_file_leaves_newer_values(desk: Desk) -> None:
    desk.one(PUPILS + f"{upn(1)},1,Other,Ann,2012-03-04,7,7B,CP\n", NINE)
    result = desk.one(PUPILS + f"{upn(1)},1,Other,Ann,2012-03-04,7,7A,\n", EIGHT)
    assert result.pupils == Counts(older=1)
    assert pupil(desk, 1, "reg", "social_worker") == ("7B", "CP")


def listed(desk: Desk) -> list[object]:
    return [row[0] for row in desk.rows("SELECT listed FROM pupil ORDER BY id")]


def whole(*numbers: int, regs: str = "ABC") -> str:
    head = "UPN,Legal Surname,Legal Forename,Reg\n"
    return head + "".join(f"{upn(n)},S{n},F{n},7{regs[n % len(regs)]}\n" for n in numbers)


def test_who_is_not_in_the_file_is_noted_and_stays(desk: Desk) -> None:
    desk.one(whole(1, 2, 3, 4, 5), EIGHT)
    result = desk.one(whole(1, 2, 3, 4), NINE)
    said = "1 pupil is on the record and not in this file, and stays without a leaving date: S5, F5 7C"
    assert result.notes == [said]
    assert listed(desk) == [1, 1, 1, 1, 0]
    assert not desk.one(whole(1, 2, 3, 4, 5) + "\n", TEN).notes
    assert listed(desk) == [1, 1, 1, 1, 1]


def test_of_many_who_are_not_in_the_file_three_are_named(desk: Desk) -> None:
    desk.one(whole(*range(1, 15)), EIGHT)
    result = desk.one(whole(*range(1, 11)), NINE)
    said = "4 pupils are on the record and not in this file, and stay without a leaving date: "
    assert result.notes == [f"{said}S11, F11 7C; S12, F12 7A; S13, F13 7B and 1 more"]


def test_an_older_file_takes_nobody_off_the_list(desk: Desk) -> None:
    desk.one(whole(1, 2, 3, 4, 5), NINE)
    result = desk.one(whole(1, 2, 3, 4), EIGHT)
    assert listed(desk) == [1] * 5
    assert not any("not in this file" in note for note in result.notes)


def test_a_row_set_aside_is_not_a_pupil_gone(desk: Desk) -> None:
    desk.one(whole(1, 2, 3, 4, 5), EIGHT)
    head, *rows = whole(1, 2, 3, 4, 5).splitlines()
    text = "\n".join([f"{head},DOB", *(f"{row},2012-01-01" for row in rows[:4]), f"{rows[4]},31/02/2012\n"])
    result = desk.one(text, NINE)
    assert len(result.quarantined) == 1 and listed(desk) == [1] * 5


def test_a_reg_groups_file_lists_nobody_as_gone(desk: Desk) -> None:
    desk.one(whole(1, 2, 3, 4, 5, 6), EIGHT)
    result = desk.one(whole(3, 6), NINE)
    assert result.profile == "pupils 7A" and listed(desk) == [1] * 6


def test_joiners_are_a_file_of_their_own(desk: Desk) -> None:
    desk.with_pupils(10)
    result = desk.one(whole(21, 22, 23), NINE)
    assert result.profile == "pupils joiners" and result.pupils.new == 3
    assert desk.rows("SELECT count(*) FROM pupil WHERE listed = 1") == [(13,)]


def test_another_schools_pupils_are_refused(desk: Desk) -> None:
    desk.with_pupils(10)
    before = desk.everything()
    [result] = desk.load(whole(*range(31, 41)), at=NINE)
    assert result.outcome == "refused" and "none of its 10 pupils is on the record" in str(result.error)
    assert desk.everything() == before
    assert desk.one(whole(*range(31, 41)), NINE, force=True).pupils.new == 10


def test_one_pupil_under_two_numbers_is_not_taken(desk: Desk) -> None:
    desk.one(PUPILS + f"{upn(1)},1,Other,Ann,2012-03-04,7,7A,\n{upn(2)},2,Be,Ben,2012-03-04,7,7B,\n", EIGHT)
    text = PUPILS + f"{upn(9)},1,Other,Ann,2012-03-04,7,7C,\n{upn(1)},7,Else,Eve,2012-01-01,7,7D,\n"
    result = desk.one(text + f"{upn(2)},2,Be,Ben,2012-03-04,7,7E,\n", NINE)
    assert [p.row for p in result.quarantined] == [2, 3]
    assert all("same pupil" in p.reason for p in result.quarantined)
    assert pupil(desk, 1, "reg") == ("7A",) and pupil(desk, 2, "reg") == ("7E",)


def test_a_new_upn_finds_its_pupil_by_admission_number(desk: Desk) -> None:
    desk.one(PUPILS + f"{upn(1)},0042,Other,Ann,2012-03-04,7,7A,\n", EIGHT)
    assert desk.one(PUPILS + f"{upn(9)},42,Other,Ann,2012-03-04,7,7A,\n", NINE).pupils.changed == 1
    assert desk.rows("SELECT upn FROM pupil") == [(upn(9),)]


# -- contacts ------------------------------------------------------------------------------------


def ring(*rows: str) -> str:
    return CONTACTS + "".join(f"{row}\n" for row in rows)


MOTHER = f"{upn(1)},1,Jo Other,Mother,07700 900111,yes"
FATHER = f"{upn(1)},2,Sam Other,Father,07700 900222,yes"


def test_contacts_in_the_schools_order(desk: Desk) -> None:
    desk.with_pupils()
    result = desk.one(ring(FATHER, MOTHER), NINE)
    assert result.contacts.as_dict() == {"new": 2, "changed": 0, "same": 0}
    assert [c.name for c in dialable(desk.record, 1)] == ["Jo Other", "Sam Other"]
    again = desk.one(ring(MOTHER, FATHER.replace("900222", "900333")), TEN)
    assert again.contacts.as_dict() == {"new": 0, "changed": 1, "same": 1}


def test_calls_stay_with_a_contact_imported_again(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER, FATHER), EIGHT)
    mother, father = dialable(desk.record, 1)
    log_call(desk.record, ME, 1, Outcome.VOICEMAIL, contact_id=father.id)
    desk.one(
        ring(FATHER.replace(",2,", ",1,"), MOTHER.replace(",1,", ",2,").replace("900111", "900444")), NINE
    )
    first, second = dialable(desk.record, 1)
    assert [first.id, second.id] == [father.id, mother.id]
    lines = read_preview(desk.record, 1).dial
    assert [bool(line.last) for line in lines] == [True, False]


def test_two_contacts_of_one_name_are_told_apart(desk: Desk) -> None:
    desk.with_pupils()
    one = f"{upn(1)},1,Mrs Smith,Mother,07700 900111,yes"
    other = f"{upn(1)},2,Mrs Smith,Grandmother,07700 900222,yes"
    desk.one(ring(one, other), EIGHT)
    mother, grandmother = (c.id for c in dialable(desk.record, 1))
    desk.one(ring(other.replace(",2,", ",1,"), one.replace(",1,", ",2,")), NINE)
    assert [c.id for c in dialable(desk.record, 1)] == [grandmother, mother]


def test_two_people_of_one_number_stay_two(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER), EIGHT)
    [mother] = dialable(desk.record, 1)
    desk.one(ring(f"{upn(1)},1,Pat New,Stepfather,07700 900111,yes"), NINE)
    [stepfather] = dialable(desk.record, 1)
    assert stepfather.id != mother.id


def test_a_name_spelt_anew_is_the_same_mother(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER), EIGHT)
    [mother] = dialable(desk.record, 1)
    desk.one(ring(MOTHER.replace("Jo Other", "Mrs Joanna Other")), NINE)
    assert [c.id for c in dialable(desk.record, 1)] == [mother.id]


def test_who_is_gone_from_the_file_is_kept_but_not_offered(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER, FATHER), EIGHT)
    desk.one(ring(MOTHER), NINE)
    assert [c.name for c in contacts(desk.record, 1)] == ["Jo Other"]
    assert desk.rows("SELECT count(*) FROM contact") == [(2,)]
    back = desk.one(ring(MOTHER, FATHER), TEN, force=True)
    assert back.contacts.as_dict() == {"new": 0, "changed": 1, "same": 1}
    assert len(dialable(desk.record, 1)) == 2


def test_a_row_set_aside_is_not_a_contact_gone(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER, FATHER), EIGHT)
    result = desk.one(ring(MOTHER, FATHER.replace("07700 900222", "4.47701E+11")), NINE)
    assert len(result.quarantined) == 1
    assert [c.name for c in dialable(desk.record, 1)] == ["Jo Other", "Sam Other"]


def test_an_older_file_leaves_newer_contacts(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER), NINE)
    result = desk.one(ring(FATHER), EIGHT)
    assert result.contacts == Counts(older=1)
    assert [c.name for c in contacts(desk.record, 1)] == ["Jo Other"]


def test_contacts_that_a_newer_list_no_longer_names_are_counted(desk: Desk) -> None:
    desk.with_pupils()
    assert not desk.one(ring(MOTHER, FATHER), EIGHT).notes
    done = desk.one(ring(MOTHER), NINE)
    assert done.notes == ["1 contact held until now: not in this file, so no longer offered"]
    assert [c.name for c in dialable(desk.record, 1)] == ["Jo Other"]


def test_may_be_told_no_is_never_dialled(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(ring(MOTHER.replace("yes", "no"), FATHER), NINE)
    assert [c.name for c in dialable(desk.record, 1)] == ["Sam Other"]
    mother = contacts(desk.record, 1)[0]
    with pytest.raises(Refused, match="may not be told"):
        log_call(desk.record, ME, 1, Outcome.SPOKE, contact_id=mother.id)


def test_the_same_number_makes_a_household_however_it_is_written(desk: Desk) -> None:
    desk.with_pupils()
    desk.one(
        ring(
            f"{upn(1)},1,Jo,Mother,07700 900111,yes",
            f"{upn(2)},1,Jo,Mother,+44 7700 900111,yes",
            f"{upn(3)},1,Jo,Mother,(07700) 900-111,yes",
            f"{upn(4)},1,Jo,Mother,07700 900111,no",
        ),
        NINE,
    )
    assert households(desk.record, [1, 2, 3, 4])[1] == {2, 3}


@pytest.mark.parametrize(
    "text",
    ["07700900412", "07700 900412", "+447700900412", "+44 (0)7700 900412", "0044 7700 900412",
     "(07700) 900-412", "07700.900.412", " 07700 900412 "],
)  # fmt: skip
def test_a_number_however_it_was_typed(text: str) -> None:
    assert phone_key(text) == "+447700900412"


@pytest.mark.parametrize(
    "text", ["", "none", "ask office", "12", "-", "0770", "x" * 300, "0" * 11, "07777 777777"]
)
def test_no_number_at_all(text: str) -> None:
    assert phone_key(text) == ""


def test_contacts_of_strangers_are_set_aside(desk: Desk) -> None:
    desk.with_pupils()
    result = desk.one(ring(MOTHER, "Z1,1,Who,Mother,07700 900999,yes"), NINE)
    assert [p.key for p in result.quarantined] == ["Z1"]
    assert desk.rows("SELECT count(*) FROM pupil") == [(10,)]


# -- staff ---------------------------------------------------------------------------------------

STAFF = "Account,Name,Initials,Role,Email\n"


def test_staff_have_roles_and_others_only_read(desk: Desk) -> None:
    assert actor_of(desk.record, "zoe").may_write  # before any staff are loaded
    result = desk.one(STAFF + "amy,Amy Officer,AO,officer,a@x\nlee,Lee Head,LH,Leader,\ndee,Dee,DD,dsl,\n")
    assert result.other.as_dict() == {"new": 3, "changed": 0, "same": 0} and not result.notes
    roles = {name: actor_of(desk.record, name) for name in ("amy", "lee", "dee", "zoe")}
    assert [roles[name].role for name in ("amy", "lee", "dee")] == [Role.OFFICER, Role.LEADER, Role.DSL]
    assert [one.may_write for one in roles.values()] == [True, False, True, False]
    with pytest.raises(Refused, match="zoe may read"):
        desk.load(session_rows((1, "2026-11-16", "AM", "/")), me=roles["zoe"])


def test_who_is_no_longer_on_the_list_only_reads(desk: Desk) -> None:
    desk.one(STAFF + "amy,Amy,A,officer,\nbo,Bo,B,pastoral,\n")
    desk.one(STAFF + "amy,Amy,A,officer,\n\n")
    assert not actor_of(desk.record, "bo").may_write
    assert desk.rows("SELECT count(*) FROM staff") == [(2,)]


def test_a_list_without_its_own_importer_says_so(desk: Desk) -> None:
    result = desk.one(STAFF + "bo,Bo,B,officer,\n", force=True)
    assert any("your own account, amy" in note for note in result.notes)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("bo,Bo,B,officer,\n", "your own account, amy, is not in it"),
        ("amy,Amy,A,leader,\nbo,Bo,B,officer,\n", "your own account, amy, is a leader in it"),
        ("amy,Amy,A,leader,\nbo,Bo,B,leader,\n", "nobody in it may change anything any more"),
    ],
)
@pytest.mark.parametrize("before", ["", "amy,Amy,A,officer,\nbo,Bo,B,dsl,\n"])
def test_a_staff_file_that_locks_out_who_brings_it_is_refused(
    desk: Desk, before: str, rows: str, said: str
) -> None:
    if before:
        desk.one(STAFF + before)
    as_it_was = desk.everything()
    [done] = desk.load(STAFF + rows)
    assert done.outcome == "refused" and done.error is not None and done.error.exit_code == 2
    assert said in str(done.error) and "--force" in str(done.error) and "\n" not in str(done.error)
    assert desk.everything() == as_it_was
    assert desk.one(STAFF + rows, force=True).outcome == "applied"
    assert not actor_of(desk.record, "amy").may_write


def test_my_row_set_aside_keeps_the_role_i_hold_and_the_file_is_taken(desk: Desk) -> None:
    desk.one(STAFF + "amy,Amy,A,officer,\n")
    assert desk.one(STAFF + "amy,Amy,A,boss,\nbo,Bo,B,leader,\n").outcome == "applied"
    assert actor_of(desk.record, "amy").may_write


def test_who_drops_off_the_staff_list_is_named(desk: Desk) -> None:
    desk.one(STAFF + "amy,Amy,A,officer,\nbo,Bo Best,B,pastoral,\ndee,Dee Safe,DS,dsl,\n")
    result = desk.one(STAFF + "amy,Amy,A,officer,\n")
    assert result.notes == [
        "no longer on the list, and from now on only reading: Dee Safe (dee, dsl), Bo Best (bo, pastoral)"
    ]
    assert not desk.one(STAFF + "amy,Amy,A,officer,x@y\n").notes  # said once


def test_a_staff_row_set_aside_takes_no_role_away(desk: Desk) -> None:
    desk.one(STAFF + "amy,Amy,A,officer,\nbo,Bo,B,pastoral,\n")
    result = desk.one(STAFF + "amy,Amy,A,officer,\nbo,Bo,B,boss,\n")
    assert len(result.quarantined) == 1
    assert actor_of(desk.record, "bo").role is Role.PASTORAL


# -- all of it, in any order on the command line -------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_files_of_one_command_find_each_other(desk: Desk, order: tuple[int, ...]) -> None:
    from tests.importers.desk import CALENDAR

    texts = [whole(1, 2, 3), ring(MOTHER), session_rows((1, "2026-11-16", "AM", "I")), CALENDAR]
    paths = [desk.file(text) for text in texts]
    results = desk.load(*(paths[place] for place in order), at=NINE)
    assert [r.layout for r in results] == ["calendar", "pupils", "contacts", "marks-session"]
    assert all(r.outcome == "applied" and not r.quarantined for r in results)
    assert desk.mark(1) == "I" and len(dialable(desk.record, 1)) == 1
