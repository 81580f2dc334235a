"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from itertools import islice, takewhile
from pathlib import Path

from core.errors import Refused, Unreadable
from core.text import clean

from . import book, plain
from .captions import advice, layouts
from .fill_down import filled
from .header import TOP, Header, refusal, refuse_twice
from .mis import official_register, oneroster
from .mis.beside import split
from .plain import Plain
from .profiles import Profiles
from .table import File, Given, Sheet, Table
from .taken import taken
from .wording import wear

_Top = list[tuple[int, list[str]]]
_NONE = Profiles()
_MINE = ("ctf", "wonde", "school-census", "oneroster", "sims-report-xml", "codes")  # beside the layouts'


def open_table(path: Path) -> Table:
    """The one table in `path`, as `open_tables`."""
    return open_tables(path)[0]


def open_tables(path: Path, wanted: str = "", profiles: Profiles = _NONE) -> list[Table]:
    """Return the tables in `path`; Unreadable if it is none, Refused if its captions do not serve.

    `wanted` names a format or a kind; only that is then looked for. `profiles` are the school's own mappings.
    """
    if wanted and wanted not in _names():
        raise Refused(f"{wanted} is no format. Those known: {', '.join(sorted(_names()))}.")
    file = _file(Path(path))
    bare = file.data[:4000].removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith(b"<") or _wide_xml(file.data):
        from .mis import documents

        return [_table(file, given, wanted, profiles) for given in documents.from_xml(file)]
    if bare.startswith((b"{", b"[")):
        from .mis import documents

        return [_table(file, given, wanted, profiles) for given in documents.from_json(file)]
    if file.data.startswith(b"PK"):
        return _book(file, wanted, profiles)
    return _plain(file, wanted, profiles)


def raw_sheet(path: Path, escape: bool = False) -> tuple[str, Sheet]:
    """A file's name and its rows, whatever its captions: to show somebody who will name the columns."""
    file = _file(Path(path))
    bare = file.data[:4000].removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith((b"<", b"{", b"[")) or _wide_xml(file.data):
        raise Refused(
            f"{file.name}: XML and JSON name their own columns. A profile is for CSV, TSV and XLSX."
        )
    if file.data.startswith(b"PK"):
        found = next((sheet for sheet in book.sheets(file.name, file.data) if _top(sheet)), None)
        if found is None:
            raise Unreadable(f"{file.name}: an empty workbook. Export it again.")
        return file.name, found
    encoding = plain.encoding_of(file.name, file.data)
    return file.name, Plain(file.name, file.data, encoding, plain.delimiters(file.data, encoding)[0], escape)


def _names() -> set[str]:
    return {name for one in layouts() for name in (one.name, one.kind)} | set(_MINE)


def _wide_xml(data: bytes) -> bool:
    return (
        data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        and data[2:40].replace(b"\x00", b"").lstrip()[:1] == b"<"
    )


def _table(file: File, given: Given, wanted: str = "", profiles: Profiles = _NONE) -> Table:
    """The table a file's own format made of it; its captions are ours or a vendor's."""
    top = _top(given.sheet)
    played = _NONE if given.layout else profiles
    header = played.find(file.name, top, given.layout or ("" if wanted in _MINE else wanted))
    if header is None:
        raise played.refusal(file.name, top) or refusal(file.name, top)
    return _made(file, given.sheet, top, header, given)


def _made(file: File, sheet: Sheet, top: _Top, header: Header, given: Given | None = None) -> Table:
    refuse_twice(file.name, header)
    above = [cells for row, cells in top if row < header.row]
    given = given or Given(sheet)
    when, source = given.taken or taken(file.path, above, file.modified)
    layout = header.layout
    table = Table(
        path=file.path, name=file.name, sha256=file.sha256, kind=layout.kind,
        layout=layout.shape or layout.name, shape=given.shape or layout.name,
        system=header.system or given.system or layout.system, profile=header.profile, own=header.own,
        header=_trimmed(header.cells), columns=header.columns, header_row=header.row,
        sheet=sheet, taken=when, taken_from=source, size_hint=len(file.data), notes=list(sheet.notes),
        part=given.part, yields=given.yields, set_number=given.page, set_more=given.more,
    )  # fmt: skip
    if not (given.layout or header.profile) and (unused := header.unused()):
        table.notes.append(f"columns not read: {', '.join(unused[:12])}{' …' if len(unused) > 12 else ''}")
    table.notes += _unread_warnings(header)
    return table


# Captions of a column that may say whom not to ring.
_FORBIDS = re.compile(
    r"court|injunction|no[nt]?[ -]*(?:to[ -]*)?contact|restrain|prohibit|molestation|do not", re.IGNORECASE
)


def _unread_warnings(header: Header) -> list[str]:
    """A column that may say whom not to ring is never left out among others."""
    return [
        f'the column "{clean(caption, 60)}" is NOT read, and may say whom not to ring: put it under '
        "May be told (no) or Notes, or name it so with firstday profile FILE"
        for caption in header.unused()
        if _FORBIDS.search(caption)
    ]


