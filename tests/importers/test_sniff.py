"""What a file is, by its content; and what is refused, with which exit code."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from core.errors import Refused, Unreadable
from importers.marks import read_marks
from importers.sniff import open_table

from .conftest import ANN, BEN, mark

HEAD = "UPN,Date,Session,Mark\n"
ROWS = f"{ANN},2026-11-16,AM,/\n{ANN},2026-11-16,PM,\\\n"
DAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("header", "kind", "layout"),
    [
        ("from,to,kind,name", "calendar", "calendar"),
        ("From,To,Kind,Name,Session", "calendar", "calendar"),
        ("Account,Name,Initials,Role,Email", "staff", "staff"),
        ("UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg", "pupils", "pupils"),
        ("UPN,FSM", "pupils", "pupils"),
        ("Surname,Forename,Date of Birth,Tutor Group", "pupils", "pupils"),
        ("UPN,Priority,Name,Relationship,Phone,Notes", "contacts", "contacts"),
        ("UPN,Date,Session,Mark", "marks", "marks-session"),
        ("upn , DATE,session, mark,Minutes late,Comment", "marks", "marks-session"),
        ("Legal Surname,Legal Forename,DOB,Year,Reg,Date,Session,Attendance Code", "marks", "marks-session"),
        ("UPN,Date,AM,PM", "marks", "marks-day"),
        ("Adno,Date,PM,AM", "marks", "marks-day"),
        ("UPN,2026-11-16 AM,2026-11-16 PM", "marks", "marks-wide"),
        ("UPN,Surname,Forename,Reg,16/11/2026", "marks", "marks-wide"),
    ],
)
def test_kind_is_told_by_captions(table, header: str, kind: str, layout: str) -> None:
    found = table(header + "\n", name="whatever.dat")
    assert (found.kind, found.layout) == (kind, layout)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_backslash_is_a_mark_with_every_delimiter(
    write, match, delimiter: str, quoted: bool, end: str
) -> None:
    lines = [["UPN", "Date", "Session", "Mark", "Comment"], [ANN, "16/11/2026", "PM", "\\", "a b"]]
    lines.append([BEN, "16/11/2026", "PM", "\\", "said \\"])
    cells = [[f'"{cell}"' if quoted else cell for cell in line] for line in lines]
    path = write(end.join(delimiter.join(line) for line in cells) + end, name="x.txt")
    table = open_table(path)
    read = read_marks(table, match)
    assert not read.problems
    assert mark(read, 1, DAY, "PM") == mark(read, 2, DAY, "PM") == "\\"
    assert [d.comment for d in read.details] == ["a b", "said \\"]
    assert table.format == ("tsv" if delimiter == "\t" else "csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    path = tmp_path / "p.csv"
    path.write_bytes(bom + "UPN\tSurname\tForename\r\n1\tNuñez\tZoë\r\n".encode(encoding))
    table = open_table(path)
    assert list(table.rows()) == [(2, ["1", "Nuñez", "Zoë"])]
    assert any("cp1252" in note for note in table.notes) is (encoding == "cp1252")


def test_facts_of_the_file(write) -> None:
    path = write(HEAD + ROWS, name="marks.csv")
    table = open_table(path)
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (table.name, table.header_row, table.encoding) == ("marks.csv", 1, "utf-8")
    assert table.columns == {"upn": 0, "date": 1, "session": 2, "mark": 3}
    assert [number for number, _ in table.rows()] == [2, 3]


def test_rows_count_as_lines_of_the_file(table) -> None:
    found = table(f'St Jude\n\nUPN,Date,Session,Mark,Comment\n{ANN},1,AM,/,"two\nlines"\n\n{ANN},1,PM,/,x\n')
    assert found.header_row == 3
    assert [number for number, _ in found.rows()] == [4, 7]


def test_header_below_titles(table) -> None:
    found = table("St Jude's School\nWeek 11,,,\n\n" + HEAD + ROWS)
    assert found.header_row == 4 and found.layout == "marks-session"


def test_header_below_row_15_is_not_found(write) -> None:
    with pytest.raises(Refused):
        open_table(write("title\n" * 15 + HEAD + ROWS))


def test_missing_caption_is_named_with_what_was_found(write) -> None:
    with pytest.raises(Refused) as refused:
        open_table(write(f"UPN,Date,Period,Mark\n{ANN},2026-11-16,1,/\n"))
    assert '"Session"' in str(refused.value) and "Period" in str(refused.value)
    assert refused.value.exit_code == 2


def test_missing_pupil_caption_is_named(write) -> None:
    with pytest.raises(Refused, match=r"UPN \(or Adno"):
        open_table(write("Pupil,Date,Session,Mark\nAnn,2026-11-16,AM,/\n"))


def test_lessons_are_not_taken_for_pupils(write) -> None:
    found = open_table(write(f"UPN,Reg,Date,Period,Subject,Mark\n{ANN},7A,2026-11-16,1,Maths,/\n"))
    assert found.kind == "lessons"


@pytest.mark.parametrize(
    "header", ["UPN,Date,Date,Session,Mark", "UPN,Date,Session,Mark,MARK ", "UPN,upn,2026-11-16 AM"]
)
def test_duplicate_caption_is_refused(write, header: str) -> None:
    with pytest.raises(Refused, match="two columns"):
        open_table(write(header + "\n"))


def test_our_own_caption_wins_over_a_synonym(table) -> None:
    found = table("UPN,Surname,Legal Surname,Forename\n1,Used,Legal,Ann\n")
    assert found.columns["surname"] == 2
    assert any("Surname" in note for note in found.notes)


def test_columns_nobody_reads_are_named(table) -> None:
    assert any("Shoe size" in note for note in table("UPN,Reg,Shoe size\n1,7A,4\n").notes)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLSX or CSV"),
        (b"<html><table><tr><td>UPN</td></tr></table>", "web page"),
        (b"  <TABLE><tr>", "web page"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"UPN,Date\x00,Session,Mark\n", "not a text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text"),
        (b"UPN,Surname\n1,\x81\x8d\x8f\n", "neither UTF-8"),
        ("UPN,Surname,Reg\n1,Nuñez".encode()[:-3], "cut off"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_unreadable_files_say_why(write, content: bytes, word: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        open_table(write(content))
    assert word in str(unreadable.value)
    assert unreadable.value.exit_code == 3
    assert "\n" not in str(unreadable.value)


def test_no_such_file_folder_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(Unreadable, match="not a file"):
        open_table(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="not a file"):
        open_table(tmp_path / "pipe")


def test_unclosed_quote_is_a_cut_file(write, match) -> None:
    path = write(HEAD + f'{ANN},2026-11-16,AM,/\n{ANN},2026-11-16,PM,"\\\n' + ROWS * 100)
    with pytest.raises(Unreadable, match="line 3 is never closed"):
        read_marks(open_table(path), match)


def test_unclosed_quote_in_a_very_long_file(write, match) -> None:
    path = write(HEAD + f'{ANN},2026-11-16,PM,"\\\n' + ROWS * 30_000)
    with pytest.raises(Unreadable):
        read_marks(open_table(path), match)


def test_last_line_cut_off(write) -> None:
    with pytest.raises(Unreadable, match="cut off"):
        open_table(write(HEAD + ROWS + f"{ANN},2026-11-"))


def test_last_line_whole_without_line_break(table) -> None:
    assert len(list(table(HEAD + ROWS.rstrip()).rows())) == 2


def test_last_line_short_but_ended_is_not_cut(table, match) -> None:
    read = read_marks(table(HEAD + ROWS + f"{ANN},2026-11-17\n"), match)
    assert [problem.row for problem in read.problems] == [4]


def test_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as big:
        big.truncate(200_000_001)
    with pytest.raises(Refused, match="200 MB"):
        open_table(path)


def test_control_characters_in_a_name_do_not_reach_a_message(write) -> None:
    with pytest.raises(Unreadable) as unreadable:
        open_table(write(b"", name="a\x1b[31mb.csv"))
    assert "\x1b" not in str(unreadable.value)


def test_commas_inside_tab_separated_text(table) -> None:
    found = table(
        "UPN\tName\tRelationship\tPhone\n1\tSmith, Ann, Mrs\tmother\t1,2,3\n2\tX, Y, Z\tfather\t4,5\n"
    )
    assert found.format == "tsv" and next(found.rows())[1][1] == "Smith, Ann, Mrs"
