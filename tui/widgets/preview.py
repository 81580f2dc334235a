"""What stands beside the list for the pupil under the cursor: she can dial from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.model import Attempt, Barrier, Contact, Pupil, Reason
from core.telling import in_words
from core.text import fold
from core.views import DialLine, Preview, TimelineLine
from tui import ink
from tui.ink import Line, Span
from tui.widgets import heat
from tui.widgets.lines import Lines


def day(on: date, today: date) -> str:
    """`2 Nov`, with the year where it is another one."""
    return f"{on.day} {on:%b}" + ("" if on.year == today.year else f" {on.year}")


def age(pupil: Pupil, today: date) -> str:
    """Age in years, '' if no date of birth is known."""
    born = pupil.dob
    if born is None:
        return ""
    return str(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def tried(last: Attempt | None, today: date) -> str:
    """What happened last on a number."""
    if last is None:
        return "never tried"
    when = f"{last.at:%H:%M}" if last.day == today else day(last.day, today)
    return f"{last.outcome.value.replace('-', ' ')} {when}"


def head(pupil: Pupil, today: date) -> Line:
    """Name, form, age."""
    return ink.line(
        (pupil.name, "strong"), *(f" · {part}" for part in (pupil.reg, age(pupil, today)) if part)
    )


def in_care(pupil: Pupil) -> str:
    """What the law makes of the pupil: a plan or a worker, looked after; never displaced by other words."""
    worker = {"CP": "child protection plan", "CIN": "child in need"}.get(
        pupil.social_worker.upper(), f"social worker: {pupil.social_worker}" if pupil.social_worker else ""
    )
    return ink.joined([worker, "looked after" if pupil.looked_after else ""])


def facts(pupil: Pupil) -> str:
    """What the school has told about the pupil, in words."""
    sen = {"K": "SEN support", "E": "EHCP"}.get(pupil.sen.upper(), "")
    return ink.joined([
        in_care(pupil),
        "youth justice" if pupil.youth_justice else "",
        "young carer" if pupil.young_carer else "",
        f"{sen} ({pupil.sen_need})" if sen and pupil.sen_need else sen,
        "non-speaking" if pupil.non_speaking else "",
        "medical plan" if pupil.medical_plan else "",
        f"transport: {pupil.transport}" if pupil.transport else "",
        "walks alone" if pupil.walks_alone else "",
        f"speaks {pupil.language}" if pupil.language and fold(pupil.language) != "english" else "",
        "interpreter" if pupil.interpreter else "",
    ])  # fmt: skip


def barrier_words(barrier: Barrier | None, today: date) -> str:
    """The barrier in a sentence: whose words, since when."""
    if barrier is None:
        return ""
    said = ink.joined([barrier.whose, day(barrier.since, today)], ", ")
    text = f"“{barrier.text}”" if barrier.whose else barrier.text
    return f"{text} ({said})"


def barred_words(one: Contact, short: bool = False) -> str:
    """A contact who may not be told: who it is and why, never a number; `short` by the first name."""
    return ink.joined([f"{_barred_name(one, short)}: MAY NOT BE TOLD", one.notes])


def _barred_name(one: Contact, short: bool) -> str:
    name = one.name.split(" ")[0] if short and one.relationship else one.name
    return ink.joined([one.relationship, name], ", ")


def barred_short(barred: Sequence[Contact], cells: int) -> str:
    """Those who may not be told in one line: by first names, then without why, where that is too long."""
    told = ""
    for short in (False, True):
        told = " · ".join(barred_words(one, short) for one in barred)
        if ink.width(told) <= cells:
            return told
    if len(barred) < 2:
        return told
    return "MAY NOT BE TOLD: " + " · ".join(_barred_name(one, True) for one in barred)


def reason_words(reason: Reason) -> str:
    """Today's reason in words: `would not say`, not the key it is kept under."""
    return f"{in_words(reason.word)}, {reason.source}"


def contact_short(number: int, one: DialLine, last: str) -> Line:
    """A contact in a few words, for one line of several; `last` is what happened on the number."""
    contact = one.contact
    phone = contact.phone or contact.phone2 or "no number"
    told = (f"  {last}" if last else "", "dim")
    return ink.line((f"{number} ", "key"), f"{contact.label} ", (phone, "strong"), told)


def contacts_line(dial: Sequence[DialLine], today: date, cells: int) -> Line:
    """The contacts in one line, none of them cut: what was tried gives way first, then the last contacts."""
    told = [tried(one.last, today) for one in dial]
    brief = [said if one.last else "" for said, one in zip(told, dial, strict=True)]
    row: Line = ()
    for lasts, count in ((told, len(dial)), *((brief, n) for n in range(len(dial), 0, -1))):
        row = ()
        for number, one in enumerate(dial[:count], 1):
            row = (*row, Span(" · " if row else ""), *contact_short(number, one, lasts[number - 1]))
        if count < len(dial):
            row = (*row, Span(f" · {len(dial) - count} more", "dim"))
        if ink.line_width(row) <= cells:
            break
    return row


def contact_full(number: int, one: DialLine, today: date, cells: int, limit: int = 2) -> list[Line]:
    """A contact on its lines: what to dial, and what to know before."""
    contact = one.contact
    phone = contact.phone or contact.phone2 or "no number"
    last = ink.line((tried(one.last, today), "dim"))
    label = ink.cut(contact.label, cells - 4 - ink.width(phone) - ink.line_width(last) - 2)
    first = ink.ends(ink.line((f"{number} ", "key"), f"{label}  ", (phone, "strong")), last, cells)
    more = ink.joined([
        contact.name if contact.relationship else "",
        f"or {contact.phone2}" if contact.phone and contact.phone2 else "",
        f"best {contact.best_time}" if contact.best_time else "",
        f"speaks {contact.language}" if contact.language and fold(contact.language) != "english" else "",
        contact.notes,
    ])  # fmt: skip
    return [first, *(ink.line((f"  {row}", "dim")) for row in ink.wrap(more, cells - 2, limit) if row)]


