"""Who lives with whom: places in year groups and forms, shared out among families."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from importers.school.names import Group, Names

YEARS = ("7", "8", "9", "10", "11")
_WITH_SIBLING = 0.30
_THREE = 0.16  # of the families with siblings here, how many have three
_TWINS = 0.06
_OTHER_SURNAME = 0.10


@dataclass(slots=True)
class Child:
    """A child before the school knows anything but name, birthday and place."""

    year: str
    reg: str
    surname: str = ""
    forename: str = ""
    born: date = date.min


@dataclass(slots=True)
class Household:
    """A family and its children at the school."""

    key: str
    group: Group
    surname: str
    children: list[Child] = field(default_factory=list)
    language: str = ""
    interpreter: bool = False


def places(rng: Random, pupils: int) -> list[Child]:
    """A place for every pupil, spread evenly over five years and forms of about thirty, in any order."""
    forms = max(1, round(pupils / len(YEARS) / 30))
    regs = [f"{year}{chr(65 + place % 26)}{place // 26 or ''}" for place in range(forms) for year in YEARS]
    taken = (regs[n % len(regs)] for n in range(pupils))
    found = [Child(reg.rstrip("0123456789")[:-1], reg) for reg in taken]
    rng.shuffle(found)
    return found


def _sizes(rng: Random, pupils: int) -> list[int]:
    """How many children each family has here, larger families first."""
    together = round(pupils * _WITH_SIBLING)
    sizes: list[int] = []
    while together > 3:
        sizes.append(3 if rng.random() < _THREE else 2)
        together -= sizes[-1]
    return sizes + [1] * (pupils - sum(sizes))


def _seat(rng: Random, free: dict[str, list[Child]], size: int) -> list[Child]:
    """Take `size` places, in different years unless they are twins."""
    open_years = [year for year in YEARS if free[year]]
    open_years.sort(key=lambda year: -len(free[year]))
    if size > 1 and len(free[open_years[0]]) > 1 and rng.random() < _TWINS:
        years = [open_years[0]] * 2 + open_years[1:]
    elif size > 1:
        years = rng.sample(open_years, len(open_years))
    else:
        years = open_years
    return [free[year].pop() for year in years[:size]]


def make_households(rng: Random, names: Names, pupils: int, starts: int) -> list[Household]:
    """All families with their children named and born, for the school year that began in `starts`."""
    free: dict[str, list[Child]] = {year: [] for year in YEARS}
    for child in places(rng, pupils):
        free[child.year].append(child)
    taken: set[str] = set()
    found = []
    for size in _sizes(rng, pupils):
        group = names.group(rng)
        home = Household("", group, rng.choice(group.surname))
        home.children = _seat(rng, free, size)
        if group.languages and rng.random() < 0.62:
            home.language = rng.choice(group.languages)
            home.interpreter = rng.random() < 0.22
        for child in home.children:
            _name(rng, names, home, child, taken)
        _births(rng, home, starts)
        found.append(home)
    _namesakes(found)
    rng.shuffle(found)
    for place, home in enumerate(found, 1):
        home.key = f"H{place:04}"
    return found


def _name(rng: Random, names: Names, home: Household, child: Child, taken: set[str]) -> None:
    first = child is home.children[0]
    other = not first and rng.random() < _OTHER_SURNAME
    child.surname = rng.choice(home.group.surname) if other else home.surname
    child.forename = names.given(rng, home.group, child.surname, taken)


def _births(rng: Random, home: Household, starts: int) -> None:
    """Give birthdays that fit the year group; two of one family in one year are twins."""
    born: dict[str, date] = {}
    for child in home.children:
        if child.year not in born:
            born[child.year] = date(starts - int(child.year) - 5, 9, 1) + timedelta(days=rng.randrange(365))
        child.born = born[child.year]


def _namesakes(homes: list[Household]) -> None:
    """Give two pupils of one year, in different forms and families, the same name."""
    alone = [home for home in homes if len(home.children) == 1]
    for home in alone:
        one = home.children[0]
        for other in alone:
            two = other.children[0]
            if two.year == one.year and two.reg != one.reg:
                other.group, other.surname = home.group, home.surname
                two.surname, two.forename = one.surname, one.forename
                return
