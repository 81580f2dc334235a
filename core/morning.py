"""One picture of this morning, read in one go: marks, attempts, reasons, arrivals, claims, casework."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core import deeds
from core.codes import BY_CELL, NO_MARK, UNEXPLAINED, code_of
from core.days import HALVES, Calendar, Half, Session, year_start
from core.driver import sqlite3
from core.model import Arrival, Attempt, Casework, Handover, Missing, Outcome, Reason, Term
from core.record import Record
from core.register import HERE, TAKEN, Register, day_cells, registers
from core.together.claims import callers
from core.together.drafts import parked_calls
from core.views import Claim

NOON = "12:00"
PM_FROM = "13:30"  # default of the setting pm_from: when the board turns to the afternoon


@dataclass(frozen=True, slots=True)
class Here:
    """A pupil on roll and expected today: reg group and today's two cells."""

    id: int
    year: str
    reg: str
    cells: str

    def cell(self, half: Half) -> str:
        return self.cells[half == "PM"]

    def code(self, half: Half) -> str:
        return code_of(self.cell(half))

    @property
    def present(self) -> bool:
        """Whether the latest mark of today says the pupil is here."""
        return self.cells.rstrip(NO_MARK)[-1:] in HERE


@dataclass
class Morning:
    """Everything about today the board is made from. `absent` and `terms` are worked out once, here."""

    now: datetime
    today: date
    calendar: Calendar
    school_day: bool
    session: Half
    on_roll: dict[int, Here]  # expected today, in either half
    expected: dict[int, Here]  # in this session
    missing: tuple[Missing, ...]
    attempts: dict[int, list[Attempt]]
    reasons: dict[int, Reason]
    arrivals: dict[int, Arrival]
    handovers: dict[int, Handover]
    callers: dict[int, tuple[Claim, ...]]
    parked: dict[int, str]
    casework: dict[int, Casework]
    absent: set[int] = field(default_factory=set)
    terms: dict[int, Term] = field(default_factory=dict)
    morning_only: set[int] = field(default_factory=set)  # unreached in the AM, not absent in the PM
    with_dsl: set[int] = field(default_factory=set)  # handed over and not known to be here, outside the sum

    @property
    def claims(self) -> dict[int, Claim]:
        """Who is calling about whom; where several are, the one who began first."""
        return {one: several[0] for one, several in self.callers.items()}

    def unreached_in(self, here: Here, half: Half) -> bool:
        """Whether the pupil is absent in that half without a reason from anybody."""
        return (
            _absent_mark(here.cell(half)) and here.code(half) in UNEXPLAINED and here.id not in self.reasons
        )


def _absent_mark(cell: str) -> bool:
    """Absent by the mark: authorised or unauthorised other than U, or no mark in a register that is in."""
    return cell == NO_MARK or (BY_CELL[cell].absent and cell != "U")


def read_morning(record: Record) -> Morning:
    """Read this morning; to be called inside `Record.reading`, so that all of it is one moment's."""
    db, calendar = record.db, record.calendar
    now = record.clock.now()
    today = now.date()
    day = today.isoformat()
    school_day = calendar.is_school_day(today) if calendar.loaded else today.weekday() < 5
    everyone = _everyone(db, calendar, today) if school_day else []
    session = _session(record, everyone, now)
    expected = _expected(everyone, calendar, Session(today, session))
    morning = Morning(
        now, today, calendar, school_day, session,
        {here.id: here for here in everyone}, expected, _missing(expected, session),
        attempts=deeds.attempts(db, day),
        reasons=deeds.reasons(db, day),
        arrivals=deeds.arrivals(db, day),
        handovers=deeds.handovers(db, day),
        callers=callers(record),
        parked=parked_calls(record),
        casework=deeds.casework(db),
    )  # fmt: skip
    _end_what_is_past(record, morning)
    _find_absent(morning)
    if session == "PM":
        _find_left_over(morning)
    _find_with_dsl(morning)
    return morning


def _expected(everyone: list[Here], calendar: Calendar, session: Session) -> dict[int, Here]:
    wanted = (h for h in everyone if not calendar.loaded or calendar.is_session(session, h.year))
    return {here.id: here for here in wanted}


def _end_what_is_past(record: Record, morning: Morning) -> None:
    """Handovers and reasons of an earlier day end when a mark since says the pupil was here."""
    today = morning.today
    old = {one for one, handover in morning.handovers.items() if handover.day < today}
    told = {one for one, reason in morning.reasons.items() if reason.day < today}
    strings = registers(record, old | told)
    for one in old:
        if here_since(strings.get(one, {}), morning.handovers[one].day, today):
            del morning.handovers[one]
    for one in told:
        if here_since(strings.get(one, {}), morning.reasons[one].day, today):
            del morning.reasons[one]


