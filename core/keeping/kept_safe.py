"""When the record was last backed up, as the record itself knows it, and what is said of it on the board."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core import journal
from core.errors import FirstdayError
from core.journal import Entry, new_act
from core.keeping.manifest import Manifest
from core.people import staff_by_account
from core.record import Record

OLD = timedelta(hours=26)  # a day, and a little for a slow night
FIRST_DAY = timedelta(hours=24)  # a new record may be without one for so long
_LAST, _MADE = "backup.last", "backup.made"
RESPONSIBLE = "backup.responsible"  # accounts, blank-separated, of those who are to see to it


@dataclass(frozen=True, slots=True)
class Attempt:
    """A backup as the record noted it; `head` is '' for one that failed."""

    at: datetime
    by: str
    where: str
    head: str
    why: str = ""

    @property
    def failed(self) -> bool:
        """Whether nothing came of it."""
        return not self.head


def note_made(record: Record, by: str, path: Path, manifest: Manifest) -> None:
    """Journal a backup that was made, with the head it holds."""
    data = {"outcome": "made", "file": str(path.absolute()), "head": manifest.head, "sha256": manifest.sha256}
    _note(record, by, data, (_LAST, _MADE))


def note_failed(record: Record, by: str, why: str) -> None:
    """Journal a backup that failed; where even that cannot be saved, its age will tell."""
    with suppress(FirstdayError):
        _note(record, by, {"outcome": "failed", "why": why}, (_LAST,))


def _note(record: Record, by: str, data: dict[str, str], keys: tuple[str, ...]) -> None:
    now = record.clock.now()
    day = now.date().isoformat()
    kept = json.dumps({**data, "at": now.isoformat(timespec="seconds"), "by": by}, ensure_ascii=False)
    with record.write() as db:
        journal.append(db, new_act(), now, by, [Entry("backup", None, day, data)])
        for key in keys:
            record.set_setting(key, kept)


def _read(record: Record, key: str) -> Attempt | None:
    held = record.setting(key)
    if not held:
        return None
    data = json.loads(held)
    at = datetime.fromisoformat(data["at"])
    return Attempt(at, data["by"], data.get("file", ""), data.get("head", ""), data.get("why", ""))


def last(record: Record) -> Attempt | None:
    """The latest backup, whatever became of it."""
    return _read(record, _LAST)


def last_made(record: Record) -> Attempt | None:
    """The latest backup that was made and verified."""
    return _read(record, _MADE)


def trouble(record: Record) -> str:
    """What is wrong with the backups, in a few words; '' if nothing is, or the school is fictional."""
    if record.setting("rehearsal"):
        return ""
    now = record.clock.now()
    latest, made = last(record), last_made(record)
    if latest is not None and latest.failed:
        return "backup failed"
    if made is not None:
        return f"backup {_age(now - made.at)} old" if now - made.at > OLD else ""
    first = record.db.execute("SELECT min(at) FROM event").fetchone()[0]
    begun = first is not None and now - datetime.fromisoformat(first) > FIRST_DAY
    return "never backed up" if begun else ""


def _age(since: timedelta) -> str:
    hours = int(since.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def notice(record: Record) -> str:
    """One line for who logs in: what is wrong with the backups and who sees to it; '' if nothing is."""
    said = trouble(record)
    if not said:
        return ""
    accounts = record.setting(RESPONSIBLE).split()
    names = staff_by_account(record)
    who = ", ".join(names[one].name if one in names else one for one in accounts)
    latest, made = last(record), last_made(record)
    if latest is not None and latest.failed:
        began = f"The backup of {_when(latest.at)} failed"
    elif made is not None:
        began = f"The last backup is of {_when(made.at)}"
    else:
        began = "This record was never backed up"
    return f"{began}: tell {who or 'whoever keeps the server'} (firstday check says more)."


def _when(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b} {at:%H:%M}"
