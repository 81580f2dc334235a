"""Groups of pupils side by side: sessions missed per pupil, and how that changed since last half-term.

Counts are DfE's (persistent: a tenth of one's own possible sessions or more; severe: half or more; both
in whole numbers). Groups under ten are told apart on a screen of the school's own and suppressed in
whatever leaves it (`core.privacy.suppressing`). No group is ranked: they stand in the order of their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.codes import BY_CELL, Kind, cells
from core.model import Pupil
from core.record import Record
from core.register import registers
from core.roll import all_pupils
from core.sessions_bits import Frame, cells_between, places, table, to_bits, weekdays_between

BY = ("year", "form", "sen", "need", "fsm", "language", "looked-after", "weekday", "code")
SMALLEST = 10  # pupils in a group that may be exported
_AWAY = table(cells(Kind.AUTHORISED, Kind.UNAUTHORISED))
_HERE = table(cells(Kind.ATTENDING, Kind.ACTIVITY))
_SEN = {"E": "EHCP", "K": "SEN support", "N": "no SEN"}
_HALF_TERM = 3  # weekdays without school that part two half-terms
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Cohort:
    """One group over the school year so far.

    `now` and `before` are sessions missed and possible in this half-term and the one before. `persistent`
    and `severe` are None where they mean nothing (by weekday, by code) or are suppressed.
    """

    name: str
    pupils: int
    missed: int | None
    possible: int | None
    persistent: int | None
    severe: int | None
    now: tuple[int, int] | None
    before: tuple[int, int] | None
    within: str = ""  # the group, told elsewhere, that holds all of this one: “year 7” of a form

    @property
    def hidden(self) -> bool:
        """Whether this group is kept back."""
        return self.missed is None

    def hide(self) -> Cohort:
        """The group with nothing but its name, and whether it is small."""
        return replace(self, missed=None, possible=None, persistent=None, severe=None, now=None, before=None)

    @property
    def per_pupil(self) -> float | None:
        """Sessions missed per pupil."""
        return self.missed / self.pupils if self.missed is not None and self.pupils else None

    @property
    def change(self) -> float | None:
        """Percentage points of sessions missed, this half-term against the last; None without both.

        Of the rates as they are shown, to a tenth: 9.0 % after 8.9 % is 0.1 and never 0.0.
        """
        if not (self.now and self.before and self.now[1] and self.before[1]):
            return None
        now, before = (round(100 * missed / possible, 1) for missed, possible in (self.now, self.before))
        return round(now - before, 1) + 0.0  # + 0.0: no “−0.0”

    @property
    def small(self) -> bool:
        """Whether the group is too small to leave the school."""
        return self.pupils < SMALLEST


@dataclass(frozen=True, slots=True)
class _One:
    pupil: Pupil
    cells: str
    away: int
    possible: int


@dataclass(frozen=True, slots=True)
class _Year:
    frame: Frame
    everyone: list[_One]
    now: int  # sessions of this half-term
    before: int  # and of the one before


@dataclass
class _Group:
    """A group while it is counted."""

    pupils: int = 0
    missed: int = 0
    possible: int = 0
    persistent: int = 0
    severe: int = 0
    now: list[int] = field(default_factory=lambda: [0, 0])
    before: list[int] = field(default_factory=lambda: [0, 0])
    above: set[str] = field(default_factory=set)

    def add(self, one: _One, within: int, year: _Year) -> None:
        away, possible = one.away & within, one.possible & within
        missed, base = away.bit_count(), possible.bit_count()
        self.pupils += 1
        self.missed += missed
        self.possible += base
        self.persistent += base > 0 and missed * 10 >= base
        self.severe += base > 0 and missed * 2 >= base
        for kept, span in ((self.now, year.now), (self.before, year.before)):
            kept[0] += (away & span).bit_count()
            kept[1] += (possible & span).bit_count()

    def done(self, name: str, counts: bool = True) -> Cohort:
        return Cohort(
            name, self.pupils, self.missed, self.possible,
            self.persistent if counts else None, self.severe if counts else None,
            (self.now[0], self.now[1]), (self.before[0], self.before[1]),
            "".join(self.above) if len(self.above) == 1 else "",
        )  # fmt: skip


def read_cohorts(record: Record, by: str) -> list[Cohort]:
    """Groups of everybody on roll today by one of `BY`. Empty without a calendar; KeyError for any other."""
    count = _COUNTS[by]
    if not record.calendar.loaded:
        return []
    with record.reading():
        return count(_read(record))


def read_all(record: Record) -> dict[str, list[Cohort]]:
    """Groups by each of `BY`, from one reading, for a screen of the school's own. Without a calendar none."""
    if not record.calendar.loaded:
        return {}
    with record.reading():
        year = _read(record)
    return {by: _COUNTS[by](year) for by in BY}


