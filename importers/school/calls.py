"""Calls: those of this term about pupils who are often away, and those of this morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from importers.school.deeds import Deed, World, at, words
from importers.school.morning import Morning
from importers.school.staff import OFFICERS

_SAME, _SILENT, _MIXED = 9, 8, 9  # pupils of 1,200
_REASON = {"I": "ill", "M": "medical", "G": "holiday", "C": "family", "O": "other", "N": ""}
_COUNTED = frozenset({"I", "M", "G", "C", "O", "N"})
_UNSURE = ("other", "family", "wont-say", "family")  # of a mark that stayed O: nothing that fits another code


def past_calls(world: World) -> Iterator[Deed]:
    """Calls on days away this year: the same answer again and again, no answer at all, or as it comes."""
    size = len(world.pupils) / 1200
    away = {n: days for n, days in _days_away(world) if len(days) > 3}
    order = sorted(away, key=lambda n: (world.lives[n].habit == "steady", n))
    ill = [n for n in order if sum(_code(world, n, day) == "I" for day in away[n]) > 3]
    same = world.rng.sample(ill, min(len(ill), round(_SAME * size) or 1))
    rest = [n for n in order if n not in same]
    silent = rest[:: max(1, len(rest) // max(1, round(_SILENT * size)))][: round(_SILENT * size) or 1]
    mixed = [n for n in rest if n not in silent][: round(_MIXED * size) or 1]
    for place in same:
        days = [day for day in away[place] if _code(world, place, day) == "I"]
        yield from _same_again(world, place, days[-6:])
    for place in silent:
        yield from _silent(world, place, away[place][-5:])
    for place in mixed:
        yield from _mixed(world, place, away[place][-world.rng.randint(3, 5) :])
    yield from _anxious(world, [n for n in away if n not in {*same, *silent, *mixed}], round(3 * size) or 1)
    yield from _lately(world, {*silent})


def _anxious(world: World, places: list[int], count: int) -> Iterator[Deed]:
    """The same answer for absence after absence, and no plan yet: those who miss a day of most weeks, ill."""
    ill = {n: [day for day in away if _code(world, n, day) == "I"] for n, away in _days_away(world)}
    chosen = [n for n in places if world.lives[n].habit in ("broken-weeks", "monday") and len(ill[n]) > 3]
    chosen.sort(key=lambda n: -len(ill[n]))
    for place in chosen[:count]:
        for day in ill[place][-6:]:
            note = words()["calls"]["anxious"][0]
            yield world.call(
                place, _moment(world, day), _officer(world), "spoke", reason="anxious", note=note
            )


def _lately(world: World, silent: set[int]) -> Iterator[Deed]:
    """Whoever missed three days of the last four weeks was spoken about with somebody at home."""
    first = max(0, len(world.this_year) - 19)  # today is the twentieth
    for place, marks in world.marks.items():
        missed = [n for n in range(2 * first, len(marks)) if marks[n] in _COUNTED]
        if len(missed) < 5 or place in silent or world.rng.random() < 0.015:
            continue
        for turn, day in enumerate(dict.fromkeys(n // 2 for n in missed)):
            code = next(marks[n] for n in missed if n // 2 == day)
            if turn % 5 == 0:
                reason = world.rng.choice(_UNSURE) if code == "O" else _REASON.get(code, "other")
                reason, note = reason or "wont-say", ""
                yield world.call(
                    place, _moment(world, day), _officer(world), "spoke", reason=reason, note=note
                )


def _days_away(world: World) -> Iterator[tuple[int, list[int]]]:
    """For every pupil the days of this year, by place, whose morning was missed."""
    for place in range(len(world.pupils)):
        marks = world.marks.get(place, [])
        yield place, [n // 2 for n in range(0, len(marks), 2) if marks[n] in _REASON]


def _code(world: World, place: int, day: int) -> str:
    return world.marks[place][2 * day]


def _moment(world: World, day: int) -> datetime:
    return at(world.this_year[day], 9, world.rng.randint(2, 80))


def _officer(world: World) -> str:
    return world.rng.choice(OFFICERS)


def _same_again(world: World, place: int, days: list[int]) -> Iterator[Deed]:
    for day in days:
        note = words()["calls"]["same"]
        yield world.call(place, _moment(world, day), _officer(world), "spoke", reason="ill", note=note)


def _silent(world: World, place: int, days: list[int]) -> Iterator[Deed]:
    """Nobody is ever reached: not the first contact, not the next."""
    for turn, day in enumerate(days):
        moment, by = _moment(world, day), _officer(world)
        yield world.call(place, moment, by, world.rng.choice(("no-answer", "voicemail")))
        if turn % 2:
            other = world.first(place, 1)
            yield world.call(place, moment + timedelta(minutes=2), by, "no-answer", contact=other)


def _mixed(world: World, place: int, days: list[int]) -> Iterator[Deed]:
    said = words()["calls"]
    for day in days:
        code, moment, by = _code(world, place, day), _moment(world, day), _officer(world)
        if code == "N" or world.rng.random() < 0.2:
            yield world.call(place, moment, by, world.rng.choice(("voicemail", "no-answer", "message")))
            continue
        reason = world.rng.choice(_UNSURE) if code == "O" else _REASON[code]
        notes = said.get(reason, said["no-reason"])
        yield world.call(place, moment, by, "spoke", reason=reason, note=world.rng.choice(notes))


def morning_calls(world: World, morning: Morning) -> Iterator[Deed]:
    """What two officers did between 08:50 and 09:15 today."""
    yield from _attempts(world, morning.not_reached)
    yield from _conversations(world, morning)
    for place in morning.messaged:
        yield world.call(place, at(world.today, 9, 13), OFFICERS[1], "message")
    for n, place in enumerate(morning.arrived):
        minute = 13 + min(n, 2)
        moment, by, upn = at(world.today, 9, minute), OFFICERS[n % 2], world.pupils[place].upn
        yield Deed(moment, by, "arrived", upn, {"time": f"09:{minute - 1:02}"})


def _attempts(world: World, places: list[int]) -> Iterator[Deed]:
    """Some of those not reached were tried; none of it closes anything."""
    outcomes = ("voicemail", "", "", "no-answer", "", "no-answer", "", "voicemail", "", "wrong-number", "")
    for n, place in enumerate(places[: len(outcomes)]):
        if outcomes[n]:
            moment = at(world.today, 8, 54 + n)
            yield world.call(place, moment, OFFICERS[n % 2], outcomes[n])
            if n in (3, 7) and world.first(place, 1) != world.first(place):
                later = moment + timedelta(minutes=3)
                yield world.call(place, later, OFFICERS[n % 2], "no-answer", contact=world.first(place, 1))


def _conversations(world: World, morning: Morning) -> Iterator[Deed]:
    said, today = words()["calls"], world.today
    by_home: dict[str, int] = {}
    for place in morning.in_hand:
        turn = by_home.setdefault(world.pupils[place].household, len(by_home))
        moment, by = at(today, 8, 51 + 3 * turn), OFFICERS[turn % 2]
        if turn % 3 == 1:
            yield world.call(place, moment, by, "rings-back", ring=f"09:{30 + 5 * turn % 30:02}")
        else:
            reason = "wont-say" if turn % 3 else ""
            note = said["no-reason"][turn % len(said["no-reason"])]
            yield world.call(place, moment, by, "spoke", reason=reason, note=note)
    for n, place in enumerate(morning.told):
        reason = ("ill", "family", "ill", "present")[n % 4]
        note, moment = said.get(reason, [""])[0], at(today, 8, 53 + 4 * (n % 4))
        yield world.call(place, moment, OFFICERS[n % 2], "spoke", reason=reason, note=note)
    for n, place in enumerate(morning.with_dsl):
        note = said["did-not-know"][n % 2]
        yield world.call(place, at(today, 9, 2 + 4 * (n % 4)), OFFICERS[n % 2], "did-not-know", note=note)
