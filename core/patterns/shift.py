"""A change in how often a pupil is away: since a change date, lately, or for the better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.days import Calendar
from core.patterns.chance import excess
from core.patterns.school import Life, School
from core.patterns.thresholds import Numbers
from core.patterns.words import count, day_words
from core.questions import Flag
from core.sessions_bits import Frame, places


@dataclass(frozen=True, slots=True)
class Days:
    """Days away, of days possible, in how many separate absences: the unit of the tests below.

    An absence over several days is one illness: it is evidence once, however long it lasts.
    """

    away: int
    possible: int
    spells: int


def days_of(frame: Frame, life: Life, around: int) -> Days:
    """Count the days of a span for one pupil; a day missed by half is a day away."""
    away, possible = frame.whole_days(life.away & around), frame.whole_days(life.possible & around)
    return Days(away.bit_count(), possible.bit_count(), spells(away, possible))


def spells(away: int, possible: int) -> int:
    """How many separate absences there are, days (or sessions) that were not possible left out."""
    found, before = 0, 0
    for place in places(possible):
        now = away >> place & 1
        found += now and not before
        before = now
    return found


def _more(now: Days, then: Days, numbers: Numbers) -> bool:
    """Whether `now` holds more days away than luck would put there, in enough separate absences."""
    if now.away < numbers["least"] or now.spells < numbers["spells"]:
        return False
    luck = excess(now.away, now.possible, now.away + then.away, now.possible + then.possible)
    return 10_000 * luck <= numbers["chance"]


def _days_to_clear(now: Days, then: Days, numbers: Numbers, whole: int) -> int:
    """Days in until it is no longer more: the span first fills up to `whole` days, then drops its oldest."""
    away, possible = now.away, now.possible
    for ahead in range(1, 3 * whole):
        possible += possible < whole
        away = now.away if ahead <= whole - now.possible else away - 1
        luck = excess(away, possible, away + then.away, possible + then.possible)
        if away < numbers["least"] or 10_000 * luck > numbers["chance"]:
            return ahead
    return 3 * whole


def _told(life: Life, recent: int, past: int) -> tuple[int, int, tuple[int, int]]:
    """Sessions away lately, of how many, and the same before: what a sentence says."""
    before = (life.away & past).bit_count(), (life.possible & past).bit_count()
    return life.away & recent, (life.possible & recent).bit_count(), before


def recent_dip(school: School) -> Callable[[Life], Flag | None]:
    """Find pupils away on far more days lately than in their own weeks before."""
    frame, numbers = school.frame, school.rules["recent-dip"]
    recent = frame.last_days(numbers["days"])
    past = frame.last_days(numbers["days"] + numbers["before"]) & ~recent

    def find(life: Life) -> Flag | None:
        if (life.away & recent).bit_count() < numbers["least"]:
            return None
        now, then = days_of(frame, life, recent), days_of(frame, life, past)
        if not _more(now, then, numbers):
            return None
        away, of, before = _told(life, recent, past)
        said = (
            f"Away {away.bit_count()} of the last {count(of, 'session')}; "
            f"{before[0]} of the {count(before[1], 'session')} before."
        )
        more = _days_to_clear(now, then, numbers, now.possible)
        return school.flag(life, "recent-dip", said, away, of, before, f"after {count(more, 'whole day')} in")

    return find


@dataclass(frozen=True, slots=True)
class _Change:
    day: date
    what: str
    scope: str
    after: int
    before: int

    def concerns(self, life: Life) -> bool:
        return self.scope in ("", life.year.upper(), life.reg.upper())


def change_date(school: School) -> Callable[[Life], Flag | None]:
    """Test every pupil in a change's scope at once: more days away since than before."""
    frame, numbers = school.frame, school.rules["change-date"]
    changes = _changes(school, numbers)

    def find(life: Life) -> Flag | None:
        for change in changes:
            if (life.away & change.after).bit_count() < numbers["least"] or not change.concerns(life):
                continue
            now, then = days_of(frame, life, change.after), days_of(frame, life, change.before)
            if _more(now, then, numbers):
                return _since(school, life, change, now, then)
        return None

    return find


def _since(school: School, life: Life, change: _Change, now: Days, then: Days) -> Flag:
    away, of, before = _told(life, change.after, change.before)
    numbers = school.rules["change-date"]
    said = (
        f"Away {away.bit_count()} of {count(of, 'session')} since {day_words(change.day, school.today)} "
        f"({change.what}); {before[0]} of the {count(before[1], 'session')} before."
    )
    more = _days_to_clear(now, then, numbers, numbers["days"])
    clears = f"after {count(more, 'whole day')} in"
    return school.flag(life, "change-date", said, away, of, before, clears)


def _changes(school: School, numbers: Numbers) -> list[_Change]:
    """Change dates still asked about, latest first, each with the sessions since and before."""
    frame, found = school.frame, []
    rows = school.db.execute(
        "SELECT day, what, scope FROM change_date WHERE day <= ? ORDER BY day DESC, id",
        (school.today.isoformat(),),
    ).fetchall()
    for row in rows:
        day = date.fromisoformat(row[0])
        if day <= frame.first or _days_since(frame.calendar, day, school.today) > numbers["until"]:
            continue
        since = frame.last_days(numbers["days"]) & frame.since(day)
        before = frame.last_days(numbers["before"], date.fromordinal(day.toordinal() - 1))
        found.append(_Change(day, row[1], row[2].upper(), since, before))
    return found


def _days_since(calendar: Calendar, day: date, today: date) -> int:
    return calendar.count(date.fromordinal(day.toordinal() - 1), today)


def improved(school: School) -> Callable[[Life], Flag | None]:
    """Find pupils in nearly all the time lately who were often away before: good news to ring home."""
    frame, numbers = school.frame, school.rules["improved"]
    recent = frame.last_days(numbers["days"])
    past = frame.last_days(numbers["days"] + numbers["before"]) & ~recent
    enough = (recent.bit_count() * 3) // 4

    def find(life: Life) -> Flag | None:
        if (life.away & past).bit_count() < numbers["least"]:
            return None
        if (life.away & recent).bit_count() > numbers["missed"]:
            return None
        if (life.here & recent).bit_count() < enough or not life.here & frame.last_days(2):
            return None
        now, then = days_of(frame, life, recent), days_of(frame, life, past)
        if not _more(then, now, numbers):
            return None
        here, of = life.here & recent, (life.possible & recent).bit_count()
        before = (life.here & past).bit_count(), (life.possible & past).bit_count()
        said = (
            f"In for {here.bit_count()} of the last {count(of, 'session')}; "
            f"{before[0]} of the {count(before[1], 'session')} before."
        )
        spare = numbers["missed"] - (life.away & recent).bit_count() + 1
        return school.flag(
            life, "improved", said, here, of, before, f"with {count(spare, 'more session')} missed"
        )

    return find
