"""The movement commands of a place, all by one method of it."""

from __future__ import annotations


class Moving:
    """Gives a room `do_down` and the like; the room says in `moved` what moving does there."""

    async def moved(self, name: str) -> None:
        """Move as a movement command says."""

    async def do_down(self) -> None:
        """Next line."""
        await self.moved("down")

    async def do_up(self) -> None:
        """Line before."""
        await self.moved("up")

    async def do_page_down(self) -> None:
        """A page on."""
        await self.moved("page_down")

    async def do_page_up(self) -> None:
        """A page back."""
        await self.moved("page_up")

    async def do_first(self) -> None:
        """To the top."""
        await self.moved("first")

    async def do_last(self) -> None:
        """To the end."""
        await self.moved("last")
