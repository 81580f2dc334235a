"""XML and JSON files: which system's they are, told by the outermost element, and what tables are in them."""

from __future__ import annotations

import json
from collections.abc import Callable

from core.errors import Refused, Unreadable
from core.text import clean

from ..table import File, Given
from ..xmlfile import root_of
from . import census, ctf, sims, wonde

_JSON_LIMIT = 32_000_000  # a page has some hundred items; parsed, JSON takes many times its size


def _isams(file: File) -> list[Given]:
    raise Refused(f"{file.name}: iSAMS's own XML, which is not read. Export a CSV as in docs/importing.md.")


_ROOTS: dict[str, Callable[[File], list[Given]]] = {
    "superstarreport": sims.report,
    "sessionattendances": sims.sessions,
    "ctfile": ctf.tables,
    "message": census.tables,
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
    """The tables in a JSON file: a page of an API, saved as it came."""
    if len(file.data) > _JSON_LIMIT:
        raise Refused(f"{file.name}: over 32 MB of JSON. Save a file a page, as the API returns them.")
    try:
        whole = json.loads(file.data, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise Unreadable(f"{file.name}: JSON that is damaged or cut off. Save it again.") from None
    data = whole.get("data") if isinstance(whole, dict) else whole
    items = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    if not items:
        raise Unreadable(f"{file.name}: JSON without an item in its data. Save the page again.")
    page, more = _page(whole)
    return wonde.tables(file, items, page, more)


def _page(whole: object) -> tuple[int, bool]:
    """Which page of how many this says it is; 0 and False where it says nothing."""
    meta = whole.get("meta") if isinstance(whole, dict) else None
    told = meta.get("pagination") if isinstance(meta, dict) else None
    if not isinstance(told, dict):
        return 0, False
    number = str(told.get("current_page") or "")
    more = told.get("more")
    return (
        int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0,
        more if isinstance(more, bool) else bool(told.get("next")),
    )
