"""Which pupil a row means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.match import Matcher, plain_adno

from .conftest import ANN, BEN

BORN = date(2012, 5, 6)


@pytest.mark.parametrize("upn", [ANN, ANN.lower(), f" {ANN[:4]} {ANN[4:]}", f"'{ANN}"])
def test_by_upn(match: Matcher, upn: str) -> None:
    assert match.match(upn=upn) == 1


@pytest.mark.parametrize("adno", ["1234", "001234", "1234.0", " 01234 ", "0001234.0"])
def test_by_admission_number(match: Matcher, adno: str) -> None:
    assert match.match(adno=adno) == 1


@pytest.mark.parametrize(
    ("surname", "forename"),
    [("O'Brien", "Benjamin"), ("OBRIEN", "benny"), ("O\u2019Brien", "BENJAMIN")],
)
def test_by_names_and_birth(match: Matcher, surname: str, forename: str) -> None:
    assert match.match(surname=surname, forename=forename, dob=BORN) == 2


def test_accents_are_folded(match: Matcher) -> None:
    assert match.match(surname="NUNEZ-LEE", forename="Cyd", dob=date(2011, 7, 8)) == 3


def test_names_without_birth_are_no_match(match: Matcher) -> None:
    assert match.match(surname="O'Brien", forename="Benjamin") is None


def test_upn_before_admission_number_before_name(match: Matcher) -> None:
    assert match.match(upn=BEN, adno="1234") == 2
    assert match.match(upn="nobody", adno="1234", surname="O'Brien", forename="Benny", dob=BORN) == 1
    assert match.match(upn="nobody", adno="nothing", surname="O'Brien", forename="Benny", dob=BORN) == 2


def test_two_who_fit_are_nobody() -> None:
    twins = Matcher([(n, f"U{n}", "5", "Twin", "Sam", "", BORN, "7A") for n in (1, 2, 3)])
    assert twins.match(adno="5") is None
    assert twins.match(surname="Twin", forename="Sam", dob=BORN) is None
    assert twins.match(upn="u3") == 3


def test_blanks_match_nobody() -> None:
    empty = Matcher([(1, "", "", "", "", "", None, "")])
    assert (
        empty.match() is None and empty.match(upn=" ", adno="0", surname=" ", forename=" ", dob=BORN) is None
    )
    assert empty.by_upn == {}


@given(st.integers(1, 10**9), st.integers(0, 4))
def test_leading_zeros_never_matter(number: int, zeros: int) -> None:
    assert plain_adno("0" * zeros + str(number)) == plain_adno(f"{number}.0") == str(number)
