"""The EHCP review's page as one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from core.days import Session
from core.packs.ehcp import ReviewPage
from tui.cli.shapes import attendance_json, flags_json, pupil_json


def page_json(page: ReviewPage) -> dict[str, Any]:
    """Every value of the page under its own name; pupil, attendance and flags as everywhere."""
    found = {field.name: _plain(getattr(page, field.name)) for field in fields(page)}
    return {
        **found,
        "pupil": pupil_json(page.pupil),
        "review_on": _plain(page.pupil.ehcp_review),
        "periods": [
            {
                "name": one.name,
                "attendance": attendance_json(one.attendance),
                "codes": dict(one.codes),
                "part_time_agreed": one.agreed,
            }
            for one in page.periods
        ],
        "flags": flags_json(page.flags, page.pupil),
    }


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Session():
            return str(value)
        case date() | datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
