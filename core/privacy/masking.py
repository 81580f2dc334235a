"""Phone numbers that a passer-by cannot read off a screen left on the list."""

from __future__ import annotations

import re
from dataclasses import replace

from core.views import Preview

_NUMBER = re.compile(r"(?<!\w)(?:0|\+)(?:[ ()-]{0,2}\d){8,}(?!\w)")
_FIRST, _LAST = 2, 3  # characters and digits that stay: enough to tell one number from another


def mask(phone: str) -> str:
    """`07700 900412` as `07… …412`; one too short to hide anything in as `…`; '' stays ''."""
    digits = [char for char in phone if char.isdigit()]
    if not phone:
        return ""
    return f"{phone[:_FIRST]}… …{''.join(digits[-_LAST:])}" if len(digits) > _FIRST + _LAST else "…"


def mask_within(text: str) -> str:
    """A text with every phone number in it masked: a run of nine digits or more that begins with 0 or +."""
    return _NUMBER.sub(lambda found: mask(found[0]), text)


def masked(preview: Preview) -> Preview:
    """A preview with every number masked; calls still go to the numbers on the record."""
    return replace(
        preview,
        dial=tuple(
            replace(
                line,
                contact=replace(
                    line.contact, phone=mask(line.contact.phone), phone2=mask(line.contact.phone2)
                ),
            )
            for line in preview.dial
        ),
        barred=tuple(replace(one, phone=mask(one.phone), phone2=mask(one.phone2)) for one in preview.barred),
    )
