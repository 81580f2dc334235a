"""Telephone numbers made comparable, so that one family is rung once."""

from __future__ import annotations

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
