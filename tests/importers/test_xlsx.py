"""Workbooks: real dates and numbers as a school's Excel holds them, and hostile ones."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from core.errors import Refused, Unreadable
from importers.marks import read_marks
from importers.rows import read_contacts, read_pupils
from importers.sniff import open_table, open_tables

from .conftest import ANN, BEN, mark

MON = date(2026, 11, 16)
CONTENT = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def test_real_dates_and_numeric_ids(workbook, match) -> None:
    rows = [
        ["Adno", "Date", "Session", "Mark"],
        [1234, datetime(2026, 11, 16), 1, "/"],
        [77.0, MON, 2.0, "\\"],
    ]
    rows.append(["001234", 46342, "PM", "-"])
    table = open_table(workbook(rows, name="really.csv"))
    read = read_marks(table, match)
    assert (table.format, table.encoding) == ("xlsx", "")
    assert not read.problems
    assert [mark(read, 1, MON), mark(read, 2, MON, "PM")] == ["/", "\\"]


def test_wide_with_dates_for_captions(workbook, match) -> None:
    rows = [
        ["St Jude"],
        ["Exported 20/11/2026 09:12"],
        [],
        ["UPN", datetime(2026, 11, 16), "2026-11-17 AM"],
        [ANN, "/\\", "I"],
    ]
    table = open_table(workbook(rows))
    assert table.header_row == 4 and table.taken == datetime(2026, 11, 20, 9, 12)
    read = read_marks(table, match)
    assert [mark(read, 1, MON), mark(read, 1, MON, "PM"), mark(read, 1, date(2026, 11, 17))] == [
        "/",
        "\\",
        "I",
    ]


def test_pupils_with_dates_and_truth_values(workbook) -> None:
    rows = [["UPN", "Adno", "Surname", "Forename", "DOB", "Year", "FSM", "Household"]]
    rows.append([ANN, 1234.0, "Other", "Ann", date(2012, 3, 4), 7, True, None])
    found, problems = read_pupils(open_table(workbook(rows)))
    assert not problems
    assert found[0].row == 2
    assert found[0].values == {
        "upn": ANN, "adno": "1234", "surname": "Other", "forename": "Ann", "dob": date(2012, 3, 4),
        "year": "7", "fsm": True, "household": "",
    }  # fmt: skip


def test_telephone_numbers_that_became_numbers(workbook, match) -> None:
    rows = [["UPN", "Name", "Phone", "Phone 2"], [ANN, "Mum", 7700900123, "07700 900124"]]
    table = open_table(workbook(rows))
    found, _ = read_contacts(table, match)
    assert (found[1][0].phone, found[1][0].phone2) == ("07700900123", "07700 900124")
    assert any("leading 0" in note for note in table.notes)


def test_formulas_are_never_worked_out(workbook, match) -> None:
    rows = [["UPN", "Date", "Session", "Mark"], [ANN, MON, "AM", '="I"'], [BEN, MON, "AM", "I"]]
    read = read_marks(open_table(workbook(rows)), match)
    assert mark(read, 1, MON) == " " and mark(read, 2, MON) == "I"


def test_empty_rows_keep_their_numbers(workbook, match) -> None:
    rows = [["UPN", "Date", "Session", "Mark"], [], [None, None, None, None], [ANN, MON, "AM", "?"]]
    assert read_marks(open_table(workbook(rows)), match).problems[0].row == 4


def test_the_sheet_with_captions_is_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Read me first"])
    page = book.create_sheet("Marks")
    page.append(["UPN", "Date", "Session", "Mark"])
    book.save(tmp_path / "two.xlsx")
    table = open_table(tmp_path / "two.xlsx")
    assert table.layout == "marks-session" and any('"Marks"' in note for note in table.notes)


def test_a_sheet_a_form_is_refused_rather_than_read_in_part(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for form, page in (("7A", book.active), ("7B", book.create_sheet())):
        assert page is not None
        page.title = form
        page.append(["UPN", "Date", "Session", "Mark"])
    book.save(tmp_path / "forms.xlsx")
    with pytest.raises(Refused, match='the sheets "7A" and "7B" both hold marks'):
        open_table(tmp_path / "forms.xlsx")


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["UPN", "Date", "Session", "Mark"])
    book.create_sheet("Contacts").append(["UPN", "Priority", "Name", "Phone"])
    book.save(tmp_path / "both.xlsx")
    assert [table.kind for table in open_tables(tmp_path / "both.xlsx")] == ["marks", "contacts"]


def test_empty_workbook(workbook) -> None:
    with pytest.raises(Unreadable, match="empty"):
        open_table(workbook([]))


def test_cut_workbook(workbook) -> None:
    path = workbook([["UPN", "Date", "Session", "Mark"]] + [[ANN, MON, "AM", "/"]] * 500)
    data = path.read_bytes()
    for length in (10, 200, len(data) // 2, len(data) - 5):
        path.write_bytes(data[:length])
        with pytest.raises(Unreadable, match="damaged"):
            open_table(path)


def test_one_wrong_byte(workbook) -> None:
    path = workbook([["UPN", "Date", "Session", "Mark"]] + [[ANN, MON, "AM", "/"]] * 50)
    data = bytearray(path.read_bytes())
    for place in range(40, len(data), 97):
        spoilt = bytearray(data)
        spoilt[place] ^= 0xFF
        path.write_bytes(spoilt)
        try:
            for _ in open_table(path).rows():
                pass
        except (Unreadable, Refused) as error:
            assert "Traceback" not in str(error)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        packed.writestr("readme.txt", "hello")
    with pytest.raises(Unreadable, match="no Excel workbook"):
        open_table(tmp_path / "x.xlsx")


def _spoil(path: Path, part: str, content: bytes) -> None:
    """Put `content` in the place of one part of a workbook."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + OPEN + b"</sheetData></worksheet>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"),
        OPEN + b"<row/>" * 20_000_000,
        OPEN + b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * 5_000_000 + b"</t></is></c></row>",
    ],
    ids=["dtd", "dtd in utf-16", "bomb", "one long cell"],
)
def test_bombs_are_refused_at_once(workbook, content: bytes) -> None:
    path = workbook([["UPN"]])
    _spoil(path, SHEET, content)
    begun = time.monotonic()
    with pytest.raises(Refused):
        open_table(path)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("cell", ["XFD2", "A1048577", "A99999999"])
