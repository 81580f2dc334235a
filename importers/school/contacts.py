"""Whom the school may ring: one to four people a pupil; brothers and sisters mostly share them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from core.model import Contact, Pupil
from importers.school.households import Household
from importers.school.names import plain
from importers.school.numbers import telephone_numbers

_ONLY_ONE = 0.05
_NOT_TOLD = 0.018
_SECOND = ["Father", "Father", "Father", "Stepfather", "Grandmother", "Partner of mother", "Aunt"]
_THIRD = ["Grandmother", "Grandfather", "Aunt", "Uncle", "Brother", "Sister", "Neighbour", "Family friend"]
_TIMES = ["after 15:00", "before 08:30", "after 09:30", "12:00-13:00", "nights: after 14:00", "any time"]
_NOTES = [
    "Works on a ward: leave a message",
    "Text is read sooner",
    "Hearing: text, please",
    "Speak slowly, please",
]
_WOMEN = frozenset({"Mother", "Grandmother", "Aunt", "Sister"})
_MEN = frozenset({"Father", "Stepfather", "Grandfather", "Uncle", "Brother"})
_PARENTS = ("Mother", "Father")


@dataclass(slots=True)
class _Book:
    """Where the next unused numbers come from."""

    rng: Random
    mobiles: Iterator[str]
    landlines: Iterator[str]


def make_contacts(rng: Random, homes: list[Household], pupils: list[Pupil]) -> list[Contact]:
    """Every pupil's contacts in the school's order; `pupil_id` is the place in `pupils`."""
    book = _Book(rng, *telephone_numbers(rng))
    of_home: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        of_home.setdefault(pupil.household, []).append(pupil)
    ordered = sorted(homes, key=lambda home: home.key)
    single = frozenset(rng.sample([home.key for home in ordered], max(1, round(len(ordered) * _ONLY_ONE))))
    apart = _apart(rng, ordered, single)
    found: list[Contact] = []
    for home in ordered:
        children = of_home[home.key]
        family = _family(book, home, children[0], home.key in single)
        for child in children:
            own = family
            if home.key in apart and child is children[-1]:
                own = _with_silence(book, home, family, len(children) > 1)
            found += [replace(contact, pupil_id=child.id) for contact in own]
    found.sort(key=lambda contact: (contact.pupil_id, contact.priority))
    return [replace(contact, id=place) for place, contact in enumerate(found, 1)]


def _apart(rng: Random, homes: list[Household], single: frozenset[str]) -> frozenset[str]:
    """Homes with somebody who may not be told about a child: some with brothers or sisters, some without."""
    can = [home for home in homes if home.key not in single]
    wanted = max(1, round(len(homes) * _NOT_TOLD))
    shared = [home.key for home in can if len(home.children) > 1]
    return frozenset(rng.sample(shared, min(len(shared), max(1, wanted // 3)))) | frozenset(
        rng.sample([home.key for home in can], min(len(can), wanted - wanted // 3))
    )


def _family(book: _Book, home: Household, child: Pupil, single: bool) -> list[Contact]:
    """The contacts all children of a household share."""
    rng = book.rng
    many = 1 if single else rng.choices((2, 3, 4), (55, 33, 12))[0]
    if child.looked_after:
        roles = ["Foster carer", "Social worker"][: 1 if single else 2]
    else:
        first = "Mother" if rng.random() < 0.84 else "Father"
        second = rng.choice(_SECOND) if first == "Mother" else "Grandmother"
        roles = [first, second, *rng.sample([role for role in _THIRD if role != second], 2)][:many]
    return [_contact(book, home, role, place) for place, role in enumerate(roles, 1)]


def _contact(book: _Book, home: Household, role: str, place: int) -> Contact:
    rng = book.rng
    same = role in ("Mother", "Father", "Brother", "Sister", "Grandmother") and rng.random() < 0.8
    forename = rng.choice(_forenames(home, role))
    surname = home.surname if same else rng.choice(home.group.surname)
    number = next(book.mobiles if place == 1 else book.landlines)
    return Contact(
        id=0,
        pupil_id=0,
        priority=place,
        name=f"{forename} {surname}",
        relationship=role,
        phone=number,
        phone2=next(book.landlines) if place == 1 and rng.random() < 0.2 else "",
        email=f"{plain(forename)}.{plain(surname)}@post.example" if rng.random() < 0.6 else "",
        parental=role in _PARENTS or (role == "Stepfather" and rng.random() < 0.3),
        best_time=rng.choice(_TIMES) if rng.random() < 0.25 else "",
        language=home.language,
        notes=rng.choice(_NOTES) if rng.random() < 0.06 else "",
    )


def _forenames(home: Household, role: str) -> tuple[str, ...]:
    if role in _WOMEN:
        return home.group.women
    return home.group.men if role in _MEN else home.group.women + home.group.men


def _with_silence(book: _Book, home: Household, family: list[Contact], siblings: bool) -> list[Contact]:
    """The family's contacts, one of whom may not be told about this child, though perhaps about another."""
    if siblings and len(family) > 2:
        which = book.rng.randrange(2)
        return [_silenced(one) if place == which else one for place, one in enumerate(family)]
    return [*family[:3], _not_told(book, home, family[:3])]


def _silenced(contact: Contact) -> Contact:
    return replace(
        contact, may_be_told=False, best_time="", notes="Not to be told: ask the safeguarding lead"
    )


def _not_told(book: _Book, home: Household, others: list[Contact]) -> Contact:
    """Somebody on the list who may not be told anything about this child."""
    role = "Grandfather" if any(other.relationship == "Father" for other in others) else "Father"
    return _silenced(_contact(book, home, role, len(others) + 1))
