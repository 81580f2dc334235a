"""Corrections: what was found out here and does not yet stand in the register, for the MIS to be told.

Firstday changes no mark. A reason or an arrival found out stays on this list until an import shows the
code suggested; where it shows another that counts otherwise in the register, the list asks which is right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.codes import CODES, NO_MARK, code_of
from core.days import HALVES, Session
from core.driver import sqlite3
from core.model import Pupil
from core.morning import PM_FROM
from core.people import name_of, staff_by_account
from core.record import Record
from core.register import Register, blank, changes, day_cells, register_in, registers
from core.roll import pupils
from core.telling import day_words

Amended = dict[tuple[int, Session], list[tuple[str, str]]]  # pupil, session → when, and from what
HEADINGS = ("THE MIS SAYS OTHERWISE", "TO LOOK INTO", "TO ENTER IN THE MIS")
LATE = ("L", "U")  # before and after the register closed (reg 10(2)–(4); domain.md §1)


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found out about one session: any of `codes` would say it."""

    pupil_id: int
    session: Session
    codes: tuple[str, ...]
    source: str
    by: str
    at: datetime
    arrival: bool = False
    awaited: bool = False  # said to be at school or on the way: nobody has seen the pupil yet


@dataclass(frozen=True, slots=True)
class Correction:
    """One mark that the MIS holds otherwise than what was found out.

    `mark` is the MIS's code, '' for none; `differs` where the MIS says something of its own, another thing.
    """

    pupil: Pupil
    found: Found
    mark: str
    differs: bool
    by: str  # the name of whoever found it out

    @property
    def code(self) -> str:
        """The code suggested: `I`, or `L or U` where the calendar does not say when the register closes."""
        return " or ".join(self.found.codes)

    @property
    def said(self) -> str:
        """What is to be done, in words."""
        if self.differs:
            return (
                f"the MIS says {self.mark} ({CODES[self.mark].meaning}), found {self.code}: which is right?"
            )
        if self.found.awaited:
            return f"said to be at school or on the way: look, then enter {self.code} or the code that fits"
        return f"enter {self.code} in the MIS"

    @property
    def heading(self) -> str:
        """The group it stands in: what is asked first, then who may not have come, then what is to enter."""
        if self.differs:
            return HEADINGS[0]
        return HEADINGS[1 if self.found.awaited else 2]


def read_corrections(record: Record) -> list[Correction]:
    """Corrections of this school year, by heading, the newest session first."""
    today = record.clock.today()
    first = record.calendar.school_year(today)[0]
    with record.reading() as db:
        facts = _latest(_facts(record, db, first, today))
        ids = {one.pupil_id for one in facts}
        lists = _own_lists(db)
        strings = registers(record, ids, first) if ids else {}
        strings |= _by_the_mis(db, ids, lists)
        amended = _amended(record, ids, first, lists)
        open_ = [
            (fact, mark, differs)
            for fact in facts
            if (mark := _mark(strings.get(fact.pupil_id, {}), fact.session)) not in fact.codes
            and (differs := _differs(fact, mark, amended)) is not None
        ]
        people, staff = pupils(record, {fact.pupil_id for fact, _, _ in open_}), staff_by_account(record)
        found = [
            Correction(people[fact.pupil_id], fact, mark, differs, name_of(staff, fact.by))
            for fact, mark, differs in open_
            if _concerns(record, people[fact.pupil_id], fact.session, mark)
        ]
    found.sort(
        key=lambda one: (HEADINGS.index(one.heading), -one.found.session.day.toordinal(), one.pupil.name)
    )
    return found


def _facts(record: Record, db: sqlite3.Connection, first: date, today: date) -> Iterator[Found]:
    """Reasons, suggestions and arrivals as found, one a session, in the order they were written."""
    span = (first.isoformat(), today.isoformat())
    rows = db.execute(
        """SELECT id, pupil_id, day, until, word, code, source, by, at FROM reason
           WHERE until >= ? AND day <= ? AND code <> ''
           UNION SELECT id, pupil_id, day, day, '', code, source, by, at FROM suggestion
           WHERE day BETWEEN ? AND ? AND id NOT IN (SELECT id FROM reason) ORDER BY id""",
        (*span, *span),
    ).fetchall()
    for row in rows:
        if row["code"] == "N":
            continue  # what the register says without us
        awaited = row["word"] != "" and CODES[row["code"]].attending  # heard: "on the way" is no arrival
        day, last = date.fromisoformat(row["day"]), min(today, date.fromisoformat(row["until"]))
        at = datetime.fromisoformat(row["at"])
        while day <= last:
            for half in HALVES:
                session, codes = Session(day, half), (row["code"],)
                yield Found(row["pupil_id"], session, codes, row["source"], row["by"], at, awaited=awaited)
            day += timedelta(days=1)
    rows = db.execute(
        "SELECT pupil_id, day, time, by, at FROM arrival WHERE day BETWEEN ? AND ? ORDER BY id", span
    ).fetchall()
    for row in rows:
        yield _arrival(record, row)


def _arrival(record: Record, row: sqlite3.Row) -> Found:
    """An arrival is a late mark of the half in which it fell: L until its register closed, then U."""
    day, came = date.fromisoformat(row["day"]), time.fromisoformat(row["time"])
    afternoon = record.calendar.register_times("PM", day)
    turns = afternoon[0] if afternoon else time.fromisoformat(record.setting("pm_from", PM_FROM))
    session = Session(day, "PM" if came >= turns else "AM")
    times = record.calendar.register_times(session.half, day)
    codes = LATE if times is None else (LATE[came > times[1]],)
    at = datetime.fromisoformat(row["at"])
    return Found(row["pupil_id"], session, codes, f"arrived {row['time']}", row["by"], at, arrival=True)


