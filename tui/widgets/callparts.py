"""Parts of the call strip: whom it dials first, the family, labels and keys on as many lines as they need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from core.model import Outcome
from core.views import CallCard, DialLine
from tui import ink
from tui.ink import Line, Span

UNANSWERED = (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER)


def start(dial: Sequence[DialLine], first: int, today: date) -> int:
    """Whom the strip dials at first: where the first contact did not answer today, the next not yet tried.

    When every contact was tried today it is the first whose number was not wrong.
    """

    def last(one: DialLine) -> Outcome | None:
        return one.last.outcome if one.last and one.last.day == today else None

    if first >= len(dial) or last(dial[first]) not in UNANSWERED:
        return first
    fresh = [place for place, one in enumerate(dial) if last(one) is None]
    right = [place for place, one in enumerate(dial) if last(one) is not Outcome.WRONG_NUMBER]
    return next(iter([*(place for place in fresh if place > first), *fresh, *right]), first)


def family(card: CallCard, sharing: Collection[int], ticked: Collection[int], cells: int) -> list[Line]:
    """Which brothers and sisters the call is about too: unmistakable, and how to change it."""
    surname = card.preview.pupil.surname
    boxes, barred = [], []
    for one in card.siblings:
        pupil = one.pupil
        same = pupil.surname == surname and pupil.goes_by
        name = f"{pupil.goes_by if same else pupil.name} {pupil.reg}".rstrip()
        if pupil.id in sharing:
            boxes.append(f"{'[x]' if pupil.id in ticked else '[ ]'} {name}")
        else:
            barred.append(name)
    rows: list[Line] = []
    if boxes:
        words = " unticks" if ticked else " ticks"
        if ticked and len(ticked) < len(sharing):
            words = " changes"
        tail = ink.line("  — ", ("x", "key"), words)
        room = cells - ink.width("also about: ") - ink.line_width(tail)
        told = ink.cut("  ".join(boxes), room)
        rows.append((*ink.line(("also about: ", "heading"), (told, "strong")), *tail))
    if barred:
        rows.append(
            ink.line(("not about: ", "dim"), ", ".join(barred), (", this contact may not be told", "dim"))
        )
    return rows


def labelled(pairs: list[tuple[str, str]], cells: int, limit: int) -> list[Line]:
    """`label: text` of the pairs that say something, on one line if they fit, else wrapped one by one."""
    told = [(label, text) for label, text in pairs if text]
    if not told:
        return []
    parts: list[Span] = []
    for label, text in told:
        parts += [Span(("   " if parts else "") + f"{label}: ", "dim"), Span(text)]
    if ink.line_width(tuple(parts)) <= cells:
        return [tuple(parts)]
    rows: list[Line] = []
    for label, text in told:
        first, *more = ink.wrap(f"{label}: {text}", cells, limit)
        rows.append(ink.line((first[: len(label) + 1], "dim"), first[len(label) + 1 :]))
        rows += [ink.line(row) for row in more]
    return rows


def offers(asked: list[tuple[str, str]], cells: int) -> list[Line]:
    """Keys with their words, on as many lines as they need."""
    rows: list[list[Span]] = [[]]
    used = 0
    for key, words in asked:
        need = ink.width(key) + ink.width(words) + 4
        if used and used + need > cells + 3:
            rows.append([])
            used = 0
        rows[-1] += [Span("   " if used else ""), Span(key, "key"), Span(f" {words}")]
        used += need
    return [tuple(row) for row in rows]
