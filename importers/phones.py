"""Telephone numbers made comparable, so that one family is rung once."""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 6  # digits of a local number; below, somebody began to type one
_VARIETY = 3  # different digits; fewer is 00000 000000, typed where a number had to stand


@lru_cache(maxsize=8192)
def phone_key(text: str) -> str:
    """The number in E.164 form (`+447700900412`); '' where `text` holds no number anybody could have."""
    if not text:
        return ""
    import phonenumbers  # heavy: only an import of contacts pays for it

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return ""
    digits = str(number.national_number)
    if len(digits) < _SHORTEST or len(set(digits)) < _VARIETY or not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_NUMBER = re.compile(r"(?:\+|\(|\b)\d[\d ()/.-]{4,}\d")
_EXTENSION = re.compile(r"\b(?:extension|extn|ext|x)[. ]*\d{1,6}\b", re.IGNORECASE)
# "Tel no 07…" forbids nothing.
_FORBIDS = re.compile(
    r"\b(?:no(?![.: ]*[+(\d])|not|never|don['’]?t|only|court|stop|old|wrong)\b", re.IGNORECASE
)


def worded_number(text: str) -> tuple[str, str]:
    """A telephone cell as its number and, where it holds words too, all of it to be kept as a note.

    Words that may forbid the call leave no number to dial: `Mum only - do NOT ring dad`.
    """
    if not any(char.isalpha() for char in _EXTENSION.sub("", text)):
        return text, ""
    number = _NUMBER.search(text)
    return number[0].strip() if number and not _FORBIDS.search(text) else "", text
