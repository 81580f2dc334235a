"""Every act a person can take on the record: one function, one act, one event a pupil.

Each returns `Done`: the act's id, what was done in words, and the pupils it touched. All refuse
people who only read. Passing `act` makes an act happen once however often it is tried.
"""

from core.acts.agreeing import consider, keep_promise, part_time, promise
from core.acts.base import Done
from core.acts.calling import log_call, send_message
from core.acts.casework import (
    CARD_FIELDS,
    add_note,
    assign,
    follow_up,
    set_barrier,
    set_card,
    set_review,
    set_step,
)
from core.acts.dismissing import dismiss
from core.acts.handing import take_on
from core.acts.morning import acknowledge, arrived, suggest
from core.acts.restricting import add_restricted
from core.acts.taking_back import redo, undo

__all__ = [
    "CARD_FIELDS",
    "Done",
    "acknowledge",
    "add_note",
    "add_restricted",
    "arrived",
    "assign",
    "consider",
    "dismiss",
    "follow_up",
    "keep_promise",
    "log_call",
    "part_time",
    "promise",
    "redo",
    "send_message",
    "set_barrier",
    "set_card",
    "set_review",
    "set_step",
    "suggest",
    "take_on",
    "undo",
]
