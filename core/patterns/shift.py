"""A change in how often a pupil is away: since a change date, lately, or for the better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.days import Calendar
from core.patterns.chance import excess
from core.patterns.columns import Columns, column_counts
from core.patterns.school import Life, School, Search
from core.patterns.thresholds import Numbers
from core.patterns.words import count
from core.questions import Flag
from core.sessions_bits import Frame, places
from core.telling import day_words


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
    """How many separate absences there are."""
    return beginnings(away, possible).bit_count()


def beginnings(away: int, possible: int) -> int:
    """The first day of each absence: away days that are the first possible one, or follow a day in."""
    first = possible & -possible
    return away & (following(possible & ~away, possible) | first) if away else 0


def _more(frame: Frame, life: Life, spans: tuple[int, int], numbers: Numbers) -> bool:
    """Whether the first span holds more days away than luck would put there.

    In enough separate absences: one illness is no pattern. Cheap counts first.
    """
    away = frame.whole_days(life.away & spans[0]).bit_count()
    if away < numbers["least"]:
        return False
    now, then = days_of(frame, life, spans[0]), days_of(frame, life, spans[1])
    if now.spells < numbers["spells"]:
        return False
    return 10_000 * _luck(now, then) <= numbers["chance"]


def _luck(now: Days, then: Days, lift: int = 100) -> float:
    return excess(now.away, now.possible, now.away + then.away, now.possible + then.possible, lift)


def _wave(school: School, now: int, then: int) -> int:
    """How much more everybody was away in span `now`, in percent of `then` (100 at least, by tens).

    In a wave of illness all have a worse month than before: only more than that is a pupil's own. Those who
    missed more than a quarter of either span have reasons of their own and say nothing of a wave.
    """
    columns = school.columns
    usual = _missed_little(columns, now) & _missed_little(columns, then)
    away, of = _sums(columns, now, usual)
    past, past_of = _sums(columns, then, usual)
    return max(100, round(10 * away * past_of / (past * of)) * 10) if past and of else 100


def _missed_little(columns: Columns, sessions: int) -> int:
    """Who missed at most a quarter of these sessions."""
    missed = column_counts(columns.away[place] for place in places(sessions))
    possible = column_counts(columns.away[place] | columns.here[place] for place in places(sessions))
    return columns.not_less(possible, [0, 0, *missed])


def _sums(columns: Columns, sessions: int, pupils: int) -> tuple[int, int]:
    """Sessions these pupils missed together, and of how many."""
    away = sum((columns.away[place] & pupils).bit_count() for place in places(sessions))
    return away, away + sum((columns.here[place] & pupils).bit_count() for place in places(sessions))


@dataclass(frozen=True, slots=True)
class _Rise:
    """When a pupil is away far more than before: `lift` is everybody's own rise, in percent of the odds."""

    frame: Frame
    numbers: Numbers
    lift: int

    def stands(self, life: Life, now: int, then: int, ahead: int = 0) -> bool:
        """Whether a pupil is away far more in span `now` than in `then`, and than ever in the year before.

        Either often (in so many separate absences that it is no luck), or for so much of the time, and so
        many times what it was, that a looser test is enough. `ahead` whole days in follow `now`.
        """
        numbers, frame = self.numbers, self.frame
        if frame.whole_days(life.away & now).bit_count() < numbers["least"]:
            return False
        days, before = days_of(frame, life, now), days_of(frame, life, then)
        if days.spells < numbers["spells"]:
            return False
        lately = Days(days.away, days.possible + ahead, days.spells)
        luck = 10_000 * _luck(lately, before, self.lift)
        often = lately.spells >= numbers["often"] and luck <= numbers["chance"]
        if not often and (luck > numbers["chance_much"] or not self._much(life, now, then, ahead)):
            return False
        begin = (now & -now).bit_length() - 1
        return lately.away >= _worst(frame, life, lately.possible, begin) + numbers["margin"]

    def _much(self, life: Life, now: int, then: int, ahead: int) -> bool:
        """So large a share of the sessions, and so many times the share before (with everybody's rise)."""
        away, of = (life.away & now).bit_count(), (life.possible & now).bit_count() + 2 * ahead
        past, past_of = (life.away & then).bit_count(), (life.possible & then).bit_count()
        times = self.lift * self.numbers["times"]
        return 100 * away >= self.numbers["share"] * of and 100 * away * past_of >= times * past * of


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


def _told(life: Life, recent: int, past: int) -> tuple[int, int, tuple[int, int]]:
    """Sessions away lately, of how many, and the same before: what a sentence says."""
    before = (life.away & past).bit_count(), (life.possible & past).bit_count()
    return life.away & recent, (life.possible & recent).bit_count(), before


