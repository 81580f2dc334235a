"""What every command shares: which record, which clock, whose account."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.clock import LONDON, Clock
from core.errors import Unknown
from core.privacy.captive import key_owner
from core.text import show

if TYPE_CHECKING:
    from core.people import Actor
    from core.record import Record

DATE_ALONE = time(9, 0)  # where the clock starts when --today names a day and no time


@dataclass
class Session:
    """The record and clock that the options before the command chose.

    `timed` is False where `--today` named a day and no time.
    """

    path: Path
    moment: datetime | None = None
    timed: bool = True
    path_given: bool = False

    def open(self) -> Record:
        """Open the record with the session's clock."""
        from core.record import Record

        record = Record.open(self.path)
        try:
            record.clock = self._clock(record)
        except BaseException:
            record.close()
            raise
        return record

    def _clock(self, record: Record) -> Clock:
        """The one clock: now, or as rehearsed; a fictional school stands at its own moment."""
        if self.moment is None or not self.timed:
            stands = record.setting("rehearsal")
            last = max(datetime.fromisoformat(stands), latest_act(record) or datetime.min) if stands else None
            if last and (self.moment is None or self.moment.date() == last.date()):
                self.moment, self.timed = last, True
        return Clock(self.moment)

    def clock(self) -> Clock:
        """The clock for an app that opens the record itself; RecordError if that could not be done."""
        with self.open() as record:
            return record.clock


def latest_act(record: Record) -> datetime | None:
    """When the last act was, so that a rehearsed clock never runs behind what was done."""
    row = record.db.execute("SELECT max(at) FROM event").fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def default_record(given: str | None) -> Path:
    """The record named, else $FIRSTDAY_RECORD, else the per-user place."""
    named = given or os.environ.get("FIRSTDAY_RECORD")
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:  # "~nobody": a name like any other, then
            return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("firstday")) / "record.db"


def parse_moment(text: str, option: str) -> tuple[datetime, bool]:
    """`2026-11-20` or `2026-11-20T09:16` as a moment, and whether it told a time. Unknown if neither."""
    timed = "T" in text or " " in text.strip()
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or not _sane(found.date()):
        raise Unknown(f"{option} {text}: give a date as 2026-11-20, or with a time as 2026-11-20T09:16.")
    if found.tzinfo is not None:
        found = found.astimezone(LONDON)
    if not timed:
        found = datetime.combine(found.date(), DATE_ALONE)
    return found.replace(tzinfo=None, microsecond=0), timed


def parse_day(text: str, option: str) -> date:
    """`2026-11-20` as a date. Unknown for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not _sane(found):
        raise Unknown(f"{option} {text}: give a date as 2026-11-20.")
    return found


def _sane(day: date) -> bool:
    """Whether a school could mean this day: beyond, dates run out under sums of weeks and years."""
    return 1990 <= day.year < 2100


def account(record: Path | None = None) -> str:
    """The account that logged in, as the system knows it (not as the environment says).

    Through sudo to a service account it is the one who called sudo; where each officer has a key for that
    account, the one the key was given to. Believed only where this process owns the record alone, for
    then sudo, which sets SUDO_UID itself, or the key's forced command is the only way in.
    """
    try:
        import pwd
    except ImportError:
        import getpass

        return getpass.getuser()
    uid = os.getuid()
    caller = os.environ.get("SUDO_UID", "")
    if record is not None and _owned_alone(record, uid):
        if caller.isascii() and caller.isdigit():
            uid = int(caller)
        elif not caller and (named := key_owner()):
            return named
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def _owned_alone(record: Path, uid: int) -> bool:
    try:
        about = record.stat()
    except OSError:
        return False
    return about.st_uid == uid and not about.st_mode & 0o077


def actor(record: Record) -> Actor:
    """Who acts, with name and role from the staff list."""
    from core.people import actor_of

    return actor_of(record, account(record.path))


def writer(record: Record) -> Actor:
    """Who acts, for what changes the record; Refused at once for who only reads.

    Before anything else is looked at: nobody is asked for a better sentence that could not be kept.
    """
    me = actor(record)
    me.require_write()
    return me


def say(text: str) -> None:
    """A message for the person: on stderr, so that stdout holds data alone."""
    click.echo(text, err=True)


def tell_error(text: str) -> None:
    """What went wrong, on one line, fit for any terminal."""
    say(f"firstday: {show(text)}")


_UNPRINTED = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def print_json(value: Any) -> None:
    """One JSON document on stdout, with everything a terminal might act on as an escape."""
    import json

    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=plain, indent=2)
    click.echo(_UNPRINTED.sub(lambda found: json.dumps(found[0])[1:-1], text))


pass_session = click.make_pass_decorator(Session)