def _trimmed(cells: list[str]) -> list[str]:
    # Nothing stands under an empty caption at the end; what does is "more cells than the header".
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]


def _file(path: Path) -> File:
    name = clean(path.name or str(path))
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{name}: not a file. Give the path of a CSV or XLSX file.")
        if about.st_size > plain.SIZE_LIMIT:
            raise Refused(f"{name}: over 200 MB. Export a shorter span of dates.")
        data = path.read_bytes()
        after = path.stat()
    except FileNotFoundError:
        raise Unreadable(f"{name}: no such file. Look at the path and try again.") from None
    except OSError as error:
        raise Unreadable(f"{name}: cannot be opened ({error.strerror}).") from None
    same = (about.st_ino, about.st_size, about.st_mtime_ns) == (
        after.st_ino,
        after.st_size,
        after.st_mtime_ns,
    )
    if not same or len(data) != after.st_size:
        raise Unreadable(f"{name}: still being written. Wait until the export is done, and import it again.")
    _refuse_strangers(name, data)
    return File(path, name, data, about.st_mtime, hashlib.sha256(data).hexdigest())


def _refuse_strangers(name: str, data: bytes) -> None:
    bare = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not bare or data in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise Unreadable(f"{name}: empty. Export it again.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"{name}: an old Excel file (.xls), or one with a password. Save it as XLSX or CSV.")
    head = bare[:2000].lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise Unreadable(f"{name}: an Excel workbook of 2003 in XML. Save it as XLSX or CSV.")
    if head.startswith(b"<") and (b"<html" in head or b"<table" in head or b"<!doctype html" in head):
        raise Unreadable(f"{name}: a web page, not a table. Save it as XLSX or CSV.")
    if bare.startswith(b"%PDF"):
        raise Unreadable(f"{name}: a PDF. Export the report as CSV or XLSX instead.")


def _plain(file: File, wanted: str, profiles: Profiles) -> list[Table]:
    encoding = plain.encoding_of(file.name, file.data)
    nearest: _Top = []
    delimiters = plain.delimiters(file.data, encoding)
    for escape in profiles.escapes:
        for delimiter in delimiters:
            sheet = Plain(file.name, file.data, encoding, delimiter, escape)
            try:
                top = _top(sheet)
                _refuse_wide(file.name, top)
            except Unreadable:
                if not nearest and delimiter == delimiters[0] and not escape:
                    raise
                continue
            nearest = nearest or top
            if found := _tables(file, sheet, top, wanted, profiles, escape):
                sheet.check_whole()
                return found
    raise profiles.refusal(file.name, nearest) or refusal(file.name, nearest, wanted)


def _refuse_wide(name: str, top: _Top) -> None:
    if any(len(cells) > book.COLUMNS for _, cells in top):
        raise Refused(
            f"{name}: over {book.COLUMNS:,} columns, more than any school's. Export a shorter span."
        )


def _book(file: File, wanted: str, profiles: Profiles) -> list[Table]:
    """The tables in a workbook, of every sheet that holds one; Refused where two hold the same kind."""
    nearest: _Top = []
    found: list[Table] = []
    holders: dict[str, str] = {}
    sheets = book.sheets(file.name, file.data)
    for sheet in sheets:
        top = _top(sheet)
        nearest = nearest or top
        if len(sheets) > 1:
            sheet.notes.append(f'read sheet "{clean(sheet.sheet, 40)}" of {len(sheets)}')
        tables = _tables(file, sheet, top, wanted, profiles)
        for kind in {table.kind for table in tables}:
            if other := holders.get(kind):
                raise Refused(
                    f'{file.name}: the sheets "{clean(other, 40)}" and "{clean(sheet.sheet, 40)}" both hold '
                    f"{kind}; nothing was changed. Save each as a CSV or XLSX of its own, or put them in one."
                )
            holders[kind] = sheet.sheet
        found += tables
    if not nearest:
        raise Unreadable(f"{file.name}: an empty workbook. Export it again.")
    if not found:
        raise profiles.refusal(file.name, nearest) or refusal(file.name, nearest, wanted)
    return found


def _tables(
    file: File, sheet: Sheet, top: _Top, wanted: str, profiles: Profiles, escape: bool | None = None
) -> list[Table]:
    """The tables in a sheet: as a rule one; none where no row is a header."""
    if (
        not profiles.only
        and official_register.is_one(top)
        and wanted in ("", "marks", official_register.NAME)
    ):
        return [_table(file, official_register.read(file.name, sheet))]
    header = profiles.find(file.name, top, wanted, escape)
    if header is None and (escape or profiles.only):
        return []
    if header is None:
        for _, cells in top:
            if said := advice(cells):
                raise Refused(f"{file.name} {said}")
        return []
    table = _made(file, filled(sheet, header), top, header)
    wear(table, header.sessions)
    if header.layout.name == oneroster.NAME:
        return [_table(file, oneroster.students(table))]
    return [table, *(_table(file, given) for given in split(table, header))]


def _top(sheet: Sheet) -> _Top:
    return list(islice(takewhile(lambda pair: pair[0] <= 10 * TOP, sheet.rows()), TOP))
