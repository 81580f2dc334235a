"""Marks whose code asks a question: C2, X, R, E and B beyond their rules, and codes out of force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from core.clocks import rules
from core.clocks.part_time import C2, Agreement, is_free
from core.clocks.sight import Person, Sight, compulsory_span, places_since
from core.clocks.timeline import OFF_ROLL, Timeline
from core.codes import BY_CELL, NO_MARK, cells_of, out_of_force
from core.days import Session, session_at
from core.questions import ClockState, State

KIND = "code-question"
_X, _R, _E, _B = (cells_of(code) for code in "XREB")
_WITHDRAWN = "".join(entry.cell for entry in BY_CELL.values() if entry.until)
_NEW = "".join(entry.cell for entry in BY_CELL.values() if entry.since)
_AT_HOME = ("home", "online", "on line", "remote", "virtual", "teams", "zoom")


def code_questions(
    sight: Sight, pupil: Person, line: Timeline, cells: str, agreed: list[Agreement]
) -> Iterator[ClockState]:
    """Questions about marks of the time looked at; noting them considered settles those before.

    `OFF_ROLL` sessions ask nothing. Each question is one clock that lists its sessions.
    """
    since = max(line.place(sight.since), places_since(line, sight.settled(pupil.id, KIND)))
    if C2 in cells:
        yield from _part_time(pupil, line, cells, since, agreed)
    if _X in cells:
        low, high = compulsory_span(pupil, line)
        yield from _asked(pupil, line, "not-required", _places(cells, _X, max(low, since), high))
    if cells.count(_R) > 1:
        yield from _asked(pupil, line, "set-apart", _later_days(line, cells, _R, 1, since))
    if cells.count(_E) > rules.numbers()["excluded_days"]:
        later = _later_days(line, cells, _E, rules.numbers()["excluded_days"], since)
        yield from _asked(pupil, line, "excluded", later)
    if _B in cells:
        yield from _offsite(sight, pupil, line, cells, since)


def _part_time(
    pupil: Person, line: Timeline, cells: str, since: int, agreed: list[Agreement]
) -> Iterator[ClockState]:
    """C2 where nothing was agreed, or outside it, or outside compulsory school age (reg 11(6); [S8 S51])."""
    low, high = compulsory_span(pupil, line)
    places = _places(cells, C2, since, len(cells))
    yield from _asked(pupil, line, "part-time-age", [one for one in places if not low <= one < high])
    outside = [one for one in places if low <= one < high and not is_free(agreed, line.session(one))]
    yield from _asked(pupil, line, "part-time-outside" if agreed else "part-time-none", outside)


def _places(cells: str, wanted: str, low: int, high: int) -> list[int]:
    return [place for place in range(low, high) if cells[place] == wanted]


def _later_days(line: Timeline, cells: str, wanted: str, allowed: int, since: int) -> list[int]:
    """Sessions with the code from the day after `allowed` consecutive school days that hold it.

    R: one day for each day set apart ([S22]). E: from the sixth day provision must exist ([S4b]). A day
    without a mark or a session neither counts nor breaks.
    """
    found: list[int] = []
    days = 0
    place = cells.find(wanted)
    while 0 <= place < len(cells):
        day = line.day_of(place)
        held = [one for one in day if cells[one] == wanted]
        if held:
            days += 1
            found += [one for one in held if days > allowed and one >= since]
        elif any(cells[one] not in _SILENT for one in day):
            days = 0
            following = cells.find(wanted, day.stop)
            if following < 0:
                break
            place = following
            continue
        place = day.stop
    return found


_SILENT = NO_MARK + OFF_ROLL + cells_of("Y4", "#")


def _offsite(sight: Sight, pupil: Person, line: Timeline, cells: str, since: int) -> Iterator[ClockState]:
    """B with a note of learning at home or online, or day after day with nothing noted ([S20 S21 S22])."""
    notes = {
        (row[0], row[1]): str(row[2])
        for row in sight.record.db.execute(
            "SELECT day, half, comment FROM mark_detail WHERE pupil_id = ? AND comment <> ''", (pupil.id,)
        )
    }
    said = {
        place: notes.get((session.day.isoformat(), session.half), "").casefold()
        for place in _places(cells, _B, since, len(cells))
        for session in [line.session(place)]
    }
    at_home = [place for place, note in said.items() if any(word in note for word in _AT_HOME)]
    long = _later_days(line, cells, _B, rules.numbers()["offsite_days"], since)
    unsaid = [place for place in long if not said[place]]
    yield from _asked(pupil, line, "offsite", sorted({*at_home, *unsaid}))


def _asked(pupil: Person, line: Timeline, question: str, places: Sequence[int]) -> Iterator[ClockState]:
    if places:
        yield _clock(pupil, question, line.sessions(places))


def _clock(pupil: Person, question: str, sessions: tuple[Session, ...], **values: object) -> ClockState:
    advice = rules.advice(KIND, State.MET, question, **values)
    if pupil.dob is None and question == "not-required":
        advice = f"{advice} {rules.said('no-birth-date')}"
    return ClockState(
        pupil.id, KIND, State.MET, None, sessions[0], len(sessions), sessions,
        rules.rule(KIND, question), advice,
    )  # fmt: skip


def codes_out_of_force(sight: Sight, pupil: Person, strings: dict[date, str]) -> Iterator[ClockState]:
    """Codes withdrawn on 19 August 2024 and used since, or new ones used before (domain.md §1a, §11.9).

    `strings` are all register strings that hold any; every year counts, on any day.
    """
    noted = sight.settled(pupil.id, KIND)
    found: dict[str, list[Session]] = {}
    for start, string in sorted(strings.items()):
        for index, cell in enumerate(string):
            if cell in _WITHDRAWN or cell in _NEW:
                session = session_at(start, index)
                why = out_of_force(BY_CELL[cell].code, session.day)
                if why and noted < session.day <= sight.today:
                    found.setdefault(why, []).append(session)
    for why, sessions in found.items():
        yield _clock(pupil, "out-of-force", tuple(sessions), why=why[0].upper() + why[1:])


def strings_out_of_force(sight: Sight) -> dict[int, dict[date, str]]:
    """Register strings that hold a withdrawn code since 2024, or a new one before, by pupil."""
    held = {True: " OR ".join("instr(cells, ?)" for _ in _WITHDRAWN), False: "cells GLOB ?"}
    rows = sight.record.db.execute(
        f"""SELECT pupil_id, year, cells FROM register
            WHERE (year >= '2024-08-01' AND ({held[True]})) OR (year <= '2024-08-01' AND {held[False]})""",
        (*_WITHDRAWN, f"*[{_NEW}]*"),
    )
    found: dict[int, dict[date, str]] = {}
    for pupil, year, cells in rows:
        found.setdefault(pupil, {})[date.fromisoformat(year)] = cells
    return found
