"""The pupil's page: the barrier first, then the next step, attendance, the year, the timeline."""

from __future__ import annotations

from datetime import datetime

from core.views import Attendance, PupilView
from tui import ink
from tui.ink import Line, Span
from tui.widgets import heat
from tui.widgets.preview import barrier_words, contact_full, day, facts, head, timeline_line

LABEL = 15


def title(view: PupilView, now: datetime, cells: int) -> list[Line]:
    """Who this is, and who looks after the next step."""
    p = view.preview
    about = view.summary
    if about:
        left = ink.line((p.pupil.name, "strong"), f" · {about}")
    else:
        left = (*head(p.pupil, now.date()), *ink.line(*(f" · {said}" for said in [facts(p.pupil)] if said)))
    owner = p.owner_name or "–"
    review = day(p.casework.review, now.date()) if p.casework.review else "–"
    return [ink.ends(left, ink.line((f"owner {owner} · review {review}", "dim")), cells)]


def page(view: PupilView, now: datetime, cells: int) -> list[Line]:
    """Everything below the title."""
    p, today = view.preview, now.date()
    fields = p.card.fields
    hard = barrier_words(p.barrier, today)
    rows = _part("MAKES IT HARD", hard or "–   press b to note it", cells, "strong" if hard else "dim")
    rows += _maybe("HELPS", fields.get("helps", ""), cells)
    rows += _maybe("DID NOT HELP", fields.get("not-helped", ""), cells)
    rows += _maybe("AGREED", fields.get("agreed", ""), cells)
    rows += _maybe("DO NOT ASK", fields.get("do-not-ask", ""), cells)
    rows += _maybe("NAMED ADULT", ink.joined([p.pupil.named_adult, p.pupil.contact_route]), cells)
    step = p.casework.step
    rows += _part("NEXT STEP", step or "–   press f to set one", cells, "strong" if step else "dim")
    if p.reason:
        rows += _part("TODAY", f"{p.reason.word} ({p.reason.code}), {p.reason.source}", cells)
    rows += [(), *_part("ATTENDANCE", attendance_words(view), cells), ()]
    rows += heat.year(view.year, cells)
    rows += [ink.line((f"     {heat.LEGEND}", "dim")), ()]
    rows += _contacts(view, now, cells)
    older = view.barriers[1:]
    for one in older:
        rows += _part("EARLIER", barrier_words(one, today), cells, "dim")
    rows += [(), ink.line(("TIMELINE", "heading"))]
    rows += [timeline_line(one, today, cells) for one in view.timeline] or [ink.line(("nothing yet", "dim"))]
    return rows


def attendance_words(view: PupilView) -> str:
    """Attendance in sessions, never a lone percentage."""
    a: Attendance = view.attendance
    said = view.in_words or f"missed {a.missed} of {a.possible} sessions"
    missed, last = view.recent
    recent = f"{missed} of the last {last}" if last and f"last {last}" not in said else ""
    late = f"late {a.late} times" if a.late > 1 else "late once" if a.late else ""
    gaps = f"{a.missing_marks} marks missing" if a.missing_marks else ""
    counts = ((a.authorised, "authorised"), (a.unauthorised, "unauthorised"))
    split = ", ".join(f"{count} {kind}" for count, kind in counts if count)
    percent = f"attended {a.percent} % of {a.possible} sessions" if a.percent else ""
    return ink.joined([said, recent, split, late, gaps, percent])


def _contacts(view: PupilView, now: datetime, cells: int) -> list[Line]:
    rows: list[Line] = [ink.line(("CONTACTS", "heading"))]
    for number, one in enumerate(view.preview.dial, 1):
        rows += contact_full(number, one, now.date(), cells)
    if not view.preview.dial:
        rows.append(ink.line(("no contact that may be rung", "now")))
    return rows


def _part(label: str, text: str, cells: int, tone: str = "") -> list[Line]:
    first, *more = ink.wrap(text, max(10, cells - LABEL - 1), 6)
    rows: list[Line] = [(Span(ink.pad(label, LABEL) + " ", "heading"), Span(first, tone))]
    return rows + [(Span(" " * (LABEL + 1)), Span(row, tone)) for row in more]


def _maybe(label: str, text: str, cells: int) -> list[Line]:
    return _part(label, text, cells) if text else []
