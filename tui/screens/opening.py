"""What is painted while the rest of the program is still being read from disk: forty times a morning."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static


class Opening(Screen[None]):
    """One line, gone as soon as the board stands."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("Firstday · opening the record …", markup=False)
