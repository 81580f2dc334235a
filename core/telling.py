"""Each kind of event told as one plain sentence: for timelines, for undo, for the journal printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from core import reasons
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


def day_words(day: date, today: date | None = None) -> str:
    """`Mon 14 Dec`; with the year where it is another than that of `today`, if given."""
    year = "" if today is None or day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def plain(name: str) -> str:
    """A name as commands take it (`ten-sessions`) in words (`ten sessions`)."""
    return name.replace("-", " ")


def how_old(at: datetime, now: datetime) -> str:
    """An age as a person says it: `2 min old`, `5 h old`, and from another day `3 days old`."""
    days, minutes = (now.date() - at.date()).days, max(0, int((now - at).total_seconds() // 60))
    if days > 0:
        return f"{days} {'day' if days == 1 else 'days'} old"
    return f"{minutes // 60} h old" if minutes >= 120 else f"{minutes} min old"


def _date(text: str, told: date | None) -> str:
    return day_words(date.fromisoformat(text), told)


def in_words(reason: str) -> str:
    """A reason as it is kept (`wont-say`) in words (`would not say`)."""
    return next((known.phrase for known in reasons.REASONS if known.word == reason), reason)


def tell_call(data: Mapping[str, Any], on: date | None = None) -> str:
    """A call or message logged `on` a day: outcome, who, reason, code, ring-back time, note."""
    outcome = str(data.get("outcome", ""))
    who = str(data.get("contact") or "")
    said = OUTCOMES.get(outcome, outcome)
    text = f"{said} {who}".strip() if who else said.rstrip(",:").removesuffix(" to")
    if data.get("reason"):
        text += f": {in_words(str(data['reason']))}"
    if data.get("code"):
        text += f" (suggests {data['code']})"
    if data.get("ring_at"):
        text += f", at {data['ring_at']}"
    if data.get("until") and data["until"] != data.get("day"):
        text += f", until {_date(data['until'], on)}"
    if data.get("meanwhile"):
        names = [str(name) for name in data["meanwhile"]]
        text += f" · {' & '.join(names)} {'was' if len(names) == 1 else 'were'} also ringing"
    return text + (f" · {data['note']}" if data.get("note") else "")


def _tell_barrier(data: Mapping[str, Any]) -> str:
    return f"makes it hard: {data['barrier']}" + (" (kept as typed)" if data.get("kept") else "")


def _tell_suggest(data: Mapping[str, Any]) -> str:
    return f"suggests code {data['code']}" + (f" · {data['source']}" if data.get("source") else "")


def _tell_part_time(data: Mapping[str, Any], on: date) -> str:
    without = f", without {data['sessions']}" if data.get("sessions") else ""
    why = f" · {data['why']}" if data.get("why") else ""
    return f"part-time timetable {_date(data['first'], on)} to {_date(data['last'], on)}{without}{why}"


def _tell_erased(data: Mapping[str, Any]) -> str:
    count = len(data.get("events", ()))
    why = f": {data['reason']}" if data.get("reason") else ""
    return f"words of {count} event{'s' * (count != 1)} erased{why}"


_TELL: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "arrived": lambda data: f"arrived {data['time']}",
    "assign": lambda data: f"owner: {data.get('owner_name') or data['owner']}",
    "step": lambda data: f"next step: {data['step']}",
    "barrier": _tell_barrier,
    "note": lambda data: str(data["text"]),
    "card": lambda data: f"{plain(data['field'])}: {data['text']}",
    "suggest": _tell_suggest,
    "consider": lambda data: f"considered {', '.join(map(plain, data['kind'].split()))}: {data['text']}",
    "promise-kept": lambda data: f"done as promised: {data.get('text', '')}",
    "ack": lambda data: "seen by the DSL",
    "handoff-ack": lambda data: "taken on at the hand-off",
    "undo": lambda data: f"took back: {data.get('said', '')}",
    "redo": lambda data: f"brought back: {data.get('said', '')}",
    "restricted": lambda data: f"restricted note: {data['text']}",
    "restricted-undo": lambda data: f"took back: {data.get('said', '')}",
    "restricted-redo": lambda data: f"brought back: {data.get('said', '')}",
    "read": lambda data: "read restricted notes",
    "export": lambda data: f"took out {data.get('what', '')}, to {data.get('to', '')}",
    "erased": _tell_erased,
    "restricted-erased": _tell_erased,
    "import-undone": lambda data: f"took back the import of {data.get('file', '')} ({data.get('kind', '')})",
    "import": lambda data: f"imported {data.get('file', '')} ({data.get('kind', '')})",
}
_DATED: dict[str, Callable[[Mapping[str, Any], date], str]] = {  # whose words name days: by the day told
    "call": tell_call,
    "message": tell_call,
    "review": lambda data, on: f"review {_date(data['review'], on)}",
    "promise": lambda data, on: f"help promised by {_date(data['due'], on)}: {data['text']}",
    "part-time": _tell_part_time,
}
_PARTS = ("owner", "assign"), ("review", "review"), ("step", "step"), ("barrier", "barrier")


def tell(event: Event) -> str:
    """One sentence for any event; one whose words were erased says so."""
    data = event.data
    if data is None:
        return "words erased"
    kinds = [kind for key, kind in _PARTS if data.get(key)] if event.kind == "follow-up" else [event.kind]
    said = " · ".join(_said(kind, data, event.at.date()) for kind in kinds)
    return said + (" · words erased" if data.get("erased") else "")


def _said(kind: str, data: Mapping[str, Any], on: date) -> str:
    if kind in _DATED:
        return _DATED[kind](data, on)
    return _TELL[kind](data) if kind in _TELL else str(data.get("said") or kind)
