"""The school's files, written as a management information system would export them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

from core.model import Contact, Pupil, Staff
from importers.school.events import Marks
from importers.school.marks import AWAY, Stretch

# fmt: off
PUPILS = (
    "UPN", "Adno", "Legal Surname", "Legal Forename", "Preferred Forename", "DOB", "Year", "Reg",
    "Admission date", "Leaving date", "SEN status", "SEN need", "FSM", "PP", "Looked after", "Social worker",
    "Youth justice worker", "Young carer", "Service child", "Language", "Interpreter", "Medical plan",
    "Transport", "Walks alone", "Non-speaking", "At risk", "Named adult", "Contact route", "EHCP review",
    "Part-time from", "Part-time to", "Part-time sessions", "Household",
)
CONTACTS = (
    "UPN", "Priority", "Name", "Relationship", "Phone", "Phone 2", "Email", "Parental responsibility",
    "May be told", "Best time", "Language", "Notes",
)
STAFF = ("Account", "Name", "Initials", "Role", "Email")
# fmt: on
_COMMENTS = {
    "I": ["Sickness bug", "Temperature", "Migraine", "Cold and cough", "Poorly since last night", "Asthma"],
    "M": ["Dentist", "Orthodontist", "Hospital appointment", "Optician"],
    "E": ["Suspended"],
    "G": ["Holiday; leave not agreed"],
    "C": ["Funeral", "Family wedding abroad; agreed"],
    "O": ["Reason not given", "Finding it hard to come in"],
}


def write_rows(path: Path, captions: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    """Write a small file with quoting where it is needed."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(captions)
        writer.writerows(rows)
    return path


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def pupil_row(p: Pupil) -> list[str]:
    """One row of the pupils file."""
    return [
        *(p.upn, p.adno, p.surname, p.forename, p.preferred, _iso(p.dob), p.year, p.reg),
        *(_iso(p.admitted), _iso(p.left), p.sen, p.sen_need, _flag(p.fsm), _flag(p.pp)),
        *(
            _flag(p.looked_after),
            p.social_worker,
            _flag(p.youth_justice),
            _flag(p.young_carer),
            _flag(p.service_child),
        ),
        *(
            p.language,
            _flag(p.interpreter),
            p.medical_plan,
            p.transport,
            _flag(p.walks_alone),
            _flag(p.non_speaking),
        ),
        *(_flag(p.at_risk), p.named_adult, p.contact_route, _iso(p.ehcp_review)),
        *(_iso(p.pt_from), _iso(p.pt_to), p.pt_sessions, p.household),
    ]


def contact_row(upn: str, c: Contact) -> list[str]:
    """One row of the contacts file."""
    return [
        *(upn, str(c.priority), c.name, c.relationship, c.phone, c.phone2, c.email),
        *(_flag(c.parental), _flag(c.may_be_told), c.best_time, c.language, c.notes),
    ]


def staff_row(s: Staff) -> list[str]:
    """One row of the staff file."""
    return [s.account, s.name, s.initials, s.role.value, s.email]


def write_days(path: Path, upns: list[str], marks: Marks, when: Stretch) -> Path:
    """A year that is over, a row a day: `UPN,Date,AM,PM`."""
    dates = [day.isoformat() for day in when.days]
    lines = ["UPN,Date,AM,PM"]
    for place, own in marks.items():
        upn = upns[place]
        lines += [
            f"{upn},{day},{am},{pm}"
            for day, am, pm in zip(dates, own[::2], own[1::2], strict=True)
            if am or pm
        ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_sessions(rng: Random, path: Path, upns: list[str], marks: Marks, when: Stretch) -> Path:
    """This year up to yesterday, a row a session with minutes late and comments."""
    heads = [f",{day.isoformat()},{half}," for day in when.days for half in ("AM", "PM")]
    lines = ["UPN,Date,Session,Mark,Minutes late,Comment"]
    for place, own in marks.items():
        upn = upns[place]
        lines += [
            f"{upn}{head}{mark},," if mark in "/\\" else f"{upn}{head}{mark},{_details(rng, mark)}"
            for head, mark in zip(heads, own, strict=True)
            if mark
        ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _details(rng: Random, mark: str) -> str:
    """Minutes late and a comment, as they stand at the end of a session's row."""
    if mark == "L":
        return f"{rng.randint(3, 28)},"
    if mark == "U":
        return f"{rng.randint(35, 130)},"
    known = _COMMENTS.get(mark)
    return f",{rng.choice(known)}" if known and mark in AWAY and rng.random() < 0.4 else ","


def write_today(path: Path, pupils: list[Pupil], marks: dict[int, str], today: date, left_out: str) -> Path:
    """This morning, wide: a row a pupil; the form `left_out` has no rows at all."""
    here = (p for p in pupils if p.reg != left_out and (p.left is None or p.left >= today))
    rows = ((p.upn, marks.get(p.id, "")) for p in here)
    return write_rows(path, ("UPN", f"{today.isoformat()} AM"), rows)
