"""What the screens of profiles ask of the record and of files: in the record's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refused
from core.privacy.captive import captive
from core.text import clean
from tui.desk import Desk

if TYPE_CHECKING:
    from core.record import Record
    from importers.inbox import Offered
    from importers.look import Look
    from importers.mapping import Mapping
    from importers.profiles import Profiles
    from importers.result import FileResult

LARGEST = 5_000_000  # bytes: a larger file would keep the screen waiting


class Profiling:
    """Looks at files for one person, and keeps the columns they name."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def files(self) -> tuple[str, list[Offered], Profiles]:
        """The inbox ('' where none is set), its files, and the profiles saved."""

        def read(record: Record) -> tuple[str, list[Offered], Profiles]:
            from importers.profiles import profiles

            return _inbox(record), _offered(record), profiles(record)

        return await self.desk.work.do(read)

    async def look(self, path: Path, layout: str = "", escape: bool = False) -> Look:
        """A file by its columns; Refused for one this login may not read, or too large for a screen."""

        def read(record: Record) -> Look:
            from importers.look import look
            from importers.profiles import profiles

            _allow(record, path)
            return look(path, profiles(record), layout, escape)

        return await self.desk.work.do(read)

    async def preview(self, path: Path, mapping: Mapping) -> FileResult:
        """What an import by this mapping would do; nothing is changed."""

        def read(record: Record) -> FileResult:
            from importers.look import preview

            _allow(record, path)
            return preview(record, self.desk.actor, path, mapping)

        return await self.desk.work.do(read)

    async def save(self, path: Path, mapping: Mapping) -> bool:
        """Keep a profile; whether its file, refused before, lies in the inbox again."""

        def run(record: Record) -> None:
            from importers.profiles import save

            save(record, self.desk.actor, mapping)

        def again(record: Record) -> bool:
            from importers.inbox import put_back

            return bool(_inbox(record)) and put_back(Path(_inbox(record)), path)

        await self.desk.work.save(run)
        return await self.desk.work.do(again)


def _inbox(record: Record) -> str:
    from core.settings import INBOX, value

    return value(record, INBOX)


def _offered(record: Record) -> list[Offered]:
    from importers.inbox import offered

    folder = _inbox(record)
    return offered(Path(folder)) if folder else []


def _allow(record: Record, path: Path) -> None:
    """Refuse a file that this login may not read: under a forced command, any but the inbox's own."""
    name = clean(path.name)
    if captive() and path not in [one.path for one in _offered(record)]:
        raise Refused(f"{name}: this login reads the inbox's files and no others.")
    if path.is_file() and path.stat().st_size > LARGEST:
        raise Refused(f"{name}: over 5 MB, too large for this screen. On the server: firstday profile {name}")


def outcome(result: FileResult) -> str:
    """What a dry run found, on one line."""
    counts = [
        f"{counted.new} {name} new, {counted.changed} changed, {counted.same} same"
        for name in ("pupils", "contacts", "marks", "other")
        if (counted := getattr(result, name)) and (counted.new or counted.changed or counted.same)
    ]
    said = ("; ".join(counts) or "nothing new").replace(" other ", " ")
    aside = len(result.quarantined)
    if aside:
        first = result.quarantined[0]
        said += f" · {aside} row{'s' * (aside > 1)} set aside, the first: row {first.row}, {first.reason}"
    return said
