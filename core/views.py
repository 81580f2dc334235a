"""What the screens and the command line are handed: finished values, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.days import Half
from core.model import (
    Attempt,
    Barrier,
    Card,
    Casework,
    Contact,
    Lane,
    Missing,
    Pupil,
    Reason,
    RefusedFile,
    Term,
)
from core.questions import ClockState, Flag


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody with the call strip open on a pupil."""

    pupil_id: int
    account: str
    name: str
    since: str  # HH:MM
    token: str = ""  # tells two windows of one login apart

    def calling(self, pupil_id: int) -> str:
        """`Ann Able calling 09:41`; on the row of a brother or sister `Ann Able calling family 09:41`."""
        return f"{self.name} calling {'' if pupil_id == self.pupil_id else 'family '}{self.since}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board.

    `group` is the heading it stands under (NOW, TODAY, IN HAND, WITH DSL, DUE, FLAGS, EXPLAINED,
    ARRIVED). `term` is its place in the header's sum, None for rows outside it. `why` says why it
    stands where it stands, most telling first. `day` counts school days in an unbroken run away.
    """

    pupil: Pupil
    group: str
    lane: Lane
    tier: int
    term: Term | None
    rank: int
    why: tuple[str, ...]
    day: int
    codes: Mapping[Half, str]
    attempts: tuple[Attempt, ...]
    claimed_by: Claim | None = None
    owner: str = ""  # account
    owner_initials: str = ""
    review_on: date | None = None
    flags: tuple[str, ...] = ()
    clocks: tuple[Mapping[str, str | None], ...] = ()
    siblings: tuple[int, ...] = ()  # of the same household, absent and not yet explained too
    callers: tuple[Claim, ...] = ()  # everybody ringing, `claimed_by` first; if nobody, who rings the family

    @property
    def last_try(self) -> Attempt | None:
        """The latest attempt of the day."""
        return self.attempts[-1] if self.attempts else None


@dataclass(frozen=True, slots=True)
class Parked:
    """A call somebody has half typed and left: whose, about whom, since when. Never its words."""

    pupil: Pupil
    account: str
    initials: str
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The header's sum: `absent` is always the sum of the other five."""

    absent: int = 0
    explained: int = 0
    texted: int = 0
    in_hand: int = 0
    with_dsl: int = 0
    not_reached: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The morning list, complete: `rows` in the order in which to ring, groups together."""

    school: str
    now: datetime
    session: Half
    school_day: bool
    closed_because: str  # why today is no school day, '' if it is one
    week: int | None  # school week of the year
    marks_at: datetime | None  # export time the marks are dated by (core.coming_in)
    minutes_old: int | None
    registers_missing: tuple[Missing, ...]
    reckoning: Reckoning
    rows: tuple[Row, ...]
    people_on: int = 1
    oldest_unreached: int | None = None  # minutes since the marks of the longest waiting came in
    note: str = ""  # rehearsal, no calendar loaded, …
    dsl_waiting: int = 0  # handed over and not yet acknowledged
    parked: tuple[Parked, ...] = ()  # calls parked long ago, oldest first
    in_part: bool = False  # today's marks tell of fewer than half of the pupils
    aside: int = 0  # rows of marks set aside today
    refused: tuple[RefusedFile, ...] = ()  # files the inbox refused today

    @property
    def unknown(self) -> int:
        """Pupils whose register has not come in: beside the sum, never in it."""
        return sum(group.pupils for group in self.registers_missing)


@dataclass(frozen=True, slots=True)
class DialLine:
    """A contact with what happened last on that number."""

    contact: Contact
    last: Attempt | None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of a pupil's timeline: when, who, and one sentence; `event` names the journal entry."""

    at: datetime
    by: str
    text: str
    kind: str
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """Register cells of one school year for drawing: `first` and `last` bound it, `cells` is its string.

    `start` is the 1 August on which `cells` begins; `expected` has one byte a session, 1 where the
    pupil was expected (a session that takes place, on roll).
    """

    start: date
    first: date
    last: date
    cells: str
    expected: bytes


@dataclass(frozen=True, slots=True)
class Attendance:
    """Attendance of one pupil over a span, in sessions. `percent` has two decimals, as text.

    Sources of the rules: `core.register.attendance`.
    """

    first: date
    last: date
    possible: int
    attending: int
    authorised: int
    unauthorised: int
    late: int
    missing_marks: int
    not_possible: int
    percent: str | None
    persistent: bool | None
    severe: bool | None

    @property
    def missed(self) -> int:
        """Sessions missed, authorised or not."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands beside or below the list for the row under the cursor: she can dial from it."""

    pupil: Pupil
    dial: tuple[DialLine, ...]  # in the school's order; those who may not be told are left out
    barrier: Barrier | None
    card: Card
    casework: Casework
    owner_name: str
    weeks: Strip  # the last six school weeks
    timeline: tuple[TimelineLine, ...]  # newest first, the last five
    reason: Reason | None = None  # today's
    barred: tuple[Contact, ...] = ()  # may not be told: never offered, shown so that she knows if they ring


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another pupil of the household, absent today, who may share this call."""

    pupil: Pupil
    codes: Mapping[Half, str]
    term: Term


@dataclass(frozen=True, slots=True)
class CallCard:
    """The before-you-dial card, beside the preview's values."""

    preview: Preview
    siblings: tuple[Sibling, ...]
    others_calling: tuple[Claim, ...]
    ask: str  # today's open question
    draft: str  # text typed earlier and not yet logged
    default_contact: int | None  # index into preview.dial
    restricted: bool = False  # the reader may know that a restricted note exists, and one does
    hers: bool = False  # the reader is the DSL, who reads it on the pupil's page


@dataclass(frozen=True, slots=True)
class Total:
    """Sessions of a past year or term as a file sums them up; what it does not tell is None."""

    span: str
    school: str
    possible: int
    attended: int | None
    authorised: int | None
    unauthorised: int | None
    reasons: str


@dataclass(frozen=True, slots=True)
class Past(Total):
    """Such a total, and the file it came from."""

    file: str

    @property
    def missed(self) -> int | None:
        """Sessions missed, as far as the file tells."""
        if self.attended is not None:
            return self.possible - self.attended
        told = [count for count in (self.authorised, self.unauthorised) if count is not None]
        return sum(told) if told else None


@dataclass(frozen=True, slots=True)
class PupilView:
    """The whole drill-down of one pupil."""

    preview: Preview
    attendance: Attendance
    recent: tuple[int, int]  # missed, of the last sessions
    year: Strip
    barriers: tuple[Barrier, ...]  # newest first; the first one stands
    timeline: tuple[TimelineLine, ...]  # newest first, all of it
    in_words: str  # "missed 14 of the last 60 sessions, seven days"
    summary: str = ""  # facts beside the name: year group, SEN, plan
    attempts: tuple[Attempt, ...] = ()
    flags: tuple[Flag, ...] = ()
    clocks: tuple[ClockState, ...] = ()
    notes: tuple[str, ...] = ()  # what patterns could not look for
    callers: tuple[Claim, ...] = ()  # who has the call strip open on this pupil
    parked_by: str = ""  # who has a call about this pupil parked today
    past: tuple[Past, ...] = ()  # totals from a transfer file or the census, oldest first
