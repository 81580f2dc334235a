"""XML read as it comes: no entities, no document type, no faith in what it says of its own encoding.

Real files declare UTF-16 and are ASCII, or begin with two declarations; both are read. What is kept is one
element at a time, so that memory follows the largest record and not the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.errors import FirstdayError, Refused, Unreadable

SIZE_LIMIT = 200_000_000
_DEEPEST, _ELEMENTS, _LONGEST = 60, 12_000_000, 1_000_000
_BLOCK = 1 << 16
_SILENT = 32  # blocks without an element or a text: one endless tag, which the parser reads over and over
_DECLARATIONS = re.compile(r"^(?:\ufeff|\s|<\?xml\b[^>]{0,300}\?>)+")
_ENCODING = re.compile(rb"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_BYTEWISE = re.compile(r"utf-?8|(?:us-)?ascii|iso-?8859-\d{1,2}|latin-?1|(?:windows-|cp)125\d")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(slots=True)
class Node:
    """One element: its name without namespace, its own text, and what stands in it."""

    tag: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def child(self, *tags: str) -> Node | None:
        """The first element on the path `tags`, whatever the case of its name."""
        found: Node | None = self
        for tag in tags:
            wanted = tag.casefold()
            among = found.children if found else []
            found = next((one for one in among if one.tag.casefold() == wanted), None)
        return found

    def all(self, *tags: str) -> list[Node]:
        """Every element `tags[-1]` in the first element on the path before it."""
        parent = self.child(*tags[:-1])
        wanted = tags[-1].casefold()
        return [one for one in parent.children if one.tag.casefold() == wanted] if parent else []

    def says(self, *tags: str) -> str:
        """The trimmed text of the element on the path `tags`; '' if there is none."""
        found = self.child(*tags)
        return found.text.strip() if found else ""


class _Target:
    """What the parser tells: elements named in `wanted` are kept whole until somebody takes them."""

    def __init__(self, name: str, wanted: Collection[str]) -> None:
        self.name = name
        self.wanted = wanted
        self.root = ""
        self.done: list[Node] = []
        self._open: list[Node] = []
        self._parts: list[list[str]] = []
        self._depth = self._count = self._length = 0
        self.told = 0  # how much the parser has said so far

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.told += 1
        tag = tag.rpartition("}")[2]
        self.root = self.root or tag
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST or self._count > _ELEMENTS:
            raise Refused(f"{self.name}: deeper or longer than any school's file. Export a shorter span.")
        if self._open or tag in self.wanted:
            node = Node(tag)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)
            self._parts.append([])
            self._length = 0

    def end(self, tag: str) -> None:
        self.told += 1
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            node.text = "".join(self._parts.pop())
            if not self._open:
                self.done.append(node)

    def data(self, text: str) -> None:
        self.told += 1
        if self._open:
            self._length += len(text)
            if self._length > _LONGEST:
                raise Refused(f"{self.name}: holds a text of over a million characters. Export it again.")
            self._parts[-1].append(text)

    def close(self) -> None:
        """Nothing is left to hand over."""


def root_of(name: str, data: bytes) -> str:
    """The name of the outermost element; Unreadable if `data` is no XML."""
    for target in _fed(name, data, ()):
        if target.root:
            return target.root
    raise Unreadable(f"{name}: holds no XML element. Export it again.")


def elements(name: str, data: bytes, *wanted: str) -> Iterator[Node]:
    """Yield each outermost element of these names, in file order.

    Raises Unreadable where the file breaks off, Refused for a document type, entities or a bomb.
    """
    for target in _fed(name, data, wanted):
        yield from target.done
        target.done.clear()


def _fed(name: str, data: bytes, wanted: Collection[str]) -> Iterator[_Target]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    target = _Target(name, wanted)
    parser: Any = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    try:
        silent, told = 0, -1
        for block in _blocks(name, data):
            parser.feed(block)
            silent, told = (silent + 1 if target.told == told else 0), target.told
            if silent > _SILENT:
                raise Refused(
                    f"{name}: holds a tag or comment of over a million characters. Export it again."
                )
            yield target
        parser.close()
        yield target
    except DefusedXmlException:
        raise Refused(
            f"{name}: holds a document type or entities, which no export needs. Export it again as it is."
        ) from None
    except ParseError as error:
        raise _broken(name, error, data) from None
    except (ValueError, RecursionError):
        raise Unreadable(f"{name}: damaged XML. Export it again.") from None


def _broken(name: str, error: Any, data: bytes) -> FirstdayError:
    line = getattr(error, "position", (0, 0))[0]
    cut = not data.rstrip().rstrip(b"\x00").endswith(b">") or "no element" in str(error)
    what = "the file looks cut off" if cut else f"{str(error).partition(':')[0]}"
    return Unreadable(f"{name}: XML that breaks off at line {line}; {what}. Export it again.")


def _blocks(name: str, data: bytes) -> Iterator[bytes]:
    """The text as UTF-8, a block at a time, without any declaration."""
    encoding = encoding_of(name, data)
    decoder = codecs.getincrementaldecoder(encoding)()
    head = ""
    for at in range(0, len(data), _BLOCK):
        text = head + decoder.decode(data[at : at + _BLOCK], at + _BLOCK >= len(data))
        if at == 0:
            text = _DECLARATIONS.sub("", text)
        yield text.encode("utf-8", "surrogatepass")


def encoding_of(name: str, data: bytes) -> str:
    """By byte order mark, else as declared if that gives XML, else UTF-8, else Windows text."""
    if len(data) > SIZE_LIMIT:
        raise Refused(f"{name}: over 200 MB. Export a shorter span of dates.")
    marked = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")
    said = _ENCODING.search(data[:400])
    declared = said[1].decode("ascii").lower() if said else ""
    # A file whose declaration can be read byte by byte is not UTF-16, whatever it declares.
    declared = declared if _BYTEWISE.fullmatch(declared) else ""
    for encoding in (marked, declared, "utf-8", "cp1252", "iso-8859-1"):
        if encoding and _decodes(data, encoding):
            return encoding
    raise Unreadable(f"{name}: neither UTF-8 nor Windows text. Export it again.")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for at in range(0, len(data), _BLOCK):
            decoder.decode(data[at : at + _BLOCK], at + _BLOCK >= len(data))
    except (LookupError, UnicodeError):
        return False
    return True
