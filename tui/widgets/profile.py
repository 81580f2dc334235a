"""The pupil's page: the barrier first, then the next step, attendance, the year, the timeline."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby, zip_longest

from core.clocks.words import when
from core.habits import habits
from core.model import Pupil
from core.past import in_words
from core.questions import State
from core.text import fold
from core.views import Attendance, Preview, PupilView
from tui import ink
from tui.ink import Line, Span
from tui.widgets import heat
from tui.widgets.preview import (
    age,
    barred_lines,
    barrier_words,
    contact_full,
    day,
    reason_words,
    timeline_lines,
)

LABEL = 15
ASKED = 6  # days without a reason that are named; the newest are those somebody still remembers
CLOCKS = 6  # as many are shown; the rest stand in their list
BESIDE = 98  # columns of the page (100 of the window) from which the contacts stand beside the year
CONTACTS = 38  # columns that they need there
GAP = 4
QUIET = (State.RUNNING, State.BEYOND)
_SEN = {"K": "SEN support", "E": "EHCP"}
_WORKER = {"CP": "child protection plan", "CIN": "child in need"}


def title(view: PupilView, now: datetime, cells: int) -> list[Line]:
    """Who this is, who looks after the next step, and below what keeps the pupil safe."""
    p, today = view.preview, now.date()
    year = f"year {p.pupil.year}" if p.pupil.year and not p.pupil.reg else ""
    about = [said for said in (p.pupil.reg or year, age(p.pupil, today)) if said]
    left = ink.line((p.pupil.name, "strong"), *(f" · {said}" for said in about))
    owner = p.owner_name or "–"
    review = day(p.casework.review, today) if p.casework.review else "–"
    rows = [ink.ends(left, ink.line((f"owner {owner} · review {review}", "dim")), cells)]
    rows += [ink.line(row) for row in ink.wrap(safety(p.pupil, today), cells, 3) if row]
    return rows + [ink.line((row, "accent")) for row in ink.wrap(at_work(view), cells, 2) if row]


def at_work(view: PupilView) -> str:
    """Who is calling about this pupil, and who has a call parked."""
    calling = [claim.calling(view.preview.pupil.id) for claim in view.callers]
    parked = f"call parked by {view.parked_by}" if view.parked_by and not calling else ""
    return ink.joined([*calling, parked])


def safety(pupil: Pupil, today: date) -> str:
    """What she must know before anything else, in words."""
    return ink.joined([
        _WORKER.get(pupil.social_worker.upper(), "social worker" if pupil.social_worker else ""),
        "looked after" if pupil.looked_after else "",
        "youth justice worker" if pupil.youth_justice else "",
        "young carer" if pupil.young_carer else "",
        "service child" if pupil.service_child else "",
        "non-speaking" if pupil.non_speaking else "",
        "walks alone" if pupil.walks_alone else "",
        _SEN.get(pupil.sen.upper(), ""),
        "medical plan" if pupil.medical_plan else "",
        "interpreter" if pupil.interpreter else "",
        f"left the school {day(pupil.left, today)}" if pupil.left and pupil.left < today else "",
    ])  # fmt: skip


def page(view: PupilView, now: datetime, cells: int, reads_only: bool = False) -> list[Line]:
    """Everything below the title; who only reads is told of no key to write with."""
    p, today = view.preview, now.date()
    rows = _work(p, today, cells, reads_only)
    rows += [(), *_known(p.pupil, today, cells)]
    if rows[-1]:
        rows.append(())
    first, *more = attendance_words(view, today)
    rows += _part("ATTENDANCE", first, cells)
    for said in more:
        rows += _part("", said, cells)
    for place, total in enumerate(view.past):
        rows += _part("" if place else "BEFORE", in_words(total), cells, "dim")
    rows += [(), *_year_and_contacts(view, today, cells)]
    older = view.barriers[1:]
    rows += [()] if older else []
    for one in older:
        rows += _part("EARLIER", barrier_words(one, today), cells, "dim")
    rows += [(), ink.line(("TIMELINE", "heading"))]
    for line in view.timeline:
        rows += timeline_lines(line, today, cells)
    return rows if view.timeline else [*rows, ink.line(("nothing yet", "dim"))]


def _work(p: Preview, today: date, cells: int, reads_only: bool) -> list[Line]:
    """What makes it hard, what helps, what is next, what is known of today."""
    fields = p.card.fields
    hard, step = barrier_words(p.barrier, today), p.casework.step
    ask, set_one = ("–", "–") if reads_only else ("–   press b to note it", "–   press f to set one")
    rows = _part("MAKES IT HARD", hard or ask, cells, "strong" if hard else "dim")
    for field, label in (("helps", "HELPS"), ("not-helped", "DID NOT HELP"), ("agreed", "AGREED"),
                         ("do-not-ask", "DO NOT ASK")):  # fmt: skip
        rows += _maybe(label, fields.get(field, ""), cells)
    rows += _part("NEXT STEP", step or set_one, cells, "strong" if step else "dim")
    if p.reason:
        rows += _part("TODAY", f"{reason_words(p.reason)}, suggests code {p.reason.code}", cells)
    return rows


def _known(pupil: Pupil, today: date, cells: int) -> list[Line]:
    """What the school has told about the pupil, each on lines of its own, nothing cut."""
    sen = ink.joined([
        _SEN.get(pupil.sen.upper(), ""),
        pupil.sen_need,
        f"EHCP review {day(pupil.ehcp_review, today)}" if pupil.ehcp_review else "",
    ])  # fmt: skip
    speaks = pupil.language if fold(pupil.language) != "english" else ""
    worker = "" if pupil.social_worker.upper() in _WORKER else pupil.social_worker
    reduced = ink.joined(
        [f"from {day(pupil.pt_from, today)}" if pupil.pt_from else "",
         f"to {day(pupil.pt_to, today)}" if pupil.pt_to else "", pupil.pt_sessions], " ")  # fmt: skip
    rows: list[Line] = []
    for label, text in (
        ("SEN", sen), ("MEDICAL PLAN", pupil.medical_plan), ("SOCIAL WORKER", worker),
        ("LANGUAGE", ink.joined([speaks, "interpreter needed" if pupil.interpreter else ""])),
        ("TRANSPORT", pupil.transport), ("PART-TIME", reduced), ("NAMED ADULT", pupil.named_adult),
        ("CONTACT ROUTE", pupil.contact_route),
    ):  # fmt: skip
        rows += _maybe(label, text, cells)
    return rows


def attendance_words(view: PupilView, today: date) -> list[str]:
    """Attendance in sessions, a sentence a period, each naming its own; never a lone percentage."""
    missed, last = view.recent
    days = view.in_words.partition("sessions, ")[2]
    recent = f"missed {missed}, {days}." if missed else "missed none."
    said = [f"Last {last} sessions: {recent}"] if last else []
    a: Attendance = view.attendance
    if not a.possible:
        return said or ["no sessions yet"]
    counts = ((a.authorised, "authorised"), (a.unauthorised, "unauthorised"))
    split = ", ".join(f"{count} {kind}" for count, kind in counts if count)
    since = f"Since {day(a.first, today)}: missed {a.missed or 'none'} of {a.possible} sessions"
    since += f" ({split})" if split else ""
    if a.late:
        since += ", late once" if a.late == 1 else f", late {a.late} times"
    if a.missing_marks:
        since += f", {a.missing_marks} mark{'s' * (a.missing_marks > 1)} missing"
    since += f"; attended {a.percent} %." if a.percent else "."
    return [*said, since, *_without_reason(view, today)]


def _without_reason(view: PupilView, today: date) -> list[str]:
    """The newest days with code N or O, in one sentence."""
    days = [f"{day(on, today)} {half}".rstrip() for on, half in heat.without_reason(view.year)]
    if not days:
        return []
    more = f" and {len(days) - ASKED} more" if len(days) > ASKED else ""
    return [f"No reason in the register (N, O): {', '.join(days[:ASKED])}{more}."]


def _year_and_contacts(view: PupilView, today: date, cells: int) -> list[Line]:
    """The year by weeks, what is asked, and the contacts: beside the year where there is room."""
    room = cells - CONTACTS - GAP
    beside = cells >= BESIDE or heat.year_width(view.year) <= room
    head = ink.line((f"YEAR {heat.caption(view.year)}", "heading"), (" by weeks", "dim"))
    year = [head, *heat.year(view.year, room if beside else cells)]
    legend = [ink.line((f"     {row}", "dim")) for row in ink.wrap(heat.LEGEND, cells - 5)]
    asked = _questions(view, today, cells)
    if not beside:
        return [*year, *legend, *asked, (), *_contacts(view.preview, today, cells)]
    wide = max(ink.line_width(row) for row in year) + GAP
    people = _contacts(view.preview, today, min(60, cells - wide))
    pairs = zip_longest(year, people, fillvalue=())
    both = [(*left, Span(" " * (wide - ink.line_width(left))), *right) for left, right in pairs]
    return [*both, *legend, *asked]


def _questions(view: PupilView, today: date, cells: int) -> list[Line]:
    """Clocks, the most urgent first, and flags in their sentences; nothing where there are none."""
    rows: list[Line] = []
    shown = groupby(view.clocks[:CLOCKS], key=lambda clock: (clock.rule, clock.advice, clock.state in QUIET))
    for (rule, advice, quiet), same in shown:  # what is to be done is said once, with every date
        said = ink.joined([rule, *(when(clock, today) for clock in same), advice])
        rows += _part("" if rows else "CLOCKS", said, cells, "dim" if quiet else "")
    if (more := len(view.clocks) - CLOCKS) > 0:
        rows += _part("", f"… and {more} more: g k", cells, "dim")
    for place, habit in enumerate(habits(view.flags)):
        rows += _part("" if place else "FLAGS", habit.flag.sentence, cells)
        rows += _part("", habit.named, cells, "dim") if habit.parts else []
    if view.notes:
        names = (note.partition(":")[0].removeprefix("no ").removesuffix(" loaded") for note in view.notes)
        said = ink.joined(["" if view.flags else "none", f"not loaded: {', '.join(names)}"])
        rows += _part("" if view.flags else "FLAGS", said, cells, "dim")
    return [(), *rows] if rows else []


def _contacts(p: Preview, today: date, cells: int) -> list[Line]:
    """Whom to ring, and apart from them who may not be told."""
    rows: list[Line] = [ink.line(("CONTACTS", "heading"))]
    for number, one in enumerate(p.dial, 1):
        rows += contact_full(number, one, today, cells, 6)
    if not p.dial:
        rows.append(ink.line(("no contact that may be rung", "now")))
    return [*rows, (), *barred_lines(p.barred, cells, 6)] if p.barred else rows


def _part(label: str, text: str, cells: int, tone: str = "") -> list[Line]:
    first, *more = ink.wrap(text, max(10, cells - LABEL - 1), 6)
    rows: list[Line] = [(Span(ink.pad(label, LABEL) + " ", "heading"), Span(first, tone))]
    return rows + [(Span(" " * (LABEL + 1)), Span(row, tone)) for row in more]


def _maybe(label: str, text: str, cells: int) -> list[Line]:
    return _part(label, text, cells) if text else []
