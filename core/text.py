"""The one door for outside text: what may come in, and what may reach a screen.

Everything typed, imported or read from the record passes `clean()` on its way in and `show()` on
its way out. Both leave ordinary names alone: `O'Brien`, `Nuñez`, `[/b]` and `=1+1` are text.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 300
NOTE_LIMIT = 10_000

# C0, DEL, C1, lone surrogates, and what reorders or hides text: everything Unicode calls a control, a
# format or a default-ignorable character (bidi, zero width, tags, variation selectors, blank letters).
# The zero-width joiners of Persian and Sinhala are among them on purpose: without them such a name
# stays readable and is found however it was typed; with them two names that look alike are not equal.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"\s+")
_MARKS_LIMIT = 6  # Burmese and Tibetan stack up to five on one letter
_LETTERS = str.maketrans(  # letters that no decomposition makes plain: Łukasz is found by `lukasz`
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def _strip(text: str, mark: str) -> str:
    return _HARMFUL.sub(mark, text)


def _calm(text: str) -> str:
    """Keep at most a few combining marks on one letter, so that no name grows out of its row."""
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if char > "\u02ff" and unicodedata.category(char)[0] == "M" else 0
        if run <= _MARKS_LIMIT:
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
        text = text.casefold().translate(_LETTERS)
    return " ".join(re.sub(r"[^\w\s]+", "", text.casefold()).split())
