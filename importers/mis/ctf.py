"""DfE's Common Transfer File, versions 20 to 25: who joins, what their last school knew, and their marks.

It is history, not a morning's register: it makes pupils who are not there yet, changes nobody of whom an
export of this school's has told, and its marks only fill sessions of which none has.
"""

from __future__ import annotations

from datetime import date, datetime, time

from core.errors import Unreadable

from ..dates import parse_date
from ..table import NOT_TOLD, File, Given, Listed
from ..xmlfile import Node, elements

NAME, JOINERS = "ctf", "transfer"
_READ = range(20, 26)
_WHO = ("UPN", "Legal Surname", "Legal Forename", "DOB")
_PUPIL = (
    *_WHO,
    "Preferred Forename",
    "Year",
    "SEN status",
    "SEN need",
    "FSM",
    "Looked after",
    "Service child",
)
_CONTACT = (*_WHO, "Priority", "Name", "Relationship", "Phone", "Phone 2", "Email", "Parental responsibility")
_STRING = (*_WHO, "Attendance start date", "Attendance marks", "Until")
HISTORY = (*_WHO, "Span", "School", "Possible", "Attended", "Authorised", "Unauthorised", "Reasons")
_RELATIONS = {"PAM": "Mother", "PAF": "Father"}
_Rows = list[tuple[int, list[str]]]


def tables(file: File) -> list[Given]:
    """Pupils, contacts, marks and yearly totals of one file, each where it has any."""
    pupils: _Rows = [(1, list(_PUPIL))]
    contacts: _Rows = [(1, list(_CONTACT))]
    strings: _Rows = [(1, list(_STRING))]
    history: _Rows = [(1, list(HISTORY))]
    header = Node("Header")
    for node in elements(file.name, file.data, "Header", "Pupil"):
        if node.tag == "Header":
            header = node
            continue
        number = len(pupils) + 1
        who = [node.says("UPN"), node.says("Surname"), node.says("Forename"), node.says("DOB")]
        pupils.append((number, [*who, *_particulars(node)]))
        contacts += [(number, [*who, *_contact(one)]) for one in node.all("Contacts", "Contact")]
        for year in node.all("Attendance", "YearData"):
            history += _totals(number, who, year)
            strings += _marks(number, who, year, header)
    if len(pupils) == 1:
        raise Unreadable(f"{file.name}: a CTF without a pupil. Ask the other school to send it again.")
    return _given(header, pupils, contacts, strings, history)


def _given(header: Node, pupils: _Rows, contacts: _Rows, strings: _Rows, history: _Rows) -> list[Given]:
    moment = _moment(header)
    taken = (moment, "in the file") if moment else None
    notes = _notes(header)
    made = [Given(Listed("xml", pupils, "", notes), "pupils", NAME, taken, JOINERS, yields=True)]
    if len(contacts) > 1:
        made.append(Given(Listed("xml", contacts), "contacts", NAME, taken, JOINERS, yields=True))
    if len(strings) > 1:
        # As old as its first mark: whatever this school's own exports tell of a session counts as newer.
        first = min(parse_date(row[4]) or date.max for _, row in strings[1:])
        oldest = (datetime.combine(first, time()), "the first mark's date") if first < date.max else taken
        made.append(Given(Listed("xml", strings), "ctf-marks", NAME, oldest, JOINERS, yields=True))
    if len(history) > 1:
        made.append(Given(Listed("xml", history), "history", NAME, taken, JOINERS, yields=True))
    return made


def _moment(header: Node) -> datetime | None:
    try:
        return datetime.fromisoformat(header.says("DateTime")[:19])
    except ValueError:
        return None


def _notes(header: Node) -> list[str]:
    said = header.says("CTFversion")
    number = said.partition(".")[0]
    if number.isascii() and number.isdigit() and int(number) in _READ:
        return []
    return [f"CTF version {said or 'not told'}: versions 20 to 25 are known; look at what came in"]


def _particulars(node: Node) -> list[str]:
    """What a joiner's pupil row says beyond who it is; a section the file has not is not told."""
    basic = node.child("BasicDetails") or Node("BasicDetails")
    spells = sorted(node.all("SENhistory", "SEN"), key=lambda spell: spell.says("StartDate"))
    needs = node.all("SENneeds", "SENneed")
    return [
        _told(basic, "PreferredForename"), _told(basic, "NCyearActual"),
        spells[-1].says("SENprovision")[:1] if spells else NOT_TOLD,
        (needs[0].says("SENtype") or needs[0].text.strip()) if needs else NOT_TOLD,
        _meals(node), _told(node, "LookedAfter", "InCare"), _told(basic, "ServiceChild"),
    ]  # fmt: skip


def _told(node: Node, *path: str) -> str:
    """Yes or no where the file says true or false; what it leaves out or empty is not told."""
    said = node.says(*path)
    return {"true": "yes", "false": "no"}.get(said.casefold(), said) or NOT_TOLD


def _meals(node: Node) -> str:
    spells = node.all("FSMhistory", "FSMinstance")
    if not spells:
        return NOT_TOLD
    return "yes" if any(not spell.says("FSMendDate") for spell in spells) else "no"


def _contact(node: Node) -> list[str]:
    numbers = {one.says("TelephoneType").upper(): one.says("PhoneNo") for one in node.all("Phones", "Phone")}
    mobile = numbers.pop("M", "")
    phones = [number for number in (mobile, *numbers.values()) if number]
    relation = node.says("Relationship")
    responsible = node.says("Responsibility").upper()
    return [
        node.says("Order"), " ".join(node.says(part) for part in ("Title", "Forename", "Surname")).strip(),
        _RELATIONS.get(relation.upper(), relation), *[*phones, "", ""][:2], node.says("Email"),
        {"TRUE": "yes", "1": "yes", "Y": "yes"}.get(responsible, "no"),
    ]  # fmt: skip


def _totals(number: int, who: list[str], year: Node) -> _Rows:
    told = [year.says(f"Sessions{what}") for what in ("Possible", "Attended", "Authorised", "Unauthorised")]
    if not told[0]:
        return []
    school = year.says("SchoolName") or f"{year.says('LEA')}{year.says('Estab')}"
    return [(number, [*who, year.says("Year"), school, *told, ""])]


def _marks(number: int, who: list[str], year: Node, header: Node) -> _Rows:
    rows: _Rows = []
    for one in year.all("AttendSessions"):
        start, marks = one.says("AttendanceStartDate"), one.says("AttendanceMarks")
        if marks:
            rows.append((number, [*who, start, marks, _until(start, header)]))
    return rows


def _until(start: str, header: Node) -> str:
    """The last date the marks can be of: the file's own, or the end of that school year."""
    first, moment = parse_date(start), _moment(header)
    if first is None:
        return ""
    end = date(first.year + (first.month >= 8), 8, 31)
    return min(end, moment.date()).isoformat() if moment else end.isoformat()
