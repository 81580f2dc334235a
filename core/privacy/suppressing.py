"""Groups fit to leave the school: small ones kept back, and whatever would give them away.

One report tells the same pupils several ways, so a sum told in one place must not give a small group
away in another: a year less its other forms, everybody less the other needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from core.cohorts import SMALLEST, Cohort


def fit_to_leave(found: Mapping[str, list[Cohort]]) -> dict[str, list[Cohort]]:
    """All ways of grouping, suppressed together. Always of everything: reports can be laid side by side."""
    kept = {by: suppressed(groups) for by, groups in found.items()}
    above = {f"year {one.name}" for one in kept.get("year", ()) if one.hidden}
    sen = {one.name for one in kept.get("sen", ()) if one.hidden and one.name == "no SEN"}
    again = {by: suppressed(found[by], shut) for by, shut in (("form", above), ("need", sen)) if by in found}
    return {**kept, **again}


def suppressed(cohorts: Iterable[Cohort], shut: Collection[str] = ()) -> list[Cohort]:
    """Cohorts fit to leave the school: of a group under ten, nothing but that it is one.

    What is kept back must not follow from a whole less the rest, neither everybody nor the group it lies
    `within`: at least two groups are kept back, of ten pupils together, the next smallest with the small
    ones. Groups named by `shut`, or within one of those, are kept back elsewhere, and so here. `hidden`
    says which.
    """
    found = list(cohorts)
    families: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        families.setdefault(one.within, []).append(place)
    kept = {place for place, one in enumerate(found) if one.small or {one.name, one.within} & set(shut)}
    for family in (*families.values(), list(range(len(found)))):
        kept |= _with_others(found, kept.intersection(family), family)
    return [one.hide() if place in kept else one for place, one in enumerate(found)]


def _with_others(found: list[Cohort], kept: set[int], family: list[int]) -> set[int]:
    """What is kept back of a family, with the smallest of its others until it tells nothing of one."""
    others = sorted((place for place in family if place not in kept), key=_size(found))
    while kept and others and (len(kept) < 2 or sum(map(_size(found), kept)) < SMALLEST):
        kept = kept | {others.pop(0)}
    return kept


def _size(cohorts: list[Cohort]) -> Callable[[int], int]:
    return lambda place: cohorts[place].pupils
