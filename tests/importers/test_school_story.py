"""The story of the fictional school: deeds the record would take, in words it may use."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from core.barriers import KINDS, question
from core.days import Calendar, Entry, Half
from core.reasons import reason_of
from core.typed.wording import hints
from importers.school import Deed, School, make_school
from importers.school.names import load_toml
from importers.school.terms import bank_holidays
from tests.importers.test_school_morning import read

TODAY = date(2026, 11, 20)
CARD = {"hard", "helps", "not-helped", "agreed", "do-not-ask", "can-offer", "best-time"}
OUTCOMES = {"spoke", "voicemail", "no-answer", "wrong-number", "rings-back", "message", "did-not-know"}
NEVER = re.compile(r"truan|refus|excuse|non-?complian|warning", re.IGNORECASE)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    return make_school(tmp_path_factory.mktemp("school"), TODAY)


@pytest.fixture(scope="module")
def calendar(school: School) -> Calendar:
    entries = []
    for row in read(school.files[0]):
        first = date.fromisoformat(row["from"])
        last = date.fromisoformat(row["to"]) if row["to"] else first
        half: Half | None = "PM" if row["session"] == "PM" else None
        entries.append(Entry(first, last, row["kind"], row["name"], half))
    free = {day for year in (2025, 2026, 2027) for day in bank_holidays(year)}
    entries += [Entry(day, day, "bank-holiday") for day in sorted(free)]
    return Calendar(tuple(entries))


def of(school: School, verb: str) -> list[Deed]:
    return [deed for deed in school.story if deed.verb == verb]


def test_there_are_some_nine_hundred_deeds_in_order_of_time(school: School) -> None:
    assert 700 <= len(school.story) <= 1000
    times = [deed.at for deed in school.story]
    assert times == sorted(times)
    assert times[-1] < school.moment


def test_everybody_in_it_is_on_the_files(school: School) -> None:
    upns = {row["UPN"] for row in read(school.files[2])}
    roles = {row["Account"]: row["Role"] for row in read(school.files[1])}
    assert all(deed.by in roles and roles[deed.by] != "leader" for deed in school.story)
    assert all(deed.upn in upns for deed in school.story if deed.verb != "meeting")
    assert all(deed.args["owner"] in roles for deed in of(school, "assign"))


def test_calls_are_to_people_who_may_be_told_and_give_known_reasons(school: School) -> None:
    ring: dict[str, set[int]] = defaultdict(set)
    for row in read(school.files[3]):
        if row["May be told"] == "yes" and row["Phone"]:
            ring[row["UPN"]].add(int(row["Priority"]))
    for deed in of(school, "call"):
        assert deed.args["outcome"] in OUTCOMES
        assert deed.args["contact"] in ring[deed.upn]
        if deed.args["reason"]:
            assert deed.args["outcome"] == "spoke"
            reason_of(deed.args["reason"])
        if deed.args["ring"]:
            assert re.fullmatch(r"\d\d:\d\d", deed.args["ring"])


def test_calls_are_made_on_days_away(school: School) -> None:
    away = {(row["UPN"], row["Date"]) for row in read(school.files[5]) if row["Mark"] in tuple("IONMGC")}
    past = [deed for deed in of(school, "call") if deed.at.date() < TODAY]
    assert len(past) > 100
    assert all((deed.upn, deed.at.date().isoformat()) in away for deed in past)


def test_some_were_never_reached_and_some_say_the_same_again(school: School) -> None:
    calls: dict[str, list[Deed]] = defaultdict(list)
    for deed in of(school, "call"):
        calls[deed.upn].append(deed)
    tried = [own for own in calls.values() if len(own) > 3]
    assert sum(all(one.args["outcome"] in ("no-answer", "voicemail") for one in own) for own in tried) >= 6
    assert sum(len({one.args["note"] for one in own} - {""}) == 1 for own in tried) >= 6


def test_barriers_say_something_that_could_be_changed(school: School) -> None:
    barriers = load_toml("story.toml")["barrier"]
    assert {barrier["kind"] for barrier in barriers} == set(KINDS)
    assert [barrier["text"] for barrier in barriers if question(barrier["text"])] == []
    told = of(school, "barrier")
    assert 40 <= len(told) <= 50
    assert {deed.args["whose"] for deed in told} == {"pupil", "family", "staff"}
    assert {deed.args["field"] for deed in of(school, "card")} <= CARD


def test_no_word_of_it_is_one_the_product_avoids(school: School) -> None:
    texts = [text for deed in school.story for text in deed.args.values() if isinstance(text, str)]
    assert [text for text in texts if NEVER.search(text) or hints(text)] == []


def test_reviews_fall_on_school_days_some_of_them_past(school: School, calendar: Calendar) -> None:
    reviews = [(deed.at.date(), deed.args["on"]) for deed in of(school, "review")]
    assert all(on >= made and calendar.is_school_day(on) for made, on in reviews)
    when = Counter("due" if on == TODAY else "overdue" if on < TODAY else "ahead" for _, on in reviews)
    assert when["due"] == 10 and when["overdue"] == 6 and when["ahead"] > 20


def test_the_written_calendar_has_about_190_days_and_covers_the_year(
    school: School, calendar: Calendar
) -> None:
    begin, end = calendar.school_year(TODAY)
    days = [day for day in calendar.days if begin <= day <= end]
    assert 188 <= len(days) <= 190 and days[-1].month == 7
    assert calendar.is_school_day(TODAY)
    marked = {row["Date"] for path in school.files[4:6] for row in read(path)}
    assert marked == {day.isoformat() for day in calendar.days if day < TODAY}


def test_every_deed_is_made_on_a_school_day(school: School, calendar: Calendar) -> None:
    assert all(calendar.is_school_day(deed.at.date()) for deed in school.story)


def test_a_first_morning_of_the_year_can_be_told(tmp_path: Path) -> None:
    found = make_school(tmp_path, date(2026, 9, 3), pupils=200, years=1)
    assert found.story and all(deed.at.date() == date(2026, 9, 3) for deed in found.story)