def recent_dip(school: School) -> Search:
    """Find pupils away on far more days lately than in their own weeks before."""
    frame, numbers = school.frame, school.rules["recent-dip"]
    days, before = numbers["days"], numbers["before"]
    recent = frame.last_days(days)
    past = frame.last_days(days + before) & ~recent
    rise = _Rise(frame, numbers, _wave(school, recent, past))

    def clears(life: Life) -> int:
        for ahead in range(1, days):
            now = frame.last_days(days - ahead)
            then = frame.last_days(days - ahead + before) & ~now
            if not rise.stands(life, now, then, ahead):
                return ahead
        return days

    def find(life: Life) -> Flag | None:
        if not rise.stands(life, recent, past):
            return None
        away, of, earlier = _told(life, recent, past)
        said = (
            f"Away {away.bit_count()} of the last {count(of, 'session')}; "
            f"{earlier[0]} of the {count(earlier[1], 'session')} before."
        )
        end = f"after {count(clears(life), 'whole day')} in"
        return school.flag(life, "recent-dip", said, away, of, earlier, end)

    columns = school.columns
    often = columns.on_days(recent, numbers["least"])
    return often & columns.in_spells(recent, numbers["spells"]), find


@dataclass(frozen=True, slots=True)
class _Change:
    """A change: the last sessions since, those before and right after it, how long ago, everybody's rise."""

    day: date
    what: str
    scope: str
    after: int
    before: int
    first: int
    ago: int
    lift: int

    def concerns(self, life: Life) -> bool:
        return self.scope in ("", life.year.upper(), life.reg.upper())


def change_date(school: School) -> Search:
    """Test every pupil in a change's scope at once: more days away since than before, from the start."""
    frame, numbers = school.frame, school.rules["change-date"]
    changes = _changes(school, numbers)

    def find(life: Life) -> Flag | None:
        for change in changes:
            if (life.away & change.after).bit_count() < numbers["least"] or not change.concerns(life):
                continue
            if frame.whole_days(life.away & change.first).bit_count() < numbers["first"]:
                continue
            if _Rise(frame, numbers, change.lift).stands(life, change.after, change.before):
                return _since(school, life, change)
        return None

    worth = 0
    for change in changes:
        early = school.columns.on_days(change.first, numbers["first"])
        often = school.columns.on_days(change.after, numbers["least"])
        worth |= early & often & school.columns.in_spells(change.after, numbers["spells"])
    return worth, find


def _since(school: School, life: Life, change: _Change) -> Flag:
    away, of, before = _told(life, change.after, change.before)
    said = (
        f"Away {away.bit_count()} of {count(of, 'session')} since {day_words(change.day, school.today)} "
        f"({change.what}); {before[0]} of the {count(before[1], 'session')} before."
    )
    clears = f"after {count(_until_no_more(school, life, change), 'whole day')} in"
    return school.flag(life, "change-date", said, away, of, before, clears)


def _until_no_more(school: School, life: Life, change: _Change) -> int:
    """Whole days in until it no longer stands out, or is no longer asked about."""
    frame, numbers = school.frame, school.rules["change-date"]
    last = numbers["until"] - change.ago + 1
    rise = _Rise(frame, numbers, change.lift)
    for ahead in range(1, last):
        now = frame.last_days(max(0, numbers["days"] - ahead)) & frame.since(change.day)
        if not rise.stands(life, now, change.before, ahead):
            return ahead
    return last


def _changes(school: School, numbers: Numbers) -> list[_Change]:
    """Change dates still asked about, latest first, each with the sessions since and before."""
    frame, found = school.frame, []
    rows = school.db.execute(
        "SELECT day, what, scope FROM change_date WHERE day <= ? ORDER BY day DESC, id",
        (school.today.isoformat(),),
    ).fetchall()
    for row in rows:
        day = date.fromisoformat(row[0])
        ago = _days_since(frame.calendar, day, school.today)
        if day <= frame.first or ago > numbers["until"]:
            continue
        after = frame.last_days(ago) & frame.since(day)
        first = after & ~frame.last_days(max(0, ago - numbers["early"]))
        since = frame.last_days(numbers["days"]) & after
        before = frame.last_days(numbers["before"], date.fromordinal(day.toordinal() - 1))
        lift = _wave(school, since, before)
        found.append(_Change(day, row[1], row[2].upper(), since, before, first, ago, lift))
    return found


def _days_since(calendar: Calendar, day: date, today: date) -> int:
    return calendar.count(date.fromordinal(day.toordinal() - 1), today)


def improved(school: School) -> Search:
    """Find pupils in nearly all the time lately who were often away before: good news to ring home."""
    frame, numbers = school.frame, school.rules["improved"]
    recent = frame.last_days(numbers["days"])
    past = frame.last_days(numbers["days"] + numbers["before"]) & ~recent
    enough, latest = (recent.bit_count() * 3) // 4, frame.last_days(2)

    def find(life: Life) -> Flag | None:
        if (life.away & recent).bit_count() > numbers["missed"]:
            return None
        if (life.away & past).bit_count() < numbers["least"]:
            return None
        if (life.here & recent).bit_count() < enough or not life.here & latest:
            return None
        if not _more(frame, life, (past, recent), numbers):
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

    columns = school.columns
    worth = columns.often(past, numbers["least"]) & ~columns.often(recent, numbers["missed"] + 1)
    return worth, find
