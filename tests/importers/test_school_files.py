"""The fictional school's files: captions, numbers, proportions, and the same again for the same seed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from importers.school import NAME, School, latest_school_day, make_school
from tests.importers.test_school_morning import ABSENT, NOT_COUNTED, read

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
PUPIL_CAPTIONS = (
    "UPN, Adno, Legal Surname, Legal Forename, Preferred Forename, DOB, Year, Reg, Admission date, "
    "Leaving date, SEN status, SEN need, FSM, PP, Looked after, Social worker, Youth justice worker, "
    "Young carer, Service child, Language, Interpreter, Medical plan, Transport, Walks alone, Non-speaking, "
    "At risk, Named adult, Contact route, EHCP review, Part-time from, Part-time to, Part-time sessions, "
    "Household"
)
TERM_CAPTIONS = ["UPN", "Date", "Session", "Mark", "Minutes late", "Comment"]
DRAMA = re.compile(
    r"07700 900\d{3}|01632 960\d{3}|01(?:13|14|15|16|17|18|21|31|41|51|61) 496 0\d{3}|0191 498 0\d{3}"
    r"|020 7946 0\d{3}|029 2018 0\d{3}|028 9649 6\d{3}"
)
# Secondary schools (docs: present 87.2, L 2.8, I 3.6, O 2.6), the rest by the list for all schools.
NATIONAL = {"I": 3.6, "O": 2.6, "L": 2.8, "V": 0.73, "G": 0.43, "C": 0.42, "M": 0.34, "C2": 0.27, "B": 0.25}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    return make_school(tmp_path_factory.mktemp("school"), TODAY, account="pat")


@pytest.fixture(scope="module")
def pupils(school: School) -> list[dict[str, str]]:
    return read(file(school, "pupils"))


@pytest.fixture(scope="module")
def contacts(school: School) -> list[dict[str, str]]:
    return read(file(school, "contacts"))


def file(school: School, start: str) -> Path:
    return next(path for path in school.files if path.name.startswith(start))


def share(pupils: list[dict[str, str]], caption: str, value: str = "yes") -> float:
    return sum(pupil[caption] == value for pupil in pupils) / len(pupils)


def test_files_are_named_for_when_they_were_taken(school: School) -> None:
    assert school.name == NAME
    assert school.moment.isoformat() == "2026-11-20T09:16:00"
    assert [path.name for path in school.files] == [
        "calendar.csv",
        "staff.csv",
        "pupils.csv",
        "contacts.csv",
        "marks-year-2026-07-27T1000.csv",
        "marks-term-2026-11-19T1630.csv",
        "timetable.csv",
        "change-dates.csv",
        "marks-today-2026-11-20T0912.csv",
    ]


def test_captions_are_those_promised(school: School) -> None:
    assert read(file(school, "pupils"))[0].keys() == set(PUPIL_CAPTIONS.split(", "))
    assert list(read(file(school, "marks-year"))[0]) == ["UPN", "Date", "AM", "PM"]
    assert list(read(file(school, "marks-term"))[0]) == TERM_CAPTIONS
    assert list(read(file(school, "marks-today"))[0]) == ["UPN", "2026-11-20 AM"]


def test_every_upn_is_sound_and_of_no_authority(pupils: list[dict[str, str]]) -> None:
    upns = [pupil["UPN"] for pupil in pupils]
    assert len(set(upns)) == 1200
    for upn in upns:
        total = sum(int(digit) * place for place, digit in enumerate(upn[1:], 2))
        assert upn[0] == LETTERS[total % 23]
        assert upn[1:4] == "999"


def test_forms_years_and_birthdays_fit(pupils: list[dict[str, str]]) -> None:
    regs = Counter(pupil["Reg"] for pupil in pupils)
    assert len(regs) == 40 and set(regs.values()) == {30}
    for pupil in pupils:
        oldest = date(2026 - int(pupil["Year"]) - 5, 9, 1)
        assert oldest <= date.fromisoformat(pupil["DOB"]) < oldest.replace(year=oldest.year + 1)


def test_proportions_are_like_the_countrys(pupils: list[dict[str, str]]) -> None:
    assert share(pupils, "SEN status", "K") == pytest.approx(0.14, abs=0.005)
    assert share(pupils, "SEN status", "E") == pytest.approx(0.05, abs=0.003)
    assert share(pupils, "FSM") == pytest.approx(0.25, abs=0.005)
    assert share(pupils, "PP") == pytest.approx(0.28, abs=0.012)
    assert share(pupils, "Looked after") == pytest.approx(0.01, abs=0.002)
    worker = share(pupils, "Social worker", "CP") + share(pupils, "Social worker", "CIN")
    assert worker == pytest.approx(0.03, abs=0.012)
    assert len({pupil["Language"] for pupil in pupils} - {""}) >= 15
    ends = [pupil["Part-time to"] for pupil in pupils if pupil["Part-time from"]]
    assert sum(end > "2026-11-20" for end in ends) == 3 and 20 <= len(ends) <= 50


def test_families(pupils: list[dict[str, str]]) -> None:
    homes = Counter(pupil["Household"] for pupil in pupils)
    with_sibling = sum(count for count in homes.values() if count > 1)
    assert with_sibling / len(pupils) == pytest.approx(0.30, abs=0.01)
    names = Counter((pupil["Legal Forename"], pupil["Legal Surname"]) for pupil in pupils)
    twice = [name for name, count in names.items() if count > 1]
    assert len(twice) == 1
    forename, surname = twice[0]
    both = [p for p in pupils if (p["Legal Forename"], p["Legal Surname"]) == (forename, surname)]
    assert both[0]["Reg"] != both[1]["Reg"] and both[0]["Household"] != both[1]["Household"]
    assert any("'" in pupil["Legal Surname"] for pupil in pupils)
    assert any("-" in pupil["Legal Surname"] for pupil in pupils)
    assert any(not pupil["Legal Forename"].isascii() for pupil in pupils)


def test_no_telephone_rings_anywhere_and_no_two_families_share_one(
    pupils: list[dict[str, str]], contacts: list[dict[str, str]]
) -> None:
    home = {pupil["UPN"]: pupil["Household"] for pupil in pupils}
    families: dict[str, set[str]] = defaultdict(set)
    for contact in contacts:
        for number in filter(None, (contact["Phone"], contact["Phone 2"])):
            assert DRAMA.fullmatch(number), number
            families[number].add(home[contact["UPN"]])
    assert all(len(found) == 1 for found in families.values())


def test_contacts_stand_in_order_and_some_may_not_be_told(contacts: list[dict[str, str]]) -> None:
    orders: dict[str, list[str]] = defaultdict(list)
    for contact in contacts:
        orders[contact["UPN"]].append(contact["Priority"])
    assert all(
        order == [str(n) for n in range(1, len(order) + 1)] and len(order) < 5 for order in orders.values()
    )
    assert len(orders) == 1200
    assert sum(len(order) == 1 for order in orders.values()) / 1200 == pytest.approx(0.05, abs=0.015)
    silent = [contact for contact in contacts if contact["May be told"] == "no"]
    assert 8 <= len(silent) <= 40 and all(contact["Notes"] for contact in silent)


def test_whoever_opens_the_demonstration_is_an_officer(school: School) -> None:
    staff = read(file(school, "staff"))
    assert len(staff) == 15
    assert next(row["Role"] for row in staff if row["Account"] == "pat") == "officer"
    assert Counter(row["Role"] for row in staff)["dsl"] >= 1


def all_marks(school: School) -> dict[str, dict[str, Counter[str]]]:
    """Counts of marks by year and pupil."""
    past: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read(file(school, "marks-year")):
        past[row["UPN"]].update((row["AM"], row["PM"]))
    now: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read(file(school, "marks-term")):
        now[row["UPN"]][row["Mark"]] += 1
    return {"past": past, "now": now}


def test_the_mix_of_marks_and_the_shares_of_pupils_are_like_the_countrys(school: School) -> None:
    marks = all_marks(school)
    total: Counter[str] = sum((sum(year.values(), Counter()) for year in marks.values()), Counter())
    possible = sum(count for mark, count in total.items() if mark not in NOT_COUNTED)
    percent = {mark: 100 * count / possible for mark, count in total.items()}
    assert percent["/"] + percent["\\"] == pytest.approx(87.2, abs=1)
    for mark, expected in NATIONAL.items():
        assert percent[mark] == pytest.approx(expected, rel=0.25, abs=0.12), mark
    assert percent["N"] < 0.06
    assert not set(total) & {"H", "F", "J", "Y"}
    for year in marks.values():
        rates = [rate(own) for own in year.values()]
        assert sum(one >= 0.1 for one in rates) / len(rates) == pytest.approx(0.23, abs=0.03)
        assert sum(one >= 0.5 for one in rates) / len(rates) == pytest.approx(0.023, abs=0.007)


def rate(own: Counter[str]) -> float:
    possible = sum(count for mark, count in own.items() if mark not in NOT_COUNTED)
    missed = sum(count for mark, count in own.items() if mark in ABSENT or mark == "U")
    return missed / possible if possible else 0.0


def test_unsettled_marks_are_nearly_all_of_the_last_five_days(school: School) -> None:
    found = [row["Date"] for row in read(file(school, "marks-term")) if row["Mark"] == "N"]
    recent = sum(day >= "2026-11-13" for day in found)
    assert recent > 40 and len(found) - recent < 25


def test_the_school_is_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from importers.school import make_school\n"
        "s = make_school(Path(sys.argv[1]), date(2026, 11, 20), pupils=240, seed=7)\n"
        "print(s.story); print(s.habits)"
    )
    said = []
    for seed in ("0", "4711"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = [sys.executable, "-c", program, str(tmp_path / seed)]
        said.append(subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout)
    assert said[0] == said[1]
    for path in (tmp_path / "0").iterdir():
        assert path.read_bytes() == (tmp_path / "4711" / path.name).read_bytes()


@pytest.mark.parametrize("pupils", [0, 19, 5001])
def test_a_school_of_a_size_that_cannot_be_made_is_refused(tmp_path: Path, pupils: int) -> None:
    with pytest.raises(ValueError, match="20 to 5,000"):
        make_school(tmp_path, TODAY, pupils=pupils)
    assert not list(tmp_path.iterdir())


def test_another_seed_makes_another_school(tmp_path: Path) -> None:
    one = make_school(tmp_path / "one", TODAY, pupils=60, years=1, seed=1)
    two = make_school(tmp_path / "two", TODAY, pupils=60, years=1, seed=2)
    assert file(one, "pupils").read_bytes() != file(two, "pupils").read_bytes()


@pytest.mark.parametrize("year", range(2020, 2041))
def test_there_is_a_latest_school_day_for_every_day(year: int) -> None:
    for month in range(1, 13):
        day = date(year, month, 15)
        found = latest_school_day(day)
        assert day - timedelta(days=60) < found <= day and found.weekday() < 5
        assert latest_school_day(found) == found
