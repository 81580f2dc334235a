"""The lists behind `g`: reviews, the DSL's queue, missing marks, quarantine, people, the log, questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from core import journal
from core.codes import NO_MARK
from core.days import HALVES, Session
from core.errors import Unknown
from core.lists.rows import NOT_SEEN, Listing, ListRow
from core.morning import Morning, read_morning
from core.people import name_of, staff_by_account, staff_list
from core.record import Record
from core.register import only_cells, register_in, registers, span
from core.roll import all_pupils, pupils
from core.telling import day_words, tell

__all__ = ["ListRow", "Listing", "read_list"]


def read_list(record: Record, name: str) -> Listing:
    """One of the lists by name; Unknown, with the names there are, for any other."""
    if name not in _LISTS:
        raise Unknown(f"There is no list “{name}”: {', '.join(_LISTS)}.")
    with record.reading():
        return _LISTS[name](record)


def _reviews(record: Record) -> Listing:
    today = record.clock.today()
    rows = record.db.execute(
        """SELECT pupil_id, review, owner, step FROM casework WHERE review IS NOT NULL
           ORDER BY review, pupil_id"""
    ).fetchall()
    people, staff = pupils(record, [row[0] for row in rows]), staff_by_account(record)
    found = []
    for row in rows:
        day = date.fromisoformat(row[1])
        when = "today" if day == today else ("overdue" if day < today else "")
        owner = name_of(staff, row[2])
        one = people[row[0]]
        if one.on_roll(today):
            found.append(ListRow(one.id, (day_words(day, today), when, one.name, one.reg, owner, row[3])))
    return Listing(
        "Reviews",
        ("on", "", "pupil", "reg", "owner", "next step"),
        tuple(found),
        "No review dates set.",
        whole=(0, 1, 2),
    )


def _dsl(record: Record) -> Listing:
    morning = read_morning(record)
    people, staff = pupils(record, list(morning.handovers)), staff_by_account(record)
    found = []
    for one, handover in sorted(
        morning.handovers.items(), key=lambda item: (item[1].acked_by != "", item[1].at)
    ):
        who = name_of(staff, handover.acked_by)
        seen = f"seen by {who} {handover.acked_at:%H:%M}" if handover.acked_at else NOT_SEEN
        found.append(
            ListRow(
                one,
                (
                    day_words(handover.day, morning.today),
                    f"{handover.at:%H:%M}",
                    people[one].name,
                    people[one].reg,
                    handover.why,
                    seen,
                ),
            )
        )
    return Listing(
        "With the DSL",
        ("on", "at", "pupil", "reg", "why", ""),
        tuple(found),
        "Nobody is with the DSL.",
        whole=(0, 1),
    )


def _missing(record: Record) -> Listing:
    """Registers not in, then marks missing in the past of this school year, newest first."""
    morning = read_morning(record)
    found = [
        ListRow(
            None,
            (
                day_words(morning.today),
                morning.session,
                f"register of {m.reg}",
                m.reg,
                f"{m.pupils} pupil{'s' * (m.pupils != 1)}",
            ),
        )
        for m in morning.missing
    ]
    whole, single = _missing_marks(record, morning.today)
    found += [*whole, *_blank_today(record, morning), *single]
    empty = (
        "Every register is in and no mark is missing." if record.calendar.loaded else "No calendar loaded."
    )
    return Listing(
        "Missing registers and marks", ("on", "", "who", "reg", ""), tuple(found), empty, whole=(0, 1)
    )


def _blank_today(record: Record, morning: Morning) -> list[ListRow]:
    """Pupils without a mark in a register that is in: of this half of the day, then of the one gone by."""
    rows: list[ListRow] = []
    for half in reversed(HALVES[: HALVES.index(morning.session) + 1]):
        session = Session(morning.today, half)
        blank = [h for h in morning.expected.values() if h.cell(half) == NO_MARK]
        taken = {reg for reg in {h.reg for h in blank} if register_in(record, reg, session)}
        people = pupils(record, [h.id for h in blank if h.reg in taken]).values()
        rows += [
            ListRow(one.id, (day_words(morning.today), half, one.name, one.reg, "no mark"))
            for one in sorted(people, key=lambda one: one.name)
        ]
    return rows


def _missing_marks(record: Record, today: date) -> tuple[list[ListRow], list[ListRow]]:
    """Registers not taken before today, and single marks missing, of this school year."""
    if not record.calendar.loaded:
        return [], []
    first, last = record.calendar.school_year(today)[0], today - timedelta(days=1)
    strings = registers(record, None, first)
    gaps: list[tuple[Session, str, int, str]] = []
    for one in all_pupils(record):
        register = strings.get(one.id, {})
        if NO_MARK not in only_cells(record.calendar, one, register, first, last):
            continue  # nearly everybody: which sessions they are is asked only of the rest
        cells, sessions = span(record.calendar, one, register, first, last)
        blanks = [s for s, cell in zip(sessions, cells, strict=True) if cell == NO_MARK]
        gaps += [(session, one.name, one.id, one.reg) for session in blanks]
    untaken = {key for key in {(s, reg) for s, _, _, reg in gaps} if not register_in(record, key[1], key[0])}
    whole = [
        ListRow(None, (day_words(s.day, today), s.half, f"register of {reg}", reg, "not taken"))
        for s, reg in sorted(untaken, key=lambda key: (key[0], key[1]), reverse=True)
    ]
    single = [
        ListRow(pupil_id, (day_words(s.day, today), s.half, name, reg, "no mark"))
        for s, name, pupil_id, reg in sorted(gaps, reverse=True)
        if (s, reg) not in untaken
    ]
    return whole, single


def _asked(name: str) -> Callable[[Record], Listing]:
    """A list of clocks or flags; what works those out is imported when it is wanted."""

    def read(record: Record) -> Listing:
        from core.lists import asked

        lists = {"clocks": asked.clocks, "patterns": asked.patterns,
                 "silent": asked.silent, "insight": asked.insight}  # fmt: skip
        return lists[name](record)

    return read


def _quarantine(record: Record) -> Listing:
    """What imports set aside."""
    from core.lists.set_aside import read_set_aside

    return read_set_aside(record)


def _people(record: Record) -> Listing:
    found = tuple(
        ListRow(None, (one.name, one.initials, one.role.value, one.account, one.email))
        for one in staff_list(record)
    )
    return Listing(
        "Staff", ("name", "", "role", "account", "e-mail"), found, "No staff file has been imported."
    )


def _log(record: Record) -> Listing:
    latest, today = journal.events(record.db, limit=500), record.clock.today()
    people, staff = (
        pupils(record, {e.pupil_id for e in latest if e.pupil_id is not None}),
        staff_by_account(record),
    )
    found = []
    for event in reversed(latest):
        name = people[event.pupil_id].name if event.pupil_id in people else ""
        said = tell(event) + (" (taken back)" if event.undone_by else "")
        found.append(
            ListRow(
                event.pupil_id,
                (
                    day_words(event.at.date(), today),
                    f"{event.at:%H:%M}",
                    name_of(staff, event.by),
                    name,
                    said,
                ),
            )
        )
    return Listing(
        "What was done",
        ("on", "at", "by", "pupil", ""),
        tuple(found),
        "Nothing has been done yet.",
        whole=(0, 1),
    )


def _corrections(record: Record) -> Listing:
    """What was found out and the MIS does not show yet."""
    from core.corrections import read_corrections, told

    found, today = [], record.clock.today()
    for one in read_corrections(record):
        fact = one.found
        cells = (f"{day_words(fact.session.day, today)} {fact.session.half}", one.pupil.name, one.pupil.reg,
                 one.mark or "–", one.code, fact.source, one.by)  # fmt: skip
        found.append(ListRow(one.pupil.id, cells, one.heading, told(one, today)))
    columns = ("session", "pupil", "reg", "MIS", "found", "source", "by")
    return Listing("Corrections for the MIS", columns, tuple(found), "The MIS shows all that was found out.",
                   whole=(0, 3, 4))  # fmt: skip


_LISTS: dict[str, Callable[[Record], Listing]] = {
    "reviews": _reviews,
    "dsl": _dsl,
    "missing": _missing,
    "corrections": _corrections,
    **{name: _asked(name) for name in ("clocks", "patterns", "silent", "insight")},
    "quarantine": _quarantine,
    "people": _people,
    "log": _log,
}
