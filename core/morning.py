"""One picture of this morning, read in one go: marks, attempts, reasons, arrivals, claims, casework."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from core.claims import claims
from core.codes import BY_CELL, NO_MARK, UNEXPLAINED, code_of
from core.days import HALVES, Calendar, Half, Session, year_start
from core.drafts import parked_calls
from core.driver import sqlite3
from core.model import Arrival, Attempt, Casework, Handover, Missing, Outcome, Reason, Term
from core.record import Record
from core.register import days_away, registers
from core.roll import pupils
from core.views import Claim

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


@dataclass
class Morning:
    """Everything about today the board is made from. `absent` and `terms` are worked out once, here."""

    now: datetime
    today: date
    calendar: Calendar
    school_day: bool
    session: Half
    expected: dict[int, Here]  # in this session
    missing: tuple[Missing, ...]
    attempts: dict[int, list[Attempt]]
    reasons: dict[int, Reason]
    arrivals: dict[int, Arrival]
    handovers: dict[int, Handover]
    claims: dict[int, Claim]
    parked: dict[int, str]
    casework: dict[int, Casework]
    absent: set[int] = field(default_factory=set)
    terms: dict[int, Term] = field(default_factory=dict)
    morning_only: set[int] = field(default_factory=set)  # away in the AM, unexplained, not away now

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
    expected = {
        h.id: h
        for h in everyone
        if not calendar.loaded or calendar.is_session(Session(today, session), h.year)
    }
    missing = _missing(expected, session)
    out = {group.reg for group in missing}
    morning = Morning(
        now, today, calendar, school_day, session, expected, missing,
        attempts=_attempts(db, day),
        reasons=_reasons(db, day),
        arrivals=_arrivals(db, day),
        handovers=_handovers(db, day),
        claims=claims(record),
        parked=parked_calls(record),
        casework=_casework(db),
    )  # fmt: skip
    _drop_past_handovers(record, morning)
    _find_absent(morning, out)
    return morning


def _drop_past_handovers(record: Record, morning: Morning) -> None:
    """A pupil handed over on an earlier day and present since is no longer with the DSL."""
    old = [one for one, handover in morning.handovers.items() if handover.day < morning.today]
    people, strings = pupils(record, old), registers(record, old)
    for one in old:
        if one not in people:
            continue
        away = days_away(morning.calendar, people[one], strings.get(one, {}), morning.today)
        if morning.handovers[one].day < away[-1]:
            del morning.handovers[one]


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
    times = record.calendar.register_times("PM")
    return record.setting("pm_from") or (times[0].strftime("%H:%M") if times else PM_FROM)


def _session(record: Record, everyone: list[Here], now: datetime) -> Half:
    """AM until a PM mark has come in or the PM register time has passed."""
    if now.strftime("%H:%M") >= pm_from(record) or any(h.cells[1] != NO_MARK for h in everyone):
        return "PM"
    return "AM"


def _missing(expected: dict[int, Here], session: Half) -> tuple[Missing, ...]:
    """Reg groups in which nobody expected has a mark in this session."""
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for here in expected.values():
        groups[here.reg].append(here.cell(session) != NO_MARK)
    return tuple(Missing(reg, len(marks)) for reg, marks in sorted(groups.items()) if not any(marks))


def _find_absent(morning: Morning, out: set[str]) -> None:
    half = morning.session
    for one, here in morning.expected.items():
        in_ = here.reg not in out
        if in_ and _absent_mark(here.cell(half)) and not _arrived_by(morning, one, half):
            morning.absent.add(one)
            morning.terms[one] = _term(morning, here)
        elif (
            half == "PM"
            and here.cell("AM") != NO_MARK
            and one not in morning.arrivals
            and _left_over(morning, here)
        ):
            morning.morning_only.add(one)


def _left_over(morning: Morning, here: Here) -> bool:
    """Unreached in the morning: no reason, nobody spoken to."""
    spoken = any(attempt.outcome.conversation for attempt in morning.attempts.get(here.id, ()))
    return morning.unreached_in(here, "AM") and not spoken


def _arrived_by(morning: Morning, one: int, half: Half) -> bool:
    """Whether an arrival undoes the absence in this half: a morning's says nothing of the afternoon."""
    arrival = morning.arrivals.get(one)
    if arrival is None:
        return False
    return half == "AM" or arrival.time >= "12:00"


def _term(morning: Morning, here: Here) -> Term:
    """The first term of the header's sum that fits (contract: "The sum")."""
    handover, reason = morning.handovers.get(here.id), morning.reasons.get(here.id)
    if handover is not None and (reason is None or reason.at < handover.at):
        return Term.WITH_DSL
    if not morning.unreached_in(here, morning.session):
        return Term.EXPLAINED
    outcomes = {attempt.outcome for attempt in morning.attempts.get(here.id, ())}
    in_hand = outcomes & {Outcome.SPOKE, Outcome.RINGS_BACK, Outcome.DID_NOT_KNOW}
    if in_hand or here.id in morning.claims or here.id in morning.parked:
        return Term.IN_HAND
    return Term.TEXTED if Outcome.MESSAGE in outcomes else Term.NOT_REACHED


