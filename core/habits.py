"""One habit, one flag: of several kinds of pattern that rest on the same sessions, one leads.

Who is away on Mondays is also away when there is French (it is on Mondays), after Friday's Maths, and for
part of every week. All of that is so, and none of it is a second question: the kind that holds the others
asks, and they are named with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.questions import Flag

# Kinds that say when somebody is away, the plainer before the vaguer. The others ask something else: about
# a conversation, about two children of a home, about being late, or they are good news.
_WHEN = ("weekday", "lesson", "after-lesson", "after-break", "before-break", "change-date", "half-day",
         "recent-dip", "broken-weeks")  # fmt: skip
_SHARE = 80  # percent of a flag's sessions that another holds, if it is part of that one
_RATE = 75  # percent of a flag's own rate that the other one's has: a vague kind does not swallow a clear one


@dataclass(frozen=True, slots=True)
class Habit:
    """A flag, and those that are part of it."""

    flag: Flag
    parts: tuple[Flag, ...] = ()

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The one that leads, then its parts."""
        return (self.flag, *self.parts)

    @property
    def named(self) -> str:
        """The parts in a sentence; '' without any."""
        if not self.parts:
            return ""
        return f"Part of this: {'; '.join(one.short[:1].lower() + one.short[1:] for one in self.parts)}."


def habits(flags: Iterable[Flag]) -> list[Habit]:
    """The flags of one pupil as habits, in the order given.

    The flag with most sessions leads, of as many the clearest; but not where another leads that is clearer
    still and holds it.
    """
    given = list(flags)
    when = [flag for flag in given if flag.kind in _WHEN]
    when.sort(key=lambda flag: (-len(flag.sessions), -_rate(flag), _WHEN.index(flag.kind)))
    leaders = _alone(when, [])
    for flag in tuple(leaders):
        if any(_part(flag, one) for one in leaders if one is not flag):
            leaders.remove(flag)
    leaders = _alone(when, leaders)  # what was part of one that leads no more, and of no other
    parts: dict[str, list[Flag]] = {}
    for flag in given:
        if flag.kind in _WHEN and flag not in leaders:
            home = max(leaders, key=lambda one: (_part(flag, one), _shared(flag, one)))
            parts.setdefault(home.kind, []).append(flag)
    leading = [flag for flag in given if flag in leaders or flag.kind not in _WHEN]
    return [Habit(flag, tuple(parts.get(flag.kind, ()))) for flag in leading]


def _alone(flags: Iterable[Flag], leaders: list[Flag]) -> list[Flag]:
    """The leaders, and after them the flags that are part of none."""
    found = list(leaders)
    for flag in flags:
        if flag not in found and not any(_part(flag, one) for one in found):
            found.append(flag)
    return found


def _part(flag: Flag, of: Flag) -> bool:
    """Whether nearly all of a flag's sessions are another's, which is not much less clear."""
    nearly_all = 100 * _shared(flag, of) >= _SHARE * len(flag.sessions)
    return nearly_all and 100 * _rate(of) >= _RATE * _rate(flag)


def _shared(flag: Flag, other: Flag) -> int:
    return len(set(flag.sessions) & set(other.sessions))


def _rate(flag: Flag) -> float:
    return flag.numerator / max(1, flag.denominator)
