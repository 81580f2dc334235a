"""Every number of a sentence counted again the plain way: from sessions and marks, without bit sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from core.codes import CODES, code_of
from core.days import HALVES, Calendar, Half, Session
from core.patterns.weekday import DAYS
from core.questions import Flag
from core.register import Register, day_cells

ARRANGED = {"C1", "C2", "E", "J1", "R", "S", "T"}


def numbers(sentence: str) -> list[int]:
    """The numbers of a sentence up to “Clears”, those of dates, forms and names left out."""
    said = re.sub(r"(Mon|Tue|Wed|Thu|Fri) \d+ [A-Z][a-z]{2}( \d{4})?|Pupil\d+|\(\d+[A-H]\)", "", sentence)
    return [int(found) for found in re.findall(r"\d+", said.split("Clears")[0])]


class Recount:
    """One pupil's marks as plain codes, up to the day a flag was read."""

    def __init__(self, calendar: Calendar, register: Register, today: date, events: set[Session]) -> None:
        self.days = [day for day in calendar.days if day <= today]
        self.marks: dict[Session, str] = {}
        for day in self.days:
            for half in HALVES:
                session = Session(day, half)
                code = code_of((day_cells(register, day) or "  ")[half == "PM"])
                if code and session not in events and CODES[code].possible and code not in ARRANGED:
                    self.marks[session] = code

    def away(self, session: Session) -> bool:
        """Whether the session was missed."""
        return session in self.marks and CODES[self.marks[session]].absent and self.marks[session] != "U"

    def count(self, wanted: Callable[[Session], bool]) -> tuple[int, int]:
        """Missed and possible among the sessions wanted."""
        found = [session for session in self.marks if wanted(session)]
        return sum(map(self.away, found)), len(found)

    def last(self, days: int, skip: int = 0) -> set[date]:
        """The last school days, less those at the end."""
        return set(self.days[-days - skip : len(self.days) - skip])

    def weeks(self, count: int) -> set[date]:
        """Days of the last school weeks."""
        mondays = sorted({day.toordinal() - day.weekday() for day in self.days})[-count:]
        return {day for day in self.days if day.toordinal() - day.weekday() in mondays}

    def spans(self, flag: Flag, now: set[date], then: set[date]) -> None:
        """A sentence that sets one span of days against another."""
        first, second = self.count(lambda s: s.day in now), self.count(lambda s: s.day in then)
        assert (flag.numerator, flag.denominator) == first and flag.elsewhere == second, flag
        assert numbers(flag.sentence)[:4] == [*first, *second], flag

    def weekday(self, flag: Flag) -> None:
        """Weekday: the slot and the other sessions of the same halves."""
        if "every other week" in flag.sentence:
            return
        around = self.weeks(8)
        day = next(n for n, name in enumerate(DAYS) if name in flag.sentence)
        halves: set[Half] = {s.half for s in flag.sessions}
        slot = self.count(lambda s: s.day in around and s.half in halves and s.day.weekday() == day)
        rest = self.count(lambda s: s.day in around and s.half in halves and s.day.weekday() != day)
        assert numbers(flag.sentence) == [*slot, *rest], flag

    def run(self, flag: Flag) -> None:
        """Run: everything from the first session of the run on is missed."""
        first = flag.sessions[0]
        since = self.count(lambda s: s >= first)
        assert since == (flag.numerator, flag.denominator) and since[0] == since[1], flag
        assert numbers(flag.sentence)[0] == since[0], flag

    def half_day(self, flag: Flag) -> None:
        """Half-day: days split one way, and the other."""
        around = self.last(40)
        half = flag.sessions[0].half
        other: Half = "PM" if half == "AM" else "AM"

        def split(one: Half, two: Half) -> int:
            pairs = ((Session(day, one), Session(day, two)) for day in around)
            return sum(self.away(a) and b in self.marks and not self.away(b) for a, b in pairs)

        both = sum(Session(day, "AM") in self.marks and Session(day, "PM") in self.marks for day in around)
        assert numbers(flag.sentence) == [split(half, other), both, split(other, half), both], flag

    def late(self, flag: Flag) -> None:
        """Late but settles: late mornings whose afternoon was attended."""
        for days, expected in (
            (self.last(10), (flag.numerator, flag.denominator)),
            (self.last(20, 10), flag.elsewhere),
        ):
            mornings = [Session(day, "AM") for day in days if Session(day, "AM") in self.marks]
            settled = [
                one
                for one in mornings
                if self.marks[one] in "LU"
                and (pm := Session(one.day, "PM")) in self.marks
                and not self.away(pm)
            ]
            assert (len(settled), len(mornings)) == expected, flag
        assert numbers(flag.sentence) == [flag.numerator, flag.denominator, *flag.elsewhere], flag

    def broken(self, flag: Flag) -> None:
        """Broken weeks: seven of seven, the sessions in them, and the seven before."""
        now = self.weeks(7)
        missed, of = self.count(lambda s: s.day in now)
        before = self.count(lambda s: s.day in self.weeks(14) - now)
        broken = len({s.day.toordinal() - s.day.weekday() for s in flag.sessions})
        assert numbers(flag.sentence) == [broken, 7, missed, of, *before], flag

    def improved(self, flag: Flag) -> None:
        """Improved: sessions in, lately and before."""
        for days, told in (
            (self.last(25), (flag.numerator, flag.denominator)),
            (self.last(40, 25), flag.elsewhere),
        ):
            missed, of = self.count(lambda s, days=days: s.day in days)  # type: ignore[misc]
            assert told == (of - missed, of), flag
        assert numbers(flag.sentence) == [flag.numerator, flag.denominator, *flag.elsewhere], flag

    def check(self, flag: Flag) -> bool:
        """Recount one flag; False for the kinds whose numbers need more than the register."""
        checks: dict[str, Callable[[Flag], None]] = {
            "weekday": self.weekday,
            "run": self.run,
            "half-day": self.half_day,
            "late-settles": self.late,
            "broken-weeks": self.broken,
            "improved": self.improved,
            "recent-dip": lambda one: self.spans(one, self.last(15), self.last(60, 15)),
            "silent": lambda one: self.spans(one, self.last(20), self.last(20, 20)),
        }
        if flag.kind not in checks:
            return False
        checks[flag.kind](flag)
        return True
