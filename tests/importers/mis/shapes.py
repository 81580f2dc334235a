"""A small school's marks and pupils, written as each system would export them."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

Mark = tuple[str, str, str, str]  # UPN, ISO date, AM or PM, code


@dataclass(frozen=True)
class Roll:
    """The pupils as rows of our own captions, and every mark of a term."""

    pupils: list[dict[str, str]]
    marks: list[Mark]

    def number(self, upn: str) -> str:
        """The number another system gives a pupil."""
        return str(5000 + next(n for n, pupil in enumerate(self.pupils) if pupil["UPN"] == upn))

    @property
    def days(self) -> list[date]:
        return sorted({date.fromisoformat(day) for _, day, _, _ in self.marks})

    def by_day(self) -> dict[tuple[str, str], dict[str, str]]:
        """UPN and date → half → code."""
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for upn, day, half, code in self.marks:
            found[upn, day][half] = code
        return found


def sheet(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as a CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def element(tag: str, *inner: str) -> str:
    """An element, left out where there is nothing in it, as SIMS does."""
    text = "".join(inner)
    return f"<{tag}>{text}</{tag}>" if text else ""


def tag_of(caption: str) -> str:
    """A caption as CommandReporter escapes it."""
    return "".join(c if c.isalnum() else f"_x{ord(c):04x}_" for c in caption)


# -- SIMS ----------------------------------------------------------------------------------------


def official_register(roll: Roll) -> str:
    """A block a reg group and five weeks, weekends as two blank columns."""
    rows: list[list[str]] = []
    marks, days = roll.by_day(), roll.days
    first, last = days[0], days[-1]
    start = first - timedelta(days=first.weekday())
    while start <= last:
        span = [start + timedelta(days=n) for n in range(35)]
        for reg in sorted({pupil["Reg"] for pupil in roll.pupils}):
            rows += _titles(first, last, reg)
            rows += _dates(span, set(days))
            for pupil in roll.pupils:
                if pupil["Reg"] == reg:
                    cells = [marks.get((pupil["UPN"], day.isoformat()), {}) for day in span]
                    name = f"{pupil['Legal Surname']}, {pupil['Legal Forename']}"
                    rows.append([name, *(_both(cell) for cell in cells)])
            rows.append(["Missing", *("0" if day in days else "" for day in span)])
        start += timedelta(days=35)
    return sheet(rows)


def _titles(first: date, last: date, reg: str) -> list[list[str]]:
    return [
        ["Official Register"],
        ["Period:", f"{first:%d/%m/%Y} to {last:%d/%m/%Y}", "", "Does not include History of Changes"],
        ["Scope:", f"Reg Group  {reg}"],
    ]


def _dates(span: list[date], school_days: set[date]) -> list[list[str]]:
    labels = ["", *(f"{day:%b}" if day.day == 1 or day == span[0] else "" for day in span)]
    return [labels, ["", *(f"{day:%d}" if day in school_days else "" for day in span)]]


def _both(cell: dict[str, str]) -> str:
    return cell.get("AM", "-") + cell.get("PM", "-") if cell else ""


def sims_sessions(roll: Roll) -> str:
    """`SessionAttendances`, pupils known by PersonID."""
    rows = "".join(
        element(
            "SessionAttendance", element("PersonID", roll.number(upn)), element("AttendanceDate", day),
            element("SessionName", half), element("AttendanceMark", code),
        )
        for upn, day, half, code in roll.marks
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="utf-8"?><SessionAttendances>{rows}</SessionAttendances>'


def report_xml(captions: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """`SuperStarReport`: what is empty has no element."""
    tags = [tag_of(caption) for caption in captions]
    records = "".join(
        f"<Record>{''.join(element(tag, escape(cell)) for tag, cell in zip(tags, row, strict=True))}</Record>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<SuperStarReport>{records}</SuperStarReport>'


def sims_pupils(roll: Roll) -> str:
    """The pupils as a SIMS report: years padded to two characters, numbers to six."""
    captions = ["Person ID", "UPN", "Adno", "Legal Surname", "Legal Forename", "DOB", "Year", "Reg"]
    return report_xml(
        captions,
        (
            [roll.number(p["UPN"]), p["UPN"], p["Adno"].zfill(6), p["Legal Surname"], p["Legal Forename"],
             f"{p['DOB']}T00:00:00", f"Year {p['Year']:>2}", p["Reg"]]
            for p in roll.pupils
        ),
    )  # fmt: skip


def sims_marks_xml(roll: Roll) -> str:
    return report_xml(
        ["UPN", "Date", "Session", "Mark"],
        ([upn, uk(day), half, code] for upn, day, half, code in roll.marks),
    )


def sims_marks_grouped(roll: Roll) -> str:
    """CommandReporter's CSV: the pupil stands once, above four title rows' worth of report."""
    rows: list[list[str]] = [["Marks"], [], ["Test School"], []]
    rows.append(["UPN", "Legal Surname", "Date", "Session", "Mark"])
    before = ("", "")
    for upn, day, half, code in sorted(roll.marks):
        told = [upn if before[0] != upn else "", "", day if before != (upn, day) else ""]
        rows.append([*told, half, code])
        before = upn, day
    return sheet(rows)


def uk(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"


# -- Bromcom -------------------------------------------------------------------------------------

WEEK = [f"{day}{half}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for half in ("AM", "PM")]


def bromcom_weeks(roll: Roll) -> str:
    """A row a pupil and week."""
    marks, days = roll.by_day(), roll.days
    rows = [["StudentId", "startDate", "endDate", *WEEK]]
    start = days[0] - timedelta(days=days[0].weekday())
    while start <= days[-1]:
        for pupil in roll.pupils:
            week = [marks.get((pupil["UPN"], (start + timedelta(days=n)).isoformat()), {}) for n in range(5)]
            cells = [day.get(half, "") for day in week for half in ("AM", "PM")]
            end = start + timedelta(days=6)
            rows.append([roll.number(pupil["UPN"]), f"{start}T00:00:00", f"{end}T00:00:00", *cells])
        start += timedelta(days=7)
    return sheet(rows)


def bromcom_pupils(roll: Roll, contacts: dict[str, list[dict[str, str]]] | None = None) -> str:
    """A row a pupil, up to three contacts in it."""
    person = ["StudentId", "Upn", "AdmissionNumber", "LastName", "FirstName", "PreferredFirstName",
              "DateOfBirth", "YearGroup", "TutorGroupName", "ProvisionName", "PremiumPupilFlag", "InCareFlag",
              "EnrolmentStateName", "GenderCode"]  # fmt: skip
    each = ["Name", "Telephone", "Email", "Relationship", "ParentalResponsibility"]
    rows = [[*person, *(f"Contact{n}{name}" for n in (1, 2, 3) for name in each)]]
    for p in roll.pupils:
        row = [roll.number(p["UPN"]), p["UPN"].lower(), p["Adno"], p["Legal Surname"], p["Legal Forename"]]
        row += ["", uk(p["DOB"]), f"Year {p['Year']}", p["Reg"], "", "False", "False", "Current", ""]
        for contact in [*(contacts or {}).get(p["UPN"], []), {}, {}, {}][:3]:
            row += [contact.get(name, "") for name in each]
        rows.append(row)
    return sheet(rows)


# -- Arbor ---------------------------------------------------------------------------------------

_MEANS = {"/": "PRESENT_AM", "\\": "PRESENT_PM", "L": "LATE", "I": "ILLNESS"}


def arbor_attendance(roll: Roll) -> str:
    """The BI dataset."""
    captions = (
        "STUDENT_ID APPLICATION_ID RAW_MARK MARK_CODE MINUTES_LATE PERIOD DATE IS_PRESENT "
        "IS_AUTHORIZED_ABSENT IS_UNAUTHORIZED_ABSENT IS_POSSIBLE_ATTENDANCE"
    )
    rows = [captions.split()]
    for upn, day, half, code in roll.marks:
        period = {"AM": "MORNING", "PM": "AFTERNOON"}[half]
        means = _MEANS.get(code, "OTHER")
        rows.append([roll.number(upn), "uk_swd_1", code, means, "", period, day, "", "", "", ""])
    return sheet(rows)


def arbor_pupils(roll: Roll) -> str:
    """The pupil export: the first row quoted, the data not."""
    captions = (
        "Globally Unique Student ID|Arbor Student ID|Legal First Name|Legal Last Name|Sex"
        "|Year group(s) this academic year|Registration form(s) this academic year|Date of Birth|SEN status"
        "|UPN"
    )
    lines = [",".join(f'"{caption}"' for caption in captions.split("|"))]
    for p in roll.pupils:
        number = roll.number(p["UPN"])
        row = [f"g{number}", number, p["Legal Forename"], p["Legal Surname"], "F"]
        lines.append(",".join([*row, f"Year {p['Year']}", p["Reg"], uk(p["DOB"]), "", p["UPN"]]))
    return "\n".join(lines) + "\n"


# -- Wonde ---------------------------------------------------------------------------------------


def php(day: str, time: str = "00:00:00") -> dict[str, object]:
    """A date as PHP prints one."""
    return {"date": f"{day} {time}.000000", "timezone_type": 3, "timezone": "UTC"}


def wonde_page(data: list[dict[str, object]], page: int = 1, more: bool = False) -> str:
    """One page as the API returns it."""
    told = {"next": "https://example.invalid/?page=2" if more else None, "previous": None, "more": more,
            "per_page": 50, "current_page": page}  # fmt: skip
    return json.dumps({"data": data, "meta": {"pagination": told, "includes": []}})


def wonde_students(roll: Roll) -> list[dict[str, object]]:
    return [
        {
            "id": f"A{roll.number(p['UPN'])}", "upi": "x", "mis_id": roll.number(p["UPN"]), "initials": None,
            "surname": p["Legal Surname"], "forename": p["Legal Forename"],
            "legal_surname": p["Legal Surname"], "legal_forename": p["Legal Forename"], "gender": None,
            "date_of_birth": php(p["DOB"]),
            "education_details": {"data": {"upn": p["UPN"], "current_nc_year": p["Year"],
                                           "admission_number": p["Adno"]}},
            "groups": {"data": [{"type": "REGISTRATION", "name": p["Reg"]}, {"type": "HOUSE", "name": "R"}]},
        }
        for p in roll.pupils
    ]  # fmt: skip


def wonde_codes(codes: Iterable[str]) -> list[dict[str, object]]:
    return [{"id": f"C{ord(c[0])}{len(c)}{c[1:]}", "code": c, "type": "X", "description": ""} for c in codes]


def wonde_sessions(roll: Roll) -> list[dict[str, object]]:
    number = {str(one["code"]): one["id"] for one in wonde_codes({mark[3] for mark in roll.marks})}
    return [
        {"id": f"S{n}", "date": php(day), "session": half, "comment": None, "minutes_late": None,
         "student": f"A{roll.number(upn)}", "attendance_code": number[code]}
        for n, (upn, day, half, code) in enumerate(roll.marks)
    ]  # fmt: skip


# -- CTF -----------------------------------------------------------------------------------------


def ctf_pupil(who: dict[str, str], inner: str = "") -> str:
    """One pupil of a transfer file."""
    names = element("Surname", escape(who["Legal Surname"])) + element(
        "Forename", escape(who["Legal Forename"])
    )
    return element("Pupil", element("UPN", who["UPN"]), names, element("DOB", who["DOB"]), inner)


def ctf(pupils: Iterable[str], moment: str = "2026-11-19T16:30:00", version: str = "25.0") -> str:
    """A transfer file, as the DfE's specification has it."""
    source = element("SourceSchool", element("LEA", "999"), element("Estab", "4001"))
    header = element("Header", element("CTFversion", version), element("DateTime", moment), source)
    inner = header + element("CTFpupilData", *pupils)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<CTfile>{inner}</CTfile>'


def ctf_attendance(start: str, marks: str, **totals: str) -> str:
    """One year of attendance: totals, and the string of marks."""
    sessions = element("AttendanceStartDate", start) + element("AttendanceMarks", escape(marks))
    sums = "".join(element(name, text) for name, text in totals.items())
    return element("Attendance", element("YearData", sums, element("AttendSessions", sessions)))


def ctf_marks(roll: Roll, weekends: bool = True) -> str:
    """Every pupil with their marks of the term; a day without school is closed twice."""
    marks, days = roll.by_day(), roll.days
    span = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    span = [day for day in span if weekends or day.weekday() < 5]
    return ctf(
        ctf_pupil(
            pupil,
            element("BasicDetails", element("NCyearActual", pupil["Year"]))
            + ctf_attendance(
                str(days[0]),
                "".join(
                    marks.get((pupil["UPN"], str(day)), {}).get(half, "-" if day in days else "#")
                    for day in span
                    for half in ("AM", "PM")
                ),
            ),
        )
        for pupil in roll.pupils
    )


def as_json(value: object) -> str:
    return json.dumps(value, indent=1)


def read_csv(path: Path) -> list[dict[str, str]]:
    """A CSV's rows by caption."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