def barred_lines(barred: Sequence[Contact], cells: int, limit: int = 2) -> list[Line]:
    """Those who may not be told, apart from those to ring: if one of them rings, she knows."""
    return [ink.line((row, "now")) for one in barred for row in ink.wrap(barred_words(one), cells, limit)]


def timeline_lines(one: TimelineLine, today: date, cells: int, limit: int = 99) -> list[Line]:
    """A line of a timeline, wrapped beside its date."""
    at = f"{one.at:%H:%M}" if one.at.date() == today else ""
    when = ink.pad(f"{day(one.at.date(), today)} {at}".strip(), 12)
    text = one.text + (f" ({one.by})" if one.by else "")
    first, *more = ink.wrap(text, max(8, cells - 13), limit)
    return [ink.line((f"{when} ", "dim"), first), *(ink.line(" " * 13, row) for row in more)]


class PreviewPane(Lines):
    """The pupil under the cursor: four lines below the list, or a column beside it."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._preview: Preview | None = None
        self._now = datetime.min
        self._place = ""
        self._question = ""
        self.tall = False

    def show(self, preview: Preview | None, now: datetime, place: str, question: str = "") -> None:
        """Show a pupil; `place` says where in the list it stands, `question` what presses most."""
        self._preview, self._now, self._place, self._question = preview, now, place, question
        self.redraw()

    def redraw(self) -> None:
        """Draw for this size."""
        cells = max(20, self.size.width - 1)
        if self._preview is None:
            self.draw([ink.line((self._place, "dim"))] if self._place else [])
        elif self.tall:
            self.draw(self._tall(self._preview, cells)[: max(1, self.size.height)])
        else:
            self.draw(self._short(self._preview, cells))

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.redraw()

    def _short(self, p: Preview, cells: int) -> list[Line]:
        today = self._now.date()
        hard = barrier_words(p.barrier, today)
        known = ink.joined([in_care(p.pupil), hard]) if hard else facts(p.pupil)
        first = (*head(p.pupil, today), Span("   "), Span(known))
        second = contacts_line(p.dial, today, cells) or ink.line(("no contact that may be rung", "now"))
        helps = p.card.fields.get("helps", "")
        weeks = ink.line(("last weeks  ", "dim")) + heat.row(p.weeks)
        if told := barred_short(p.barred, cells):  # who must not be told comes before what helps
            third = ink.line((told, "now"))
            if ink.line_width(third) + ink.line_width(weeks) + 2 <= cells:
                third = ink.ends(third, weeks, cells)
        else:
            third = ink.ends(ink.line(("helps: ", "dim"), helps), weeks, cells) if helps else weeks
        work = ink.joined([self._next(p), f"helps: {helps}" if told and helps else ""])
        fourth = ink.ends(ink.line((work, "dim")), ink.line((self._place, "dim")), cells)
        return [*(ink.cut_line(row, cells) for row in (first, second, third)), fourth]

    def _next(self, p: Preview) -> str:
        work, today = p.casework, self._now.date()
        owner = f"owner {p.owner_name}" if p.owner_name else "no owner"
        review = f"review {day(work.review, today)}" if work.review else "no review"
        return ink.joined([owner, review, f"step: {work.step}" if work.step else ""])

    def _tall(self, p: Preview, cells: int) -> list[Line]:
        today = self._now.date()
        name, place = head(p.pupil, today), ink.line((self._place, "dim"))
        if ink.line_width(name) + ink.line_width(place) + 2 > cells:
            rows: list[Line] = [ink.ends((), place, cells), name]
        else:
            rows = [ink.ends(name, place, cells)]
        rows += [ink.line((text, "dim")) for text in ink.wrap(facts(p.pupil), cells, 2) if text]
        if p.reason:
            rows.append(ink.line(("today: ", "dim"), (reason_words(p.reason), "strong")))
        rows.append(())
        hard = barrier_words(p.barrier, today)
        rows += [ink.line(text) for text in ink.wrap(hard, cells, 4)] if hard else [
            ink.line(("no barrier noted yet: b", "dim"))
        ]  # fmt: skip
        for field, label in (("helps", "helps"), ("agreed", "agreed"), ("do-not-ask", "do not ask again")):
            if text := p.card.fields.get(field, ""):
                wrapped = ink.wrap(f"{label}: {text}", cells, 2)
                rows += [ink.line(part) for part in wrapped]
        if p.pupil.named_adult:
            rows.append(ink.line(("named adult: ", "dim"), p.pupil.named_adult))
        if p.pupil.contact_route:
            rows.append(ink.cut_line(ink.line(("agreed route: ", "dim"), p.pupil.contact_route), cells))
        rows.append(())
        for number, one in enumerate(p.dial, 1):
            rows += contact_full(number, one, today, cells)
        if not p.dial:
            rows.append(ink.line(("no contact that may be rung", "now")))
        rows += barred_lines(p.barred, cells, 3)
        rows += [(), ink.line(("last weeks  ", "dim")) + heat.row(p.weeks), ink.line(self._next(p))]
        rows += [ink.line((self._question, "strong"))] if self._question else []
        rows.append(())
        for said in p.timeline:
            rows += timeline_lines(said, today, cells, 3)
        return [ink.cut_line(row, cells) for row in rows]
