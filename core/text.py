"""The one door for outside text: what may come in, and what may reach a screen.

Everything typed, imported or read from the record passes `clean()` on its way in and `show()` on
its way out. Both leave ordinary names alone: `O'Brien`, `Nuñez`, `[/b]` and `=1+1` are text.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 300
NOTE_LIMIT = 10_000

# C0, DEL, C1, lone surrogates, and what reorders or hides text: bidi controls, zero-width
# characters, line and paragraph separators, tag characters, variation selectors.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
_SPACES = re.compile(r"\s+")
_COMBINING_LIMIT = 4


def _strip(text: str, mark: str) -> str:
    return _HARMFUL.sub(mark, text)


def _calm(text: str) -> str:
    """Keep at most a few combining marks on one letter, so that no name grows out of its row."""
    if text.isascii() or not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _COMBINING_LIMIT:
            kept.append(char)
    return "".join(kept)


def clean(text: str, limit: int = LINE_LIMIT) -> str:
    """Return `text` as one line fit to store: NFC, no control or bidi characters, at most `limit` long.

    Blank runs become one blank. What is too long is cut with `…`, so that a cut is visible.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    text = _SPACES.sub(" ", text)
    text = _calm(unicodedata.normalize("NFC", _strip(text, "")))
    text = _SPACES.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean_note(text: str, limit: int = NOTE_LIMIT) -> str:
    """As `clean`, but a note keeps its line breaks."""
    lines = [clean(line, limit) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = "\n".join(lines).strip()
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def show(text: str) -> str:
    """Return `text` fit to draw on one line of any terminal, whatever the record holds.

    Line breaks become ` · `; what must not reach a terminal becomes `�`.
    """
    if text.isascii() and text.isprintable():
        return text
    text = " · ".join(part for part in re.split(r"[\r\n]+", text) if part)
    return _calm(_strip(text.replace("\t", " "), "\N{REPLACEMENT CHARACTER}"))


def fold(text: str) -> str:
    """Return `text` for comparing and finding: no accents, no case, no punctuation, single blanks."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]+", "", text.casefold()).split())
