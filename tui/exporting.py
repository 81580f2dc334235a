"""What the desk makes for paper: pages that leave the record, into the school's folder for them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from core.packs.leaving import Left
    from core.people import Actor
    from core.record import Record

T = TypeVar("T")


class Exporting(ABC):
    """The part of the desk that is about pages."""

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who is at the keys."""

    @abstractmethod
    async def _save(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T: ...

    @property
    def listed(self) -> bool:
        """Whether things may leave the record under this account: one listed, or there is no list."""
        return self.actor.listed

    async def make_review_page(self, pupil_id: int) -> Left:
        """Make the page of a pupil's EHCP review; Refused, with nothing written, where that cannot be."""

        def run(record: Record) -> Left:
            from core.packs.leaving import make_review_page

            return make_review_page(record, self.actor, pupil_id)

        return await self._save(run)
