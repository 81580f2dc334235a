"""Every number of a sentence counted again the plain way: from sessions, marks, calls and the timetable."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from core.codes import CODES
from core.days import Half, Session
from core.questions import Flag
from tests.patterns.clearing import Slot, clears
from tests.patterns.plain import ARRANGED, CHANGES, NO_ANSWER, RULES, Pupil, Wanted, World, missed

Lift = Callable[[Half], int]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def numbers(sentence: str) -> list[int]:
    """The numbers of a sentence up to “Clears”, those of dates, forms and names left out."""
    said = re.sub(r"(Mon|Tue|Wed|Thu|Fri) \d+ [A-Z][a-z]{2}( \d{4})?|Pupil\d+|\(\d+[A-H]\)", "", sentence)
    return [int(found) for found in re.findall(r"\d+", said.split("Clears")[0])]


def check(world: World, flag: Flag) -> None:
    """Recount one flag: what it says, what it holds, and (of a slot of the week) what would clear it."""
    assert flag.numerator == len(flag.sessions) == len(set(flag.sessions)), flag
    assert list(flag.sessions) == sorted(flag.sessions), flag
    CHECKS[flag.kind](world.pupil(flag.pupil_id), flag)


def _same(flag: Flag, now: tuple[int, int], then: tuple[int, int]) -> None:
    assert (flag.numerator, flag.denominator) == now and flag.elsewhere == then, flag
    assert numbers(flag.sentence) == [*now, *_earlier(flag, then)], flag


def _earlier(flag: Flag, then: tuple[int, int]) -> tuple[int, ...]:
    """The figure of the time before, as far as there was any."""
    return () if then[1] == 0 and "nothing earlier" in flag.sentence else then


def _slot(pupil: Pupil, flag: Flag, around: set[date], wanted: Wanted, rules: str, lift: Lift) -> None:
    """One slot against all other sessions of the same half, and when it would clear."""
    halves: set[Half] = {session.half for session in flag.sessions}
    inside = pupil.count(lambda s: s.day in around and s.half in halves and wanted(s))
    outside = pupil.count(lambda s: s.day in around and s.half in halves and not wanted(s))
    _same(flag, inside, outside)
    assert all(pupil.away(s) and wanted(s) and s.day in around for s in flag.sessions), flag
    slots = []
    for half in sorted(halves):
        own = [s for s in pupil.marks if s.day in around and s.half == half]
        outcomes = [pupil.away(s) for s in own if wanted(s)]
        slots.append(Slot(RULES[rules], outcomes, sum(map(pupil.away, own)), len(own), lift(half)))
    clears(flag, slots)


def _even(half: Half) -> int:
    return 100


def _weekday(pupil: Pupil, flag: Flag) -> None:
    day = next(n for n, name in enumerate(WEEKDAYS) if name in flag.sentence)
    rules = RULES["weekday"]
    if "every other week" in flag.sentence:
        turn = pupil.world.turn(flag.sessions[0].day)
        around = pupil.world.weeks(RULES["fortnight"]["weeks"])

        def fortnightly(session: Session) -> bool:
            return session.day.weekday() == day and pupil.world.turn(session.day) == turn

        _slot(pupil, flag, around, fortnightly, "fortnight", _even)
        return

    def lift(half: Half) -> int:
        friday = int(rules["friday_am_lift" if half == "AM" else "friday_pm_lift"])
        return {0: int(rules["monday_lift"]), 4: friday}.get(day, 100)

    _slot(pupil, flag, pupil.world.weeks(rules["weeks"]), lambda s: s.day.weekday() == day, "weekday", lift)


def _break(pupil: Pupil, flag: Flag) -> None:
    days = pupil.world.breaks()[flag.kind == "before-break"]
    around, lift = set(pupil.world.days), int(RULES[flag.kind]["lift"])
    _slot(pupil, flag, around, lambda s: s.day in days, flag.kind, lambda half: lift)


def _taught(pupil: Pupil, subject: str) -> set[Session]:
    """The sessions a subject's lessons lie in, by the reg group's timetable."""
    slots = {
        (day, "PM" if int(period) > 3 else "AM")
        for day, period in pupil.world.rows(
            "SELECT weekday, period FROM timetable WHERE reg = ? AND subject = ?", pupil.reg, subject
        )
    }
    return {s for s in pupil.world.sessions if (s.day.weekday(), s.half) in slots}


def _after_lesson(pupil: Pupil, flag: Flag) -> None:
    found = re.search(
        r"there was (.+?) (?:that morning|the afternoon before|the half day before);", flag.sentence
    )
    assert found, flag
    every, taught = pupil.world.sessions, _taught(pupil, found[1])
    after = pupil.world.breaks()[0]
    nexts = {two for one, two in pairwise(every) if one in taught and _right_after(one, two, after)}
    around = pupil.world.weeks(RULES["after-lesson"]["weeks"])
    _slot(pupil, flag, around, lambda s: s in nexts, "after-lesson", _even)


def _right_after(one: Session, two: Session, after_break: set[date]) -> bool:
    same = one.day == two.day
    return same or ((one.half, two.half) == ("PM", "AM") and two.day not in after_break)


def _lesson(pupil: Pupil, flag: Flag) -> None:
    around = pupil.world.weeks(RULES["lesson"]["weeks"])
    if by_timetable := re.search(r"when there is (.+?);", flag.sentence):
        taught = _taught(pupil, by_timetable[1])
        _slot(pupil, flag, around, lambda s: s in taught, "lesson", _even)
        return
    found = re.search(r"Away from (.+?) \d+ of", flag.sentence)
    assert found, flag
    meetings = _meetings(pupil, around)
    own = [away for (subject, _), away in meetings.items() if subject == found[1]]
    rest = [away for (subject, _), away in meetings.items() if subject != found[1]]
    _same(flag, (sum(own), len(own)), (sum(rest), len(rest)))
    assert all(meetings[found[1], session] for session in flag.sessions), flag
    clears(flag, [Slot(RULES["lesson"], own, sum(own) + sum(rest), len(own) + len(rest), 100)])


def _meetings(pupil: Pupil, around: set[date]) -> dict[tuple[str, Session], bool]:
    """Whether a subject's lesson was missed, by session: a double period is one meeting."""
    found: dict[tuple[str, Session], bool] = {}
    events = pupil.world.events.get(pupil.year, set())
    for day, period, subject, code in pupil.world.rows(
        "SELECT day, period, subject, mark FROM lesson WHERE pupil_id = ? ORDER BY day, period", pupil.id
    ):
        session = Session(date.fromisoformat(str(day)), "PM" if int(period) > 3 else "AM")
        mark = CODES.get(str(code))
        if mark is None or not mark.possible or mark.code in ARRANGED:
            continue
        if session.day in around and session not in events:
            key = str(subject), session
            found[key] = found.get(key, False) or missed(mark.code)
    return found


