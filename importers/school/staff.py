"""The people who work at the fictional school and may open its record."""

from __future__ import annotations

from core.model import Role, Staff

_PEOPLE = [
    ("anna", "Anna Pryce", "AP", Role.OFFICER),
    ("bilal", "Bilal Rehman", "BR", Role.OFFICER),
    ("carys", "Carys Lambourne", "CL", Role.PASTORAL),
    ("deepak", "Deepak Sahota", "DS", Role.PASTORAL),
    ("eleri", "Eleri Stockdale", "ES", Role.PASTORAL),
    ("femi", "Femi Adeyinka", "FA", Role.PASTORAL),
    ("greta", "Greta Holmwood", "GH", Role.PASTORAL),
    ("hana", "Hana Kubiak", "HK", Role.SENCO),
    ("ivor", "Ivor Tindall", "IT", Role.DSL),
    ("jess", "Jess Marchbank", "JM", Role.DSL),
    ("kwame", "Kwame Oduro", "KO", Role.LEADER),
    ("lena", "Lena Whitcombe", "LW", Role.PASTORAL),
    ("marek", "Marek Stolarski", "MS", Role.PASTORAL),
    ("nadia", "Nadia Ferreira", "NF", Role.PASTORAL),
]
OFFICERS = ("anna", "bilal")
HEADS_OF_YEAR = {"7": "carys", "8": "deepak", "9": "eleri", "10": "femi", "11": "greta"}
SENCO = "hana"
KEY_ADULTS = ("lena", "marek", "nadia")
CASEWORKERS = (*OFFICERS, *HEADS_OF_YEAR.values(), SENCO, *KEY_ADULTS)
NAME_OF = {account: name for account, name, _, _ in _PEOPLE}


def make_staff(account: str) -> list[Staff]:
    """All staff; `account` is the login that opens the demonstration, an officer so that it may act."""
    people = [Staff(*row, f"{row[0]}@aldervale.example") for row in _PEOPLE if row[0] != account]
    name = NAME_OF.get(account) or account.replace(".", " ").replace("_", " ").title()
    initials = "".join(word[0] for word in name.split())[:3].upper()
    return [*people, Staff(account, name, initials, Role.OFFICER, "officer@aldervale.example")]
