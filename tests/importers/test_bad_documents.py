"""XML and JSON that is damaged, hostile or not what it says: one line, an exit code, and nothing changed."""

from __future__ import annotations

import gzip
import resource
import time
from pathlib import Path

import pytest

from importers import sniff
from tests.importers.desk import Desk, upn
from tests.importers.mis.shapes import report_xml

REPORT = report_xml(["UPN", "Legal Surname", "Reg"], [[upn(1), "Nuñez", "7A"]])
BODY = REPORT.partition("\n")[2]
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><SuperStarReport>&a9;</SuperStarReport>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><SuperStarReport>&f;</SuperStarReport>'


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (BOMB, 2, "document type"),
        (OUTSIDE, 2, "document type"),
        (BOMB.encode("utf-16"), 2, "document type"),
        ("<SuperStarReport>&nbsp;</SuperStarReport>", 3, "Export it again"),
        ("<a>" * 200_000, 2, "deeper"),
        (REPORT[:-30], 3, "cut off"),
        (REPORT + "<more/>", 3, "Export it again"),
        ("<SuperStarReport><Record><UPN>" + "x" * 1_100_000, 2, "million"),
        ("<?xml version='1.0'?>", 3, "cut off"),
        ("<colours><red/></colours>", 2, "begins with colours"),
        ("<iSAMS/>", 2, "iSAMS"),
        ("<HTML><body><TABLE><tr><td>UPN</td></tr></TABLE></body></HTML>", 3, "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 3, "old Excel file"),
        (gzip.compress(b"UPN"), 3, "not a text file"),
        (report_xml(["UPN", "Reg"], []), 3, "without a row"),
        ("<SuperStarReport><Record><A>1</A><A>2</A></Record></SuperStarReport>", 2, "twice"),
        (report_xml(["Name", "Colour"], [["Ann", "red"]]), 2, "found: Name, Colour"),
        (f'<SuperStarReport a="{"x" * 5_000_000}"><Record/></SuperStarReport>', 2, "tag or comment"),
        ("UPN,Date,AM,PM" + ",x" * 500_000, 2, "over 1,000 columns"),
        (f"UPN,Date,AM,PM\n{upn(1)},16/11/2026,{'/' * 1_100_000},\n", 3, "over a million characters"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', 3, "2003"),
    ],
    ids=range(21),
)  # fmt: skip
def test_one_line_with_the_remedy(desk: Desk, content: str | bytes, code: int, said: str) -> None:
    desk.with_pupils()
    before = desk.everything()
    [done] = desk.load(desk.file(content, "report.xls"))
    line = str(done.error)
    assert done.error is not None and done.error.exit_code == code and said in line, line
    assert line.startswith("report.xls: ") and "\n" not in line and line.endswith(".")
    assert desk.everything() == before


@pytest.mark.parametrize(
    "content",
    [
        REPORT.encode(),
        b"\xef\xbb\xbf" + REPORT.encode(),
        REPORT.encode("utf-16"),
        REPORT.replace("utf-8", "iso-8859-1").encode("iso-8859-1"),
        BODY.encode("cp1252"),
        REPORT.replace("utf-8", "utf-16").encode(),  # it declares UTF-16 and is not
        REPORT.replace("utf-8", "klingon").encode(),
        REPORT.replace("utf-8", "hex").encode(),
        (REPORT.partition("\n")[0] + "\n" + REPORT).encode(),  # two declarations
        b"\n  " + REPORT.encode(),
    ],
    ids=range(10),
)
def test_encodings_as_they_are_and_not_as_they_are_declared(desk: Desk, content: bytes) -> None:
    desk.one(content)
    assert desk.rows("SELECT surname FROM pupil") == [("Nuñez",)]


def test_a_bomb_costs_neither_time_nor_room(desk: Desk) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    desk.load(BOMB, OUTSIDE, "<a>" * 500_000, "[" * 500_000)
    assert time.monotonic() - began < 30  # a hang, not a measurement
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB


def test_hostile_names_in_xml_are_names(desk: Desk) -> None:
    desk.one(report_xml(["UPN", "Legal Surname", "Reg"], [[upn(1), "[@click=app.boom]Ann[/]\u202e", "7A"]]))
    assert desk.rows("SELECT surname FROM pupil") == [("[@click=app.boom]Ann[/]",)]


def test_a_file_replaced_while_it_is_read_is_left_for_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.file(REPORT, "report.xml")
    read = Path.read_bytes

    def slowly(self: Path) -> bytes:
        data = read(self)
        self.write_bytes(data + b" ")
        return data

    monkeypatch.setattr(sniff.Path, "read_bytes", slowly)
    before = desk.everything()
    [done] = desk.load(path)
    assert "still being written" in str(done.error) and done.error is not None and done.error.exit_code == 3
    assert desk.everything() == before


@pytest.mark.parametrize(
    ("name", "code"), [("marks", 2), ("pupils", 0), ("sims-report-xml", 0), ("ctf", 2), ("nonsense", 2)]
)
def test_the_format_stated_is_read_as_that_or_refused(desk: Desk, name: str, code: int) -> None:
    from importers.apply import Options, exit_code, import_files
    from tests.importers.desk import ME

    done = import_files(desk.record, ME, [desk.file(REPORT)], Options(format=name))
    assert exit_code(done) == code
    assert code == 0 or done[0].error is not None
