"""What the terminal sends, parted into keys and pastes; a paste is bounded, however it is cut into reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

START = "\x1b[200~"
END = "\x1b[201~"
MOST = 64 * 1024  # characters of one paste that are kept: a note takes far fewer


@dataclass(frozen=True, slots=True)
class Piece:
    """Keys as they came, or one whole paste without its brackets, its end cut off at `MOST`."""

    text: str
    pasted: bool = False


@dataclass
class Pastes:
    """Knows whether a bracketed paste is going on, and keeps the beginning of it."""

    _kept: list[str] = field(default_factory=list)
    _length: int = 0
    _held: str = ""  # what may be the beginning of a bracket
    inside: bool = False

    def feed(self, text: str) -> Iterator[Piece]:
        """Take what was read, and hand on what is complete."""
        text, self._held = self._held + text, ""
        while text:
            mark = END if self.inside else START
            before, found, after = text.partition(mark)
            if not found and (self.inside or before != "\x1b"):  # Esc alone is a key, and waits for nothing
                before, self._held = _parted(before, mark)
            if self.inside:
                self._keep(before)
            elif before:
                yield Piece(before)
            if not found:
                return
            if self.inside:
                yield self.end()
            else:
                self.inside = True
            text = after

    @property
    def holds(self) -> bool:
        """Whether something is held back that may be the beginning of a bracket."""
        return bool(self._held)

    def end(self) -> Piece:
        """The paste as far as it came; its closing bracket was seen, or never comes."""
        pasted = "".join(self._kept).replace("\x00", "")
        self._kept, self._length, self.inside = [], 0, False
        return Piece(pasted, True)

    def rest(self) -> str:
        """Keys held back as the beginning of a bracket, when nothing has followed."""
        text, self._held = self._held, ""
        if self.inside:
            self._keep(text)
            return ""
        return text

    def _keep(self, text: str) -> None:
        room = MOST - self._length
        if room > 0 and text:
            self._kept.append(text[:room])
            self._length += min(len(text), room)


def _parted(text: str, mark: str) -> tuple[str, str]:
    """`text`, and the end of it that may be the beginning of `mark`."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""
