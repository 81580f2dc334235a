"""Numbers that belong to nobody: pupil numbers of an authority that is none, telephones kept for drama."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_AUTHORITY = 999
_FEEDERS = (2011, 2014, 2020, 2023, 2031, 2047, 2052, 3301, 3308, 5204)
# Ofcom keeps these for drama: nobody's telephone rings.
_MOBILES = [f"07700 900{n:03}" for n in range(1000)]
_LANDLINES = ["01632 960", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0"]
_MORE_LANDLINES = ["0118 496 0", "0121 496 0", "0131 496 0", "0141 496 0", "0151 496 0", "0161 496 0"]
_FURTHER = ["0191 498 0", "020 7946 0", "029 2018 0", "028 9649 6"]


def check_letter(digits: str) -> str:
    """The check letter of a unique pupil number's twelve digits: each times its place from 2, modulo 23."""
    return LETTERS[sum(int(digit) * place for place, digit in enumerate(digits, 2)) % 23]


def upn(rng: Random, born: date, serial: int) -> str:
    """A unique pupil number given at primary school: letter, authority, school, year, serial."""
    entered = born.year + (5 if born.month >= 9 else 4)
    digits = f"{_AUTHORITY}{rng.choice(_FEEDERS)}{entered % 100:02}{serial % 1000:03}"
    return check_letter(digits) + digits


def telephone_numbers(rng: Random) -> tuple[Iterator[str], Iterator[str]]:
    """Mobiles and landlines, each number once; mobiles go on into the further ranges when they run out."""
    mobiles = _MOBILES[:]
    rng.shuffle(mobiles)
    further = [f"{prefix}{n:03}" for prefix in _FURTHER for n in range(1000)]
    landlines = [f"{prefix}{n:03}" for prefix in _LANDLINES + _MORE_LANDLINES for n in range(1000)]
    rng.shuffle(further)
    rng.shuffle(landlines)
    return iter(mobiles + further), iter(landlines)
