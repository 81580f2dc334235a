"""OneRoster's users.csv (1.1 and 1.2): a roster, and nothing about attendance."""

from __future__ import annotations

from ..cells import upn_sound, year_group
from ..match import plain_upn
from ..table import NOT_TOLD, Given, Listed, Table

NAME = "oneroster-users"
_CAPTIONS = ["Student ID", "UPN", "Legal Surname", "Legal Forename", "Preferred Forename", "Year"]


def students(table: Table) -> Given:
    """The students among the users. Whose identifier is no UPN is known by OneRoster's own number alone."""
    rows: list[tuple[int, list[str]]] = [(table.header_row, list(_CAPTIONS))]
    others = gone = 0
    for number, row in table.rows():
        if table.cell(row, "role").casefold() != "student":
            others += 1
        elif table.cell(row, "status").casefold() == "tobedeleted":
            gone += 1
        else:
            rows.append((number, _row(table, row)))
    notes = ["OneRoster holds no attendance: marks come from the MIS itself"]
    notes += [f"{others} users who are no students were left out"] if others else []
    notes += [f"{gone} students who are to be deleted stay as they are held"] if gone else []
    return Given(Listed(table.format, rows, table.encoding, notes), "pupils", "oneroster", system="oneroster")


def _row(table: Table, row: list[str]) -> list[str]:
    upn = plain_upn(table.cell(row, "identifier"))
    grade = table.cell(row, "grades")
    return [
        table.cell(row, "mis_id"), upn if upn_sound(upn) else "",
        table.cell(row, "surname"), table.cell(row, "forename"), table.cell(row, "preferred") or NOT_TOLD,
        year_group(grade) if grade and "," not in grade else NOT_TOLD,
    ]  # fmt: skip
