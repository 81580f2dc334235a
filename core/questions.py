"""What patterns and clocks hand to a screen: a flag is a question with its numbers, a clock a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.days import Session


@dataclass(frozen=True, slots=True)
class Flag:
    """One pattern of one pupil: a sentence whose every number can be counted from the sessions it lists.

    `numerator` of `denominator` where the pattern is, `elsewhere` the same figure where it is not.
    `sessions` are those the numerator counts. `clears_when` says what would end it; `short` is the
    sentence's first clause, without the comparison.
    """

    pupil_id: int
    kind: str
    sentence: str
    numerator: int
    denominator: int
    elsewhere: tuple[int, int]
    sessions: tuple[Session, ...]
    clears_when: str
    short: str = ""


class State(StrEnum):
    """Where a clock stands (contract: "Deadlines", "Thresholds")."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    MET = "met"
    BEYOND = "beyond-calendar"


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of one pupil. `rule` is its rule in six words, `advice` what clears it.

    `due` is the date of a deadline, `met_on` the session or day a threshold was reached; `count` and
    `sessions` are what was counted.
    """

    pupil_id: int
    kind: str
    state: State
    due: date | None
    met_on: Session | date | None
    count: int | None
    sessions: tuple[Session, ...]
    rule: str
    advice: str
