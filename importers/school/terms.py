"""Term dates of the fictional school, by one rule for any year, and its school days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_DAY = timedelta(days=1)
DAYS_A_YEAR = 190
_LATEST_END = (7, 24)
_CLOSED = 72  # which school day of a finished year lost its afternoon

Range = tuple[date, date]


def _monday(year: int, month: int, which: int) -> date:
    """The `which`-th Monday of a month; -1 is the last."""
    if which < 0:
        end = date(year + month // 12, month % 12 + 1, 1) - _DAY
        return end - timedelta(days=end.weekday())
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (which - 1))


def _weekdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += _DAY


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a calendar year."""
    import holidays  # late: it is slow to load, and only a new school needs it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def _easter_break(year: int) -> Range:
    """First and last day of the two weeks off around Easter: before, astride or after it, as it falls."""
    sunday = easter(year)
    if sunday <= date(year, 4, 1):
        return sunday - 2 * _DAY, sunday + 14 * _DAY
    if sunday <= date(year, 4, 9):
        return sunday - 8 * _DAY, sunday + 7 * _DAY
    return sunday - 15 * _DAY, sunday + _DAY


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One school year by its half-terms. `days` are all its school days for pupils, in order."""

    starts: int
    terms: tuple[Range, ...]
    insets: tuple[date, ...]
    days: tuple[date, ...]

    @property
    def name(self) -> str:
        """`2026-27`."""
        return f"{self.starts}-{(self.starts + 1) % 100:02}"

    @property
    def closed_afternoon(self) -> date:
        """The day whose afternoon was lost when the heating failed (only in years that are over)."""
        return self.days[_CLOSED]

    @property
    def year_11_ends(self) -> date:
        """The last Friday in June: Year 11 has no school after it."""
        end = date(self.starts + 1, 6, 30)
        return end - timedelta(days=(end.weekday() - 4) % 7)

    def off(self, day: date, year: str) -> bool:
        """Whether year group `year` has no school on this school day."""
        if day == self.days[0]:
            return year in ("8", "9", "10")
        return year == "11" and day > self.year_11_ends


def _half_terms(starts: int) -> list[Range]:
    """The six half-terms, the last one open to the latest end there may be."""
    after = starts + 1
    autumn = date(starts, 9, 1)
    october, may = _monday(starts, 10, -1), _monday(after, 5, -1)
    christmas = date(starts, 12, 21)
    christmas -= timedelta(days=(christmas.weekday() - 4) % 7)
    february = _monday(after, 2, 3)
    easter_from, easter_to = _easter_break(after)
    week, friday = timedelta(days=7), timedelta(days=3)
    return [
        (autumn, october - friday),
        (october + week, christmas),
        (christmas + timedelta(days=17), february - friday),
        (february + week, easter_from - _DAY),
        (easter_to + _DAY, may - friday),
        (may + week, date(after, *_LATEST_END)),
    ]


@cache
def school_year(starts: int) -> SchoolYear:
    """The school year that begins in September of the year `starts`."""
    free = bank_holidays(starts) | bank_holidays(starts + 1)
    halves = _half_terms(starts)
    open_days = [[day for day in _weekdays(*half) if day not in free] for half in halves]
    insets = (*open_days[0][:2], open_days[1][0], open_days[2][0], open_days[5][0])
    days = [day for half in open_days for day in half if day not in insets][:DAYS_A_YEAR]
    halves[-1] = (halves[-1][0], days[-1])
    return SchoolYear(starts, tuple(halves), insets, tuple(days))


def year_holding(day: date) -> SchoolYear:
    """The school year whose school days most lately began by `day`."""
    this = school_year(day.year)
    return this if this.days[0] <= day else school_year(day.year - 1)


def latest_school_day(day: date) -> date:
    """The latest school day of the fictional school not after `day`."""
    return max(found for found in year_holding(day).days if found <= day)


def calendar_rows(years: list[SchoolYear]) -> Iterator[tuple[str, ...]]:
    """The rows of the calendar file: from, to, kind, name, session."""
    whole = years[0].terms[0][0].isoformat(), years[-1].days[-1].isoformat()
    yield *whole, "register", "AM 08:40-09:10", ""
    yield *whole, "register", "PM 13:10-13:30", ""
    for place, year in enumerate(years):
        for first, last in year.terms:
            yield first.isoformat(), last.isoformat(), "term", _term_name(year, first), ""
        for (_, last), (first, _) in zip(year.terms, year.terms[1:], strict=False):
            yield (last + _DAY).isoformat(), (first - _DAY).isoformat(), "holiday", _break_name(last), ""
        for day in year.insets:
            yield day.isoformat(), "", "inset", "INSET", ""
        for group in ("8", "9", "10"):
            yield year.days[0].isoformat(), "", "year-off", group, ""
        if year.year_11_ends < year.days[-1]:
            yield (year.year_11_ends + _DAY).isoformat(), year.days[-1].isoformat(), "year-off", "11", ""
        if place == len(years) - 2:
            yield year.closed_afternoon.isoformat(), "", "closed", "Heating failed", "PM"


def _term_name(year: SchoolYear, first: date) -> str:
    place = [term[0] for term in year.terms].index(first)
    return f"{('Autumn', 'Spring', 'Summer')[place // 2]} {place % 2 + 1}"


def _break_name(last: date) -> str:
    names = {10: "Autumn half-term", 12: "Christmas", 2: "Spring half-term", 3: "Easter", 4: "Easter"}
    return names.get(last.month, "Summer half-term")
