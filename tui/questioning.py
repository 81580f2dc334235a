"""What the desk knows of flags and clocks: worked out in a pause, kept until something changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.errors import FirstdayError
from core.habits import habits
from tui.work import Work

if TYPE_CHECKING:
    from core.acts import Done
    from core.asking import Questions
    from core.questions import Flag
    from core.record import Record
    from core.typed.aside import Aside


class Questioning(ABC):
    """The part of the desk that asks for flags and clocks."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.questions: Questions | None = None  # as last worked out
        self._put_aside: set[int] = set()  # pupils of whom she dismissed a flag

    @abstractmethod
    async def act(self, name: str, *args: Any, **more: Any) -> Done:
        """Run the function `name` of `core.acts` for this person."""

    async def ask(self) -> bool:
        """Work flags and clocks out anew if they may have changed; whether that was done.

        What fails is not tried again until something changes; what is known stays.
        """

        def read(record: Record) -> bool:
            from core.asking import NONE, mark_of, read_questions

            known, mark = self.questions or NONE, mark_of(record)
            if mark == known.mark:
                return False
            self.questions = replace(known, mark=mark)
            self.questions = read_questions(record)
            return True

        return await self.work.do(read)

    async def flags(self, pupil_id: int, first: str = "") -> list[Flag]:
        """The flags of a pupil that stand; those of kind `first`, or new on the board, before the others."""

        def read(record: Record) -> list[Flag]:
            from core.asking import Questions, fresh
            from core.patterns import read_flags

            every = read_flags(record, [pupil_id]).get(pupil_id, [])
            found = [habit.flag for habit in habits(every)]
            new = fresh(Questions({pupil_id: every}), pupil_id, record.calendar, record.clock.today())
            return sorted(found, key=lambda flag: flag.kind != first if first else flag not in new)

        return await self.work.do(read)

    async def name(self, pupil_id: int) -> str:
        """A pupil's name, to say of whom something is asked."""

        def read(record: Record) -> str:
            from core.roll import pupil

            return pupil(record, pupil_id).name

        return await self.work.do(read)

    async def aside(self, text: str, flags: int) -> Aside:
        """How the line that dismisses one of so many flags is understood."""

        def read(record: Record) -> Aside:
            from core.typed.aside import parse

            return parse(text, flags, record.clock.today(), record.calendar)

        return await self.work.do(read)

    async def dismiss(self, flags: Sequence[Flag], text: str) -> Done:
        """Dismiss the flag that `text` means; it leaves the board at once."""
        aside = await self.aside(text, len(flags))
        flag = flags[aside.place - 1]
        done = await self.act("dismiss", flag.pupil_id, flag.kind, aside.why, aside.until.day)
        self._put_aside.add(flag.pupil_id)
        if self.questions:
            every = habits(self.questions.flags.get(flag.pupil_id, ()))
            left = [one for habit in every if habit.flag.kind != flag.kind for one in habit.flags]
            known = {**self.questions.flags, flag.pupil_id: left}
            self.questions = replace(self.questions, flags=known)
        return done

    async def undo(self) -> Done:
        """Take the latest act back; a flag dismissed is known again before the board is read."""
        return await self._again("undo")

    async def redo(self) -> Done:
        """Bring it back; a flag dismissed leaves again before the board is read."""
        return await self._again("redo")

    async def _again(self, name: str) -> Done:
        done = await self.act(name)
        if self._put_aside & set(done.pupils):
            with suppress(FirstdayError):
                await self.ask()
        return done

    def question(self, pupil_id: int | None) -> str:
        """The most pressing clock or flag of a pupil, in one line; '' if none is known."""
        if self.questions is None or pupil_id is None:
            return ""
        from core.asking import most_pressing

        return most_pressing(self.questions, pupil_id, self.questions.today)
