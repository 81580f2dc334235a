"""Values of the core in the shape the JSON promises (contract: JSON)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from core.habits import habits
from core.model import Attempt, Event, Pupil
from core.people import staff_by_account
from core.questions import ClockState, Flag
from core.record import Record
from core.views import Attendance, Board, PupilView, Row


def pupil_json(one: Pupil) -> dict[str, Any]:
    """A pupil as other documents name them."""
    return {
        "id": one.id,
        "upn": one.upn,
        "adno": one.adno,
        "name": one.name,
        "year": one.year,
        "reg": one.reg,
    }


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """One attempt."""
    return {
        "at": attempt.at.isoformat(),
        "by": attempt.by,
        "contact": attempt.contact,
        "outcome": attempt.outcome.value,
    }


def board_json(board: Board) -> dict[str, Any]:
    """`board --json`."""
    sum_ = board.reckoning
    return {
        "school": board.school,
        "date": board.now.date().isoformat(),
        "session": board.session,
        "marks_at": board.marks_at.isoformat() if board.marks_at else None,
        "minutes_old": board.minutes_old,
        "marks_in_part": board.in_part,
        "set_aside": board.aside,
        "refused": [{"at": one.at.isoformat(), "file": one.file, "why": one.why} for one in board.refused],
        "registers_missing": [missing.reg for missing in board.registers_missing],
        "unknown": board.unknown,
        "reckoning": {
            "absent": sum_.absent,
            "explained": sum_.explained,
            "texted": sum_.texted,
            "in_hand": sum_.in_hand,
            "with_dsl": sum_.with_dsl,
            "not_reached": sum_.not_reached,
        },
        "rows": [row_json(row) for row in board.rows],
    }


def row_json(row: Row) -> dict[str, Any]:
    """One row of the board."""
    return {
        "pupil": pupil_json(row.pupil),
        "lane": row.lane.value,
        "tier": row.tier,
        "term": row.term.value if row.term else None,
        "rank": row.rank,
        "why": list(row.why),
        "day_of_absence": row.day,
        "codes": {half: code or None for half, code in row.codes.items()},
        "attempts": [attempt_json(attempt) for attempt in row.attempts],
        "claimed_by": row.claimed_by.account if row.claimed_by else None,
        "owner": row.owner or None,
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "flags": list(row.flags),
        "clocks": [dict(clock) for clock in row.clocks],
    }


def attendance_json(figures: Attendance) -> dict[str, Any]:
    """Figures of one pupil over a span."""
    return {
        "from": figures.first.isoformat(),
        "to": figures.last.isoformat(),
        "possible": figures.possible,
        "attending": figures.attending,
        "authorised": figures.authorised,
        "unauthorised": figures.unauthorised,
        "late": figures.late,
        "missing_marks": figures.missing_marks,
        "not_possible": figures.not_possible,
        "percent": float(figures.percent) if figures.percent is not None else None,
        "persistent": figures.persistent,
        "severe": figures.severe,
    }


def view_json(record: Record, view: PupilView) -> dict[str, Any]:
    """`pupil --json`."""
    work = view.preview.casework
    staff = staff_by_account(record)
    owner = staff[work.owner].name if work.owner in staff else work.owner
    return {
        "pupil": pupil_json(view.preview.pupil),
        "attendance": attendance_json(view.attendance),
        "clocks": [clock_json(clock) for clock in view.clocks],
        "flags": flags_json(view.flags),
        "barriers": [
            {"text": b.text, "kind": b.kind, "whose": b.whose, "since": b.since.isoformat(), "by": b.by}
            for b in view.barriers
        ],
        "plan": {
            "owner": work.owner or None,
            "owner_name": owner or None,
            "review_on": work.review.isoformat() if work.review else None,
            "next_step": work.step or None,
        },
        "contacts": [
            {
                "priority": line.contact.priority,
                "name": line.contact.name,
                "relationship": line.contact.relationship,
                "phone": line.contact.phone,
                "phone2": line.contact.phone2,
                "best_time": line.contact.best_time,
                "last": attempt_json(line.last) if line.last else None,
            }
            for line in view.preview.dial
        ],
        "timeline": [
            {
                "at": line.at.isoformat(),
                "by": line.by,
                "kind": line.kind,
                "text": line.text,
                "event": line.event,
            }
            for line in view.timeline
        ],
        "past": [asdict(total) for total in view.past],
    }


def clock_json(clock: ClockState, one: Pupil | None = None) -> dict[str, Any]:
    """One clock of `clocks --json`, with its pupil where the document names none."""
    return {
        **({"pupil": pupil_json(one)} if one else {}),
        "kind": clock.kind,
        "due": clock.due.isoformat() if clock.due else None,
        "met_on": str(clock.met_on) if clock.met_on else None,
        "state": clock.state.value,
        "count": clock.count,
        "sessions": [str(session) for session in clock.sessions],
        "rule": clock.rule,
        "advice": clock.advice,
    }


def flags_json(flags: Iterable[Flag], one: Pupil | None = None) -> list[dict[str, Any]]:
    """A pupil's flags as in `patterns --json`, each with its pupil where the document names none.

    `part_of` is the kind of the flag that leads (`core.habits`), null for one that asks by itself.
    """
    return [
        {**_flag(flag, one), "part_of": None if flag is habit.flag else habit.flag.kind}
        for habit in habits(flags)
        for flag in habit.flags
    ]


def _flag(flag: Flag, one: Pupil | None) -> dict[str, Any]:
    return {
        **({"pupil": pupil_json(one)} if one else {}),
        "kind": flag.kind,
        "sentence": flag.sentence,
        "numerator": flag.numerator,
        "denominator": flag.denominator,
        "elsewhere": {"numerator": flag.elsewhere[0], "denominator": flag.elsewhere[1]},
        "sessions": [str(one_session) for one_session in flag.sessions],
        "clears_when": flag.clears_when,
    }


def event_json(event: Event, people: dict[int, Pupil]) -> dict[str, Any]:
    """One event of `journal --json`."""
    one = people.get(event.pupil_id) if event.pupil_id is not None else None
    return {
        "id": event.id,
        "act": event.act,
        "at": event.at.isoformat(),
        "by": event.by,
        "kind": event.kind,
        "pupil": pupil_json(one) if one else None,
        "data": dict(event.data) if event.data is not None else None,
        "hash": event.hash,
        "undone_by": event.undone_by or None,
    }
