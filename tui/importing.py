"""What the desk does with imports: take the latest back, put right what was set aside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tui.work import Work

if TYPE_CHECKING:
    from core.people import Actor
    from core.record import Record
    from importers.taking_back import Latest

T = TypeVar("T")


class Importing(ABC):
    """The part of the desk that is about imports."""

    work: Work

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who is at the keys."""

    @abstractmethod
    async def _save(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T: ...

    async def latest_import(self) -> Latest | None:
        """The latest import; None where there is none."""

        def read(record: Record) -> Latest | None:
            from importers.taking_back import latest

            return latest(record)

        return await self.work.do(read)

    async def take_back_import(self, shown: Latest) -> str:
        """Take the latest import back if it is the one shown; what was taken back, in words."""

        def run(record: Record) -> str:
            from importers.taking_back import take_back

            return take_back(record, self.actor, shown.id)

        return await self._save(run)

    async def explain_fix(self, what: str, *args: str) -> str:
        """What putting a row set aside right would do: of a `mark`, or of a `pupil` (importers.fixing)."""

        def read(record: Record) -> str:
            from importers import fixing

            return (
                fixing.explain_mark(record, *args) if what == "mark" else fixing.explain_pupil(record, *args)
            )

        return await self.work.do(read)

    async def fix(self, what: str, *args: str) -> str:
        """Put it right; what came of it."""

        def run(record: Record) -> str:
            from importers import fixing

            put_right = fixing.fix_mark if what == "mark" else fixing.fix_pupil
            return put_right(record, self.actor, *args)

        return await self._save(run)
