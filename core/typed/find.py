"""Finding a pupil by what she types."""

from __future__ import annotations

import re

from core.errors import Unknown
from core.model import Pupil
from core.record import Record
from core.roll import all_pupils
from core.text import clean, fold

_PARTED = re.compile(r"[-‐‑–'’`./]+")


def find_pupils(record: Record, text: str, limit: int = 50) -> list[Pupil]:
    """Pupils found by UPN, admission number, reg group or any start of their names, best first."""
    wanted = fold(text)
    if not wanted:
        return []
    ranked = []
    for one in all_pupils(record):
        rank = _rank(one, wanted)
        if rank is not None:
            ranked.append((rank, one.surname, one.forename, one.id, one))
    return [found[-1] for found in sorted(ranked, key=lambda r: r[:4])[:limit]]


def _rank(one: Pupil, wanted: str) -> int | None:
    if wanted in (fold(one.upn), fold(one.adno), fold(one.adno).lstrip("0")):
        return 0
    whole = f"{one.surname} {one.forename} {one.preferred}"
    # Smith-Jones is found by `smith`, `jones`, `smith jones` and `smithjones`.
    names = f"{fold(whole)} {fold(_PARTED.sub(' ', whole))}"
    if wanted in (
        fold(one.surname),
        fold(f"{one.forename} {one.surname}"),
        fold(f"{one.surname} {one.forename}"),
    ):
        return 1
    if wanted == fold(one.reg):
        return 2
    parts = wanted.split()
    if all(any(word.startswith(part) for word in names.split()) for part in parts):
        return 3
    return 4 if fold(one.upn).startswith(wanted) and len(wanted) > 3 else None


def who(record: Record, text: str) -> Pupil:
    """The one pupil meant by a UPN, an admission number or a unique name. Unknown if none or several."""
    found = find_pupils(record, text, limit=10_000)
    exact = [one for one in found[:6] if (_rank(one, fold(text)) or 0) < 2]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    said = clean(text, 40)
    if not said:
        raise Unknown("Say who: a name, a UPN or an admission number.")
    if not found:
        raise Unknown(
            f"No pupil is called “{said}” or has that UPN or admission number: try the surname alone."
        )
    names = "; ".join(f"{one.name} {one.reg} ({one.adno or one.upn})" for one in found[:4])
    more, forename = (f" and {len(found) - 4} more", ", or the forename too") if len(found) > 4 else ("", "")
    raise Unknown(f"“{said}” could be {names}{more}: give the UPN or admission number{forename}.")
