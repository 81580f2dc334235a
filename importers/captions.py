"""What a column is called: the captions of each kind of file, and the words other systems use for them.

Captions are compared without case, blanks or punctuation. The first of each list is ours, the one a
message names; it wins over the others where a file has both.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from core.text import fold

from .dates import MonthFirst, parse_dated_caption

_PERSON = {
    "upn": "UPN|Unique Pupil Number|UPN Number",
    "adno": "Adno|Admission No|Admission Number|Adm No|Adm Number|Ad Number",
    "surname": "Legal Surname|Surname|Last Name|Legal Last Name|Family Name",
    "forename": "Legal Forename|Forename|First Name|Legal First Name|Given Name",
    "preferred": "Preferred Forename|Preferred First Name|Known As|Preferred Name|Chosen Name",
    "dob": "DOB|Date of Birth|Birth Date",
    "year": "Year|Year Group|NC Year|National Curriculum Year|Yr",
    "reg": "Reg|Reg Group|Registration Group|Registration Form|Form|Form Group|Tutor Group|Reg Form"
    "|Tutor Group Name",
    "mis_id": "Student ID|Person ID|Pupil ID|Arbor Student ID",
}
_DATE = "Date|Attendance Date|Mark Date|Session Date"
_TELLING = {
    "minutes": "Minutes late|Mins late|Late minutes|Minutes",
    "comment": "Comment|Comments|Note|Notes",
}
_MARKS = _PERSON | {"date": _DATE}


@dataclass(frozen=True)
class Layout:
    """One shape of file: its fields, and which of them it cannot do without."""

    kind: str
    name: str
    what: str
    fields: dict[str, str]
    required: tuple[str, ...] = ()
    person: bool = False  # whether a row needs a pupil: UPN, Adno, or names with date of birth
    any_of: tuple[str, ...] = ()  # at least one of these too
    system: str = ""  # whose numbers `mis_id` holds
    shape: str = ""  # the layout's reader, where several formats share one; '' for its own name
    _words: dict[str, tuple[str, int]] = field(default_factory=dict, compare=False, repr=False)

    def words(self) -> dict[str, tuple[str, int]]:
        """Each folded caption with its field and rank (0 ours, 1 a synonym)."""
        if not self._words:
            for name, line in self.fields.items():
                for rank, caption in enumerate(line.split("|")):
                    self._words.setdefault(folded(caption), (name, min(rank, 1)))
        return self._words

    def caption(self, name: str) -> str:
        """Our caption for a field."""
        return self.fields[name].partition("|")[0]


_OURS = (
    # More telling than marks or pupils, and so before them: a file of lessons has a date and a mark too.
    Layout(
        "lessons", "lessons", "lessons",
        _MARKS | {
            "period": "Period|Lesson|Period Name|PeriodDisplayName",
            "subject": "Subject|Class Subject|Course",
            "mark": "Mark|Attendance Code|Attendance Mark|Lesson Mark|Code",
        },
        ("date", "period", "subject", "mark"), person=True,
    ),
    Layout(
        "timetable", "timetable", "a timetable",
        {
            "upn": _PERSON["upn"], "adno": _PERSON["adno"], "reg": _PERSON["reg"],
            "week": "Week|Timetable Week|Cycle", "day": "Day|Weekday|Day of week",
            "period": "Period|Lesson|Period Name", "subject": "Subject|Class Subject|Course",
        },
        ("day", "period", "subject"), any_of=("upn", "reg", "adno"),
    ),
    Layout(
        "change-dates", "change-dates", "change dates",
        {
            "date": "Date|Change Date|From", "what": "What|Change|What changed|Description",
            "scope": "Year or Reg|Scope|Year/Reg|For", "year": _PERSON["year"], "reg": _PERSON["reg"],
        },
        ("date", "what"),
    ),
    Layout(
        "marks", "marks-session", "marks, a row a session",
        _MARKS | _TELLING | {
            "session": "Session|AM/PM|Session Name|Half day",
            "mark": "Mark|Attendance Code|Attendance Mark|Register Mark|Code",
        },
        ("date", "session", "mark"), person=True,
    ),
    Layout(
        "marks", "marks-day", "marks, a row a day",
        _MARKS | {"am": "AM|AM Mark|Morning|Morning Mark", "pm": "PM|PM Mark|Afternoon|Afternoon Mark"},
        ("date", "am", "pm"), person=True,
    ),
    Layout("marks", "marks-wide", "marks, a column a date", _PERSON, person=True),
    Layout(
        "calendar", "calendar", "a calendar",
        {
            "from": "From|Start|Start Date|Date From", "to": "To|End|End Date|Date To",
            "kind": "Kind|Type", "name": "Name|Description", "session": "Session|AM/PM",
        },
        ("from", "to", "kind"),
    ),
    Layout(
        "codes", "codes", "a list of marks and what they stand for",
        {
            "mark": "Mark|Code|Attendance Code|Attendance Mark|Subcode",
            "means": "Stands for|Statutory Code|DfE Code|Base Code|Base Mark",
        },
        ("mark", "means"),
    ),
    Layout(
        "staff", "staff", "staff",
        {
            "account": "Account|Login|User Name|Username", "name": "Name|Full Name", "initials": "Initials",
            "role": "Role", "email": "Email|Email Address|E-mail",
        },
        ("account", "name", "role"),
    ),
    Layout(
        "contacts", "contacts", "contacts",
        _PERSON | {
            "priority": "Priority|Contact Priority|Order",
            "name": "Name|Contact Name|Contact|Contact Full Name",
            "relationship": "Relationship|Relation|Relationship to Pupil",
            "phone": "Phone|Telephone|Phone 1|Mobile|Phone Number|Telephone Number|Mobile Phone",
            "phone2": "Phone 2|Telephone 2|Other Phone|Home Phone|Home Telephone",
            "email": "Email|Email Address|E-mail",
            "parental": "Parental responsibility|PR|Has Parental Responsibility",
            "may_be_told": "May be told|May be contacted|Can be contacted",
            "best_time": "Best time|Best time to ring",
            "language": "Language|First Language|Home Language",
            "notes": "Notes|Note|Comment|Comments",
        },
        ("name",), person=True,
        any_of=("priority", "relationship", "phone", "email", "may_be_told", "parental"),
    ),
    Layout(
        "pupils", "pupils", "pupils",
        _PERSON | {
            "admitted": "Admission date|Date of Admission|DOA",
            "left": "Leaving date|Date of Leaving|DOL",
            "sen": "SEN status|SEN Provision|SEN",
            "sen_need": "SEN need|Primary Need|SEN Type|SEN Primary Need",
            "fsm": "FSM|Free School Meals|FSM Eligible|Eligible for free meals",
            "pp": "PP|Pupil Premium|Pupil Premium Indicator",
            "looked_after": "Looked after|LAC|CLA|In Care|Looked After Child",
            "social_worker": "Social worker",
            "youth_justice": "Youth justice worker|Youth justice|YJS",
            "young_carer": "Young carer",
            "service_child": "Service child|Service Children",
            "language": "Language|First Language|Home Language",
            "interpreter": "Interpreter|Interpreter needed",
            "medical_plan": "Medical plan|Health care plan",
            "transport": "Transport|Mode of Travel",
            "walks_alone": "Walks alone",
            "non_speaking": "Non-speaking",
            "at_risk": "At risk",
            "named_adult": "Named adult",
            "contact_route": "Contact route",
            "ehcp_review": "EHCP review|EHCP review date",
            "pt_from": "Part-time from",
            "pt_to": "Part-time to",
            "pt_sessions": "Part-time sessions",
            "household": "Household|Household ID",
        },
        person=True,
        any_of=(
            "surname", "forename", "preferred", "year", "reg", "admitted", "left", "sen", "sen_need", "fsm",
            "pp", "looked_after", "social_worker", "youth_justice", "young_carer", "service_child",
            "language", "interpreter", "medical_plan", "transport", "walks_alone", "non_speaking", "at_risk",
            "named_adult", "contact_route", "ehcp_review", "pt_from", "pt_to", "pt_sessions", "household",
        ),
    ),
)  # fmt: skip
PERSON_NEEDED = "UPN (or Adno, or Legal Surname, Legal Forename and DOB)"


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout, the more telling first; those of other systems are data (`vendors.toml`)."""
    theirs = [_vendor(entry) for entry in _vendors()["layout"]]
    # Nearly every file has some caption of a list of pupils, and so that kind comes last.
    return tuple(one for last in (False, True) for one in (*theirs, *_OURS) if (one.kind == "pupils") is last)


