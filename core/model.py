"""What the record holds, as frozen values. No value here knows where it is stored or shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a member of staff may do; `LEADER` reads only."""

    OFFICER = "officer"
    PASTORAL = "pastoral"
    SENCO = "senco"
    DSL = "dsl"
    LEADER = "leader"


class Outcome(StrEnum):
    """How an attempt to reach a contact ended. Only `SPOKE` and `DID_NOT_KNOW` are conversations."""

    SPOKE = "spoke"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"
    RINGS_BACK = "rings-back"
    MESSAGE = "message"
    DID_NOT_KNOW = "did-not-know"

    @property
    def conversation(self) -> bool:
        """Whether a person was spoken to: a voicemail or a message is an attempt, never a contact."""
        return self in (Outcome.SPOKE, Outcome.DID_NOT_KNOW)

    @property
    def letter(self) -> str:
        """The one letter that stands for it in the *tried* column."""
        return {"message": "m", "did-not-know": "d"}.get(self.value, self.value[0])


class Term(StrEnum):
    """Terms of the header's sum, in the order in which the first that fits is taken."""

    WITH_DSL = "with_dsl"
    EXPLAINED = "explained"
    IN_HAND = "in_hand"
    TEXTED = "texted"
    NOT_REACHED = "not_reached"


class Lane(StrEnum):
    """Groups of the board, in the order in which the first that fits is taken."""

    CALL_NOW = "call-now"
    IN_HAND = "in-hand"
    WITH_DSL = "with-dsl"
    CLOCK = "clock"
    REVIEW_DUE = "review-due"
    FLAG = "flag"
    EXPLAINED = "explained"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as the staff file gives them; `account` is the login."""

    account: str
    name: str
    initials: str = ""
    role: Role = Role.OFFICER
    email: str = ""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil on (or once on) roll. Text fields are '' where the school has not told."""

    id: int
    upn: str
    adno: str = ""
    surname: str = ""
    forename: str = ""
    preferred: str = ""
    dob: date | None = None
    year: str = ""
    reg: str = ""
    admitted: date | None = None
    left: date | None = None
    sen: str = ""  # N, K or E
    sen_need: str = ""
    fsm: bool = False
    pp: bool = False
    looked_after: bool = False
    social_worker: str = ""  # '', CIN, CP or free text
    youth_justice: bool = False
    young_carer: bool = False
    service_child: bool = False
    language: str = ""
    interpreter: bool = False
    medical_plan: str = ""
    transport: str = ""
    walks_alone: bool = False
    non_speaking: bool = False
    at_risk: bool = False
    named_adult: str = ""
    contact_route: str = ""
    ehcp_review: date | None = None
    pt_from: date | None = None
    pt_to: date | None = None
    pt_sessions: str = ""
    household: str = ""

    @property
    def name(self) -> str:
        """`Surname, Forename`, with the name they go by."""
        return f"{self.surname}, {self.goes_by}" if self.goes_by else self.surname

    @property
    def goes_by(self) -> str:
        """The forename they go by."""
        return self.preferred or self.forename

    def on_roll(self, day: date) -> bool:
        """Whether the pupil is on roll on `day`, first and last day included."""
        return (self.admitted is None or day >= self.admitted) and (self.left is None or day <= self.left)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody the school may hold a number for, in the school's order (`priority` from 1)."""

    id: int
    pupil_id: int
    priority: int
    name: str
    relationship: str = ""
    phone: str = ""
    phone2: str = ""
    email: str = ""
    parental: bool = False
    may_be_told: bool = True
    best_time: str = ""
    language: str = ""
    notes: str = ""

    @property
    def can_ring(self) -> bool:
        """Whether this contact is ever offered for dialling."""
        return self.may_be_told and bool(self.phone or self.phone2)

    @property
    def label(self) -> str:
        """How a log line names the contact: the relationship, else the name."""
        return self.relationship or self.name


@dataclass(frozen=True, slots=True)
class Event:
    """One act on one pupil, as the journal keeps it. `data` is None once its words were erased."""

    id: int
    act: str
    at: datetime
    by: str
    kind: str
    pupil_id: int | None
    data: Mapping[str, Any] | None
    hash: str = ""
    undone_by: str = ""  # account that took it back, '' while it stands


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach somebody about one pupil on one day."""

    id: int
    pupil_id: int
    day: date
    at: datetime
    by: str
    outcome: Outcome
    contact: str = ""  # who was tried, as a label
    contact_id: int | None = None
    phone: str = ""
    reason: str = ""  # key of the reason list, '' if none was learned
    code: str = ""  # suggested code
    note: str = ""
    ring_at: str = ""  # HH:MM, when they ring back


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pupil is away: a person, a source and a time. Covers `day` unless it is ended."""

    pupil_id: int
    day: date
    until: date
    word: str
    code: str
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """A pupil seen on site after all: who said so, and when."""

    pupil_id: int
    day: date
    time: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """A pupil in the DSL's queue; acknowledging quiets the notice and closes nothing."""

    pupil_id: int
    day: date
    why: str
    by: str
    at: datetime
    acked_by: str = ""
    acked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Barrier:
    """What makes coming in hard: one sentence, whose words, since when."""

    id: int
    pupil_id: int
    text: str
    kind: str
    whose: str
    since: date
    by: str
    kept: bool = False  # vague, asked about, and kept all the same


@dataclass(frozen=True, slots=True)
class Casework:
    """The one owner, review date and next step of a pupil, each with who set it."""

    pupil_id: int
    owner: str = ""
    owner_by: str = ""
    review: date | None = None
    review_by: str = ""
    step: str = ""
    step_by: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the before-you-dial card says of a pupil, by field (`hard`, `helps`, `agreed`, …)."""

    pupil_id: int
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """A reg group whose register has not come in for the board's session."""

    reg: str
    pupils: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file the inbox refused: when, its name, and why."""

    at: datetime
    file: str
    why: str