def _half_day(pupil: Pupil, flag: Flag) -> None:
    around = pupil.world.last(RULES["half-day"]["days"])
    half = flag.sessions[0].half
    other: Half = "PM" if half == "AM" else "AM"

    def split(one: Half, two: Half) -> int:
        return sum(pupil.away(Session(day, one)) and pupil.here(Session(day, two)) for day in around)

    both = sum(all(Session(day, half) in pupil.marks for half in ("AM", "PM")) for day in around)
    _same(flag, (split(half, other), both), (split(other, half), both))


def _late(pupil: Pupil, flag: Flag) -> None:
    days = RULES["late-settles"]["days"]

    def settled(wanted: set[date]) -> tuple[int, int]:
        mornings = [s for s in pupil.marks if s.half == "AM" and s.day in wanted]
        late = [s for s in mornings if pupil.marks[s] in "LU" and pupil.here(Session(s.day, "PM"))]
        return len(late), len(mornings)

    _same(flag, settled(pupil.world.last(days)), settled(pupil.world.last(2 * days, days)))


def _broken(pupil: Pupil, flag: Flag) -> None:
    weeks = RULES["broken-weeks"]["weeks"]
    now = pupil.world.weeks(weeks)
    then = pupil.in_days(pupil.world.weeks(2 * weeks) - now)
    broken = len({session.day - timedelta(days=session.day.weekday()) for session in flag.sessions})
    away, of = pupil.in_days(now)
    assert (flag.numerator, flag.denominator, flag.elsewhere) == (away, of, then), flag
    assert numbers(flag.sentence) == [broken, weeks, away, of, *_earlier(flag, then)] and broken == weeks, (
        flag
    )


def _run(pupil: Pupil, flag: Flag) -> None:
    first, last = flag.sessions[0], flag.sessions[-1]
    since, rest = pupil.count(lambda s: s >= first), pupil.count(lambda s: s < first)
    between = (first.day + timedelta(days=n) for n in range((last.day - first.day).days))
    weekends = sum(day.weekday() == 5 for day in between)
    assert since == (flag.numerator, flag.denominator) and since[0] == since[1], flag
    assert flag.elsewhere == rest and numbers(flag.sentence) == [since[0], weekends, *_earlier(flag, rest)], (
        flag
    )
    before = max((s for s in pupil.marks if s < first), default=None)
    assert before is None or pupil.here(before), flag


def _spans(days: int, before: int) -> Callable[[Pupil, Flag], None]:
    def check_spans(pupil: Pupil, flag: Flag) -> None:
        now, then = pupil.world.last(days), pupil.world.last(before, days)
        _same(flag, pupil.in_days(now), pupil.in_days(then))
        assert all(pupil.away(s) and s.day in now for s in flag.sessions), flag

    return check_spans


