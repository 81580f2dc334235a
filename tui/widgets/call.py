"""The call strip: the before-you-dial card, the outcome keys, the reasons, the note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.geometry import Offset

from core.model import Outcome, Term
from core.views import CallCard, Claim, DialLine, Sibling
from tui import commands, ink
from tui.commands import Place
from tui.ink import Line, Span
from tui.widgets.callparts import family, labelled, offers, start
from tui.widgets.entry import Entry
from tui.widgets.lines import Lines
from tui.widgets.preview import barred_short, barrier_words, day, in_care, tried

if TYPE_CHECKING:
    from core.reasons import ReasonWord
    from tui.talk import Look, Talk

TERMS = {
    Term.EXPLAINED: "explained",
    Term.TEXTED: "messaged",
    Term.IN_HAND: "in hand",
    Term.WITH_DSL: "with DSL",
    Term.NOT_REACHED: "not reached",
}


SHORT = 24  # cells: a reason longer than this is told by its one word
OUTCOMES = {outcome.value for outcome in Outcome}


class Stage(StrEnum):
    """What the next key means."""

    OUTCOME = "outcome"
    REASON = "reason"
    NOTE = "note"


class CallStrip(Lines):
    """One call about one pupil, from the first key to the logged outcome."""

    def __init__(self) -> None:
        super().__init__(id="strip")
        self.card: CallCard | None = None
        self.note = Entry()
        self.stage = Stage.OUTCOME
        self.contact = 0
        self.ticked: frozenset[int] = frozenset()  # the brothers and sisters she wants the call to be about
        self.stop = ""
        self.insist = ""  # the outcome key pressed once although the pupil has arrived
        self.reasons: tuple[ReasonWord, ...] = ()
        self.codes: Mapping[str, str] = {}
        self._shares: Mapping[int, frozenset[int]] = {}  # contact → siblings they may be told about
        self._news: tuple[str, ...] = ()  # what others do about this pupil
        self._known: set[int | None] = set()  # events of the timeline when the strip opened
        self._me = ""
        self._now = datetime.min

    # -- state -----------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Which keys are taken now."""
        return {Stage.OUTCOME: Place.STRIP, Stage.REASON: Place.REASON, Stage.NOTE: Place.NOTE}[self.stage]

    @property
    def pupil_id(self) -> int:
        """The pupil rung about."""
        assert self.card is not None
        return self.card.preview.pupil.id

    @property
    def dialled(self) -> DialLine | None:
        """The contact chosen."""
        dial = self.card.preview.dial if self.card else ()
        return dial[self.contact] if self.contact < len(dial) else None

    @property
    def also(self) -> dict[int, str]:
        """The brothers and sisters who share this call: ticked, and this contact may be told."""
        return {one.pupil.id: "" for one in self._sharing if one.pupil.id in self.ticked}

    @property
    def _sharing(self) -> list[Sibling]:
        """The brothers and sisters about whom the contact chosen may be told."""
        one = self.dialled
        told = self._shares.get(one.contact.id, frozenset()) if one else frozenset()
        return [sibling for sibling in self.card.siblings if sibling.pupil.id in told] if self.card else []

    def open(self, talk: Talk, now: datetime, me: str, back: bool = False) -> None:
        """Begin a call; `back`: return to one half done, at the same key and the same character."""
        self.card, self.reasons, self.codes, self._now = talk.card, talk.reasons, talk.codes, now
        self.note = Entry()
        self.stage, self._shares, self._me = Stage.OUTCOME, talk.look.shares, me
        self.ticked = frozenset(one.pupil.id for one in talk.card.siblings)
        self.stop = self.insist = ""
        self._known = {line.event for line in talk.card.preview.timeline}
        self._news = self._ringing(talk.look)
        self.contact = start(talk.card.preview.dial, talk.card.default_contact or 0, now.date())
        if talk.draft:
            self.note.restore(talk.draft.text, talk.draft.cursor)
            self._resume(talk.draft.state, back)
        self.redraw()

    @property
    def state(self) -> dict[str, object]:
        """What brings this strip back as it is, beside the note."""
        one = self.dialled
        off = [sibling.pupil.id for sibling in self._sharing if sibling.pupil.id not in self.ticked]
        return {"stage": self.stage.value, "contact": one.contact.id if one else None, "off": off}

    def _resume(self, state: Mapping[str, object], back: bool) -> None:
        """Stand where a draft was left, as far as what it names is still there."""
        ids = [one.contact.id for one in self.card.preview.dial] if self.card else []
        off, chosen = state.get("off"), state.get("contact")
        if isinstance(chosen, int) and chosen in ids and (back or self.note.text):
            self.contact = ids.index(chosen)
        if isinstance(off, list):
            self.ticked -= frozenset(one for one in off if isinstance(one, int))
        if back and state.get("stage") in list(Stage):
            self.stage = Stage(str(state["stage"]))

    def renew(self, look: Look, now: datetime) -> None:
        """Somebody else has done something about this pupil: show it; what she chose and typed stays."""
        before, chosen, card = self.card, self.dialled, look.card
        if before is None:
            return
        new = [
            line
            for line in card.preview.timeline
            if line.event not in self._known and line.event is not None and line.kind != "arrived"
        ]
        self._news = (
            *self._ringing(look),
            *(f"{line.at:%H:%M} {line.text} ({line.by})" for line in new),
        )
        new_here = {one.pupil.id for one in card.siblings} - {one.pupil.id for one in before.siblings}
        self.card, self._shares, self._now = card, look.shares, now
        self.ticked |= new_here
        ids = [one.contact.id for one in card.preview.dial]
        self.contact = ids.index(chosen.contact.id) if chosen and chosen.contact.id in ids else 0
        self.redraw()

    def _ringing(self, look: Look) -> tuple[str, ...]:
        """Who else rings about this pupil, or about a brother or sister: one parent is rung once."""
        family = {one.pupil.id: one.pupil for one in look.card.siblings}
        theirs = [one for one in look.card.others_calling if one.pupil_id in family]
        return (
            *(self._calling(one, "this pupil") for one in look.others),
            *(self._calling(one, f"{family[one.pupil_id].name} of this household") for one in theirs),
        )

    def _calling(self, claim: Claim, about: str) -> str:
        other = claim.account != self._me
        who = f"{claim.name} is calling" if other else "Another window of yours has been calling"
        return f"{who} about {about} since {claim.since}"

    def close(self) -> None:
        """End the call."""
        self.card = None
        self.draw([])

    def choose(self, number: int) -> str:
        """Choose a contact by its number; what to say about it."""
        dial = self.card.preview.dial if self.card else ()
        if number > len(dial):
            return f"There are {len(dial)} contacts to ring." if dial else "No contact here may be rung."
        self.contact = number - 1
        self.redraw()
        return ""

    def to(self, stage: Stage) -> None:
        """Go on to another stage."""
        self.stage = stage
        self.insist = ""
        self.redraw()

    def share(self) -> str:
        """The next choice of brothers and sisters: all, none, each one alone; what to say about it."""
        ids = [one.pupil.id for one in self._sharing]
        if not ids:
            return "No brother or sister who may share this call is away and not explained."
        alone = [frozenset({one}) for one in ids] if len(ids) > 1 else []
        choices = [frozenset(ids), frozenset[int](), *alone]
        now = frozenset(ids) & self.ticked
        place = choices.index(now) if now in choices else 0
        self.ticked = choices[(place + 1) % len(choices)]
        self.redraw()
        return ""

    def arrived(self, text: str) -> None:
        """Somebody has seen the pupil: the call stops; '' when that was taken back."""
        self.stop, self.insist = text, self.insist if text == self.stop else ""
        self.redraw()

    # -- drawing ---------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw for what stands now."""
        if self.card is None:
            return
        cells = max(30, self.size.width - 1)
        asked = self._asked(cells)
        note, column = self._note(cells)
        card = self._card(self.card, cells)
        room = self.size.height - len(asked) - 1  # the keys and the note come before the card's last lines
        rows = [*card, (), *asked] if room > len(card) else [*card[: max(1, room)], *asked]
        self.draw([ink.cut_line(row, cells) for row in [*rows, note]])
        if self.stage is Stage.NOTE:
            here = self.content_region
            self.app.cursor_position = Offset(here.x + column, here.y + len(rows))

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.redraw()

    def needed(self, cells: int) -> int:
        """Lines that the strip takes at this width."""
        return len(self._card(self.card, cells)) + len(self._asked(cells)) + 2 if self.card else 0

    def _card(self, card: CallCard, cells: int) -> list[Line]:
        p, today = card.preview, self._now.date()
        fields = p.card.fields
        rows = [*self._title(card, cells), *self._family(card, cells), *self._others(p.dial, cells)]
        if guard := ink.joined([in_care(p.pupil), barred_short(p.barred, cells) if p.barred else ""]):
            rows.append(ink.line((guard, "strong")))
        hard = barrier_words(p.barrier, today) or fields.get("hard", "")
        rows += labelled([("hard", hard), ("helps", fields.get("helps", ""))], cells, 2)
        rows += labelled(
            [("agreed", fields.get("agreed", "")), ("do not ask", fields.get("do-not-ask", ""))], cells, 2
        )
        adult = fields.get("adult", "") or p.pupil.named_adult
        rows += labelled(
            [("named adult", adult), ("route", p.pupil.contact_route), *self._speech(card)], cells, 2
        )
        review = f"review {day(p.casework.review, today)}" if p.casework.review else ""
        rows += labelled([("open step", ink.joined([p.casework.step, review]))], cells, 1)
        if card.restricted:
            where = "on the pupil's page" if card.hers else "ask the DSL"
            rows.append(ink.line(("a restricted note exists", "strong"), f": {where}"))
        if card.ask:
            rows.append(ink.line(("ASK  ", "heading"), card.ask))
        if offer := fields.get("can-offer", ""):
            rows.append(ink.line(("CAN OFFER  ", "heading"), offer))
        return rows[:12]

    def _family(self, card: CallCard, cells: int) -> list[Line]:
        sharing = {one.pupil.id for one in self._sharing}
        return family(card, sharing, set(self.also), cells) if card.siblings else []

    def _title(self, card: CallCard, cells: int) -> list[Line]:
        """Whom she rings about whom, or that she need not; on two lines where one is too short."""
        name = card.preview.pupil.name
        if self.stop:
            return [ink.line((f"STOP: {self.stop}", "strong entry"), ("  Esc closes", "dim"))]
        news = [ink.line((text, "now")) for text in self._news]
        one = self.dialled
        if one is None:
            return [
                *news,
                ink.line(("CALLING ", "heading"), (name, "strong"), "  no contact that may be rung"),
            ]
        phone = one.contact.phone or one.contact.phone2
        left = ink.line(("CALLING ", "heading"), f"{one.contact.label} ", (phone, "strong"))
        about = ink.line(f"  about {name}")
        right = ink.line((tried(one.last, self._now.date()), "dim"))
        if ink.line_width((*left, *about, *right)) + 2 <= cells:
            return [*news, ink.ends((*left, *about), right, cells)]
        return [*news, left, ink.ends(ink.line(f"about {name}"), right, cells)]

    def _others(self, dial: Sequence[DialLine], cells: int) -> list[Line]:
        """The other numbers, by the key that chooses them."""
        parts: list[Span] = []
        for number, one in enumerate(dial[:9], 1):
            if number != self.contact + 1:
                last = tried(one.last, self._now.date())
                parts += [Span(f"{number} ", "key"), Span(f"{one.contact.label}, {last}   ", "dim")]
        return [ink.cut_line(tuple(parts), cells)] if parts else []

    def _speech(self, card: CallCard) -> list[tuple[str, str]]:
        one, pupil = self.dialled, card.preview.pupil
        language = (one.contact.language if one else "") or pupil.language
        best = (one.contact.best_time if one else "") or card.preview.card.fields.get("best-time", "")
        interpreter = " with interpreter" if pupil.interpreter else ""
        return [("language", language + interpreter if language else interpreter.strip()), ("best", best)]

    def _asked(self, cells: int) -> list[Line]:
        if self.stage is Stage.REASON:
            words = [(reason.key, self._reason(reason)) for reason in self.reasons]
            hints = ("  a letter logs it (→ the code it suggests)", "  a letter logs it")
            asked = "Spoke. What happened?"
            hint = next((hint for hint in hints if ink.width(asked + hint) <= cells), "")
            ask = ink.line((asked, "strong"), (hint, "dim"))
            return [ask, *offers(words, cells)]
        outcomes = [command for command in commands.at(Place.STRIP) if command.name in OUTCOMES]
        return offers([(commands.keys_shown(command), command.words) for command in outcomes], cells)

    def _reason(self, reason: ReasonWord) -> str:
        words = reason.phrase if ink.width(reason.phrase) <= SHORT else reason.word
        code = self.codes.get(reason.key, reason.code)
        return f"{words} → {code}" + ("" if reason.explains else ", stays in hand")

    def _note(self, cells: int) -> tuple[Line, int]:
        active = self.stage is Stage.NOTE
        if active or self.note.text:
            typed, column = self.note.drawn(cells - 6, active)
            return (Span("Note  ", "heading" if active else "dim"), *typed), column + 6
        return (), 0
