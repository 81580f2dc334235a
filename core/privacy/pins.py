"""The PIN that opens an account's locked screen: kept as its scrypt hash, set by that account alone.

A PIN is no login: it stands between a locked screen and somebody who walks past. Three wrong ones and
the session is over; who has forgotten theirs logs in again and sets another.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from itertools import pairwise

from core import journal
from core.errors import Unknown
from core.people import Actor
from core.record import Record

LENGTHS = range(4, 13)
COST = 2**14  # scrypt's N with r = 8: 16 MB and about 50 ms a try


def check(pin: str) -> str:
    """A PIN that may be set. Unknown, saying why, for any other."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in LENGTHS):
        raise Unknown(f"A PIN is {LENGTHS[0]} to {LENGTHS[-1]} digits.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise Unknown("That PIN is one of the first anybody tries: not all the same digit, nor 1234.")
    return pin


def set_pin(record: Record, actor: Actor, pin: str) -> None:
    """Set the PIN of `actor`; that it was set is journalled, the PIN is not. Who only reads has one too."""
    salt = secrets.token_bytes(16)
    kept = _hash(check(pin), salt, COST)
    with record.write() as db:
        db.execute("INSERT OR REPLACE INTO pin VALUES (?,?,?,?)", (actor.account, salt, kept, COST))
        entry = journal.Entry("setting", None, record.clock.today().isoformat(), {"said": "own PIN set"})
        journal.append(db, journal.new_act(), record.clock.now(), actor.account, [entry])


def has_pin(record: Record, actor: Actor) -> bool:
    """Whether `actor` has set a PIN."""
    row = record.db.execute("SELECT 1 FROM pin WHERE account = ?", (actor.account,)).fetchone()
    return row is not None


def opens(record: Record, actor: Actor, pin: str) -> bool:
    """Whether `pin` is the PIN of `actor`."""
    row = record.db.execute("SELECT salt, hash, cost FROM pin WHERE account = ?", (actor.account,)).fetchone()
    return row is not None and hmac.compare_digest(row["hash"], _hash(pin, row["salt"], row["cost"]))


def _hash(pin: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=8, p=1)
