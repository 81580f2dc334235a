"""What every command shares: which record, which clock, whose account."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.clock import Clock
from core.errors import Unknown

if TYPE_CHECKING:
    from core.people import Actor
    from core.record import Record

DATE_ALONE = time(9, 0)  # where the clock starts when --today names a day and no time


@dataclass
class Session:
    """The record and clock that the options before the command chose."""

    path: Path
    moment: datetime | None = None
    path_given: bool = False

    def check(self) -> None:
        """Open and close the record once, so that an error is one plain line."""
        self.open().close()

    def open(self) -> Record:
        """Open the record with the session's clock."""
        from core.record import Record

        record = Record.open(self.path)
        record.clock = self._clock(record)
        return record

    def _clock(self, record: Record) -> Clock:
        """The one clock: now, or as rehearsed; a fictional school stands at its own moment."""
        if self.moment is None:
            stands = record.setting("rehearsal")
            if stands:
                self.moment = max(datetime.fromisoformat(stands), latest_act(record) or datetime.min)
        return Clock(self.moment)

    def clock(self) -> Clock:
        """The clock for an app that opens the record itself."""
        with self.open() as record:
            return Clock(self.moment) if self.moment else record.clock


def latest_act(record: Record) -> datetime | None:
    """When the last act was, so that a rehearsed clock never runs behind what was done."""
    row = record.db.execute("SELECT max(at) FROM event").fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def default_record(given: str | None) -> Path:
    """The record named, else $FIRSTDAY_RECORD, else the per-user place."""
    named = given or os.environ.get("FIRSTDAY_RECORD")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("firstday")) / "record.db"


def parse_moment(text: str) -> datetime:
    """`2026-11-20` or `2026-11-20T09:16` as a moment. Unknown for anything else."""
    try:
        if "T" in text or " " in text:
            return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
        return datetime.combine(date.fromisoformat(text), DATE_ALONE)
    except ValueError:
        raise Unknown(
            f"--today {text}: give a date as 2026-11-20, or with a time as 2026-11-20T09:16."
        ) from None


def account() -> str:
    """The account that logged in, as the system knows it (not as the environment says)."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        import getpass

        return getpass.getuser()


def actor(record: Record) -> Actor:
    """Who acts, with name and role from the staff list."""
    from core.people import actor_of

    return actor_of(record, account())


def say(text: str) -> None:
    """A message for the person: on stderr, so that stdout holds data alone."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


pass_session = click.make_pass_decorator(Session)
