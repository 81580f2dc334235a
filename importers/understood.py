"""What every file of a row a thing shares: rows one after another, the unclear ones set aside with why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from .cells import Unclear
from .dates import MonthFirst, refuse_month_first
from .table import Problem, Table, blank

T = TypeVar("T")


def understood(
    table: Table,
    problems: list[Problem],
    key: Callable[[list[str]], str],
    read: Callable[[int, list[str]], T],
) -> Iterator[tuple[int, list[str], T]]:
    """Yield number, cells and what `read` makes of each row that holds anything.

    A row that `read` finds Unclear is added to `problems`, called by `key`. Refused where a date only
    makes sense with the month first.
    """
    for number, row in table.rows():
        if blank(row):
            continue
        try:
            found = read(number, row)
        except Unclear as unclear:
            problems.append(table.problem(number, key(row), str(unclear), row))
        except MonthFirst as odd:
            raise refuse_month_first(table.name, str(odd), number) from None
        else:
            yield number, row, found
