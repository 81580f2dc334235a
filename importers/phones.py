"""Telephone numbers made comparable, so that one family is rung once."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def phone_key(text: str) -> str:
    """The number in E.164 form (`+447700900412`); '' where `text` holds no possible number."""
    if not text:
        return ""
    import phonenumbers  # heavy: only an import of contacts pays for it

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
