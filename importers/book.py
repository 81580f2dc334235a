"""Excel workbooks: looked over as a zip before anything opens them, then read cell by cell with limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from core.errors import Refused, Unreadable

PARTS, UNPACKED, RATIO = 200, 200_000_000, 100
ROWS, COLUMNS, CELLS = 1_048_576, 1_000, 6_000_000
_LONGEST_TEXT = 1_000_000  # a cell holds 32,767 characters; a longer run without a tag is an attack
_BLOCK = 1 << 16
_DTD = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, RuntimeError)


class Book:
    """One sheet of a workbook."""

    format = "xlsx"
    encoding = ""

    def __init__(self, name: str, opened: Any, sheet: str) -> None:
        self.name = name
        self.sheet = sheet
        self.notes: list[str] = []
        self._opened = opened  # opened once a file: openpyxl may read a whole sheet just to measure it

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Yield (sheet row, cells as text), leaving out empty rows."""
        cells = 0
        for number, values in enumerate(_values(self.name, self._opened, self.sheet), 1):
            cells += len(values)
            if number > ROWS or len(values) > COLUMNS or cells > CELLS:
                raise Refused(
                    f'{self.name}: sheet "{self.sheet}" is larger than any school\'s. Export a shorter span.'
                )
            if number > after and values:
                row = [as_text(value) for value in values]
                if any(row):
                    yield number, row


def _values(name: str, opened: Any, sheet: str) -> Iterator[tuple[Any, ...]]:
    try:
        page = opened[sheet]
        page.reset_dimensions()  # what a file says of its own size is not believed
        yield from page.iter_rows(values_only=True)
    except (*_BROKEN, ParseError, ValueError, TypeError, IndexError):
        raise _damaged(name) from None


def _open(name: str, data: bytes) -> Any:
    import openpyxl  # late: half a second that text files need not wait

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception:  # whatever a damaged workbook makes openpyxl stumble over, the remedy is the same
        raise _damaged(name) from None


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"{name}: a damaged Excel workbook. Save it again as XLSX, or as CSV.")


def as_text(value: Any) -> str:
    """Return a cell as the text a person would have typed: ISO dates, whole numbers without `.0`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(timespec="seconds")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def sheets(name: str, data: bytes) -> list[Book]:
    """Return the visible sheets, once the zip has been found harmless."""
    _look_over(name, data)
    opened = _open(name, data)
    return [Book(name, opened, page.title) for page in opened.worksheets if page.sheet_state == "visible"]


def _look_over(name: str, data: bytes) -> None:
    """Unpack everything once without keeping it: counted as it comes, since a header can lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS:
                raise Refused(f"{name}: {len(parts)} parts in one workbook. Save the one sheet as CSV.")
            if "[Content_Types].xml" not in packed.namelist():
                raise Unreadable(f"{name}: a zip file, but no Excel workbook. Save the table as XLSX or CSV.")
            left = min(UNPACKED, RATIO * len(data))
            for part in parts:
                left = _unpack(name, packed, part, left)
    except _BROKEN:
        raise _damaged(name) from None


def _unpack(name: str, packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    markup = part.filename.endswith((".xml", ".rels", ".vml"))
    tail, run = b"", 0
    with packed.open(part) as stream:
        while block := stream.read(_BLOCK):
            left -= len(block)
            run = 0 if b"<" in block else run + len(block)
            if left < 0 or (markup and run > _LONGEST_TEXT):
                raise Refused(
                    f"{name}: unpacks to far more than a school's table. Save the one sheet as CSV."
                )
            if markup and any(word in tail + block for word in _DTD):
                raise Refused(
                    f"{name}: holds a document type definition, which no workbook needs. Save it as CSV."
                )
            tail = block[-32:]
    return left
