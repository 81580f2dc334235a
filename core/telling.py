"""Each kind of event told as one plain sentence: for timelines, for undo, for the journal printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.model import Event

OUTCOMES = {
    "spoke": "spoke to",
    "voicemail": "voicemail,",
    "no-answer": "no answer,",
    "wrong-number": "wrong number,",
    "rings-back": "rings back,",
    "message": "message sent,",
    "did-not-know": "did not know:",
}


def day_words(day: date) -> str:
    """`Mon 14 Dec`."""
    return f"{day:%a} {day.day} {day:%b}"


def _date(text: str) -> str:
    return day_words(date.fromisoformat(text))


def tell_call(data: Mapping[str, Any]) -> str:
    """A call or message: outcome, who, reason, code, ring-back time, note."""
    outcome = str(data.get("outcome", ""))
    who = str(data.get("contact") or "")
    said = OUTCOMES.get(outcome, outcome)
    text = f"{said} {who}".strip() if who else said.rstrip(",:").removesuffix(" to")
    if data.get("reason"):
        text += f": {data['reason']}"
    if data.get("code"):
        text += f" (suggests {data['code']})"
    if data.get("ring_at"):
        text += f", at {data['ring_at']}"
    if data.get("until") and data["until"] != data.get("day"):
        text += f", until {_date(data['until'])}"
    return text + (f" · {data['note']}" if data.get("note") else "")


def tell(event: Event) -> str:
    """One sentence for any event; an erased one says so."""
    data = event.data
    if data is None:
        return "words erased"
    match event.kind:
        case "call" | "message":
            return tell_call(data)
        case "arrived":
            return f"arrived {data['time']}"
        case "assign":
            return f"owner: {data.get('owner_name') or data['owner']}"
        case "review":
            return f"review {_date(data['review'])}"
        case "step":
            return f"next step: {data['step']}"
        case "barrier":
            return f"makes it hard: {data['barrier']}" + (" (kept as typed)" if data.get("kept") else "")
        case "follow-up":
            return _tell_follow_up(data)
        case "note":
            return str(data["text"])
        case "card":
            return f"{data['field']}: {data['text']}"
        case "suggest":
            return f"suggests code {data['code']}" + (f" · {data['source']}" if data.get("source") else "")
        case "ack":
            return "DSL has seen it"
        case "undo" | "redo":
            return ("took back: " if event.kind == "undo" else "brought back: ") + str(data.get("said", ""))
        case "import":
            return f"imported {data.get('file', '')} ({data.get('kind', '')})"
    return str(data.get("said") or event.kind)


def _tell_follow_up(data: Mapping[str, Any]) -> str:
    parts = []
    if data.get("owner"):
        parts.append(f"owner: {data.get('owner_name') or data['owner']}")
    if data.get("review"):
        parts.append(f"review {_date(data['review'])}")
    if data.get("step"):
        parts.append(f"next step: {data['step']}")
    if data.get("barrier"):
        parts.append(f"makes it hard: {data['barrier']}")
    return " · ".join(parts)
