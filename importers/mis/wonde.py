"""Wonde: pages of its API as a script saved them. What a page leaves null it does not tell.

A page is told by what its first item holds. Numbers are Wonde's own: a mark's pupil and code are found
through the includes of the page, or through the students and the code list imported before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.codes import MISSING
from core.errors import Refused

from ..table import NOT_TOLD, File, Given, Listed

Item = Mapping[str, Any]
_SYSTEM = "wonde"
_PHONES = "contact_details.phones"
# Our caption, and where a student's item may hold it: the first path that holds anything is taken.
_STUDENT = {
    "Student ID": ("id",),
    "UPN": ("education_details.upn", "upn"),
    "Adno": ("education_details.admission_number", "admission_number"),
    "Legal Surname": ("legal_surname", "surname"),
    "Legal Forename": ("legal_forename", "forename"),
    "Preferred Forename": ("preferred_forename", "forename"),
    "DOB": ("date_of_birth",),
    "Year": ("year.code", "year.name", "education_details.current_nc_year", "current_nc_year"),
    "Reg": ("registration_group.name", "registration_group.code", "group.name", "registration_group"),
    "Admission date": ("education_details.admission_date", "admission_date"),
    "Leaving date": ("education_details.leaving_date", "leaving_date"),
    "SEN status": ("extended_details.sen_status", "sen_status"),
    "FSM": ("extended_details.free_school_meals",),
    "PP": ("extended_details.premium_pupil_indicator",),
    "Looked after": ("extended_details.in_lea_care",),
}
_CONTACT = {
    "Priority": ("relationship.priority",),
    "Name": ("name",),
    "Relationship": ("relationship.relationship", "relationship.name"),
    "Phone": (
        "contact_details.phones.mobile",
        "contact_details.phones.primary",
        "contact_details.phones.phone",
    ),
    "Phone 2": ("contact_details.phones.home", "contact_details.phones.work"),
    "Email": ("contact_details.emails.email", "contact_details.emails.primary"),
    "Parental responsibility": ("relationship.parental_responsibility",),
}
_SESSION = {
    "Student ID": ("student.id", "student"),
    "Date": ("date",),
    "Session": ("session",),
    "Mark": ("attendance_code.code", "attendance_code.id", "attendance_code"),
    "Minutes late": ("minutes_late",),
    "Comment": ("comment",),
}


def tables(file: File, data: Sequence[Item], page: int, more: bool) -> list[Given]:
    """The tables in one saved page; Refused for one that is none of those read."""
    read = _kind(data)
    if read is None:
        raise Refused(
            f"{file.name}: JSON that is none of Wonde's students, contacts, session attendance or attendance "
            "codes. Save one of these as the API returns it."
        )
    return [
        Given(Listed("json", rows), layout, shape="wonde", system=_SYSTEM, page=page, more=more)
        for layout, rows in read(data)
        if len(rows) > 1
    ]


_Rows = list[tuple[int, list[str]]]
_Read = Callable[[Sequence[Item]], list[tuple[str, _Rows]]]


def _kind(data: Sequence[Item]) -> _Read | None:
    keys = set(data[0])
    if "lesson" in keys and "attendance_code" in keys:
        return None
    if {"session", "attendance_code", "student"} <= keys:
        return _sessions
    if "code" in keys and not keys & {"surname", "forename", "students"}:
        return _codes
    if "students" in keys and "education_details" not in keys:
        return _contacts
    return _students if keys & {"surname", "forename", "legal_surname", "upi", "education_details"} else None


def _sessions(data: Sequence[Item]) -> list[tuple[str, _Rows]]:
    return [("marks-session", _rows(_SESSION, data, empty=""))]


def _codes(data: Sequence[Item]) -> list[tuple[str, _Rows]]:
    rows: _Rows = [(1, ["Mark", "Stands for"])]
    for number, item in enumerate(data, 2):
        code = _text(_at(item, "code"))
        if code not in MISSING:
            rows.append((number, [_text(_at(item, "id")), code]))
    return [("codes", rows)]


def _students(data: Sequence[Item]) -> list[tuple[str, _Rows]]:
    people = _rows(_STUDENT, [_with_group(item) for item in data])
    for _, row in people[1:]:
        if row[5] == row[4]:  # goes by the legal forename: then there is no other
            row[5] = "" if row[4] != NOT_TOLD else NOT_TOLD
    pairs = [(item, contact) for item in data for contact in _list(item, "contacts")]
    return [("pupils", people), ("contacts", _contact_rows(pairs))]


def _contacts(data: Sequence[Item]) -> list[tuple[str, _Rows]]:
    pairs = [
        (student, {**contact, "relationship": contact.get("relationship") or student.get("relationship")})
        for contact in data
        for student in _list(contact, "students")
    ]
    return [("contacts", _contact_rows(pairs))]


def _contact_rows(pairs: Iterable[tuple[Item, Item]]) -> _Rows:
    captions = ["Student ID", *_CONTACT]
    rows: _Rows = [(1, captions)]
    for number, (student, contact) in enumerate(pairs, 2):
        name = " ".join(_text(_at(contact, part)) for part in ("title", "forename", "surname"))
        named = {**contact, "name": " ".join(name.split())}
        told = [_first(named, paths, "") for paths in _CONTACT.values()]
        rows.append((number, [_text(_at(student, "id")), *told]))
    return rows


def _with_group(item: Item) -> Item:
    """The student with the registration group among its groups, where the page includes those."""
    found = [group for group in _list(item, "groups") if "REG" in _text(_at(group, "type")).upper()]
    return {**item, "registration_group": found[0]} if len(found) == 1 else item


def _rows(fields: Mapping[str, tuple[str, ...]], data: Iterable[Item], empty: str = NOT_TOLD) -> _Rows:
    rows: _Rows = [(1, list(fields))]
    rows += [(n, [_first(item, paths, empty) for paths in fields.values()]) for n, item in enumerate(data, 2)]
    return rows


def _first(item: Item, paths: Iterable[str], empty: str) -> str:
    return next((text for path in paths if (text := _text(_at(item, path)))), empty)


def _at(item: Any, path: str) -> Any:
    """What stands at `a.b.c`; an include's `data` is stepped through. None where there is nothing."""
    found = item
    for name in path.split("."):
        if isinstance(found, dict) and isinstance(found.get("data"), dict):
            found = found["data"]
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, dict) and set(found) == {"data"}:
        found = found["data"]
    return found


def _list(item: Item, name: str) -> list[Item]:
    found = item.get(name)
    found = found.get("data") if isinstance(found, dict) else found
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(value: Any) -> str:
    """A value as a cell: yes and no, a PHP date as its day in England, nothing for null."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        moment = value.get("date")
        if not isinstance(moment, str):
            return ""
        zone = "Z" if value.get("timezone") in ("UTC", "Z", "+00:00") else ""
        return f"{moment[:10]}T{moment[11:19]}{zone}" if len(moment) >= 19 else moment
    if value is None or isinstance(value, list):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
