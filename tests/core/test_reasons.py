"""The words of the call strip, and the code each suggests."""

from __future__ import annotations

import pytest

from core import reasons
from core.codes import CODES
from core.errors import Unknown
from core.model import Pupil
from core.reasons import REASONS, code_for, reason_of


def test_the_keys_are_those_of_the_call_strip() -> None:
    assert [(r.key, r.code) for r in REASONS] == [
        ("i", "I"), ("m", "M"), ("a", "I"), ("t", "O"), ("f", "O"), ("h", "G"),
        ("o", "O"), ("p", "L"), ("n", "N"),
    ]  # fmt: skip
    assert [r.key for r in REASONS if not r.explains] == ["n"]
    assert all(r.code in CODES for r in REASONS)


@pytest.mark.parametrize(
    ("typed", "key", "code"),
    [
        ("i", "i", "I"), ("ill", "i", "I"), (" ILL ", "i", "I"), ("Dentist", "m", "M"), ("a", "a", "I"),
        ("anxious about coming in", "a", "I"), ("won't say", "n", "N"), ("wont-say", "n", "N"),
        ("t", "t", "O"),
        ("at school or on the way", "p", "L"),
        # lower case is the key, upper case the statutory code
        ("m", "m", "M"), ("M", "M", "M"), ("I", "I", "I"), ("T", "T", "T"), ("O", "O", "O"), ("P", "P", "P"),
        # where only one of the two exists, case does not matter
        ("A", "a", "I"), ("g", "G", "G"), ("c1", "C1", "C1"), ("C1", "C1", "C1"), ("y7", "Y7", "Y7"),
        ("L", "L", "L"),
    ],
)  # fmt: skip
def test_what_is_typed(typed: str, key: str, code: str) -> None:
    assert (reason_of(typed).key, reason_of(typed).code) == (key, code)


def test_a_code_gives_its_meaning_as_the_word() -> None:
    assert reason_of("C1").word == "leave, performance or employment abroad"


def test_only_the_code_n_explains_nothing() -> None:
    assert not reason_of("N").explains
    assert reason_of("O").explains


IN_FORCE = [code for code, entry in CODES.items() if entry.until is None and code not in "Z#"]


@pytest.mark.parametrize("entry", IN_FORCE)
def test_every_code_in_force_is_a_reason_under_its_own_key(entry: str) -> None:
    assert reason_of(reason_of(entry).key).code == entry


@pytest.mark.parametrize(
    ("typed", "says"),
    [("zzz", "i ill, m medical"), ("", "i ill"), ("H", "withdrawn"), ("F", "withdrawn"), ("#", "closure")],
)
def test_what_is_refused_and_the_remedy(typed: str, says: str) -> None:
    with pytest.raises(Unknown, match=says) as refused:
        reason_of(typed)
    assert "Give" in str(refused.value)


@pytest.mark.parametrize(
    ("transport", "code"),
    [
        ("LA taxi", "Y1"), ("Taxi/escort", "Y1"), ("School minibus", "Y1"), ("mini-bus", "Y1"), ("LA", "Y1"),
        ("council transport", "Y1"), ("school bus", "Y1"), ("", "O"), ("walks", "O"), ("public bus 42", "O"),
        ("own taxi", "O"), ("mum's car", "O"), ("car", "O"), ("Lancashire bus", "O"),
    ],
)  # fmt: skip
def test_transport_is_y1_where_the_school_or_authority_provides_it(transport: str, code: str) -> None:
    pupil = Pupil(1, "A1", transport=transport)
    assert code_for("t", pupil) == code
    assert code_for("transport", pupil) == code
    assert code_for("T", pupil) == "T"


def test_an_unknown_attribute_is_still_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = reasons.NOTHING
