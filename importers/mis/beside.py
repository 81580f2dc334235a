"""Tables that stand beside another in the same rows: contacts in a list of pupils, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from ..captions import folded
from ..header import Header, roll
from ..table import Given, Listed, Table

_FIELDS = {
    "Name": "name", "Telephone": "phone", "Email": "email", "Relationship": "relationship",
    "ParentalResponsibility": "parental",
}  # fmt: skip
_PERSON = ("upn", "mis_id", "adno", "surname", "forename", "preferred", "dob")
_MOST = 12


def split(table: Table, header: Header) -> Iterator[Given]:
    """Yield the contacts that stand as `Contact1Name`, `Contact1Telephone` … in a list of pupils.

    Or the pupils of a report that gives each with all particulars, and a row a contact.
    """
    if table.kind == "contacts":
        yield from _pupils(table, header)
    if table.kind != "pupils":
        return
    where = {folded(caption): place for place, caption in enumerate(table.header)}
    numbered = [
        {name: where[folded(f"Contact{n}{name}")] for name in _FIELDS if folded(f"Contact{n}{name}") in where}
        for n in range(1, _MOST + 1)
    ]
    numbered = [columns for columns in numbered if "Name" in columns]
    rows = _rows(table, numbered) if numbered else []
    if len(rows) > 1:
        yield Given(
            Listed(table.format, rows, table.encoding),
            "contacts",
            table.shape,
            system=table.system,
        )


def _pupils(table: Table, header: Header) -> Iterator[Given]:
    columns = roll(header)
    if not columns:
        return
    rows, before = [(1, [table.header[place] for place in columns.values()])], ""
    for number, row in table.rows():
        cells = [row[place] if place < len(row) else "" for place in columns.values()]
        who = table.cell(row, "upn") or table.cell(row, "adno")
        if who and who != before:
            rows.append((number, cells))
        before = who
    if len(rows) > 1:
        yield Given(Listed(table.format, rows, table.encoding), "pupils", table.shape, system=table.system)


def _rows(table: Table, numbered: list[dict[str, int]]) -> list[tuple[int, list[str]]]:
    captions = {
        "upn": "UPN", "mis_id": "Student ID", "adno": "Adno", "surname": "Legal Surname",
        "forename": "Legal Forename", "preferred": "Preferred Forename", "dob": "DOB",
    }  # fmt: skip
    person = [name for name in _PERSON if name in table.columns]
    ours = {"Name": "Name", "Telephone": "Phone", "Email": "Email", "Relationship": "Relationship",
            "ParentalResponsibility": "Parental responsibility"}  # fmt: skip
    told = [name for name in _FIELDS if any(name in columns for columns in numbered)]
    found = [(1, [*(captions[name] for name in person), "Priority", *(ours[name] for name in told)])]
    for number, row in table.rows():
        who = [table.cell(row, name) for name in person]
        for priority, columns in enumerate(numbered, 1):
            cells = [row[columns[n]].strip() if n in columns and columns[n] < len(row) else "" for n in told]
            if any(cells):
                found.append((number, [*who, str(priority), *cells]))
    return found
