"""Attendance figures, from strings of cells: worked examples of DfE's own files and exact thresholds."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import BY_CELL, CODES, NO_MARK
from core.register import figures
from core.views import Attendance

FIRST, LAST = date(2026, 9, 2), date(2026, 11, 20)


class Counted(str):
    """A string of cells given by its counts, so that millions of sessions need no millions of letters."""

    def __new__(cls, counts: dict[str, int]) -> Counted:
        made = super().__new__(cls, "")
        made.counts = {CODES[code].cell: n for code, n in counts.items()}
        return made

    counts: dict[str, int]

    def count(self, wanted: str, *_: object) -> int:  # type: ignore[override]
        return self.counts.get(wanted, 0)


def of(**counts: int) -> Attendance:
    return figures("".join(CODES[code].cell * n for code, n in counts.items()), FIRST, LAST)


def share(attended: int, possible: int) -> Attendance:
    return figures(Counted({"/": attended, "O": possible - attended}), FIRST, LAST)


def test_tower_hamlets_primary() -> None:  # §3, S4: 2025/26
    counts = {"/": 5_865_604, "L": 124_330, "B": 7_205, "P": 1_669, "V": 40_233, "W": 0, "K": 918,
              "I": 276_323, "G": 42_302, "U": 2_339, "O": 54_743, "N": 4_588}  # fmt: skip
    found = figures(Counted(counts), FIRST, LAST)
    assert found.attending == 6_039_959
    assert (found.authorised, found.unauthorised) == (276_323, 103_972)
    assert found.possible == 6_420_254
    assert found.late == 126_669
    assert found.percent == "94.08"  # 94.0766 %


def test_england_special() -> None:  # §3, S4
    found = share(45_541_257, 52_448_242)
    assert found.percent == "86.83"  # 86.8309 %
    assert found.persistent is True
    assert found.severe is False


def test_cornwall_primary_counts_legacy_h_as_authorised() -> None:  # §3, S4
    attending = 10_984_021  # 94.5614 % of 11,615,764
    unauthorised = 11_615_764 - attending - 472_257
    found = figures(Counted({"/": attending, "I": 472_219, "H": 38, "O": unauthorised}), FIRST, LAST)
    assert (found.authorised, found.possible, found.percent) == (472_257, 11_615_764, "94.56")


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe", "source"),
    [
        (0, 1, False, False, "S4a"),
        (1, 10, True, False, "S4a: 10 % or more; attendance of exactly 90.0 % is persistent"),
        (25, 251, False, False, "derived: shows as 90.04 %, absence 9.96 %"),
        (19, 190, True, False, "number traps: 10 % of 190 days is 19"),
        (18, 190, False, False, "number traps"),
        (1, 2, True, True, "S4c: 50 % or more; severe is persistent too"),
        (94, 190, True, False, "S4c"),
        (95, 190, True, True, "S4c"),
        (2, 4, True, True, "S4: bare formula on a small base; a screen may mute it"),
    ],
)
def test_thresholds_are_exact(
    absent: int, possible: int, persistent: bool, severe: bool, source: str
) -> None:
    found = share(possible - absent, possible)
    assert (found.persistent, found.severe) == (persistent, severe), source


def test_nothing_possible_has_no_rate() -> None:  # S4b: a full-time dual registration has none
    for cells in ("", "DDXX", "123#Z "):
        found = figures(cells, FIRST, LAST)
        assert found.possible == 0
        assert (found.percent, found.persistent, found.severe) == (None, None, None)


def test_c2_lowers_attendance() -> None:  # §6: five C2 in ten sessions are persistent and severe
    found = figures("/d/d/d/d/d", FIRST, LAST)
    assert (found.percent, found.persistent, found.severe) == ("50.00", True, True)


def test_late_is_l_and_u() -> None:  # S4: late = L + U; L attends, U does not
    found = of(L=2, U=3)
    assert (found.late, found.attending, found.unauthorised) == (5, 2, 3)


def test_not_possible_leaves_out_what_is_not_collected() -> None:  # contract: `not_possible`
    found = figures("DXQ1234567Y#Z ", FIRST, LAST)
    assert found.not_possible == 11
    assert found.missing_marks == 1


def test_j_attends_and_h_and_f_do_not() -> None:  # §1a
    found = of(J=1, H=1, F=1, Y=1)
    assert (found.attending, found.authorised, found.not_possible, found.possible) == (1, 2, 1, 3)


@pytest.mark.parametrize(
    ("attended", "possible", "text"),
    [
        (17_999, 20_000, "90.00"),  # 89.995
        (17_998, 20_000, "89.99"),
        (1_799_899, 2_000_000, "89.99"),  # 89.99495
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 200_000, "0.00"),
        (1, 20_000, "0.01"),  # 0.005
        (199_999, 200_000, "100.00"),  # 99.9995
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (226, 251, "90.04"),
    ],
)
def test_percent_is_text_of_two_decimals_rounded_half_up(attended: int, possible: int, text: str) -> None:
    assert share(attended, possible).percent == text


@given(st.integers(1, 10**7).flatmap(lambda p: st.tuples(st.integers(0, p), st.just(p))))
def test_percent_never_goes_through_a_float(pair: tuple[int, int]) -> None:
    attended, possible = pair
    exact = (Decimal(attended) * 100 / Decimal(possible)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert share(attended, possible).percent == f"{exact:.2f}"


@given(st.text(st.sampled_from([*BY_CELL, NO_MARK]), max_size=80))
def test_possible_is_the_sum_of_its_three_parts(cells: str) -> None:
    found = figures(cells, FIRST, LAST)
    assert found.possible == found.attending + found.authorised + found.unauthorised
    assert found.missed == found.authorised + found.unauthorised
    not_collected = cells.count("#") + cells.count("Z")
    assert found.possible + found.not_possible + found.missing_marks + not_collected == len(cells)
    assert not (found.severe and not found.persistent)


def test_missing_marks_leave_out_registers_not_taken_and_mean_nothing_without_a_calendar() -> None:
    assert figures("/   ", FIRST, LAST).missing_marks == 3
    assert figures("/   ", FIRST, LAST, untaken=2).missing_marks == 1
    assert figures("/   ", FIRST, LAST, untaken=9).missing_marks == 0
    assert figures("/   ", FIRST, LAST, calendar_loaded=False).missing_marks == 0