def here_since(register: Register, day: date, today: date) -> bool:
    """Whether a mark since says the pupil was here: that afternoon after a morning away, or a later day."""
    that_day = day_cells(register, day)
    if day < today and that_day[:1] not in HERE and that_day[1:] in HERE:
        return True
    later = (day + timedelta(days=n) for n in range(1, (today - day).days + 1))
    return any(cell in HERE for one in later for cell in day_cells(register, one))


def reason_today(record: Record, pupil_id: int, register: Register) -> Reason | None:
    """The reason that covers today for one pupil, if any stands."""
    today = record.clock.today()
    found = deeds.reasons(record.db, today.isoformat(), pupil_id).get(pupil_id)
    return None if found is None or here_since(register, found.day, today) else found


def _everyone(db: sqlite3.Connection, calendar: Calendar, today: date) -> list[Here]:
    place = Session(today, "AM").index
    rows = db.execute(
        """SELECT p.id, p.year, p.reg, coalesce(substr(r.cells, ?, 2), '  ') FROM pupil p
           LEFT JOIN register r ON r.pupil_id = p.id AND r.year = ?
           WHERE (p.admitted IS NULL OR p.admitted <= ?) AND (p.left IS NULL OR p.left >= ?)""",
        (place + 1, year_start(today).isoformat(), today.isoformat(), today.isoformat()),
    ).fetchall()
    off = {
        year
        for year in {row[1] for row in rows}
        if calendar.loaded and not calendar.is_school_day(today, year)
    }
    return [Here(*row) for row in rows if row[1] not in off]


def pm_from(record: Record) -> str:
    """When the board turns to the afternoon, HH:MM: the calendar's register time, else the setting."""
    times = record.calendar.register_times("PM", record.clock.today())
    return record.setting("pm_from") or (times[0].strftime("%H:%M") if times else PM_FROM)


def _session(record: Record, everyone: list[Here], now: datetime) -> Half:
    """AM until a PM register has begun to come in or the PM register time has passed.

    A PM code entered ahead (an illness rung in for the day) does not turn the board at 08:50.
    """
    if now.strftime("%H:%M") >= pm_from(record) or any(h.cells[1] in TAKEN for h in everyone):
        return "PM"
    return "AM"


def _missing(expected: dict[int, Here], session: Half) -> tuple[Missing, ...]:
    """Reg groups whose register is not in: somebody has no mark, and no mark is of a register taken."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for here in expected.values():
        groups[here.reg].append(here.cell(session))
    return tuple(
        Missing(reg, len(marks))
        for reg, marks in sorted(groups.items())
        if NO_MARK in marks and TAKEN.isdisjoint(marks)
    )


def _find_absent(morning: Morning) -> None:
    half, out = morning.session, {group.reg for group in morning.missing}
    for one, here in morning.expected.items():
        if here.reg not in out and _absent_mark(here.cell(half)) and not arrived_by(morning, one, half):
            morning.absent.add(one)
            morning.terms[one] = _term(morning, here)


def _find_left_over(morning: Morning) -> None:
    """Those only unreached in the AM: no reason, nobody spoken to, not seen since; not absent now."""
    expected = _expected(list(morning.on_roll.values()), morning.calendar, Session(morning.today, "AM"))
    out = {group.reg for group in _missing(expected, "AM")}
    for one, here in expected.items():
        if here.reg in out or one in morning.absent or one in morning.arrivals:
            continue
        if morning.unreached_in(here, "AM") and not conversation_today(morning, one):
            morning.morning_only.add(one)


def _find_with_dsl(morning: Morning) -> None:
    """Handed over and not known to be here, though their register is out or says nothing of an absence."""
    for one in morning.handovers:
        here = morning.on_roll.get(one)
        if here is not None and one not in morning.absent and not here.present:
            morning.with_dsl.add(one)
            morning.morning_only.discard(one)


def arrived_by(morning: Morning, one: int, half: Half) -> bool:
    """Whether an arrival undoes the absence in this half: a morning's says nothing of the afternoon."""
    arrival = morning.arrivals.get(one)
    return arrival is not None and (half == "AM" or arrival.time >= NOON)


def _term(morning: Morning, here: Here) -> Term:
    """The first term of the header's sum that fits (contract: "The sum")."""
    if here.id in morning.handovers:
        return Term.WITH_DSL
    if not morning.unreached_in(here, morning.session):
        return Term.EXPLAINED
    outcomes = {attempt.outcome for attempt in morning.attempts.get(here.id, ())}
    in_hand = outcomes & {Outcome.SPOKE, Outcome.RINGS_BACK, Outcome.DID_NOT_KNOW}
    if in_hand or here.id in morning.callers or here.id in morning.parked:
        return Term.IN_HAND
    return Term.TEXTED if Outcome.MESSAGE in outcomes else Term.NOT_REACHED


def conversation_today(morning: Morning, one: int) -> bool:
    """Whether anybody has spoken to a person about this pupil today."""
    return any(attempt.outcome.conversation for attempt in morning.attempts.get(one, ()))


def halves_codes(here: Here) -> dict[Half, str]:
    """Today's codes by half; '' for no mark."""
    return {half: here.code(half) for half in HALVES}
