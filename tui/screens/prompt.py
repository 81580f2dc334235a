"""The line at the bottom: one question, explained as it is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import Changed, FirstdayError, Vague
from core.model import Staff
from tui.desk import Desk
from tui.drafting import Drafter, Typed
from tui.keys import Stroke
from tui.widgets.entry import CUT, Entry, Secret
from tui.widgets.foot import Foot

if TYPE_CHECKING:
    from core.together.drafts import Draft

NAMED = 5  # members of staff that the line above names at once


def owners(found: Sequence[Staff], text: str) -> str:
    """Whom Enter takes as the owner, or who it could be; never a part of them as if it were all."""
    from core.people import meant

    one = meant(found, text) if text else None
    others = [f"{other.name} ({other.initials})" for other in found if other != one]
    more = len(others) - NAMED
    rest = " · ".join(others[:NAMED]) + (f" … and {more} more: type a letter" if more > 0 else "")
    if one:
        return f"→ {one.name} ({one.initials}), {one.role}" + (f" · or, typing on: {rest}" if rest else "")
    if text:
        return rest or "Nobody of that name on the staff list."
    return f"Who does the next step? {rest}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `explain` says what a text would do, `accept` does it (insisted: Enter a second time)."""

    label: str
    explain: Callable[[str], Awaitable[str]]
    accept: Callable[[str, bool], Awaitable[None]]
    draft: tuple[str, int] | None = None  # kind and pupil, if the text is worth keeping
    pupils: tuple[int, ...] = ()  # for whom it is typed
    parks: bool = True  # Esc keeps the text for the next time; else only a lost line does
    complete: Callable[[str], str] | None = None
    secret: bool = False  # what is typed is not shown


class Prompt:
    """Takes the keys of the bottom line and drives the foot."""

    def __init__(self, foot: Foot, desk: Desk) -> None:
        self._foot = foot
        self._desk = desk
        self._drafter = Drafter(desk, self._say)
        self._ask: Ask | None = None
        self._questioned: str | None = None  # the text a question was asked about
        self._seen = 0  # the record's last event when the line was opened: what its answer is based on
        self._clashed = 0.0  # when another's text was last shown beside hers; 0: it was not
        self._explaining: asyncio.Task[None] | None = None
        self.entry = Entry()

    @property
    def open(self) -> bool:
        """Whether the keys are hers."""
        return self._ask is not None

    async def ask(self, question: Ask, draft: Draft | None = None) -> None:
        """Open the line for a question, with what was typed here before; `draft`: to go on with just that."""
        label = question.label
        if question.draft and question.parks and draft is None:
            draft = await self._desk.draft(*question.draft)
            if draft and draft.text.strip():  # opened anew: what she types now may be something else
                draft = replace(draft, text=f"{draft.text.rstrip()} ", cursor=len(draft.text.rstrip()) + 1)
                label += " · your draft, Ctrl+U clears"
        self._seen, self._clashed = self._desk.seen, 0.0
        if draft:
            self._seen = await self._desk.seen_when_drafted(draft.kind, draft.pupil_id)
        self._ask, self._questioned = question, None
        self.entry = Secret() if question.secret else Entry()
        if draft:
            self.entry.restore(draft.text, draft.cursor)
        if question.draft:
            self._drafter.begin(*question.draft, self._typed(question))
        self._foot.ask(label, self.entry)
        self._changed()

    async def take(self, stroke: Stroke) -> None:
        """Take one key."""
        question = self._ask
        if question is None:
            return
        match stroke.key:
            case "escape":
                await self.leave()
            case "enter":
                if stroke.at >= self._clashed:  # not one typed before she can have seen both texts
                    await self._accept(question)
            case "tab":
                if question.complete:
                    self.entry.put(question.complete(self.entry.text))
                    self._changed()
            case _ if stroke.text:
                self.entry.insert(stroke.text)
                self._changed()
            case _ if self.entry.key(stroke.key):
                self._changed()

    def _typed(self, question: Ask) -> Typed:
        """What there is to keep; the pupils go with it where it is for more than the one it stands under."""
        if not self.entry.text:
            return Typed()
        several = {"pupils": list(question.pupils)} if len(question.pupils) > 1 else None
        return Typed(self.entry.text, self.entry.at, several)

    async def leave(self, lost: bool = False) -> None:
        """Close the line; what is worth keeping is kept, all of it when the line was `lost`."""
        question = self._ask
        kept = bool(question and question.draft and (question.parks or lost) and self.entry.text.strip())
        if question and question.draft:
            self._drafter.touch(self._typed(question) if kept else Typed())
        if not await self._drafter.flush():
            return
        self._drafter.forget()
        self._close()
        if kept and question:
            stands = "Theirs stands" if self._clashed else "Nothing done"
            self._foot.say(f"{stands}; what you typed waits under {question.label}: ' returns.")

    def redraw(self) -> None:
        """Draw the line again."""
        if self.open:
            self._foot.redraw()

    async def _accept(self, question: Ask) -> None:
        text = self.entry.text.strip()
        insisted = self._questioned is not None and self._questioned == text
        self._stop_explaining()
        self._drafter.hush()
        try:
            with self._desk.based_on(self._seen):
                await question.accept(text, insisted)
        except Changed as changed:
            self._seen, self._clashed = changed.seen, time.monotonic()
            self._foot.explain(f"{changed} Enter puts yours in its place, Esc leaves theirs.", "now")
            self._drafter.touch(self._typed(question))
            return
        except Vague as vague:
            self._questioned = text
            self._foot.explain(f"{vague} · Enter keeps it as it is", "now")
            self._drafter.touch(self._typed(question))
            return
        except FirstdayError as error:
            self._foot.explain(str(error), "now")
            self._drafter.touch(self._typed(question))
            return
        self._drafter.forget()  # it went with the act, in one transaction
        if self._ask is question:
            self._close()

    def _close(self) -> None:
        self._stop_explaining()
        self._ask = None
        self._foot.done()

    def _changed(self) -> None:
        self._foot.redraw()
        self._stop_explaining()
        if self._ask:
            self._drafter.touch(self._typed(self._ask))
            self._explaining = asyncio.get_running_loop().create_task(
                self._explain(self._ask, self.entry.text)
            )

    def _stop_explaining(self) -> None:
        if self._explaining is not None:
            self._explaining.cancel()
            self._explaining = None

    async def _explain(self, question: Ask, text: str) -> None:
        try:
            said, tone = await question.explain(text.strip()), "accent"
        except FirstdayError as error:
            said, tone = str(error), "now"
        if self.entry.cut:
            said, tone = CUT, "now"
        if self._ask is question and self.entry.text == text:
            self._foot.explain(said, tone)

    def _say(self, text: str) -> None:
        self._foot.explain(text, "now")