@cache
def _vendors() -> dict[str, Any]:
    text = (resources.files("importers") / "vendors.toml").read_text("utf-8")
    return tomllib.loads(text)


def advice(cells: list[str]) -> str:
    """What to fetch instead of the download with these captions; '' for any other."""
    found = {folded(cell) for cell in cells}
    refused = _vendors()["refused"]
    return next((str(one["says"]) for one in refused if {folded(c) for c in one["captions"]} <= found), "")


def _vendor(entry: dict[str, Any]) -> Layout:
    ours = next((one for one in _OURS if one.name == entry.get("like")), None)
    fields = (ours.fields if ours else {}) | entry["fields"]
    return Layout(
        entry["kind"], entry["name"], entry["what"], {name: text for name, text in fields.items() if text},
        tuple(entry["required"]), entry.get("person", True), tuple(entry.get("any_of", ())),
        entry.get("system", ""), entry.get("reader", ""),
    )  # fmt: skip


def folded(caption: str) -> str:
    """A caption without case, accents, blanks or punctuation."""
    return fold(caption).replace(" ", "").replace("_", "")


def dated(caption: str) -> bool:
    """Whether a caption is a date, with or without its session."""
    try:
        return bool(caption) and parse_dated_caption(caption) is not None
    except MonthFirst:
        return True