def _silent(pupil: Pupil, flag: Flag) -> None:
    days = RULES["silent"]["days"]
    _spans(days, days)(pupil, flag)
    spoken = [
        date.fromisoformat(str(day))
        for (day,) in pupil.world.rows(
            "SELECT day FROM attempt WHERE pupil_id = ? AND outcome IN ('spoke', 'did-not-know')", pupil.id
        )
    ]
    last = max((day for day in spoken if day <= pupil.world.today), default=None)
    assert (last is None) == ("no conversation yet" in flag.sentence), flag
    if last:
        assert f"no conversation since {last:%a} {last.day} {last:%b}" in flag.sentence, flag
        assert last < flag.sessions[0].day, flag


def _change(pupil: Pupil, flag: Flag) -> None:
    rules = RULES["change-date"]
    [(day, what)] = pupil.world.rows("SELECT day, what FROM change_date")
    since = date.fromisoformat(str(day))
    assert f"since {since:%a} {since.day} {since:%b} ({what})" in flag.sentence, flag
    now = {one for one in pupil.world.last(rules["days"]) if one >= since}
    then = [one for one in pupil.world.days if one < since][-rules["before"] :]
    _same(flag, pupil.in_days(now), pupil.in_days(then))
    assert all(pupil.away(session) and session.day >= since for session in flag.sessions), flag


def _improved(pupil: Pupil, flag: Flag) -> None:
    days, before = RULES["improved"]["days"], RULES["improved"]["before"]
    away, of = pupil.in_days(pupil.world.last(days))
    past, past_of = pupil.in_days(pupil.world.last(before, days))
    _same(flag, (of - away, of), (past_of - past, past_of))
    more = RULES["improved"]["missed"] - away + 1
    assert f"Clears with {more} more session{'s' * (more != 1)} missed." in flag.sentence, flag


def _siblings(pupil: Pupil, flag: Flag) -> None:
    found = re.search(r"together with Pupil(\d+)", flag.sentence)
    assert found, flag
    other, days = pupil.world.pupil(int(found[1])), pupil.world.last(RULES[flag.kind]["days"])
    both = [s for s in pupil.marks if s in other.marks and s.day in days]
    mine = [s for s in both if pupil.away(s)]
    together = [s for s in mine if other.away(s)]
    rest = [s for s in both if not pupil.away(s)]
    _same(flag, (len(together), len(mine)), (sum(map(other.away, rest)), len(rest)))
    assert list(flag.sessions) == together, flag


def _same_again(pupil: Pupil, flag: Flag) -> None:
    """Answers of the span since anything changed, the latest of each absence."""
    days = pupil.world.last(RULES["same-again"]["days"])
    answers = pupil.world.rows(
        "SELECT id, day, reason FROM attempt WHERE pupil_id = ? AND outcome = 'spoke' ORDER BY id", pupil.id
    )
    changes = pupil.world.rows("SELECT id, day, kind FROM event WHERE pupil_id = ?", pupil.id)
    today = pupil.world.today.isoformat()
    changed = max((n for n, day, kind in changes if kind in CHANGES and str(day) <= today), default=0)
    first, told = None, {}
    for number, on, reason in answers:
        day = date.fromisoformat(str(on))
        if number > changed and min(days) <= day <= pupil.world.today and reason not in NO_ANSWER:
            first = first or day
            about = [s for s in (Session(day, "AM"), Session(day, "PM")) if pupil.away(s)]
            if about:
                told[pupil.last_in(about[0])] = about[0], str(reason)
    word = next(word for _, word in told.values() if f"({word})" in flag.sentence)
    same = sorted(session for session, reason in told.values() if reason == word)
    assert list(flag.sessions) == same and flag.elsewhere == (len(told) - len(same), len(told)), flag
    assert numbers(flag.sentence) == [len(same), len(told)] == [flag.numerator, flag.denominator], flag
    assert first and f"nothing has changed since {first:%a} {first.day} {first:%b}." in flag.sentence, flag


CHECKS: dict[str, Callable[[Pupil, Flag], None]] = {
    "weekday": _weekday,
    "half-day": _half_day,
    "late-settles": _late,
    "after-break": _break,
    "before-break": _break,
    "after-lesson": _after_lesson,
    "lesson": _lesson,
    "change-date": _change,
    "recent-dip": _spans(RULES["recent-dip"]["days"], RULES["recent-dip"]["before"]),
    "broken-weeks": _broken,
    "run": _run,
    "siblings-together": _siblings,
    "silent": _silent,
    "same-again": _same_again,
    "improved": _improved,
}
