"""Tables that leave the record as CSV: opened in a spreadsheet, no cell may run as a formula.

A text that a spreadsheet would take for one (after blanks: = + - @, a tab or a carriage return, in full
width too) gets an apostrophe in front; numbers stay numbers.
"""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from core.errors import Refused

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: Cell) -> Cell:
    """The cell as it may leave: text that would be a formula made plain text."""
    if not isinstance(cell, str):
        return cell
    plain = unicodedata.normalize("NFKC", cell)
    risky = plain.lstrip(" \n").startswith(_FORMULA)
    return f"'{cell}" if risky else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV text, every cell guarded; None is an empty cell."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue()


def save_new(path: Path, text: str) -> None:
    """Write a new file for its owner's eyes alone (0600), UTF-8 as spreadsheets know it.

    Refused if something is at `path` already, or it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError as error:
        raise Refused(f"{path} is there already: choose another name.") from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", "") or str(error)
        raise Refused(f"{path} cannot be written: {said}.") from error
    encoding = "utf-8-sig" if path.suffix == ".csv" else "utf-8"
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as out:
            out.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror}. Nothing was kept.") from error
