"""How seldom luck alone looks like this: exact tests, with whole numbers in and a probability out.

Fisher's exact test, and its noncentral form where one side is naturally a little fuller (the national
Friday lift), need no library: `math.comb` and a cache, since the same small numbers come back all day.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb


@lru_cache(100_000)
def excess(here: int, chances: int, all_away: int, all_chances: int, lift: int = 100) -> float:
    """Probability of at least `here` of `all_away` absences falling among `chances` of `all_chances`.

    `lift` is the natural odds of an absence there, in percent of elsewhere (100: no difference): Fisher's
    noncentral hypergeometric distribution, upper tail. The margins are fixed, as in Fisher's exact test.
    """
    low, high = max(0, chances + all_away - all_chances), min(chances, all_away)
    if here <= low:
        return 1.0
    odds = max(1, lift) / 100
    weights = [
        comb(chances, n) * comb(all_chances - chances, all_away - n) * odds**n for n in range(low, high + 1)
    ]
    return float(sum(weights[here - low :]) / sum(weights))


@lru_cache(10_000)
def one_sided(more: int, less: int) -> float:
    """Probability of at least `more` heads in `more + less` throws: the sign test, upper tail."""
    throws = more + less
    return sum(comb(throws, n) for n in range(more, throws + 1)) / (1 << throws)


@lru_cache(10_000)
def at_least(hits: int, tries: int, part: int, whole: int) -> float:
    """Probability of at least `hits` in `tries`, each with a chance of `part` in `whole`: binomial tail."""
    chance = part / whole
    return sum(comb(tries, n) * chance**n * (1 - chance) ** (tries - n) for n in range(hits, tries + 1))
