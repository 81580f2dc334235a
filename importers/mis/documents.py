"""XML and JSON files: which system's they are, told by the outermost element, and what tables are in them."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import Refused
from core.text import clean

from ..table import File, Given
from ..xmlfile import root_of
from . import sims


def _isams(file: File) -> list[Given]:
    raise Refused(f"{file.name}: iSAMS's own XML, which is not read. Export a CSV as in docs/importing.md.")


_ROOTS: dict[str, Callable[[File], list[Given]]] = {
    "superstarreport": sims.report,
    "sessionattendances": sims.sessions,
    "attendancecodes": sims.codes,
    "sessioncodes": sims.codes,
    "commandreportererror": sims.failed,
    "isams": _isams,
}


def from_xml(file: File) -> list[Given]:
    """The tables in an XML file; Refused where nobody here reads such a file."""
    root = root_of(file.name, file.data)
    reader = _ROOTS.get(root.casefold())
    if reader is None:
        raise Refused(
            f"{file.name}: XML that begins with {clean(root, 40)}, which is none of the kinds read "
            "(SIMS reports, CTF, School Census). Export it as CSV or XLSX."
        )
    return reader(file)


def from_json(file: File) -> list[Given]:
    """The tables in a JSON file."""
    raise Refused(f"{file.name}: JSON of a kind nobody here reads. Export it as CSV or XLSX.")
