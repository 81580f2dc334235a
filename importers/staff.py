"""The staff file: who may do what."""

from __future__ import annotations

from core.model import Role, Staff
from core.text import clean

from .cells import Texts, Unclear
from .table import Problem, Table
from .understood import understood


def read_staff(table: Table) -> tuple[list[Staff], list[Problem]]:
    """Return the staff in file order, each account once, and the rows that could not be understood."""
    found: dict[str, Staff] = {}
    problems: list[Problem] = []
    texts = Texts()

    def key(row: list[str]) -> str:
        return table.cell(row, "account")

    for number, row, member in understood(table, problems, key, lambda _, row: _member(table, row, texts)):
        if found.setdefault(member.account, member) != member:
            said = f'the account "{member.account}" is in the file already, with other particulars'
            problems.append(table.problem(number, key(row), said, row))
    table.notes += texts.notes()
    return list(found.values()), problems


def _member(table: Table, row: list[str], texts: Texts) -> Staff:
    if wrong := table.misfit(row, ("account", "name", "role")):
        raise Unclear(f"the row {wrong}")
    account, name = texts.line(table.cell(row, "account"), 100), texts.line(table.cell(row, "name"))
    if not account:
        raise Unclear("there is no account")
    said = clean(table.cell(row, "role"))
    try:
        role = Role(said.casefold())
    except ValueError:
        raise Unclear(f'the role "{clean(said, 40)}" is none of {", ".join(Role)}') from None
    initials, email = texts.line(table.cell(row, "initials"), 10), texts.line(table.cell(row, "email"))
    return Staff(account, name or account, initials, role, email)