def test_a_far_cell_is_refused(workbook, cell: str, match) -> None:
    head = "".join(
        f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in ("UPN", "Date", "Session", "Mark")
    )
    row = "".join(filter(str.isdigit, cell))
    body = f'<row r="1">{head}</row><row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    path = workbook([["UPN"]])
    _spoil(path, SHEET, OPEN + body.encode())
    begun = time.monotonic()
    with pytest.raises(Refused, match="larger than any school"):
        read_marks(open_table(path), match)
    assert time.monotonic() - begun < 3


def test_what_a_sheet_says_of_its_own_size_is_not_believed(workbook, match) -> None:
    path = workbook([["UPN", "Date", "Session", "Mark"], [ANN, "2026-11-16", "AM", "I"]])
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read(SHEET)
    assert b'ref="A1:D2"' in sheet
    for lie in (b'ref="A1:A1"', b'ref="A1:XFD1048576"'):
        _spoil(path, SHEET, sheet.replace(b'ref="A1:D2"', lie))
        read = read_marks(open_table(path), match)
        assert mark(read, 1, MON) == "I" and read.rows == 1


def test_ten_thousand_parts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        packed.writestr("[Content_Types].xml", CONTENT)
        for number in range(10_000):
            packed.writestr(f"xl/{number}.xml", "")
    with pytest.raises(Refused, match="parts"):
        open_table(tmp_path / "x.xlsx")


def test_a_zip_in_a_zip(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(50_000_000))
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        packed.writestr("[Content_Types].xml", CONTENT)
        packed.writestr("xl/inner.xlsx", inner.getvalue())
    with pytest.raises(Unreadable, match="damaged"):
        open_table(tmp_path / "x.xlsx")
