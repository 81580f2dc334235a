"""Attendance codes: every row of the table (docs/law.md, "Codes"), each with its source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.codes import (
    BY_CELL,
    CODES,
    MISSING,
    NEW_CODES_FROM,
    NO_MARK,
    UNEXPLAINED,
    Kind,
    cells,
    cells_of,
    code_of,
    out_of_force,
)

OLD, NEW = date(2024, 8, 18), date(2024, 8, 19)
ATT, AEA, AUT, UNA = Kind.ATTENDING, Kind.ACTIVITY, Kind.AUTHORISED, Kind.UNAUTHORISED
NOT, OUT = Kind.NOT_POSSIBLE, Kind.NOT_COLLECTED

# code, class, possible, attending, in force up to 18 Aug 2024, in force from 19 Aug 2024, source
TABLE = [
    ("/", ATT, 1, 1, True, True, "reg 10(2) Table 1"),
    ("\\", ATT, 1, 1, True, True, "reg 10(2) Table 1"),
    ("L", ATT, 1, 1, True, True, "reg 10(2)"),
    ("K", AEA, 1, 1, False, True, "reg 10(3) Table 2, new 2024"),
    ("V", AEA, 1, 1, True, True, "reg 10(3)"),
    ("P", AEA, 1, 1, True, True, "reg 10(3)"),
    ("W", AEA, 1, 1, True, True, "reg 10(3)"),
    ("B", AEA, 1, 1, True, True, "reg 10(3)"),
    ("D", NOT, 0, 0, True, True, "S4b"),
    ("C", AUT, 1, 0, True, True, "reg 11"),
    ("C1", AUT, 1, 0, False, True, "reg 11(2)"),
    ("C2", AUT, 1, 0, False, True, "reg 11(6)"),
    ("E", AUT, 1, 0, True, True, "S4b"),
    ("I", AUT, 1, 0, True, True, "S4"),
    ("J1", AUT, 1, 0, False, True, "S23, new 2024"),
    ("M", AUT, 1, 0, True, True, "S4"),
    ("R", AUT, 1, 0, True, True, "S22"),
    ("S", AUT, 1, 0, True, True, "reg 11(5)"),
    ("T", AUT, 1, 0, True, True, "S4"),
    ("G", UNA, 1, 0, True, True, "S4"),
    ("N", UNA, 1, 0, True, True, "reg 10(7)"),
    ("O", UNA, 1, 0, True, True, "S4"),
    ("U", UNA, 1, 0, True, True, "S4"),
    ("Q", NOT, 0, 0, False, True, "S23, new 2024"),
    ("Y1", NOT, 0, 0, False, True, "S23, new 2024"),
    ("Y2", NOT, 0, 0, False, True, "S22, new 2024"),
    ("Y3", NOT, 0, 0, False, True, "S4, new 2024"),
    ("Y4", NOT, 0, 0, False, True, "S4, new 2024"),
    ("Y5", NOT, 0, 0, False, True, "S4, new 2024"),
    ("Y6", NOT, 0, 0, False, True, "S4, new 2024"),
    ("Y7", NOT, 0, 0, False, True, "S4, new 2024"),
    ("X", NOT, 0, 0, True, True, "S4"),
    ("Z", OUT, 0, 0, True, True, "S4"),
    ("#", OUT, 0, 0, True, True, "S4"),
    ("H", AUT, 1, 0, True, False, "§1a S23 S4: 388 H still counted in 2025/26"),
    ("F", AUT, 1, 0, True, False, "§1a S4b S4"),
    ("J", AEA, 1, 1, True, False, "§1a S23 S4: 87 J still counted as attending"),
    ("Y", NOT, 0, 0, True, False, "§1a S4b S23"),
]


@pytest.mark.parametrize(
    ("code", "kind", "possible", "attending", "before", "after", "source"), TABLE, ids=[r[0] for r in TABLE]
)
def test_every_code_counts_as_its_source_says(
    code: str, kind: Kind, possible: int, attending: int, before: bool, after: bool, source: str
) -> None:
    entry = CODES[code]
    assert (entry.kind, entry.possible, entry.attending) == (kind, bool(possible), bool(attending)), source
    assert entry.absent is (kind in (AUT, UNA))
    assert entry.late is (code in ("L", "U"))
    assert (entry.in_force(OLD), entry.in_force(NEW)) == (before, after)
    assert (out_of_force(code, OLD) == "", out_of_force(code, NEW) == "") == (before, after)
    assert entry.meaning
    assert len(entry.cell) == 1
    assert entry.cell != NO_MARK
    assert code_of(entry.cell) == code


def test_no_code_is_left_out_or_made_up() -> None:
    assert [row[0] for row in TABLE] == list(CODES)


def test_each_cell_stands_for_one_code() -> None:
    assert len(BY_CELL) == len(CODES) == len({entry.cell for entry in CODES.values()})
    assert all(len(entry.cell.encode()) == 1 for entry in CODES.values())


def test_a_code_of_two_characters_never_takes_the_cell_of_another_letter() -> None:
    assert all(entry.cell == code for code, entry in CODES.items() if len(code) == 1)


def test_classes_share_out_all_codes() -> None:
    together = "".join(cells(kind) for kind in Kind)
    assert sorted(together) == sorted(BY_CELL)
    assert cells(ATT, AEA) == "".join(e.cell for e in CODES.values() if e.attending)


@pytest.mark.parametrize(
    ("codes", "formula"),
    [  # DfE's published identities, 647 rows of 2025/26 (§1, S4)
        ("/ \\ L B J P V W K", "attending = (/ + \\ + L) + (B J P V W K)"),
        ("G U O N", "unauthorised = G + U + O + N"),
        ("I M R S T H E C C1 J1 C2 F", "authorised, with the leftover legacy F"),
        ("D Q X Y Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z #", "neither side"),
    ],
)
def test_sides_are_those_of_the_published_file(codes: str, formula: str) -> None:
    wanted = {
        "attending": lambda e: e.attending,
        "unauthorised": lambda e: e.kind is UNA,
        "authorised,": lambda e: e.kind is AUT,
        "neither": lambda e: not e.possible,
    }[formula.split(maxsplit=1)[0]]
    assert {code for code, entry in CODES.items() if wanted(entry)} == set(codes.split())


def test_codes_change_over_on_the_day_the_regulations_came_into_force() -> None:
    assert NEW == NEW_CODES_FROM == OLD + timedelta(days=1)
    assert out_of_force("H", NEW) == "code H was withdrawn after 18 Aug 2024"
    assert out_of_force("Y1", OLD) == "code Y1 only began on 19 Aug 2024"


def test_no_mark_is_no_code() -> None:
    assert all(text not in CODES for text in MISSING)
    assert NO_MARK not in BY_CELL
    assert code_of(NO_MARK) == ""


def test_only_n_o_and_no_mark_leave_an_absence_unexplained() -> None:
    assert {"N", "O", ""} == UNEXPLAINED  # contract: "The sum"


def test_cells_of_names_its_codes() -> None:
    assert cells_of("L", "U") == "LU"
    with pytest.raises(KeyError):
        cells_of("QQ")
