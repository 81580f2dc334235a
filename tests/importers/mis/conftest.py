"""The fictional school in small, its record as the plain files make it, and a record for each shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from importers.school import make_school
from tests.importers.desk import Desk
from tests.importers.mis.shapes import Mark, Roll, read_csv, sheet

TODAY = date(2026, 11, 20)
CAPTIONS = ("UPN", "Adno", "Legal Surname", "Legal Forename", "DOB", "Year", "Reg")
AT = "2026-11-19T16:30"


@pytest.fixture(scope="session")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Roll:
    """Forty pupils of the fictional school and their marks of this term."""
    school = make_school(tmp_path_factory.mktemp("roll"), TODAY, pupils=40, years=1)
    files = {path.name.partition("-20")[0].removesuffix(".csv"): path for path in school.files}
    pupils = [{name: row[name] for name in CAPTIONS} for row in read_csv(files["pupils"])]
    marks: list[Mark] = [
        (row["UPN"], row["Date"], row["Session"], row["Mark"]) for row in read_csv(files["marks-term"])
    ]
    return Roll(pupils, marks)


def plain_pupils(roll: Roll) -> str:
    return sheet([CAPTIONS, *([pupil[name] for name in CAPTIONS] for pupil in roll.pupils)])


def plain_marks(marks: list[Mark]) -> str:
    return sheet([("UPN", "Date", "Session", "Mark"), *marks])


def register_of(desk: Desk) -> list[tuple[object, ...]]:
    """Every mark held, by UPN."""
    return desk.rows(
        """SELECT p.upn, r.year, r.cells FROM register r JOIN pupil p ON p.id = r.pupil_id
           ORDER BY p.upn, r.year"""
    )


def pupils_of(desk: Desk) -> list[tuple[object, ...]]:
    """Every pupil held."""
    return desk.rows("SELECT upn, surname, forename, dob, year, reg FROM pupil ORDER BY upn")


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Make empty records, each in a folder of its own."""
    made: list[Desk] = []

    def make() -> Desk:
        folder = tmp_path / f"desk{len(made)}"
        folder.mkdir()
        made.append(Desk(folder))
        return made[-1]

    yield make
    for desk in made:
        desk.record.close()


@pytest.fixture
def known(new_desk: Callable[[], Desk], roll: Roll) -> Desk:
    """A record with the pupils on it, from the plain file."""
    desk = new_desk()
    desk.one(plain_pupils(roll), at="2026-09-01T08:00")
    return desk


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory, roll: Roll) -> Iterator[Desk]:
    """The record as the plain files make it: what every shape must come to."""
    desk = Desk(tmp_path_factory.mktemp("expected"))
    desk.one(plain_pupils(roll), at="2026-09-01T08:00")
    desk.one(plain_marks(roll.marks), at=AT)
    yield desk
    desk.record.close()
