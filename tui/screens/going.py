"""The commands behind `g`: each shows a list."""

from __future__ import annotations


class Going:
    """Gives a room the commands behind `g`."""

    async def go_to(self, name: str) -> None:
        """Show one of the lists behind `g`."""

    async def do_reviews(self) -> None:
        """The reviews."""
        await self.go_to("reviews")

    async def do_dsl(self) -> None:
        """The DSL's queue."""
        await self.go_to("dsl")

    async def do_missing(self) -> None:
        """Missing marks and registers."""
        await self.go_to("missing")

    async def do_clocks(self) -> None:
        """Every clock."""
        await self.go_to("clocks")

    async def do_patterns(self) -> None:
        """Flags in sentences."""
        await self.go_to("patterns")

    async def do_silent(self) -> None:
        """Nobody spoken with, or the same answer again."""
        await self.go_to("silent")

    async def do_insight(self) -> None:
        """Groups side by side."""
        await self.go_to("insight")

    async def do_corrections(self) -> None:
        """Found out here, and not yet in the MIS."""
        await self.go_to("corrections")

    async def do_quarantine(self) -> None:
        """Rows set aside at import."""
        await self.go_to("quarantine")
