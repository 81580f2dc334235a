"""Days as an officer types them for a review, and clock times as she notes them for a ring-back."""

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
    r"(?:in )?\+?\s*(?P<count>[0-9]+)\s*(?P<unit>sd|school ?days?|d|days?|w|wks?|weeks?|m|mths?|months?)"
)
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
    if typed.isascii() and typed.isdigit():
        return _bare_weeks(typed, today)
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
    return today + timedelta(days=number * (7 if unit.startswith("w") else 1))


def _weekday(which: str, wanted: int, today: date) -> date:
    # On a Friday `fri` is a week on: she would have said `today`.
    ahead = (wanted - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + {"next ": 7, "last ": -7 - 7 * (ahead == 7)}.get(which, 0))


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


_CUE = r"(?:at|by|after|before|from|about|around|approx|till?|until|back|rings?|calls?|phones?|again|@|~)"
_TIMES = re.compile(
    r"(?<![0-9:.,£/-])(?:"
    r"(?P<h1>[01]?[0-9]|2[0-3]):(?P<m1>[0-5][0-9])(?![0-9:])"
    r"|(?P<h2>[01]?[0-9]|2[0-3])\.(?P<m2>[0-5][0-9])(?![0-9%]|\.[0-9]|\s*(?:h|hrs?|hours?)\b)"
    r"|(?P<h3>[01]?[0-9])(?P<m3>)(?=\s*[ap]\.?m\b)"
    r"|(?P<h4>[01]?[0-9]|2[0-3])(?P<m4>[0-5][0-9])(?=\s*[ap]\.?m\b|hrs?\b|\b(?![-/%0-9]))"
    r"|(?P<h5>[1-9]|1[0-2])(?P<m5>)(?=\s*(?:$|[,;)!]|\.(?![0-9])|o'?clock\b|ish\b))"
    r")(?:\s*(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?P<how>half past|half|quarter past|quarter to) (?P<hour>[1-9]|1[0-2])\b(?! ?(?:min|hour|day|week))"
    r"(?:\s*(?P<half>[ap])\.?m\b)?|\b(?P<noon>noon|midday)\b",
    re.IGNORECASE,
)
_RINGING = re.compile(r"\b(?:ring|call|phone|try)s?\b|\bback\b|\bagain\b", re.IGNORECASE)
_BARE_NEEDS = re.compile(_CUE + r"\s*(?:about |around )?$", re.IGNORECASE)


def clock_time(text: str) -> str | None:
    """The time in a note at which somebody rings back, as `HH:MM`; None if it names none.

    The first time after *ring*, *call* or *back* counts, else the first. An hour from 1 to 6
    without am or pm is the afternoon: no family is rung at two in the morning.
    """
    times = sorted(_times(text))
    if not times:
        return None
    cue = _RINGING.search(text)
    return next((time for at, time in times if cue and at > cue.start()), times[0][1])


def _times(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _TIMES.finditer(text):
        which = next(n for n in "12345" if match[f"h{n}"] is not None)
        # `10:30` and `2pm` speak for themselves; `9.45`, `1030` and `10` need a word such as *at*.
        plain = which in "245" and not match["half"]
        if plain and not _BARE_NEEDS.search(text[: match.start()]):
            continue
        if time := _wall(int(match[f"h{which}"]), int(match[f"m{which}"] or 0), match["half"]):
            found.append((match.start(), time))
    for match in _SPOKEN.finditer(text):
        if match["noon"]:
            found.append((match.start(), "12:00"))
            continue
        minutes = {"quarter past": 15, "quarter to": -15}.get(match["how"].casefold(), 30)
        hour = int(match["hour"]) - (minutes < 0)
        if time := _wall(hour or 12, minutes % 60, match["half"]):
            found.append((match.start(), time))
    return found


def _wall(hour: int, minute: int, half: str | None) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    elif 1 <= hour <= 6:
        hour += 12
    return f"{hour:02}:{minute:02}"
