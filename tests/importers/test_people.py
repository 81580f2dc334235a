"""Pupils, staff and contacts."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Refused
from core.model import Pupil, Role, Staff
from importers.cells import reg_group, sen, upn_sound, year_group, yes
from importers.rows import read_contacts, read_pupils, read_staff

from .conftest import ANN, BEN, CYD

ALL = (
    "UPN, Adno, Legal Surname, Legal Forename, Preferred Forename, DOB, Year, Reg, Admission date, "
    "Leaving date, SEN status, SEN need, FSM, PP, Looked after, Social worker, Youth justice worker, "
    "Young carer, Service child, Language, Interpreter, Medical plan, Transport, Walks alone, Non-speaking, "
    "At risk, Named adult, Contact route, EHCP review, Part-time from, Part-time to, Part-time sessions, "
    "Household"
)


def test_every_column_of_the_contract_is_a_field_of_a_pupil(table) -> None:
    found = table(ALL + "\n")
    assert set(found.columns) == set(Pupil.__dataclass_fields__) - {"id"}
    assert len(found.columns) == len(ALL.split(",")) and not found.notes


def test_a_whole_pupil(table) -> None:
    cells = [
        f" {ANN[:3]} {ANN[3:].lower()}", "001234", "O’Brien", "Ann", "", "04/03/2012", "Year  7", "07A/Rg",
        "1/9/2023", "", "EHC plan", "ASD", "Y", "no", "x", "CIN", "J Smith", "", "0", "Polish", "yes",
        "asthma", "bus", "TRUE", "false", "1", "Ms Lee", "by text", "2027-01-05", "", "", "", "smith-1",
    ]  # fmt: skip
    [pupil], problems = read_pupils(table(f"{ALL}\n" + ",".join(cells) + "\n"))
    assert not problems
    made = Pupil(id=1, **pupil.values)  # type: ignore[arg-type]
    assert (made.upn, made.adno, made.surname, made.year, made.reg) == (ANN, "001234", "O’Brien", "7", "7A")
    assert (made.dob, made.admitted, made.left) == (date(2012, 3, 4), date(2023, 9, 1), None)
    assert (made.sen, made.fsm, made.pp, made.looked_after, made.youth_justice) == (
        "E",
        True,
        False,
        True,
        True,
    )
    assert (made.walks_alone, made.non_speaking, made.at_risk, made.interpreter) == (True, False, True, True)
    assert (made.ehcp_review, made.social_worker, made.household) == (date(2027, 1, 5), "CIN", "smith-1")


def test_only_the_columns_the_file_has(table) -> None:
    [pupil], _ = read_pupils(table(f"UPN,Reg,FSM\n{ANN},,\n"))
    assert pupil.values == {"upn": ANN, "reg": "", "fsm": False}


def test_a_cell_the_row_lacks_is_not_an_empty_one(table) -> None:
    [pupil], _ = read_pupils(table(f"UPN,Reg,Household\n{ANN},7A\n"))
    assert pupil.values == {"upn": ANN, "reg": "7A"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("7", "7"), ("07", "7"), ("Year 7", "7"), ("Year  7", "7"), ("Yr 7", "7"), ("yr07", "7"), ("Y11", "11"),
     ("R", "R"),
     ("r", "R"), ("Reception", "R"), ("N1", "N1"), ("n2", "N2"), ("7.0", "7"), ("", ""), ("Year R", "R"),
     ("10", "10"),
     ("Year group 7", "7")],
)  # fmt: skip
def test_year_groups(text: str, said: str) -> None:
    assert year_group(text) == said


@pytest.mark.parametrize(
    ("text", "said"), [("07A", "7A"), ("7A/Rg", "7A"), ("7A", "7A"), ("", ""), ("R2", "R2"), ("10B", "10B")]
)
def test_reg_groups(text: str, said: str) -> None:
    assert reg_group(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("N", "N"), ("k", "K"), ("SEN support", "K"), ("EHC plan", "E"), ("EHCP", "E"), ("", "")],
)
def test_sen(text: str, said: str) -> None:
    assert sen(text) == said


@pytest.mark.parametrize("text", ["Y", "yes", "TRUE", "1", "x", "X", " t "])
def test_yes(text: str) -> None:
    assert yes(text)


@pytest.mark.parametrize("text", ["", "n", "No", "FALSE", "0", "-"])
def test_no(text: str) -> None:
    assert not yes(text)


@pytest.mark.parametrize(
    ("header", "row", "word"),
    [
        ("UPN,Reg,FSM", f"{ANN},7A,perhaps", '"perhaps"'),
        ("UPN,Reg,DOB", f"{ANN},7A,31/02/2012", '"31/02/2012"'),
        ("UPN,Reg,SEN status", f"{ANN},7A,Q", "N, K, E"),
        ("UPN,Reg,FSM", ",7A,Y", "no UPN"),
        ("UPN,Surname,Forename", f"{ANN},,", "no name"),
        ("UPN,Reg", f"{ANN},7A,more", "3 cells"),
    ],
)
def test_a_pupil_that_cannot_be_understood(table, header: str, row: str, word: str) -> None:
    found, problems = read_pupils(
        table(f"{header}\n{row}\n{BEN}{',x' * 2 if 'Surname' in header else ',7B'}\n")
    )
    assert len(found) == 1 and found[0].row == 3
    assert problems[0].row == 2 and word in problems[0].reason


def test_a_month_first_birthday_refuses_the_file(table) -> None:
    with pytest.raises(Refused, match="month first"):
        read_pupils(table(f"UPN,Reg,DOB\n{BEN},7A,01/02/2012\n{ANN},7A,3/14/2012\n"))


def test_two_rows_for_one_pupil(table) -> None:
    found = table(f"UPN,Reg\n{ANN},7A\n{BEN},7B\n{ANN.lower()},7C\n{BEN},7B\n{CYD},8B\n")
    rows, problems = read_pupils(found)
    assert [row.row for row in rows] == [3, 6]
    assert [problem.row for problem in problems] == [2, 4] and "rows 2, 4" in problems[0].reason
    assert any("same twice" in note for note in found.notes)


@pytest.mark.parametrize("upn", ["P207000016049", "A801200001001"])
def test_check_letter(upn: str) -> None:
    letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(n * int(d) for n, d in enumerate(upn[1:], 2)) % 23]
    assert upn_sound(letter + upn[1:])
    assert not upn_sound("Q207000016049") and upn_sound("P207000016049")


def test_a_wrong_check_letter_only_warns(table) -> None:
    found = table("UPN,Reg\nQ207000016049,7A\n")
    rows, problems = read_pupils(found)
    assert len(rows) == 1 and not problems and any("Q207000016049" in note for note in found.notes)


HOSTILE = ["[/b]", "[@click=app.boom]Ann[/]", "=1+1", "O'Brien", "'t Hooft", "Nuñez", "[bold]x", ":smile:"]


@pytest.mark.parametrize("name", HOSTILE)
def test_odd_names_stay(table, name: str) -> None:
    [pupil], _ = read_pupils(table(f"UPN,Surname,Forename\n{ANN},{name},x\n"))
    assert pupil.values["surname"] == name


def test_control_characters_and_long_names(table) -> None:
    found = table(f"UPN,Surname,Forename\n{ANN},A\x1b]52;c;x\x07\u009bB\u202eC,{'x' * 10_000}\n")
    [pupil], _ = read_pupils(found)
    assert pupil.values["surname"] == "A]52;c;xBC"
    forename = str(pupil.values["forename"])
    assert len(forename) == 300 and forename.endswith("…")
    assert any("control" in note for note in found.notes) and any("too long" in note for note in found.notes)


def test_excels_apostrophe_before_a_guarded_cell(table) -> None:
    [pupil], _ = read_pupils(table(f"UPN,Adno,Surname,Forename,DOB\n'{ANN},'0012,'=Odd,x,'04/03/2012\n"))
    assert pupil.values == {
        "upn": ANN,
        "adno": "0012",
        "surname": "=Odd",
        "forename": "x",
        "dob": date(2012, 3, 4),
    }


def test_staff(table) -> None:
    found, problems = read_staff(
        table(
            "Account,Name,Initials,Role,Email\namy,Amy Ash,AA,Officer,a@x\nbob,Bob,B,head,\n,Cat,C,dsl,\n"
            "amy,Amy Ash,AA,officer,a@x\namy,Amy Ash,AA,dsl,a@x\ndee,,D,SENCO,\neve,Eve\n"
        )
    )
    assert found == [Staff("amy", "Amy Ash", "AA", Role.OFFICER, "a@x"), Staff("dee", "dee", "D", Role.SENCO)]
    assert [(problem.row, problem.key) for problem in problems] == [
        (3, "bob"),
        (4, ""),
        (6, "amy"),
        (8, "eve"),
    ]
    assert '"head"' in problems[0].reason and "pastoral" in problems[0].reason


CONTACTS = (
    "UPN,Priority,Name,Relationship,Phone,Phone 2,Email,Parental responsibility,May be told,Best time,"
    "Language,Notes\n"
)


def test_contacts_in_order_of_priority(table, match) -> None:
    found, problems = read_contacts(
        table(
            CONTACTS + f"{ANN},,Gran,grandmother,01,,,,,,,\n{ANN},2.0,Dad,father,02,,,y,no,,,\n"
            f'{ANN},1,Mum,mother,03,,m@x,yes,,after 9,Polish,"x, y"\n'
            f"{BEN},3,Mum,mother,04\n"
            f'{ANN},1,Mum,mother,03,,m@x,yes,,after 9,Polish,"x, y"\n'
        ),
        match,
    )
    assert not problems and set(found) == {1, 2}
    assert [(c.priority, c.name, c.may_be_told, c.parental) for c in found[1]] == [
        (1, "Mum", True, True), (2, "Dad", False, True), (3, "Gran", True, False),
    ]  # fmt: skip
    assert (found[1][0].notes, found[1][0].best_time, found[1][0].language) == ("x, y", "after 9", "Polish")
    assert found[2][0].priority == 1 and found[2][0].may_be_told


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Z0,1,Mum,mother", "no pupil with UPN Z0"),
        (f"{ANN},first,Mum,mother", '"first"'),
        (f"{ANN},1,,", "no name"),
        (f"{ANN},1,Mum,mother,,,,,ask first", '"ask first"'),
        (f"{ANN},1,Mum,mother,7.70E+09", "damaged by Excel"),
        (f"{ANN},1", "breaks off"),
    ],
)
def test_a_contact_that_cannot_be_understood(table, match, row: str, word: str) -> None:
    found, problems = read_contacts(table(CONTACTS + row + f"\n{BEN},1,Mum,mother,04\n"), match)
    assert set(found) == {2} and problems[0].row == 2 and word in problems[0].reason


def test_contacts_by_name_and_birth(table, match) -> None:
    text = "Legal Surname,Preferred Forename,DOB,Name,Phone\nObrien,Benny,6/5/2012,Mum,04\n"
    assert set(read_contacts(table(text), match)[0]) == {2}


def test_problem_holds_the_row_cleaned_and_short(table, match) -> None:
    _, [problem] = read_contacts(table(CONTACTS + f"Z0,1,A\x1b[31m,{'y' * 500}\n"), match)
    assert len(problem.raw) == 300 and "\x1b" not in problem.raw and problem.raw.startswith("Z0,1,A[31m,y")
