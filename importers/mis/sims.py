"""SIMS: the reports CommandReporter writes as XML, and the session marks of its API."""

from __future__ import annotations

import re
from itertools import chain
from sys import intern

from core.errors import Refused, Unreadable
from core.text import clean

from ..captions import folded
from ..table import File, Given, Listed
from ..xmlfile import Node, elements

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELLS = 6_000_000
_SESSION = ("PersonID", "AttendanceDate", "SessionName", "AttendanceMark", "MinsLate", "Comments")


def report(file: File) -> list[Given]:
    """A `SuperStarReport`: a row a Record, a column a caption, empty where it has no element."""
    places: dict[str, int] = {}
    rows: list[dict[int, str]] = []
    cells = 0
    for record in elements(file.name, file.data, "Record", "CommandReporterError"):
        if record.tag == "CommandReporterError":
            raise _failure(file, record)
        row: dict[int, str] = {}
        for cell in record.children:
            place = places.setdefault(cell.tag, len(places))
            if row.setdefault(place, intern(cell.text.strip())) != cell.text.strip():
                raise Refused(
                    f"{file.name}: {clean(caption(cell.tag), 40)} stands twice in one record. "
                    "Give the report one column of that name."
                )
        cells += len(places)
        if cells > _CELLS:
            raise Refused(f"{file.name}: larger than any school's. Export a shorter span.")
        rows.append(row)
    if not rows:
        raise Unreadable(
            f"{file.name}: a SIMS report without a row. Look at the report's filters, and run it again."
        )
    listed = [(1, [caption(tag) for tag in places])]
    width = range(len(places))
    listed += [(number, [row.get(place, "") for place in width]) for number, row in enumerate(rows, 2)]
    return [Given(Listed("xml", listed), shape="sims-report-xml", system="sims")]


def caption(tag: str) -> str:
    """A caption as the report shows it: `Legal_x0020_Surname` is Legal Surname."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), tag)


def sessions(file: File) -> list[Given]:
    """`SessionAttendances`: a row a session, its pupil known by PersonID alone."""
    listed: list[tuple[int, list[str]]] = [(1, list(_SESSION))]
    found = elements(file.name, file.data, "SessionAttendance")
    for number, node in enumerate(found, 2):
        told = {child.tag: child.text for child in node.children}
        listed.append((number, [intern(told.get(tag, "").strip()) for tag in _SESSION]))
        if number * len(_SESSION) > _CELLS:
            raise Refused(f"{file.name}: larger than any school's. Export a shorter span.")
    return [Given(Listed("xml", listed), "sims-sessions", "sims-sessions")]


def codes(file: File) -> list[Given]:
    """SIMS's list of its own codes: read where it says which attendance code each stands for."""
    rows: list[dict[str, str]] = []
    for node in elements(file.name, file.data, "AttendanceCode", "SessionCode"):
        rows.append({child.tag: child.text.strip() for child in node.children})
    captions = list(dict.fromkeys(tag for row in rows for tag in row))
    folded_captions = {folded(tag) for tag in captions}
    if not folded_captions & {"statutorycode", "dfecode", "basecode", "basemark", "standsfor"}:
        raise Refused(
            f"{file.name}: a list of SIMS codes that does not say which attendance code each stands for. "
            "Write a CSV with the columns Mark and Stands for, a row a subcode, and import that."
        )
    listed = [(1, captions), *((n, [row.get(tag, "") for tag in captions]) for n, row in enumerate(rows, 2))]
    return [Given(Listed("xml", listed), "codes", "sims-codes", system="sims")]


def failed(file: File) -> list[Given]:
    """CommandReporter could not run the report."""
    found = list(elements(file.name, file.data, "CommandReporterError"))
    raise _failure(file, found[0] if found else Node("CommandReporterError"))


def _failure(file: File, node: Node) -> Refused:
    said = " ".join(chain([node.text], (child.text for child in node.children)))
    return Refused(
        f"{file.name}: SIMS could not run the report: {clean(said, 120) or 'no reason given'}. "
        "Put the command right and run it again."
    )
