"""The pupils file: who is on roll, and what a school knows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from core.model import Pupil
from core.text import clean

from .cells import Texts, Unclear, reg_group, sen, year_group, yes
from .dates import parse_date
from .match import Elsewhere, plain_adno
from .table import NOT_TOLD, Problem, Table
from .understood import understood

_DATES = frozenset({"dob", "admitted", "left", "ehcp_review", "pt_from", "pt_to"})
_FLAGS = frozenset(
    {"fsm", "pp", "looked_after", "young_carer", "service_child", "walks_alone", "non_speaking", "at_risk"}
)
# Schools write the worker's or the language's name here: any word but a no is a yes.
_NAMED_FLAGS = frozenset({"youth_justice", "interpreter"})
_CELLS: dict[str, Callable[[str], str]] = {"sen": sen, "year": year_group, "reg": reg_group}
_FIELDS = frozenset(one.name for one in fields(Pupil)) - {"id"}
_NO_WORDS = frozenset({"", "-", "none"})


@dataclass(frozen=True, slots=True)
class PupilRow:
    """What one row says, by field of `core.model.Pupil`; a field the row has no cell for is not there."""

    row: int
    values: dict[str, object]

    @property
    def key(self) -> str:
        """How a message names the pupil."""
        return _key(self.values)


@dataclass
class _Seen:
    """Rows by pupil, so that two rows for one pupil are noticed."""

    rows: list[PupilRow] = field(default_factory=list)
    raw: dict[int, list[str]] = field(default_factory=dict)
    by_key: dict[str, list[PupilRow]] = field(default_factory=dict)

    def add(self, pupil: PupilRow, raw: list[str]) -> None:
        """Keep a row."""
        self.rows.append(pupil)
        self.raw[pupil.row] = raw
        self.by_key.setdefault(pupil.key, []).append(pupil)


def read_pupils(table: Table) -> tuple[list[PupilRow], list[Problem]]:
    """Return one row a pupil, in file order, and what could not be understood.

    Two rows for one pupil that differ are both set aside; that do not differ count as one.
    """
    seen, problems, texts = _Seen(), list[Problem](), Texts()

    def read(number: int, row: list[str]) -> PupilRow:
        return PupilRow(number, _values(table, row, texts))

    for _, row, pupil in understood(table, problems, lambda row: _name(table, row), read):
        seen.add(pupil, row)
    table.notes += texts.notes()
    rows = _once(table, seen, problems)
    return rows, sorted(problems, key=lambda problem: problem.row)


def _values(table: Table, row: list[str], texts: Texts) -> dict[str, object]:
    if wrong := table.misfit(row):
        raise Unclear(f"the row {wrong}")
    there = {
        name: row[place].strip()
        for name, place in table.columns.items()
        if name in _FIELDS and place < len(row) and row[place] != NOT_TOLD
    }
    values = {name: _value(name, cell, texts) for name, cell in there.items() if not _several(name, cell)}
    if number := table.cell(row, "mis_id"):
        values["elsewhere"] = Elsewhere(table.system, clean(plain_adno(number), 60))
    if not _key(values):
        raise Unclear("there is no UPN, admission number, or name with date of birth")
    if "surname" in values and not (values["surname"] or values.get("forename")):
        raise Unclear("the pupil has no name")
    return values


def _value(name: str, cell: str, texts: Texts) -> object:
    if name == "upn":
        return texts.upn(cell)
    if name in _DATES:
        found = parse_date(cell) if cell and cell != "-" else None
        if cell and cell != "-" and not found:
            raise Unclear(f'"{clean(cell, 40)}" is no date')
        return found
    if name in _FLAGS:
        return yes(cell)
    if name in _NAMED_FLAGS:
        try:
            return yes(cell)
        except Unclear:
            return True
    if name in _CELLS:
        return _CELLS[name](cell)
    text = texts.line(cell)
    return text.removesuffix(".0").lstrip("'") if name == "adno" else "" if _says_no(name, text) else text


def _says_no(name: str, text: str) -> bool:
    return name == "social_worker" and text.casefold() in _NO_WORDS | {"n", "no"}


def _several(name: str, cell: str) -> bool:
    """Whether a pupil is said to be in two groups at once: then neither is taken, and what is held stays."""
    return name in ("year", "reg") and "," in cell


def _key(values: dict[str, object]) -> str:
    if values.get("upn") or values.get("adno"):
        return str(values.get("upn") or values.get("adno"))
    named = values.get("surname"), values.get("forename") or values.get("preferred"), values.get("dob")
    if all(named):
        return f"{named[0]}, {named[1]}, {named[2]}"
    elsewhere = values.get("elsewhere")
    return f"number {elsewhere.id}" if isinstance(elsewhere, Elsewhere) else ""


def _name(table: Table, row: list[str]) -> str:
    return table.cell(row, "upn") or table.cell(row, "adno") or table.cell(row, "surname")


def _once(table: Table, seen: _Seen, problems: list[Problem]) -> list[PupilRow]:
    drop: set[int] = set()
    same = 0
    for key, rows in seen.by_key.items():
        if len(rows) == 1:
            continue
        if all(other.values == rows[0].values for other in rows):
            same += len(rows) - 1
            drop |= {other.row for other in rows[1:]}
            continue
        where = ", ".join(str(other.row) for other in rows)
        for other in rows:
            drop.add(other.row)
            reason = f"{key} is in the file more than once with different particulars (rows {where})"
            problems.append(table.problem(other.row, key, reason, seen.raw[other.row]))
    if same:
        table.notes.append(f"{same:,} row{'' if same == 1 else 's'} said the same twice")
    return [pupil for pupil in seen.rows if pupil.row not in drop]
