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

    The third and later days of one absence count neither way: an illness is evidence once, however long.
    """

    away: int
    possible: int
    spells: int


def days_of(frame: Frame, life: Life, around: int) -> Days:
    """Count the days of a span for one pupil; a day missed by half is a day away."""
    away, possible = _evidence(frame, life, around)
    return Days(away.bit_count(), possible.bit_count(), spells(away, possible))


def _evidence(frame: Frame, life: Life, around: int) -> tuple[int, int]:
    """Days away and days possible, without the third and later days of each absence."""
    away, possible = frame.whole_days(life.away & around), frame.whole_days(life.possible & around)
    second = following(away, possible) & away
    later = following(second, possible) & away
    return away & ~later, possible & ~later


def following(bits: int, possible: int) -> int:
    """The possible days that come next after each of `bits`, whatever lies between.

    Adding to the impossible days a bit just above each carries it through to the next possible one.
    """
    gaps = ~possible & ((1 << possible.bit_length()) - 1)
    return gaps + (bits << 1) & possible


def spells(away: int, possible: int) -> int:
    """How many separate absences there are: away days that are the first possible one, or follow a day in."""
    first = possible & -possible
    return (away & (following(possible & ~away, possible) | first)).bit_count() if away else 0


def _more(frame: Frame, life: Life, spans: tuple[int, int], numbers: Numbers) -> tuple[Days, Days] | None:
    """Both spans in days, if the first holds more days away than luck would put there; else None.

    In enough separate absences: one illness is no pattern. Cheap counts first.
    """
    away = frame.whole_days(life.away & spans[0]).bit_count()
    if away < numbers["least"]:
        return None
    now, then = days_of(frame, life, spans[0]), days_of(frame, life, spans[1])
    if now.spells < numbers["spells"] or now.away < numbers["least"]:
        return None
    luck = excess(now.away, now.possible, now.away + then.away, now.possible + then.possible)
    return (now, then) if 10_000 * luck <= numbers["chance"] else None


def _worst(frame: Frame, life: Life, days: int, before: int) -> int:
    """Most days away in any `days` possible days in a row before the span that begins at bit `before`."""
    past = (1 << before) - 1
    away, possible = _evidence(frame, life, past)
    row = [away >> place & 1 for place in places(possible)]
    worst = now = sum(row[:days])
    for place in range(days, len(row)):
        now += row[place] - row[place - days]
        worst = max(worst, now)
    return worst


def _unlike_before(frame: Frame, life: Life, now: Days, span: int, margin: int) -> bool:
    """Whether there was no such stretch in the year before: people who are often away have such weeks."""
    begin = (span & -span).bit_length() - 1
    return now.away >= _worst(frame, life, now.possible, begin) + margin


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
        found = _more(frame, life, (recent, past), numbers)
        if found is None:
            return None
        now, then = found
        if not _unlike_before(frame, life, now, recent, numbers["margin"]):
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
            found = _more(frame, life, (change.after, change.before), numbers)
            margin = numbers["margin"]
            if found is not None and _unlike_before(frame, life, found[0], change.after, margin):
                return _since(school, life, change, *found)
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
    enough, latest = (recent.bit_count() * 3) // 4, frame.last_days(2)

    def find(life: Life) -> Flag | None:
        if (life.away & past).bit_count() < numbers["least"]:
            return None
        if (life.away & recent).bit_count() > numbers["missed"]:
            return None
        if (life.here & recent).bit_count() < enough or not life.here & latest:
            return None
        if _more(frame, life, (past, recent), numbers) is None:
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
