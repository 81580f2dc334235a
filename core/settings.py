"""What a school may set: one table of names, each with what it takes and who may set it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core import journal
from core.acts.base import time_of_day
from core.errors import Refused, Unknown
from core.model import Role
from core.people import Actor, as_now
from core.record import Record
from core.text import clean

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a school may set. `check` returns a value as it is kept, or raises Unknown."""

    name: str
    default: str
    takes: str  # what it takes, in words
    does: str
    check: Callable[[str], str]
    dsl_only: bool = False
    key: str = ""  # under which the record keeps it, where that is not its name


def _one_of(*words: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text.casefold() not in words:
            raise Unknown(f"“{clean(text, 30)}”: it takes {' or '.join(words)}.")
        return text.casefold()

    return check


def _roles(text: str) -> str:
    """Roles parted by commas, in the table's order; `nobody` for none."""
    named = {word.strip().casefold() for word in text.split(",") if word.strip()}
    known = [role.value for role in Role if role is not Role.DSL]
    if named == {NOBODY}:
        return NOBODY
    if not named or (wrong := named - set(known)):
        said = f"“{clean(', '.join(sorted(wrong)), 40)}”: it" if named else "It"
        raise Unknown(f"{said} takes {NOBODY}, or roles of {', '.join(known)}, parted by commas.")
    return ",".join(role for role in known if role in named)


def _accounts(text: str) -> str:
    """Accounts parted by commas or blanks; '' for `nobody`."""
    named = clean(text).replace(",", " ").split()
    return "" if named == [NOBODY] else " ".join(named)


def _folder(text: str) -> str:
    """The whole path of a folder; '' for `none`."""
    if text.casefold() in ("none", NOBODY):
        return ""
    if not text.startswith("/") or clean(text, 1000) != text or not Path(text).is_dir():
        raise Unknown(f"“{clean(text, 60)}” is no folder here: give its whole path, or none.")
    return text


def _week(text: str) -> str:
    """The name of a week as the timetable has it: `A` for `week a`; '' for `none`."""
    name = clean(text, 20).upper().removeprefix("WEEK").strip()
    return "" if name == "NONE" else name


def _time(text: str) -> str:
    found = time_of_day(text)
    if not found:
        raise Unknown("It takes a time, as 13:30.")
    return found


def _lasting(text: str) -> str:
    """A length of time, shortened to what it says: `10 min`, `90 s`."""
    seconds = in_seconds(text)
    if not 5 <= seconds <= 4 * 3600:
        raise Unknown("It takes minutes or seconds, as 10 min or 90 s: from 5 s to 240 min.")
    return f"{seconds} s" if seconds % 60 else f"{seconds // 60} min"


def in_seconds(text: str) -> int:
    """A length of time as typed (`10`, `10 min`, `90 s`), in seconds; 0 if it is none."""
    found = re.fullmatch(r"(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?)?", text.strip().casefold(), re.ASCII)
    if found is None:
        return 0
    return int(found[1]) * (1 if (found[2] or "m").startswith("s") else 60)


PHONES = Setting(
    "phones", "shown", "shown or masked",
    "masked: beside the list a number is 07… …412, until a pupil or a call is opened",
    _one_of("shown", "masked"),
)  # fmt: skip
RESTRICTED_HINT = Setting(
    "restricted-hint", NOBODY, "nobody, or roles parted by commas",
    "whose before-you-dial card says that a restricted note exists (never what it says)",
    _roles, dsl_only=True,
)  # fmt: skip
PM_FROM = Setting(
    "pm-from", "", "a time", "when the board turns to the afternoon (else the calendar's PM register time)",
    _time, key="pm_from",
)  # fmt: skip
DAY_CELL_CODES = Setting(
    "day-cell-codes", "aside", "aside or both",
    "a lone two-character code where an imported register has a day's two marks: set aside, or both halves",
    _one_of("aside", "both"),
)  # fmt: skip
SIMS_PRIMARY_ID = Setting(
    "sims-primary-id", "no", "yes or no", "whether the primary_id of a SIMS report is the pupil's PersonID",
    _one_of("yes", "no"),
)  # fmt: skip
FIRST_WEEK = Setting(
    "first-week", "", "a week's name as the timetable has it (A, B), or none",
    "which of the timetable's two weeks each school year begins with; none: the first by name",
    _week,
)  # fmt: skip
INBOX = Setting(
    "inbox", "", "a whole path, or none",
    "the folder of import --inbox, whose files may have their columns named on the screen (g q, then P)",
    _folder,
)  # fmt: skip
EXPORTS = Setting(
    "exports", "", "a whole path, or none",
    "the folder for pages that one key makes (E on a pupil's page); none: the home of who makes them",
    _folder,
)  # fmt: skip
BACKUP = Setting(
    "backup-responsible", "", "accounts, parted by commas, or nobody",
    "who is named where a backup failed or is old",
    _accounts, key="backup.responsible",
)  # fmt: skip
HEAD_LOG = Setting(
    "head-log", "off", "off or system",
    "system: each import and backup tells the server's own log the journal's head (journalctl -t firstday)",
    _one_of("off", "system"),
)  # fmt: skip
_LENGTH = "minutes or seconds: 10 min, 90 s"
LOCK_AFTER = Setting(
    "lock-after", "10 min", _LENGTH,
    "time without a key after which a screen is blank and locked, and who was being called is free again",
    _lasting,
)  # fmt: skip
LOCK_IN_CALL = Setting(
    "lock-in-call-after", "30 min", _LENGTH,
    "the same while a call strip is open: a long talk keeps the pupil and the screen",
    _lasting,
)  # fmt: skip
LEAVE_AFTER = Setting(
    "leave-after", "30 min", _LENGTH,
    "time without a key after which Firstday saves what was typed and leaves",
    _lasting,
)  # fmt: skip
_ALL = (
    PHONES,
    RESTRICTED_HINT,
    PM_FROM,
    DAY_CELL_CODES,
    SIMS_PRIMARY_ID,
    FIRST_WEEK,
    INBOX,
    EXPORTS,
    BACKUP,
    HEAD_LOG,
    LOCK_AFTER,
    LOCK_IN_CALL,
    LEAVE_AFTER,
)
SETTINGS = {one.name: one for one in _ALL}


def named(name: str) -> Setting:
    """The setting of this name; Unknown, with the names there are, for any other."""
    if name not in SETTINGS:
        raise Unknown(f"There is no setting “{clean(name, 30)}”: {', '.join(SETTINGS)}.")
    return SETTINGS[name]


def value(record: Record, setting: Setting) -> str:
    """What a setting stands at."""
    return record.setting(setting.key or setting.name, setting.default)


def put(record: Record, actor: Actor, name: str, text: str) -> str:
    """Set a setting and journal who did; the value as it is kept.

    Unknown for a name or a value that is none; Refused where this person may not set it.
    """
    setting = named(name)
    try:
        new = setting.check(text.strip())
    except Unknown as error:
        raise Unknown(f"{setting.name}: {error}") from None
    with record.write() as db:
        now = as_now(record, actor)
        now.require_write()
        if setting.dsl_only and not now.reads_restricted:
            raise Refused(f"{setting.name} is set by the DSL alone.")
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (setting.key or setting.name, new))
        day = record.clock.today().isoformat()
        data = {"said": f"setting {setting.name}: {new}", "name": setting.name, "value": new}
        entry = journal.Entry("setting", None, day, data)
        journal.append(db, journal.new_act(), record.clock.now(), actor.account, [entry])
    return new
