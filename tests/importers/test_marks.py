"""Marks of all three layouts, into one string a pupil and year."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.codes import CODES
from core.days import Session, string_length, year_start
from core.errors import Refused
from importers.marks import MarkDetail, read_marks
from importers.sniff import open_table

from .conftest import ANN, BEN, CYD, mark

HEAD = "UPN,Date,Session,Mark\n"
MON, TUE = date(2026, 11, 16), date(2026, 11, 17)


def test_a_row_a_session(marks) -> None:
    read = marks(
        HEAD + f"{ANN},16/11/2026,AM,/\n{ANN},2026-11-16,PM,\\\n{BEN},16-Nov-26,1, i \n{BEN},46342,2,n\n"
    )
    assert not read.problems and not read.notes
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM")] == ["/", "\\"]
    assert [mark(read, 2, MON), mark(read, 2, MON, "PM")] == ["I", "N"]
    assert (read.rows, read.first, read.last) == (4, MON, MON)
    assert len(read.grid[1][date(2026, 8, 1)]) == string_length(date(2026, 8, 1))


def test_a_row_a_day(marks) -> None:
    read = marks(f"UPN,Date,AM,PM\n{ANN},2026-11-16,/,\\\n{BEN},2026-11-16,C1,\n{ANN},2026-11-17,-,j1\n")
    assert not read.problems
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM"), mark(read, 1, TUE, "PM")] == ["/", "\\", "j"]
    assert [mark(read, 2, MON), mark(read, 2, MON, "PM")] == ["c", " "]


def test_a_column_a_session(marks) -> None:
    read = marks(f"UPN,2026-11-16 AM,16/11/2026 PM,2026-11-17 AM\n{ANN},/,\\,\n{BEN},I,-,y1\n")
    assert not read.problems
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM"), mark(read, 1, TUE)] == ["/", "\\", " "]
    assert [mark(read, 2, MON), mark(read, 2, TUE)] == ["I", "1"]
    assert (read.first, read.last) == (MON, TUE)


def test_a_column_a_date(marks) -> None:
    read = marks(f"UPN,Reg,2026-11-16,17/11/2026\n{ANN},7A,/\\,C1-\n{BEN},7A,I I,-\n{CYD},8B,,--\n")
    assert not read.problems
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM"), mark(read, 1, TUE)] == ["/", "\\", "c"]
    assert [mark(read, 2, MON), mark(read, 2, MON, "PM")] == ["I", "I"]
    assert set(read.grid[3][date(2026, 8, 1)]) == {" "}


@pytest.mark.parametrize("text", ["I", "C1", "/\\/", "IIII", "?I", "I?", "1C"])
def test_a_column_a_date_wants_exactly_two_marks(marks, text: str) -> None:
    read = marks(f"UPN,2026-11-16,2026-11-17\n{ANN},{text},/\\\n")
    [problem] = read.problems
    assert f'"{text}"' in problem.reason and "2026-11-16" in problem.reason
    assert mark(read, 1, MON) == " " and mark(read, 1, TUE) == "/"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code(marks, code: str) -> None:
    day = date(2024, 7, 1) if CODES[code].until else MON
    read = marks(HEAD + f"{ANN},{day},{'PM' if code == chr(92) else 'AM'},{code.lower()}\n")
    assert not read.problems and not read.notes
    assert mark(read, 1, day, "PM" if code == "\\" else "AM") == CODES[code].cell


@pytest.mark.parametrize("code", ["A", "?", "C3", "d2", "//", "I I", "#N/A", "0", "Illness"])
def test_undefined_code_is_set_aside_and_the_rest_goes_on(marks, code: str) -> None:
    read = marks(HEAD + f"{ANN},2026-11-16,AM,{code}\n{ANN},2026-11-16,PM,\\\n")
    [problem] = read.problems
    assert (problem.row, problem.key) == (2, ANN)
    assert f'"{code}"' in problem.reason and code in problem.raw
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM")] == [" ", "\\"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (f"{ANN},31/02/2026,AM,/", ["31/02/2026", "date"]),
        (f"{ANN},,AM,/", ["no date"]),
        (f"{ANN},2026-11-16,noon,/", ["noon", "AM nor PM"]),
        (f"{ANN},2026-11-16,,/", ["no session"]),
        ("Z000000000000,2026-11-16,AM,/", ["no pupil with UPN Z000000000000 on the record"]),
        (",2026-11-16,AM,/", ["does not say which pupil"]),
        (f"{ANN},2026-11-16,AM", ["breaks off", "Mark"]),
        (f"{ANN},2026-11-16,AM,/,x", ["5 cells", "4"]),
        (f"{ANN},0001-01-01,AM,/", ["0001-01-01"]),
    ],
)
def test_a_row_that_cannot_be_understood(marks, row: str, words: list[str]) -> None:
    read = marks(HEAD + f"{row}\n{BEN},2026-11-16,AM,/\n")
    [problem] = read.problems
    assert problem.row == 2 and all(word in problem.reason for word in words)
    assert mark(read, 2, MON) == "/"


def test_empty_cells_past_the_header_are_nothing(marks) -> None:
    read = marks(HEAD + f"{ANN},2026-11-16,AM,/,,\n,,,\n")
    assert not read.problems and mark(read, 1, MON) == "/"


def test_unknown_pupil_is_one_problem_a_row(marks) -> None:
    rows = "".join(f"Z000000000000,2026-11-{day},AM,/\n" for day in (16, 17, 18))
    assert [problem.row for problem in marks(HEAD + rows).problems] == [2, 3, 4]


def test_unknown_pupil_in_a_wide_file_is_one_problem(marks) -> None:
    read = marks("UPN,2026-11-16 AM,2026-11-17 AM\nZ000000000000,/,/\n")
    assert len(read.problems) == 1 and not read.grid


def test_a_file_of_strangers_names_each(marks) -> None:
    rows = "".join(f"Z{n % 2},2026-11-16,{half},/\n" for n, half in enumerate(("AM", "AM", "PM", "PM")))
    assert [(p.key, p.reason[-16:]) for p in marks(HEAD + rows).problems] == [
        (f"Z{n % 2}", f"Z{n % 2} on the record") for n in range(4)
    ]


def test_upn_in_lower_case_with_blanks_is_the_same_pupil(marks) -> None:
    upn = f" {ANN[:5].lower()} {ANN[5:]} "
    read = marks(HEAD + f"{upn},2026-11-16,AM,/\n{ANN},2026-11-16,PM,\\\n'{ANN},2026-11-17,AM,I\n")
    assert not read.problems and set(read.grid) == {1}
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM"), mark(read, 1, TUE)] == ["/", "\\", "I"]


def test_by_admission_number_and_by_name(marks) -> None:
    assert mark(marks("Adno,Date,AM,PM\n1234.0,2026-11-16,I,\n"), 1, MON) == "I"
    named = "Legal Surname,Legal Forename,DOB,Date,Session,Mark\n"
    read = marks(
        named + "OBrien,benny,06/05/2012,2026-11-16,AM,I\nNUNEZ LEE,Cyd,08/07/2011,2026-11-16,AM,N\n"
    )
    assert mark(read, 2, MON) == "I"
    assert "NUNEZ LEE" in read.problems[0].reason


def test_the_same_told_twice_is_counted(marks) -> None:
    read = marks(
        HEAD + f"{ANN},2026-11-16,AM,I\n{ANN},16/11/2026,1,i\n{ANN},2026-11-16,AM,\n{ANN},2026-11-16,AM,-\n"
    )
    assert mark(read, 1, MON) == "I" and not read.problems
    assert read.notes == ["told twice, the same: 1 mark"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_two_marks_for_one_session_take_neither(marks, order: tuple[int, ...]) -> None:
    rows = [
        f"{ANN},2026-11-16,AM,I",
        f"{ANN},16/11/2026,AM,N",
        f"{ANN.lower()},2026-11-16,AM,I",
        f"{ANN},2026-11-16,PM,\\",
    ]
    read = marks(HEAD + "\n".join(rows[place] for place in order) + "\n")
    assert mark(read, 1, MON) == " " and mark(read, 1, MON, "PM") == "\\"
    assert sorted(problem.row for problem in read.problems) == sorted(order.index(n) + 2 for n in (0, 1, 2))
    for problem in read.problems:
        assert "says I" in problem.reason and "says N" in problem.reason and "2026-11-16 AM" in problem.reason


def test_clashes_in_the_other_layouts(marks) -> None:
    read = marks(f"UPN,Date,AM,PM\n{ANN},2026-11-16,I,\\\n{ANN},2026-11-16,N,\\\n{BEN},2026-11-16,?,/\n")
    assert [problem.row for problem in read.problems] == [2, 3, 4]
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM")] == [" ", "\\"]
    read = marks(f"UPN,2026-11-16\n{ANN},II\n{ANN},NI\n")
    assert [problem.row for problem in read.problems] == [2, 3]
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM")] == [" ", "I"]


def test_two_columns_for_one_session_are_refused(write, match) -> None:
    for header in ("UPN,2026-11-16 AM,16/11/2026 AM", "UPN,2026-11-16,16/11/2026 PM"):
        with pytest.raises(Refused, match="Take one out"):
            read_marks(open_table(write(header + "\n")), match)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"{ANN},2026-11-16,AM,/\n{ANN},11/16/2026,PM,/\n",
        f"UPN,Date,AM,PM\n{ANN},11/16/2026,/,/\n",
        f"UPN,11/16/2026 AM\n{ANN},/\n",
        "Legal Surname,Legal Forename,DOB,Date,AM,PM\nOther,Ann,3/14/2012,2026-11-16,/,/\n",
    ],
)
def test_a_month_first_date_refuses_the_whole_file(write, match, text: str) -> None:
    with pytest.raises(Refused, match="month first") as refused:
        read_marks(open_table(write(text)), match)
    assert refused.value.exit_code == 2


def test_present_marks_of_the_other_half_are_noted_once(marks) -> None:
    read = marks(HEAD + f"{ANN},2026-11-16,PM,/\n{BEN},2026-11-16,AM,\\\n{CYD},2026-11-16,AM,/\n")
    assert not read.problems and len(read.notes) == 1 and read.notes[0].startswith("2 present")


def test_codes_out_of_force_are_kept_and_noted(marks) -> None:
    read = marks(
        HEAD
        + f"{ANN},2024-09-03,AM,H\n{BEN},2024-08-18,AM,H\n{BEN},2024-08-16,AM,C1\n{ANN},2024-08-19,AM,C1\n"
    )
    assert not read.problems and mark(read, 1, date(2024, 9, 3)) == "H"
    assert len(read.notes) == 2
    assert any(note.startswith("1 mark kept although code H was withdrawn") for note in read.notes)
    assert any(note.startswith("1 mark kept although code C1 only began") for note in read.notes)


def test_minutes_and_comments(marks) -> None:
    head = "UPN,Date,Session,Mark,Minutes late,Comment\n"
    rows = [
        f"{ANN},2026-11-16,AM,L,12,bus\x1b[31m late",
        f"{BEN},2026-11-16,AM,L,7.0,",
        f"{CYD},2026-11-16,AM,/,0,",
    ]
    rows += [f"{CYD},2026-11-16,PM,U,soon,", "Z0,2026-11-16,AM,L,5,"]
    read = marks(head + "\n".join(rows) + "\n")
    assert read.details == [MarkDetail(1, MON, "AM", 12, "bus[31m late"), MarkDetail(2, MON, "AM", 7, "")]
    assert len(read.problems) == 1 and mark(read, 3, MON, "PM") == "U"
    assert any("minutes" in note for note in read.notes) and any("control" in note for note in read.notes)


def test_details_of_a_clash_are_not_taken(marks) -> None:
    head = "UPN,Date,Session,Mark,Comment\n"
    read = marks(head + f"{ANN},2026-11-16,AM,I,cold\n{ANN},2026-11-16,AM,N,\n")
    assert not read.details and len(read.problems) == 2


def test_short_rows_may_lack_what_is_optional(marks) -> None:
    read = marks(f"UPN,Date,Session,Mark,Comment\n{ANN},2026-11-16,AM,I\n{ANN},2026-11-16,PM,I,cold\n")
    assert not read.problems and mark(read, 1, MON) == "I"


def test_several_years_in_one_file(marks) -> None:
    read = marks(HEAD + f"{ANN},2025-07-31,AM,I\n{ANN},2025-08-01,AM,N\n{ANN},2024-02-29,PM,M\n")
    assert [mark(read, 1, date(2025, 7, 31)), mark(read, 1, date(2025, 8, 1))] == ["I", "N"]
    assert mark(read, 1, date(2024, 2, 29), "PM") == "M"
    assert {start: len(text) for start, text in read.grid[1].items()} == {
        date(2023, 8, 1): 732, date(2024, 8, 1): 730, date(2025, 8, 1): 730,
    }  # fmt: skip


def test_tick_hears_of_progress(write, match) -> None:
    rows = "".join(f"{ANN},2026-11-{1 + n % 28},AM,/\n" for n in range(20_000))
    heard: list[int] = []
    read = read_marks(open_table(write(HEAD + rows)), match, heard.append)
    assert heard == sorted(heard) and 3 <= len(heard) <= 5 and heard[-1] <= read.rows == 20_000


SESSIONS = [Session(date(2026, 11, day), half) for day in range(16, 21) for half in ("AM", "PM")]
FACTS = st.dictionaries(
    st.tuples(st.sampled_from([ANN, BEN, CYD]), st.sampled_from(SESSIONS)),
    st.sampled_from([*CODES, "", "-"]),
    min_size=1,
)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
NUMBER = {ANN: 1, BEN: 2, CYD: 3}


@QUIET
@given(facts=FACTS, seed=st.integers(0, 99), delimiter=st.sampled_from(",;\t|"))
def test_any_order_of_rows_gives_the_same(marks, facts, seed: int, delimiter: str) -> None:
    rows = [delimiter.join([upn, str(s.day), s.half, code]) for (upn, s), code in facts.items()]
    shuffled = rows + random.Random(seed).choices(rows, k=3)
    random.Random(seed).shuffle(shuffled)
    head = HEAD.replace(",", delimiter)
    one, other = marks(head + "\n".join(rows) + "\n"), marks(head + "\n".join(shuffled) + "\n")
    assert one.grid == other.grid and not one.problems and not other.problems
    for (upn, session), code in facts.items():
        cell = CODES[code].cell if code in CODES else " "
        assert one.grid[NUMBER[upn]][year_start(session.day)][session.index] == cell


@QUIET
@given(facts=FACTS)
def test_all_layouts_tell_the_same(marks, facts) -> None:
    pupils = sorted({upn for upn, _ in facts})
    days = sorted({session.day for _, session in facts})

    def said(upn: str, day: date, half: str) -> str:
        return facts.get((upn, Session(day, half)), "")  # type: ignore[arg-type]

    pairs = {(u, d): (said(u, d, "AM"), said(u, d, "PM")) for u in pupils for d in days}
    session = marks(HEAD + "".join(f"{u},{s.day},{s.half},{c}\n" for (u, s), c in facts.items()))
    daily = marks("UPN,Date,AM,PM\n" + "".join(f"{u},{d},{a},{p}\n" for (u, d), (a, p) in pairs.items()))
    wide = "UPN," + ",".join(f"{d} AM,{d} PM" for d in days) + "\n"
    wide += "".join(
        f"{u}," + ",".join(f"{a},{p}" for a, p in (pairs[u, d] for d in days)) + "\n" for u in pupils
    )
    both = "UPN," + ",".join(map(str, days)) + "\n"
    both += "".join(
        f"{u}," + ",".join(f"{a or '-'} {p or '-'}" for a, p in (pairs[u, d] for d in days)) + "\n"
        for u in pupils
    )
    assert session.grid == daily.grid == marks(wide).grid == marks(both).grid


@QUIET
@given(
    st.lists(st.tuples(st.sampled_from([ANN, BEN]), st.sampled_from("INL/")), min_size=2, max_size=8),
    st.randoms(),
)
def test_clashes_do_not_depend_on_order(marks, facts, rng: random.Random) -> None:
    rows = [f"{upn},2026-11-16,AM,{code}\n" for upn, code in facts]
    one = marks(HEAD + "".join(rows))
    rng.shuffle(rows)
    other = marks(HEAD + "".join(rows))
    assert one.grid == other.grid and len(one.problems) == len(other.problems)
    for upn in {upn for upn, _ in facts}:
        codes = {code for name, code in facts if name == upn}
        assert mark(one, NUMBER[upn], MON) == (codes.pop() if len(codes) == 1 else " ")


@QUIET
@given(
    st.text(alphabet=st.characters(exclude_characters='\r\n\x00"', exclude_categories=["Cs"]), max_size=30)
)
def test_no_mark_breaks_it(marks, text: str) -> None:
    read = marks(HEAD.replace(",", "|") + f"{ANN}|2026-11-16|AM|{text}\n{BEN}|2026-11-16|AM|/\n")
    assert mark(read, 2, MON) == "/"