def _read(record: Record) -> _Year:
    today = record.clock.today()
    first = record.calendar.school_year(today)[0]
    frame = Frame(record.calendar, first - timedelta(days=first.weekday()), today)
    strings = registers(record, None, first)
    people = [one for one in all_pupils(record) if one.on_roll(today)]
    masks = {year: frame.of_year(year) & frame.since(first) for year in {one.year for one in people}}
    everyone = []
    for one in people:
        text = cells_between(strings.get(one.id, {}), frame.first, today)
        turned = text.encode("ascii", "replace")[::-1]
        mask = masks[one.year] & (frame.since(one.admitted) if one.admitted else -1)
        away = to_bits(turned, _AWAY) & mask
        everyone.append(_One(one, text, away, away | to_bits(turned, _HERE) & mask))
    return _Year(frame, everyone, *_half_terms(frame))


def _half_terms(frame: Frame) -> tuple[int, int]:
    """Sessions of the half-term that holds the latest school day, and of the one before it.

    A half-term begins on the first day after three or more weekdays without school: neither Easter's two
    bank holidays nor INSET days round a weekend begin one.
    """
    begins: list[date] = []
    for place, day in enumerate(frame.days):
        if place == 0 or weekdays_between(frame.days[place - 1], day) >= _HALF_TERM:
            begins.append(day)
    if not begins:
        return 0, 0
    now = frame.since(begins[-1])
    before = frame.since(begins[-2]) & ~now if len(begins) > 1 else 0
    return now, before


def _grouped(
    names: Callable[[Pupil], str], above: Callable[[Pupil], str] | None = None
) -> Callable[[_Year], list[Cohort]]:
    def count(year: _Year) -> list[Cohort]:
        groups: dict[str, _Group] = {}
        for one in year.everyone:
            group = groups.setdefault(names(one.pupil), _Group())
            group.add(one, -1, year)
            if above:
                group.above.add(above(one.pupil))
        return [groups[name].done(name) for name in sorted(groups, key=_in_order)]

    return count


def _in_order(name: str) -> tuple[int, int, str]:
    """Year 7 before year 10, and “not told” last."""
    digits = "".join(char for char in name if char.isdigit())
    return name == "not told", int(digits or 0), name.casefold()


def _by_weekday(year: _Year) -> list[Cohort]:
    found = []
    for day, sessions in zip(_DAYS, year.frame.weekday, strict=True):
        group = _Group()
        for one in year.everyone:
            group.add(one, sessions, year)
        found.append(group.done(day, counts=False))
    return found


def _by_code(year: _Year) -> list[Cohort]:
    """Sessions missed by code; `pupils` are those who have any, `possible` is everybody's."""
    groups: dict[str, _Group] = {}
    possible = sum(one.possible.bit_count() for one in year.everyone)
    base = [
        sum((one.possible & span).bit_count() for one in year.everyone) for span in (year.now, year.before)
    ]
    for one in year.everyone:
        seen = set()
        for place in places(one.away):
            code = BY_CELL[one.cells[place]].code
            group = groups.setdefault(code, _Group(possible=possible, now=[0, base[0]], before=[0, base[1]]))
            group.pupils += code not in seen
            seen.add(code)
            group.missed += 1
            group.now[0] += year.now >> place & 1
            group.before[0] += year.before >> place & 1
    return [groups[code].done(code, counts=False) for code in sorted(groups)]


_COUNTS: Mapping[str, Callable[[_Year], list[Cohort]]] = {
    "year": _grouped(lambda one: one.year or "not told"),
    "form": _grouped(lambda one: one.reg or "not told", lambda one: f"year {one.year or 'not told'}"),
    "sen": _grouped(lambda one: _SEN.get(one.sen, "not told")),
    "need": _grouped(
        lambda one: one.sen_need or ("no SEN" if one.sen == "N" else "not told"),
        lambda one: "no SEN" if one.sen == "N" else "SEN",
    ),
    "fsm": _grouped(lambda one: "FSM" if one.fsm else "no FSM"),
    "language": _grouped(lambda one: one.language or "not told"),
    "looked-after": _grouped(lambda one: "looked after" if one.looked_after else "not looked after"),
    "weekday": _by_weekday,
    "code": _by_code,
}
