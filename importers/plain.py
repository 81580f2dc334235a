"""Text files: encoding, delimiter and rows. The backslash is a mark here, never an escape."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from core.errors import Refused, Unreadable

DELIMITERS = (",", ";", "\t", "|")
SIZE_LIMIT = 200_000_000
CELL_LIMIT = 1_000_000
_SAMPLE_LINES = 50
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Plain:
    """The rows of a delimited text, read from the very bytes that were hashed."""

    def __init__(self, name: str, data: bytes, encoding: str, delimiter: str, escape: bool = False) -> None:
        self.name = name
        self.encoding = encoding
        self.delimiter = delimiter
        self.escape = escape  # only where the school's profile says so: \ is a mark
        self.format = "tsv" if delimiter == "\t" else "csv"
        self.notes: list[str] = []
        if encoding == "cp1252":
            self.notes.append("read as Windows text (cp1252): look at names with accents")
        self._data = data

    def rows(self, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Yield (line on which the row begins, cells), leaving out empty lines."""
        csv.field_size_limit(CELL_LIMIT)
        text = io.TextIOWrapper(io.BytesIO(self._data), encoding=self.encoding, newline="")
        sign = "\\" if self.escape else None
        reader = csv.reader(text, delimiter=self.delimiter, escapechar=sign, strict=True)
        begin = 1
        try:
            for row in reader:  # noqa: B007 (the row it stops at is used below)
                if begin > after:
                    break
                begin = reader.line_num + 1
            else:
                return
            if row:
                yield begin, row
            begin = reader.line_num + 1
            for row in reader:
                if row:
                    yield begin, row
                begin = reader.line_num + 1
        except csv.Error as error:
            raise self._broken(begin, error) from None

    def _broken(self, line: int, error: csv.Error) -> Unreadable:
        if "field larger" in str(error):
            return Unreadable(
                f"{self.name}: line {line} has a cell of over a million characters, or a quotation mark that "
                "is never closed. Export it again."
            )
        if "delimiter" in str(error) or "expected after" in str(error):
            return Unreadable(
                f"{self.name}: line {line} has a quotation mark in the wrong place. "
                "Export it again, or put the cell right."
            )
        return Unreadable(
            f"{self.name}: a quotation mark opened on line {line} is never closed; "
            "the file looks cut off. Export it again."
        )

    def check_whole(self) -> None:
        """Raise Unreadable if the last line has fewer cells than all others and no line break ends it."""
        last_byte = self._data.rstrip(b"\x00")[-1:] if self.encoding == "utf-16" else self._data[-1:]
        if last_byte in (b"\n", b"\r"):
            return
        fewest, width, count, number = 1 << 30, 1 << 30, 0, 0
        for number, row in self.rows():  # noqa: B007 (the last one is named in the message)
            if count > 1:
                fewest = min(fewest, width)
            width, count = len(row), count + 1
        if count > 2 and width < fewest:
            raise Unreadable(
                f"{self.name}: the last line ({number}) breaks off; the file looks cut off. Export it again."
            )


def encoding_of(name: str, data: bytes) -> str:
    """Return the encoding of a text: by its byte order mark, else UTF-8 if it is, else cp1252."""
    if len(data) > SIZE_LIMIT:
        raise Refused(f"{name}: over 200 MB of text. Export a shorter span of dates.")
    if data.startswith(_UTF16):
        return _utf16(name, data)
    if b"\x00" in data:
        raise Unreadable(f"{name}: not a text file. Save it as CSV or XLSX.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise Unreadable(
                f"{name}: ends in the middle of a letter and looks cut off. Export it again."
            ) from None
    else:
        return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(f"{name}: neither UTF-8 nor Windows text. Save it as CSV (UTF-8).") from None
    return "cp1252"


def _utf16(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        raise Unreadable(f"{name}: broken UTF-16 text; it looks cut off. Export it again.") from None
    if "\x00" in text:
        raise Unreadable(f"{name}: not a text file. Save it as CSV or XLSX.")
    return "utf-16"


def delimiters(data: bytes, encoding: str) -> list[str]:
    """Return the delimiters, the one that cuts the first lines most evenly first."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    lines = [line for line in islice(text, _SAMPLE_LINES) if line.strip()]
    return sorted(DELIMITERS, key=lambda delimiter: -_evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> int:
    csv.field_size_limit(CELL_LIMIT)
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0
    return max(((width - 1) * times for width, times in widths.items()), default=0)
