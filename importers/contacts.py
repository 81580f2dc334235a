"""The contacts file: whom the school may ring about a pupil, in the school's own order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.text import clean

from .cells import Texts, Unclear, yes
from .match import Matcher
from .phones import worded_number
from .table import Problem, Table
from .understood import understood
from .who import Who

_UNRANKED = 1_000_000  # a contact without a priority comes after those with one, in file order


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of one pupil; `priority` counts from 1 within the pupil."""

    row: int
    priority: int
    name: str
    relationship: str = ""
    phone: str = ""
    phone2: str = ""
    email: str = ""
    parental: bool = False
    may_be_told: bool = True
    best_time: str = ""
    language: str = ""
    notes: str = ""


def read_contacts(
    table: Table, match: Matcher, held: list[tuple[int, list[str], str]] | None = None
) -> tuple[dict[int, list[ContactRow]], list[Problem]]:
    """Return each pupil's contacts, first to ring first, and what could not be understood.

    Rows about nobody on the record are added to `held`, with what they call the pupil.
    """
    found: dict[int, dict[tuple[object, ...], ContactRow]] = {}
    problems: list[Problem] = []
    who, texts = Who(table, match), Texts()

    def read(number: int, row: list[str]) -> tuple[int, ContactRow] | None:
        pupil = who.find(number, row)
        return None if pupil is None else (pupil, _contact(table, number, row, texts))

    for number, row, told in understood(table, problems, who.key, read):
        if told is not None:
            pupil, contact = told
            found.setdefault(pupil, {}).setdefault(_said(contact), contact)
            continue
        if held is not None and who.key(row):
            held.append((number, row, who.key(row)))
        problem = table.problem(number, who.key(row), who.unknown(row), row)
        same = who.known_by(row)
        problems.append(replace(problem, about="pupil", what=same) if same else problem)
    table.notes += texts.notes()
    return {pupil: _in_order(list(contacts.values())) for pupil, contacts in found.items()}, problems


def _said(contact: ContactRow) -> tuple[object, ...]:
    return tuple(getattr(contact, name) for name in ContactRow.__dataclass_fields__ if name != "row")


def _in_order(contacts: list[ContactRow]) -> list[ContactRow]:
    ordered = sorted(contacts, key=lambda contact: (contact.priority, contact.row))
    return [replace(contact, priority=place) for place, contact in enumerate(ordered, 1)]


def _contact(table: Table, number: int, row: list[str], texts: Texts) -> ContactRow:
    if wrong := table.misfit(row, ("name",)):
        raise Unclear(f"the row {wrong}")

    def text(name: str) -> str:
        return texts.line(table.cell(row, name))

    name, relationship = text("name"), text("relationship")
    if not (name or relationship):
        raise Unclear("the contact has no name")
    told = table.cell(row, "may_be_told")
    phone, words = worded_number(texts.phone(table.cell(row, "phone")))
    phone2, words2 = worded_number(texts.phone(table.cell(row, "phone2")))
    said = [texts.note(table.cell(row, "notes")), *(f"Telephone: {one}" for one in (words, words2) if one)]
    return ContactRow(
        number, _priority(table.cell(row, "priority")), name, relationship, phone, phone2, text("email"),
        parental=yes(table.cell(row, "parental")), may_be_told=yes(told) if told else True,
        best_time=text("best_time"), language=text("language"), notes="\n".join(filter(None, said)),
    )  # fmt: skip


def _priority(text: str) -> int:
    text = text.lstrip("'").removesuffix(".0")
    if not text or text == "-":
        return _UNRANKED
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Unclear(f'the priority "{clean(text, 40)}" is no number')
    return int(text)
