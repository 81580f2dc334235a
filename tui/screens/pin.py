"""Asking for a new PIN: typed twice, never shown."""

from __future__ import annotations

from collections.abc import Callable

from tui.desk import Desk
from tui.pins import set_pin
from tui.screens.prompt import Ask, Prompt


async def ask_pin(prompt: Prompt, desk: Desk, say: Callable[[str], None]) -> None:
    """Ask for a PIN on the bottom line, then once more."""

    async def explain(text: str) -> str:
        from core.privacy.pins import check

        return "Enter, then type it once more." if text and check(text) else "Four digits or more."

    async def accept(text: str, _: bool) -> None:
        from core.privacy.pins import check

        check(text)
        await prompt.ask(Ask("PIN again", again, lambda second, _: keep(text, second), secret=True))

    async def again(_: str) -> str:
        return "The same digits once more."

    async def keep(first: str, second: str) -> None:
        if first != second:
            await prompt.leave()
            say("The two were not the same; no PIN was set. Ctrl+P starts again.")
            return
        await set_pin(desk, first)
        say("Your PIN is set: it opens your locked screen. Ctrl+K locks at once.")

    await prompt.ask(Ask("new PIN", explain, accept, secret=True))
