"""The EHCP review's page: what a review meeting is told of one pupil's attendance, as one frozen value.

Attendance data belong to every EHCP review (source texts 003; domain.md §8.52): figures, codes by
reason, patterns, what helped, the family's words. Advice for the meeting goes out two weeks before it
(SEND Regulations 2014, reg 20(4)). Nothing of it comes from restricted notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.clocks.part_time import agreements, noted_agreements
from core.coming_in import newest_marks
from core.errors import Refused
from core.model import Pupil, Role
from core.packs import figures, told
from core.packs.figures import Period, Week
from core.packs.told import Hard, Looked, Promised, Said, Tried
from core.patterns import notes, read_flags
from core.people import Actor, as_now, staff_by_account, staff_list
from core.privacy.third_parties import Marker
from core.pupil import casework
from core.questions import Flag
from core.record import Record
from core.register import registers
from core.roll import pupil
from core.text import fold

NAMES_ANOTHER = "siblings-together"  # a question that names another child


@dataclass(frozen=True, slots=True)
class PartTime:
    """A part-time timetable agreed: its days, the sessions not required, why."""

    first: date | None
    last: date | None
    sessions: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that the page tells; `first` is the day from which words and the register are shown."""

    pupil: Pupil
    school: str
    now: datetime
    made_by: str
    held: date | None  # the last review noted held
    first: date
    marks_at: datetime | None
    calendar: bool
    periods: tuple[Period, ...]
    weeks: tuple[Week, ...]
    barriers: tuple[Hard, ...]
    card: Mapping[str, str]
    tried: tuple[Tried, ...]
    looked: tuple[Looked, ...]
    promised: tuple[Promised, ...]
    said: tuple[Said, ...]
    reasons: Mapping[str, int]
    flags: tuple[Flag, ...]
    left_out: int  # questions that name another child
    not_looked: tuple[str, ...]  # what patterns could not look for
    part_time: tuple[PartTime, ...]
    people: tuple[tuple[str, str], ...]  # what they are here, who
    to_tell: tuple[str, ...]  # professionals who are told beside


def needs_page(one: Pupil) -> bool:
    """Whether the page is for this pupil: an EHCP, or a date for its review."""
    return one.sen.upper() == "E" or one.ehcp_review is not None


def read_review_page(record: Record, maker: Actor, pupil_id: int) -> ReviewPage:
    """Gather the page as of now. Refused for a pupil without an EHCP and without a date for its review."""
    with record.reading():
        one = pupil(record, pupil_id)
        if not needs_page(one):
            raise Refused(
                f"{one.name} has no EHCP and no date for its review: the pupils file gives them "
                "(SEN status E, EHCP review)."
            )
        register = registers(record, [pupil_id]).get(pupil_id, {})
        held = last_held(record, pupil_id)
        periods = figures.periods(record, one, register, held)
        first = min(period.attendance.first for period in periods)
        marker = Marker(record, one, told.family(record, pupil_id))
        flags = read_flags(record, [pupil_id]).get(pupil_id, [])
        possible = figures.Possible(record, one, register, first)
        return ReviewPage(
            pupil=one,
            school=record.school,
            now=record.clock.now(),
            made_by=as_now(record, maker).name,
            held=held,
            first=first,
            marks_at=newest_marks(record.db),
            calendar=record.calendar.loaded,
            periods=periods,
            weeks=figures.weeks(record, one, register, first),
            barriers=told.barriers(record, pupil_id, marker),
            card=told.card(record, pupil_id, marker),
            tried=told.tried(record, pupil_id, first, marker, possible),
            looked=told.looked_at(record, pupil_id, first, marker),
            promised=told.promised(record, pupil_id, marker),
            said=told.said(record, pupil_id, first, marker),
            reasons=told.reasons(record, pupil_id, first),
            flags=tuple(flag for flag in flags if flag.kind != NAMES_ANOTHER),
            left_out=sum(flag.kind == NAMES_ANOTHER for flag in flags),
            not_looked=tuple(notes(record)),
            part_time=tuple(_part_time(record, one, marker)),
            people=tuple(_people(record, one, marker)),
            to_tell=tuple(_to_tell(one)),
        )


def last_held(record: Record, pupil_id: int) -> date | None:
    """The day on which the last EHCP review was noted held; None where none was."""
    rows = record.db.execute("SELECT kind, day FROM considered WHERE pupil_id = ?", (pupil_id,)).fetchall()
    days = [date.fromisoformat(row[1]) for row in rows if "ehcp-review" in row[0].split()]
    return max(days, default=None)


def _part_time(record: Record, one: Pupil, marker: Marker) -> Iterator[PartTime]:
    """Agreements noted here and in the pupils file, oldest first, each to the day on which another took over.

    The same that its clock goes by.
    """
    rows = record.db.execute(
        "SELECT first, sessions, why FROM part_time WHERE pupil_id = ? ORDER BY id", (one.id,)
    ).fetchall()
    noted = {date.fromisoformat(row[0]): (row[1], marker.kept(row[2])) for row in rows}
    for agreed in agreements(one, noted_agreements(record).get(one.id, [])):
        sessions, why = noted.get(agreed.first, (one.pt_sessions, ""))
        first = agreed.first if agreed.first > date.min else None
        yield PartTime(first, agreed.last if agreed.ends else None, sessions, why)


def _people(record: Record, one: Pupil, marker: Marker) -> Iterator[tuple[str, str]]:
    """Who is involved: family who may be told, owner, named adult, SENCO. No numbers, no addresses."""
    for contact in told.family(record, one.id):
        yield contact.relationship or "parent", contact.name
    staff = staff_by_account(record)
    owner = casework(record, one.id).owner
    if owner:
        who = staff.get(owner)
        yield "owner of the next step", f"{who.name}, {who.role.value}" if who else owner
    if one.named_adult:
        yield "named adult", one.named_adult
    if one.contact_route:
        yield "contact route", marker.kept(one.contact_route)
    for who in staff_list(record):
        if who.role is Role.SENCO and who.account != owner:
            yield "SENCO", who.name


def _to_tell(one: Pupil) -> Iterator[str]:
    """Professionals who are told beside the family; never why a social worker has the child."""
    if one.sen.upper() == "E":
        yield "the local authority's SEN officer"
    if one.social_worker or one.looked_after:
        yield "the social worker"
    if one.looked_after:
        yield "the virtual school"
    if one.youth_justice:
        yield "the youth justice worker"
    if one.medical_plan:
        yield "the school nurse: there is a medical plan"
    speaks = one.language if fold(one.language) not in ("", "english") else ""
    if one.interpreter:
        yield f"an interpreter ({speaks})" if speaks else "an interpreter"
