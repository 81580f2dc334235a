"""Finding a pupil by what she types."""

from __future__ import annotations

import pytest

from core.errors import Unknown
from core.record import Record
from core.typed.find import find_pupils, who
from tests.core.making import add_pupil


@pytest.fixture
def names(record: Record) -> dict[str, int]:
    return {
        "smith": add_pupil(
            record, surname="Smith", forename="Joseph", preferred="Joe", reg="9A", adno="000123"
        ),
        "smithson": add_pupil(record, surname="Smithson", forename="Ann", reg="9B"),
        "double": add_pupil(record, surname="Smith-Jones", forename="Anne-Marie", reg="10C"),
        "obrien": add_pupil(record, surname="O'Brien", forename="Kit", reg="7K"),
        "lukasz": add_pupil(record, surname="Nuñez", forename="Łukasz", upn="Z801200009999"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("joe", ["smith"]), ("Smith, Joe", ["smith"]), ("joseph smith", ["smith"]), ("123", ["smith"]),
        ("000123", ["smith"]), ("z801200009999", ["lukasz"]), ("z8012", ["lukasz"]), ("9b", ["smithson"]),
        ("smith", ["smith", "double", "smithson"]), ("jones", ["double"]), ("marie", ["double"]),
        ("smith jones", ["double"]), ("smithjones", ["double"]), ("Smith-Jones", ["double"]),
        ("anne marie", ["double"]),
        ("obrien", ["obrien"]), ("o’brien", ["obrien"]), ("o brien", ["obrien"]), ("brien", ["obrien"]),
        ("lukasz", ["lukasz"]), ("nunez", ["lukasz"]), ("", []), ("'", []), ("xyz", []), ("%", []), ("_", []),
    ],
)  # fmt: skip
def test_what_is_typed_finds_best_first(
    record: Record, names: dict[str, int], typed: str, found: list[str]
) -> None:
    assert [one.id for one in find_pupils(record, typed)] == [names[key] for key in found]


def test_the_one_meant(record: Record, names: dict[str, int]) -> None:
    assert who(record, "smith").id == names["smith"]  # not Smithson: the whole surname is exact
    assert who(record, "jones").id == names["double"]


def test_several_are_named_with_what_tells_them_apart(record: Record, names: dict[str, int]) -> None:
    with pytest.raises(Unknown, match=r"“ann” could be .*Smithson, Ann 9B .*: give the UPN"):
        who(record, "ann")
    add_pupil(record, surname="Smith", forename="Zoë")
    with pytest.raises(Unknown, match="could be"):
        who(record, "smith")


def test_who_is_not_among_those_named_knows_that_there_are_more(record: Record) -> None:
    """Nine of one surname: four were named, as if the others were not there."""
    for forename in ("Alfie", "Arlo", "Isla", "Jack", "Kit", "Owen"):
        add_pupil(record, surname="O'Rourke", forename=forename)
    with pytest.raises(Unknown, match=r"Jack .* and 2 more: give the UPN .*, or the forename too\."):
        who(record, "o’rourke")
    assert who(record, "o’rourke owen").forename == "Owen"


def test_nobody_named_is_asked_for(record: Record) -> None:
    with pytest.raises(Unknown, match=r"^Say who: a name, a UPN or an admission number"):
        who(record, " ")


@pytest.mark.parametrize("typed", ["nobody", "\x1b]0;x\x07", "", "x" * 1000])
def test_nobody_is_one_harmless_line(record: Record, names: dict[str, int], typed: str) -> None:
    with pytest.raises(Unknown) as refused:
        who(record, typed)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 150


def test_no_more_than_asked_for(record: Record, names: dict[str, int]) -> None:
    assert len(find_pupils(record, "smith", 2)) == 2
