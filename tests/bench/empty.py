"""The least a Textual app with a table can be: what our own start is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Empty(App[None]):
    """One table, one column, one row."""

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column("Pupil")
        table.add_row("Other, Ann")


if __name__ == "__main__":
    Empty().run()
