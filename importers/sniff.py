"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

import codecs
import hashlib
import stat
from itertools import islice, takewhile
from pathlib import Path

from core.errors import Refused, Unreadable
from core.text import clean

from . import book, plain
from .header import TOP, Header, find, refusal, refuse_twice
from .plain import Plain
from .table import Sheet, Table
from .taken import taken

_Top = list[tuple[int, list[str]]]


def open_table(path: Path) -> Table:
    """Return the table in `path`; Unreadable if it is none, Refused if its captions do not serve."""
    path = Path(path)
    name = clean(path.name)
    data, modified = _bytes(path, name)
    sheet, top, header = _book(name, data) if data.startswith(b"PK") else _plain(name, data)
    refuse_twice(name, header)
    above = [cells for row, cells in top if row < header.row]
    when, source = taken(path, above, modified)
    table = Table(
        path=path, name=name, sha256=hashlib.sha256(data).hexdigest(),
        kind=header.layout.kind, layout=header.layout.name,
        header=_trimmed(header.cells), columns=header.columns, header_row=header.row,
        sheet=sheet, taken=when, taken_from=source, size_hint=len(data), notes=list(sheet.notes),
    )  # fmt: skip
    if unused := header.unused():
        table.notes.append(f"columns not read: {', '.join(unused[:12])}{' …' if len(unused) > 12 else ''}")
    return table


def _trimmed(cells: list[str]) -> list[str]:
    # Nothing stands under an empty caption at the end; what does is "more cells than the header".
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]


def _bytes(path: Path, name: str) -> tuple[bytes, float]:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{name}: not a file. Give the path of a CSV or XLSX file.")
        if about.st_size > plain.SIZE_LIMIT:
            raise Refused(f"{name}: over 200 MB. Export a shorter span of dates.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{name}: no such file. Look at the path and try again.") from None
    except OSError as error:
        raise Unreadable(f"{name}: cannot be opened ({error.strerror}).") from None
    _refuse_strangers(name, data)
    return data, about.st_mtime


def _refuse_strangers(name: str, data: bytes) -> None:
    bare = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not bare or data in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise Unreadable(f"{name}: empty. Export it again.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"{name}: an old Excel file (.xls), or one with a password. Save it as XLSX or CSV.")
    head = bare[:2000].lower()
    if head.startswith(b"<"):
        page = b"<html" in head or b"<table" in head
        raise Unreadable(f"{name}: {'a web page' if page else 'XML'}, not a table. Save it as XLSX or CSV.")
    if bare.startswith(b"%PDF"):
        raise Unreadable(f"{name}: a PDF. Export the report as CSV or XLSX instead.")


def _plain(name: str, data: bytes) -> tuple[Sheet, _Top, Header]:
    encoding = plain.encoding_of(name, data)
    nearest: _Top = []
    for delimiter in plain.delimiters(data, encoding):
        sheet = Plain(name, data, encoding, delimiter)
        try:
            top = _top(sheet)
        except Unreadable:
            if not nearest and delimiter == plain.delimiters(data, encoding)[0]:
                raise
            continue
        nearest = nearest or top
        if header := find(top):
            sheet.check_whole()
            return sheet, top, header
    raise refusal(name, nearest)


def _book(name: str, data: bytes) -> tuple[Sheet, _Top, Header]:
    nearest: _Top = []
    sheets = book.sheets(name, data)
    for sheet in sheets:
        top = _top(sheet)
        nearest = nearest or top
        if header := find(top):
            if len(sheets) > 1:
                sheet.notes.append(f'read sheet "{clean(sheet.sheet, 40)}" of {len(sheets)}')
            return sheet, top, header
    if not nearest:
        raise Unreadable(f"{name}: an empty workbook. Export it again.")
    raise refusal(name, nearest)


def _top(sheet: Sheet) -> _Top:
    return list(islice(takewhile(lambda pair: pair[0] <= 10 * TOP, sheet.rows()), TOP))
