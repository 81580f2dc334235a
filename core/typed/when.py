"""Days as an officer types them for a review."""

from __future__ import annotations

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.days import Calendar
from core.errors import Unknown
from core.text import clean, show

USUAL = "+3w"  # a plan is looked at again after three weeks unless she says otherwise
TRY = "Try +3w, fri or 12/12."
_WEEKS_LIMIT = 26
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_AHEAD = re.compile(
    r"(?:in )?\+?\s*(?P<count>[0-9]+)\s*"
    r"(?P<unit>sd|school ?days?|d|days?|w|wks?|weeks?|m|mths?|months?|fortnights?)"
)
_COUNTS = {"a": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_COUNTED = re.compile(rf"\b({'|'.join(_COUNTS)}) (?=(?:school )?(?:days?|weeks?|fortnights?|months?)\b)")
_SPAN = r"\+?(?P<count>[0-9]{0,2}) ?(?P<unit>w|wks?|weeks?|fortnights?)"
_SPAN_ON = re.compile(
    rf"(?:in )?{_SPAN} (?:on|from) (?P<name>{_WEEKDAY})|(?P<name2>{_WEEKDAY}) (?P<span>week|fortnight)"
)
_SPAN_DAY = re.compile(rf"(?:in )?{_SPAN} (?P<name>{_WEEKDAY})")
_NAMED = re.compile(rf"(?P<which>this |next |on |last )?(?P<name>{_WEEKDAY})")
_PREFIX = re.compile(rf"(?P<name>{_WEEKDAY})[,.]? +(?:the )?(?=[0-9])")
_DATES = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
        rf"(?P<day>[0-9]{{1,2}})[-/. ](?P<month>[0-9]{{1,2}})(?:[-/. ]{_YEAR})?",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]*(?:of )?(?P<month>{_MONTH})(?:[-/., ]+{_YEAR})?",
        rf"(?P<month>{_MONTH})[. ]*(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? +{_YEAR})?",
    )
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A day as it was understood, and `said`: the words in which she is shown it."""

    day: date
    said: str


def understand(text: str, today: date, calendar: Calendar) -> Understood:
    """The day meant by `text` for a review: today or later, a school day wherever the calendar knows.

    '' means three weeks, a bare number weeks; also `+10d`, `5sd`, `fri`, `next fri`, `12/12`,
    `12 Dec 2026`, ISO. A date without a year is the next one; day before month, always. Unknown,
    with what to type instead, for a past, impossible or unreadable date or one over a year ahead.
    """
    typed = clean(text).casefold() or USUAL
    asked = _asked(typed, today, calendar)
    if asked < today:
        raise Unknown(f"{_full(asked)} is past. {TRY}")
    if asked > _year_after(today):
        raise Unknown(f"{_full(asked)} is more than a year ahead. {TRY}")
    return _on_school_day(asked, today, calendar)


def _asked(typed: str, today: date, calendar: Calendar) -> date:
    """The day the words name, school day or not."""
    if typed in ("today", "tomorrow", "tom", "yesterday"):
        return today + timedelta(days={"today": 0, "yesterday": -1}.get(typed, 1))
    typed = _COUNTED.sub(lambda word: f"{_COUNTS[word[1]]} ", typed)
    if (bare := typed.removeprefix("+")).isascii() and bare.isdigit():
        return _bare_weeks(bare, today)
    if found := _SPAN_ON.fullmatch(typed) or _SPAN_DAY.fullmatch(typed):
        return _week_and_day(found, today)
    if typed == "fortnight":
        return today + timedelta(weeks=2)
    if found := _AHEAD.fullmatch(typed):
        return _ahead(typed, found["count"], found["unit"], today, calendar)
    if found := _NAMED.fullmatch(typed):
        return _weekday(found["which"] or "", _WEEKDAYS.index(found["name"][:3]), today)
    prefix = _PREFIX.match(typed)
    rest = typed[prefix.end() :] if prefix else typed
    for form in _DATES:
        if found := form.fullmatch(rest):
            day = _dated(rest, found["day"], found["month"], found["year"], today)
            return _agreeing(day, prefix["name"] if prefix else "")
    if re.match(r"-\s*[0-9]", typed):
        raise Unknown(f"{_quoted(typed)} looks back; a review lies ahead. {TRY}")
    raise Unknown(f'"{_quoted(typed)}" is no date understood here. {TRY}')


def _bare_weeks(typed: str, today: date) -> date:
    if len(typed) > 2 or not 1 <= int(typed) <= _WEEKS_LIMIT:
        raise Unknown(f"{_quoted(typed)}: a bare number means weeks, 1 to {_WEEKS_LIMIT}. {TRY}")
    return today + timedelta(weeks=int(typed))


def _ahead(typed: str, count: str, unit: str, today: date, calendar: Calendar) -> date:
    if len(count) > 3:
        raise Unknown(f"{_quoted(typed)} is more than a year ahead. {TRY}")
    number = int(count)
    if unit.startswith("m"):
        from dateutil.relativedelta import relativedelta

        return today + relativedelta(months=number)
    if unit.startswith("s"):
        # Beyond the calendar school days cannot be counted: nothing is guessed.
        found = calendar.add(today, number) if number else today
        if found is None:
            why = (
                f"the calendar does not reach {number} school days ahead"
                if calendar.loaded
                else "no calendar loaded"
            )
            raise Unknown(f"{_quoted(typed)}: {why}. {TRY}")
        return found
    return today + timedelta(days=number * {"w": 7, "f": 14}.get(unit[0], 1))


def _week_and_day(found: re.Match[str], today: date) -> date:
    """`2 weeks on fri` and `fri fortnight` count from that Friday; `+2w fri` is the Friday of that week."""
    parts = found.groupdict()
    span, counted = parts.get("span") or parts["unit"], parts["count"]
    weeks = int(counted or 1) * (2 if span.startswith("f") else 1)
    wanted = _WEEKDAYS.index((parts.get("name2") or parts["name"])[:3])
    if found.re is _SPAN_ON:
        return _weekday("", wanted, today) + timedelta(weeks=weeks)
    return today + timedelta(weeks=weeks, days=wanted - today.weekday())


def _weekday(which: str, wanted: int, today: date) -> date:
    if which == "next ":  # of next week, whatever today is
        return today + timedelta(days=7 + wanted - today.weekday())
    # On a Friday `fri` is a week on: she would have said `today`.
    ahead = (wanted - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + (-7 - 7 * (ahead == 7) if which == "last " else 0))


def _dated(typed: str, day_text: str, month_text: str, year_text: str | None, today: date) -> date:
    """The date of a day, a month (number or name) and perhaps a year, refused if there is none such."""
    day = int(day_text)
    month = int(month_text) if month_text.isdigit() else _MONTHS.index(month_text[:3]) + 1
    if month > 12 and 1 <= day <= 12 and month <= 31:
        raise Unknown(f"{_quoted(typed)}: the day comes first here. Try {month}/{day}.")
    if not 1 <= month <= 12:
        raise Unknown(f"{_quoted(typed)}: there is no month {month}. {TRY}")
    if year_text:
        year = int(year_text) + (2000 if len(year_text) == 2 else 0)
        return _exact(typed, day, month, year)
    years = range(today.year, today.year + 9)  # 29 February may be eight years away
    fitting = (date(year, month, day) for year in years if _exists(day, month, year))
    return next((found for found in fitting if found >= today), None) or _exact(typed, day, month, None)


def _exists(day: int, month: int, year: int) -> bool:
    return 1 <= day <= months.monthrange(year, month)[1]


def _exact(typed: str, day: int, month: int, year: int | None) -> date:
    if year == 0:
        raise Unknown(f"{_quoted(typed)}: there is no year 0. {TRY}")
    if year and _exists(day, month, year):
        return date(year, month, day)
    name = months.month_name[month] + (f" {year}" if year and day == 29 else "")
    if not 1 <= day <= 31:
        raise Unknown(f"{_quoted(typed)}: there is no day {day} in a month. {TRY}")
    last = months.monthrange(year or 2027, month)[1]
    raise Unknown(f"{_quoted(typed)}: {name} has no {_ordinal(day)}. Try {last}/{month:02}.")


def _agreeing(day: date, name: str) -> date:
    if name and _WEEKDAYS.index(name[:3]) != day.weekday():
        raise Unknown(f"{_full(day)} is a {day:%A}. Give the date alone, or the right weekday.")
    return day


def _on_school_day(asked: date, today: date, calendar: Calendar) -> Understood:
    """`asked`, or the next school day with the reason for moving."""
    moved = calendar.on_or_after(asked)
    if moved is None or (calendar.first and asked < calendar.first - timedelta(days=62)):
        return _without_calendar(asked, today, calendar)
    if moved == asked:
        return Understood(asked, f"{_shown(asked, today, calendar)}, {_distance(asked, today)}")
    why = "" if asked.weekday() > 4 else f" ({show(calendar.why_closed(asked))})"
    first, second = _shown(asked, today, calendar), _shown(moved, today, calendar)
    return Understood(moved, f"{first} is no school day{why}: {second}")


def _without_calendar(asked: date, today: date, calendar: Calendar) -> Understood:
    """Weekdays stand as typed where no calendar can say otherwise."""
    why = "beyond the loaded calendar" if calendar.loaded else "no calendar loaded"
    if calendar.first and asked < calendar.first:
        why = "before the loaded calendar"
    weekday = asked + timedelta(days=max(0, 7 - asked.weekday()) if asked.weekday() > 4 else 0)
    said = f"{_shown(weekday, today, calendar)}, {_distance(weekday, today)} ({why})"
    if weekday != asked:
        said = (
            f"{_shown(asked, today, calendar)} is no school day: {_shown(weekday, today, calendar)} ({why})"
        )
    return Understood(weekday, said)


def _distance(day: date, today: date) -> str:
    days = (day - today).days
    if days < 2:
        return ("today", "tomorrow")[days]
    if days % 7 == 0:
        return "in 1 week" if days == 7 else f"in {days // 7} weeks"
    return f"in {days} days" if days < 29 else f"in about {round(days / 7)} weeks"


def _shown(day: date, today: date, calendar: Calendar) -> str:
    first, last = calendar.school_year(today)
    year = "" if first <= day <= last else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def _full(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _quoted(typed: str) -> str:
    return show(clean(typed, 40))


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _year_after(today: date) -> date:
    from dateutil.relativedelta import relativedelta

    return today + relativedelta(years=1)