def conversation_today(morning: Morning, one: int) -> bool:
    """Whether anybody has spoken to a person about this pupil today."""
    return any(attempt.outcome.conversation for attempt in morning.attempts.get(one, ()))


# -- reads ---------------------------------------------------------------------------------------

_ATTEMPT = "id, pupil_id, day, at, by, outcome, contact, contact_id, phone, reason, code, note, ring_at"


def attempt_of(row: sqlite3.Row) -> Attempt:
    """One attempt from a row of `_ATTEMPT`."""
    v = list(row)
    v[2], v[3], v[5] = date.fromisoformat(v[2]), datetime.fromisoformat(v[3]), Outcome(v[5])
    return Attempt(*v)


def attempts_of(db: sqlite3.Connection, pupil_id: int) -> list[Attempt]:
    """All attempts about one pupil, oldest first."""
    rows = db.execute(
        f"SELECT {_ATTEMPT} FROM attempt WHERE pupil_id = ? ORDER BY id", (pupil_id,)
    ).fetchall()
    return [attempt_of(row) for row in rows]


def _attempts(db: sqlite3.Connection, day: str) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = {}
    for row in db.execute(f"SELECT {_ATTEMPT} FROM attempt WHERE day = ? ORDER BY id", (day,)).fetchall():
        found.setdefault(row[1], []).append(attempt_of(row))
    return found


_REASON = "pupil_id, day, until, word, code, source, by, at"


def _reason(row: sqlite3.Row) -> Reason:
    v = list(row)
    v[1], v[2], v[7] = date.fromisoformat(v[1]), date.fromisoformat(v[2]), datetime.fromisoformat(v[7])
    return Reason(*v)


def _reasons(db: sqlite3.Connection, day: str) -> dict[int, Reason]:
    """The latest reason that covers the day, by pupil."""
    rows = db.execute(
        f"SELECT {_REASON} FROM reason WHERE until >= ? AND day <= ? ORDER BY id", (day, day)
    ).fetchall()
    return {row[0]: _reason(row) for row in rows}


def reason_today(record: Record, pupil_id: int) -> Reason | None:
    """The latest reason that covers today for one pupil."""
    day = record.clock.today().isoformat()
    row = record.db.execute(
        f"""SELECT {_REASON} FROM reason WHERE pupil_id = ? AND until >= ? AND day <= ?
            ORDER BY id DESC LIMIT 1""",
        (pupil_id, day, day),
    ).fetchone()
    return _reason(row) if row else None


def _arrivals(db: sqlite3.Connection, day: str) -> dict[int, Arrival]:
    rows = db.execute(
        "SELECT pupil_id, day, time, by, at FROM arrival WHERE day = ? ORDER BY id", (day,)
    ).fetchall()
    return {
        r[0]: Arrival(r[0], date.fromisoformat(r[1]), r[2], r[3], datetime.fromisoformat(r[4])) for r in rows
    }


def _handovers(db: sqlite3.Connection, day: str) -> dict[int, Handover]:
    """Open handovers: with no arrival and no explaining reason since."""
    rows = db.execute(
        """SELECT pupil_id, day, why, by, at, acked_by, acked_at FROM handover h WHERE day <= ?
           AND NOT EXISTS (SELECT 1 FROM arrival a WHERE a.pupil_id = h.pupil_id AND a.id > h.id)
           AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.pupil_id = h.pupil_id AND r.id > h.id)
           ORDER BY id""",
        (day,),
    ).fetchall()
    return {
        r[0]: Handover(
            r[0], date.fromisoformat(r[1]), r[2], r[3], datetime.fromisoformat(r[4]), r[5],
            datetime.fromisoformat(r[6]) if r[6] else None,
        )
        for r in rows
    }  # fmt: skip


def _casework(db: sqlite3.Connection) -> dict[int, Casework]:
    rows = db.execute(
        "SELECT pupil_id, owner, owner_by, review, review_by, step, step_by FROM casework"
    ).fetchall()
    return {
        r[0]: Casework(r[0], r[1], r[2], date.fromisoformat(r[3]) if r[3] else None, r[4], r[5], r[6])
        for r in rows
    }


def marks_times(db: sqlite3.Connection, today: date) -> tuple[datetime | None, datetime | None]:
    """Export time of the newest marks file, and of the first one taken today."""
    row = db.execute(
        """SELECT max(taken), min(CASE WHEN taken >= ? THEN taken END) FROM import WHERE kind = 'marks'""",
        (today.isoformat(),),
    ).fetchone()
    newest, first = (datetime.fromisoformat(one) if one else None for one in row)
    return newest, first


def halves_codes(here: Here) -> dict[Half, str]:
    """Today's codes by half; '' for no mark."""
    return {half: here.code(half) for half in HALVES}