def _latest(facts: Iterator[Found]) -> list[Found]:
    """The latest word on each session; who arrived was there, whatever was said before or after."""
    held: dict[tuple[int, Session], Found] = {}
    for fact in facts:
        before = held.get((fact.pupil_id, fact.session))
        if before is None or not before.arrival or fact.arrival:
            held[fact.pupil_id, fact.session] = fact
    return list(held.values())


def _mark(register: Register, session: Session) -> str:
    pair = day_cells(register, session.day)
    return code_of(pair[session.half == "PM"]) if pair else ""


def _own_lists(db: sqlite3.Connection) -> frozenset[int]:
    """Imports of the school's own lists, as their profiles said: what they show is no word of the MIS."""
    rows = db.execute("SELECT id FROM import WHERE json_extract(counts, '$.own_list')").fetchall()
    return frozenset(int(row[0]) for row in rows)


def _by_the_mis(db: sqlite3.Connection, ids: Collection[int], lists: Collection[int]) -> dict[int, Register]:
    """The registers of pupils of whom own lists told, as all other imports have them, the newest on top."""
    about = {row[0] for row in _telling(db, "import_id", lists)}.intersection(ids)
    found: dict[int, Register] = {}
    for one, start, first, cells, import_id in _telling(db, "pupil_id", about):
        year = found.setdefault(one, {})
        held = year.setdefault(start, blank(start))
        if import_id not in lists:
            last = first + len(cells)
            pairs = zip(held[first:last], cells, strict=True)
            newer = "".join(under if over == NO_MARK else over for under, over in pairs)
            year[start] = held[:first] + newer + held[last:]
    return found


def _telling(
    db: sqlite3.Connection, column: str, values: Collection[int]
) -> list[tuple[int, date, int, str, int]]:
    """What imports told of pupils, by year, oldest export first: of these imports, or of these pupils."""
    rows = db.execute(
        f"""SELECT r.pupil_id, r.year, r.first, r.cells, r.import_id FROM register_import r
            JOIN import i ON i.id = r.import_id WHERE r.{column} IN ({",".join("?" * len(values))})
            ORDER BY i.taken, i.id""",
        tuple(values),
    ).fetchall()
    return [(row[0], date.fromisoformat(row[1]), row[2], row[3], row[4]) for row in rows]


def _amended(record: Record, ids: Collection[int], first: date, lists: Collection[int]) -> Amended:
    """Marks of these pupils that the MIS changed since `first`, in the order in which they came in."""
    found: Amended = {}
    for one in ids:
        for session, old, _, at, import_id in reversed(changes(record, one)):
            if session.day >= first and import_id not in lists:
                found.setdefault((one, session), []).append((at, old))
    return found


def _differs(fact: Found, mark: str, amended: Amended) -> bool | None:
    """Whether the MIS says something of its own; None where the session is not in question.

    `mark` is none of the codes found. What decides is how each counts in the register (reg 10(2)–(4)):

    - N and no mark say nothing yet. O says that no other code applies, so any code found questions it.
    - An arrival after the register closed is U, an absence: a presence (L, /) counts otherwise and is
      asked about. An arrival before is L, a presence: with any other presence nothing turns on it.
    - Said to be on the way: any code of somebody who came, U too, is the answer.
    - O found out stands where no other code fits: a code of absence that gives a reason settles it.
    - A reason, against a presence: `_replaced`.
    """
    if mark in ("N", ""):
        return False
    came = CODES[mark].attending
    if fact.codes == ("O",) and not came:
        return None
    if fact.awaited and mark == "U":
        return None
    if not came:
        return True
    if any(CODES[code].attending for code in fact.codes):
        return None
    return True if fact.arrival or _replaced(fact, amended) else None


def _replaced(fact: Found, amended: Amended) -> bool:
    """Whether the mark now held took the place of an absence after the reason was found out.

    Otherwise somebody marked present simply was in: a reason for the day is not about the half attended.
    """
    told = fact.at.isoformat(timespec="seconds")
    since = [old for at, old in amended.get((fact.pupil_id, fact.session), ()) if at >= told]
    return bool(since and since[0]) and not CODES[since[0]].attending


def _concerns(record: Record, pupil: Pupil, session: Session, mark: str) -> bool:
    """Whether the session took place for the pupil, and its register is in."""
    calendar = record.calendar
    if calendar.loaded and not calendar.is_session(session, pupil.year):
        return False
    return pupil.on_roll(session.day) and (mark != "" or register_in(record, pupil.reg, session))


def told(one: Correction, today: date | None = None) -> str:
    """One correction in one line: `Platt, Max 8H; Fri 20 Nov AM: N → I; Mother; anna …`."""
    fact = one.found
    who = f"{one.pupil.name} {one.pupil.reg}".strip()
    when = f"{day_words(fact.session.day, today)} {fact.session.half}"
    source = fact.source or "no source given"
    change = f"{one.mark or 'no mark'} → {one.code}"
    by = f"{one.by} {day_words(fact.at.date(), today)} {fact.at:%H:%M}"
    return f"{who}; {when}: {change}; {source}; {by}; {one.said}"


COLUMNS = ("UPN", "Adno", "Legal Surname", "Legal Forename", "Year", "Reg", "Date", "Session",
           "MIS mark", "Mark", "Source", "Found out by", "At", "Note")  # fmt: skip


def as_row(one: Correction) -> list[str]:
    """One correction as a row of the file for whoever enters it, under `COLUMNS`."""
    child, fact = one.pupil, one.found
    return [child.upn, child.adno, child.surname, child.forename, child.year, child.reg,
            fact.session.day.isoformat(), fact.session.half, one.mark, one.code, fact.source, one.by,
            fact.at.isoformat(timespec="minutes"), one.said]  # fmt: skip
