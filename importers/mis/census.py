"""DfE's School Census: a pupil's sessions of a past term, summed up by reason. Totals, never marks."""

from __future__ import annotations

from core.errors import Refused
from core.text import clean

from ..table import File, Given, Listed
from ..xmlfile import Node, elements
from .ctf import HISTORY

NAME = "school-census"
_PUPILS = ("PupilOnRoll", "PupilNoLongerOnRoll")
_SHORT = 20_000  # bytes of a message that only says what went wrong
_TERMS = {"AUT": "Autumn", "SPR": "Spring", "SUM": "Summer"}


def tables(file: File) -> list[Given]:
    """The termly totals of every pupil who has any; Refused for any other message."""
    header = Node("Header")
    rows: list[tuple[int, list[str]]] = [(1, list(HISTORY))]
    pupils = 0
    for node in elements(file.name, file.data, "Header", *_PUPILS):
        if node.tag == "Header":
            header = node
            continue
        pupils += 1
        if total := _total(node, header):
            rows.append((pupils + 1, total))
    if not pupils:
        raise Refused(
            f"{file.name}: a message in XML that is no School Census: {_said(file)}. "
            "Export a CSV or XLSX instead."
        )
    if len(rows) == 1:
        raise Refused(f"{file.name}: a School Census without attendance for any pupil; nothing was changed.")
    return [
        Given(Listed("xml", rows, "", ["totals of past terms; a census holds no marks"]), "history", NAME)
    ]


def _said(file: File) -> str:
    """What a message says, as a system that failed sends it."""
    if len(file.data) > _SHORT:
        return "it holds no pupil"
    found = next(iter(elements(file.name, file.data, "Message")), Node("Message"))
    texts = [found.text, *(child.text for child in found.children)]
    return clean(" ".join(texts), 80) or "it holds no pupil"


def _total(node: Node, header: Node) -> list[str]:
    who = node.child("PupilIdentifiers") or node
    term = node.child("Attendance", "TermlyAttendance")
    if term is None or not term.says("SessionsPossible"):
        return []
    reasons = ", ".join(
        f"{one.says('AttendanceReason')} {one.says('AbsenceSessions')}"
        for one in term.all("SessionDetails", "SessionDetail")
    )
    about = header.child("CollectionDetails") or header
    source = header.child("Source") or header
    span = f"{_TERMS.get(about.says('Term').upper(), about.says('Term'))} census {about.says('Year')}".strip()
    return [
        who.says("UPN"), who.says("Surname"), who.says("Forename"), who.says("DOB"), span,
        f"{source.says('LEA')}{source.says('Estab')}", term.says("SessionsPossible"), "",
        term.says("SessionsAuthorised"), term.says("SessionsUnauthorised"), reasons,
    ]  # fmt: skip
