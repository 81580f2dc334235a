"""What the screens ask of the record and do to it: core's functions, run in the record's thread.

`core` is imported here late and in that thread, so that the first paint waits for none of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from core.errors import FirstdayError, RecordDoubt
from core.model import Pupil, Staff
from tui import talk
from tui.exporting import Exporting
from tui.fault import told
from tui.importing import Importing
from tui.questioning import Questioning
from tui.talk import Look, Talk, Told
from tui.work import Work

if TYPE_CHECKING:
    from core.acts import Done
    from core.lists.rows import Listing
    from core.people import Actor
    from core.record import Record
    from core.together.drafts import Draft
    from core.typed.when import Understood
    from core.views import Board, Preview, PupilView

P = ParamSpec("P")
T = TypeVar("T")
SLOW = 1.0  # seconds after which she is told that a save is waiting


class Desk(Questioning, Importing, Exporting):
    """One person at work on the record."""

    def __init__(self, work: Work, account: str, waiting: Callable[[], None] = lambda: None) -> None:
        super().__init__(work)
        self.account = account
        self.waiting = waiting  # called when a save takes long
        self._actor: Actor | None = None
        self._here = ""
        self.faults: list[str] = []  # of ours, by number
        self.again: tuple[str, str] | None = None  # the last owner, review or barrier, as typed
        self.dropped: Draft | None = None  # a draft she has dropped: ' brings it back
        self.seen = 0  # the record's last event when the screen was last read
        self._based: int | None = None  # that of the screen an answer was begun on (`based_on`)

    def now(self) -> datetime:
        """The present moment, or the rehearsed one."""
        return self.work.clock.now()

    def fault(self, error: Exception) -> str:
        """Note a fault of ours, and the line that tells her."""
        said = told(error)
        self.faults.append(said)
        return said

    @property
    def actor(self) -> Actor:
        """Who is at work; known once `open` has returned."""
        assert self._actor is not None
        return self._actor

    @property
    def may_write(self) -> bool:
        """Whether this person may change the record; False until known."""
        return self._actor is not None and self._actor.may_write

    @property
    def reads_only(self) -> bool:
        """Whether this person is known to read only."""
        return self._actor is not None and not self._actor.may_write

    @property
    def reads_restricted(self) -> bool:
        """Whether this person is the DSL; False until known."""
        return self._actor is not None and self._actor.reads_restricted

    @property
    def why_not(self) -> str:
        """Why this person only reads; '' if they may change the record."""
        return self._actor.why_not if self._actor is not None else ""

    async def open(self) -> None:
        """Find out who this is, and show on the other boards that they are on."""

        def begin(record: Record) -> tuple[Actor, str]:
            from core.people import actor_of
            from core.together.claims import enter
            from core.together.drafts import purge

            actor = actor_of(record, self.account)
            if actor.may_write:
                purge(record)
            return actor, enter(record, actor)

        self._actor, self._here = await self.work.save(begin)

    async def close(self) -> None:
        """Leave: presence and claims go."""

        def end(record: Record) -> None:
            from core.together.claims import leave

            leave(record, self._here)

        if self._here:
            await self.work.do(end)

    async def backup_notice(self) -> str:
        """What is wrong with the backups, and who sees to it; '' if nothing is."""

        def read(record: Record) -> str:
            from core.keeping.kept_safe import notice

            return notice(record)

        return await self.work.do(read)

    # -- reading ---------------------------------------------------------------------------------

    async def board(self) -> Board:
        """The morning list, with the flags and clocks that were last worked out (`ask`)."""

        def read(record: Record) -> tuple[Board, Actor, int]:
            from core.asking import NONE
            from core.board import read_board
            from core.people import actor_of
            from core.together.versions import last_event

            seen = last_event(record.db)  # before the reading: what comes between counts as not seen
            return read_board(record, self.questions or NONE), actor_of(record, self.account), seen

        board, self._actor, self.seen = await self.work.do(read)
        return board

    async def preview(self, pupil_id: int) -> Preview:
        """What stands beside the list."""

        def read(record: Record) -> Preview:
            from core.pupil import read_preview

            return read_preview(record, pupil_id, self._actor)

        return await self.work.do(read)

    async def by_whom(self, pupil_id: int, since: datetime) -> str:
        """Who has done something about a pupil since then, as initials; '' for nobody."""
        with suppress(FirstdayError):
            lines = (await self.preview(pupil_id)).timeline
            if lines and lines[0].at >= since.replace(microsecond=0):
                return lines[0].by
        return ""

    async def pupil(self, pupil_id: int) -> PupilView:
        """The whole drill-down."""

        def read(record: Record) -> tuple[PupilView, int]:
            from core.pupil import read_pupil
            from core.together.versions import last_event

            seen = last_event(record.db)
            return read_pupil(record, pupil_id, reader=self._actor), seen

        view, self.seen = await self.work.do(read)
        return view

    async def find(self, text: str) -> list[Pupil]:
        """Pupils found by what was typed."""

        def read(record: Record) -> list[Pupil]:
            from core.typed.find import find_pupils

            return find_pupils(record, text)

        return await self.work.do(read)

    async def listing(self, name: str) -> Listing:
        """One of the lists behind `g`."""

        def read(record: Record) -> Listing:
            from core.lists.by_key import read_list

            return read_list(record, name)

        return await self.work.do(read)

    async def dsl_queue(self) -> tuple[Listing, bool]:
        """The DSL's queue, and whether acknowledging is for the person at the keys."""

        def read(record: Record) -> tuple[Listing, bool]:
            from core.acts.morning import may_acknowledge
            from core.lists.by_key import read_list

            return read_list(record, "dsl"), may_acknowledge(record, self.actor)

        return await self.work.do(read)

    async def staff(self, text: str) -> list[Staff]:
        """Staff found by what was typed; all of them for an empty text."""

        def read(record: Record) -> list[Staff]:
            from core.people import find_staff, staff_list

            return find_staff(record, text) if text else staff_list(record)

        return await self.work.do(read)

    async def understand(self, text: str) -> Understood:
        """The day meant by what was typed."""

        def read(record: Record) -> Understood:
            from core.typed.when import understand

            return understand(text, record.clock.today(), record.calendar)

        return await self.work.do(read)

    async def parts(self, text: str) -> str:
        """How a follow-up line was understood, in one line."""

        def read(record: Record) -> str:
            from core.people import owner_of
            from core.typed.followup import parse

            parts = parse(text, record.clock.today(), record.calendar)
            said = [f"owner {owner_of(record, parts.owner).name}"] if parts.owner else []
            said += [f"review {parts.review.said}"] if parts.review else []
            said += [f"next step: {parts.step}"] if parts.step else []
            said += [f"hard: {parts.barrier}"] if parts.barrier else []
            return " · ".join(said)

        return await self.work.do(read)

    async def kind(self, text: str) -> str:
        """The kind of barrier a sentence most likely speaks of, as its label."""

        def read(_: Record) -> str:
            from core.barriers import KINDS, guess_kind

            return KINDS.get(guess_kind(text), "")

        return await self.work.do(read)

    async def draft(self, kind: str, pupil_id: int) -> Draft | None:
        """What was typed here earlier and not saved."""

        def read(record: Record) -> Draft | None:
            from core.together.drafts import find

            return find(record, self.actor, kind, pupil_id)

        return await self.work.do(read)

    async def seen_when_drafted(self, kind: str, pupil_id: int) -> int:
        """The last event she can have known of when she last typed at a draft; of now, without one."""

        def read(record: Record) -> int | None:
            from core.together.versions import seen_when_drafted

            return seen_when_drafted(record, self.actor, kind, pupil_id)

        found = await self.work.do(read)
        return self.seen if found is None else min(found, self.seen)

    async def drafts(self) -> list[Draft]:
        """All that this person has half typed, the newest first."""

        def read(record: Record) -> list[Draft]:
            from core.together.drafts import drafts_of

            return drafts_of(record, self.actor)

        return await self.work.do(read)

    async def parked(self) -> Listing:
        """The list of what is half typed."""

        def read(record: Record) -> Listing:
            from core.lists.parked import parked_list

            return parked_list(record, self.actor)

        return await self.work.do(read)

    async def handoff(self) -> tuple[Listing, tuple[int, ...]]:
        """The hand-off as of now, and who is on it."""

        def read(record: Record) -> tuple[Listing, tuple[int, ...]]:
            from core.handoff import read_handoff
            from core.lists.handoff import listing

            found = read_handoff(record)
            return listing(found), tuple(one.row.pupil.id for one in found.rows)

        return await self.work.do(read)

    async def live(self) -> frozenset[str]:
        """What tells that somebody has come, gone or died; the dead commit nothing."""

        def read(record: Record) -> frozenset[str]:
            from core.together.claims import sessions

            return sessions(record)

        return await self.work.do(read)

    # -- calls -----------------------------------------------------------------------------------

    async def take_up(self, pupil_id: int) -> Talk:
        """Claim a pupil and read the card."""
        return await self._save(talk.take_up, self.actor, pupil_id)

    async def look_again(self, pupil_id: int, token: str) -> Look:
        """An open call as things stand now."""
        return await self.work.do(talk.look_again, self.actor, pupil_id, token)

    async def log_call(self, told: Told) -> tuple[Done, str]:
        """Log a call; and what she should know of how it was taken."""
        return await self._once(talk.log, self.actor, told)

    async def claim(self, pupil_id: int, token: str, opened: int) -> None:
        """Claim a pupil whose strip is open already."""

        def keep(record: Record) -> None:
            from core.together.claims import claim

            claim(record, self.actor, pupil_id, token, opened)

        await self.work.save(keep)

    async def renew(self, token: str) -> None:
        """Keep a claim while the talk goes on."""

        def keep(record: Record) -> None:
            from core.together.claims import renew

            renew(record, token)

        await self.work.save(keep)

    async def let_go(self, token: str) -> None:
        """Free a claim."""

        def free(record: Record) -> None:
            from core.together.claims import release

            release(record, token)

        await self.work.save(free)

    async def keep_draft(
        self, kind: str, pupil_id: int, text: str, cursor: int = -1, state: Mapping[str, Any] | None = None
    ) -> None:
        """Save what is typed so far; nothing typed and no state drops it."""

        def keep(record: Record) -> None:
            from core.together.drafts import save

            save(record, self.actor, kind, pupil_id, text, cursor, state)

        await self.work.save(keep)

    # -- acts ------------------------------------------------------------------------------------

    @contextmanager
    def based_on(self, seen: int) -> Iterator[None]:
        """Acts of this block answer a screen that was read when `seen` was the last event."""
        self._based = seen
        try:
            yield
        finally:
            self._based = None

    async def act(self, name: str, *args: Any, draft: tuple[str, int] | None = None, **more: Any) -> Done:
        """Run the function `name` of `core.acts` for this person; `draft` goes in the same transaction.

        Changed, with nothing saved, if somebody else has changed the same thing since it was read.
        """

        def perform(record: Record, act: str) -> Done:
            import core.acts
            from core.together.drafts import drop

            with record.write():
                done: Done = getattr(core.acts, name)(record, self.actor, *args, act=act, **more)
                if draft:
                    drop(record, self.actor, *draft)
            return done

        return await self._perform(perform)

    async def review(self, pupil_ids: Sequence[int], text: str) -> tuple[Done, date]:
        """Set a review on the day meant by `text`."""

        def perform(record: Record, act: str) -> tuple[Done, date]:
            from core.acts import set_review
            from core.together.drafts import drop
            from core.typed.when import understand

            day = understand(text, record.clock.today(), record.calendar).day
            with record.write():
                done = set_review(record, self.actor, pupil_ids, day, act=act)
                drop(record, self.actor, "review", pupil_ids[0])
            return done, day

        return await self._perform(perform)

    async def _perform(self, perform: Callable[[Record, str], T]) -> T:
        """Perform an act once, under an id made before the first try, on what she has seen."""
        act, seen = token_hex(8), self.seen if self._based is None else self._based

        def run(record: Record) -> T:
            from core.together.versions import as_seen

            return as_seen(record, self.actor, act, seen, lambda: perform(record, act))

        return await self._once(run)

    async def _once(self, run: Callable[Concatenate[Record, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act under its id; after a fault of the disk once more, done only if it was not."""
        try:
            return await self._save(run, *args, **kwargs)
        except RecordDoubt:
            return await self._save(run, *args, **kwargs)

    async def _save(self, fn: Callable[Concatenate[Record, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what writes; say so when it has to wait for somebody else's."""
        task = asyncio.ensure_future(self.work.save(fn, *args, **kwargs))
        done, _ = await asyncio.wait({task}, timeout=SLOW)
        if not done:
            self.waiting()
        return await task
