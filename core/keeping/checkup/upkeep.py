"""What a server must see to: backups, staff, the calendar, the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.keeping.checkup.finding import GRAVE, LOOK, OK, Finding
from core.keeping.kept_safe import last, last_made, trouble
from core.model import Role
from core.people import staff_list
from core.record import Record

AHEAD = timedelta(minutes=5)  # by which clocks may differ
WEEKS = timedelta(weeks=3)  # how far the calendar should reach: the default review
BACKUP = "firstday backup FOLDER --keep 30, each night by cron or a timer (docs/server.md)"


def look(record: Record) -> list[Finding]:
    """Backup, staff, calendar and clock of one record."""
    return [_backup(record), *_staff(record), _calendar(record), _clock(record)]


def _backup(record: Record) -> Finding:
    wrong, made, latest = trouble(record), last_made(record), last(record)
    if wrong:
        said = f"{wrong}: {latest.why}" if latest is not None and latest.failed else wrong
        return Finding("backup", GRAVE, said, BACKUP)
    if made is None:
        fictional = bool(record.setting("rehearsal"))
        said = "none, and a fictional school needs none" if fictional else "none yet"
        return Finding("backup", OK if fictional else LOOK, said, "" if fictional else BACKUP)
    return Finding("backup", OK, f"{made.at:%Y-%m-%d %H:%M} by {made.by}, {made.where}")


def _staff(record: Record) -> list[Finding]:
    listed = staff_list(record)
    if not listed:
        return [Finding("staff", LOOK, "no staff file loaded: every account acts as an officer",
                        "firstday import staff.csv")]  # fmt: skip
    missing = [one.account for one in listed if not _exists(one.account)]
    officers = [one for one in listed if one.role == "officer"]
    found = [Finding("staff", OK, f"{len(listed)} listed")]
    if missing:
        names = ", ".join(missing[:5]) + ("" if len(missing) < 6 else f" and {len(missing) - 5} more")
        found = [Finding("staff", LOOK, f"no login on this server: {names}",
                         "right if they only own next steps; else mend the name in the file")]  # fmt: skip
    if all(one.role is Role.LEADER for one in listed):
        found.append(Finding("staff", GRAVE, "nobody on the list may change anything: no import, no call",
                             _way_back(record)))  # fmt: skip
    elif not officers:
        found.append(Finding("staff", GRAVE, "nobody is listed as officer",
                             "firstday import staff.csv, with the role officer"))  # fmt: skip
    return found


def _way_back(record: Record) -> str:
    """What still helps once a staff file has locked everybody out: who brought it may take it back."""
    last = record.db.execute("SELECT kind, by FROM import ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last["kind"] == "staff":
        return f"firstday import --undo, as {last['by']}, who brought the staff file"
    return "firstday restore, from a backup made while somebody could"


def _exists(account: str) -> bool:
    try:
        import pwd
    except ImportError:
        return True
    try:
        pwd.getpwnam(account)
    except (KeyError, ValueError):
        return False
    return True


def _calendar(record: Record) -> Finding:
    calendar, today = record.calendar, record.clock.today()
    if not calendar.loaded:
        return Finding("calendar", LOOK, "none loaded, so no deadlines", "firstday import calendar.csv")
    reaches = calendar.last
    if reaches is None or reaches < today:
        return Finding("calendar", GRAVE, f"ended on {reaches}", "load the new year's: firstday import FILE")
    if reaches < today + WEEKS:
        return Finding("calendar", LOOK, f"ends on {reaches}", "load what comes next: firstday import FILE")
    return Finding("calendar", OK, f"to {reaches}")


def _clock(record: Record) -> Finding:
    row = record.db.execute("SELECT max(at) FROM event").fetchone()
    latest = datetime.fromisoformat(row[0]) if row[0] else None
    now = record.clock.now()
    if latest is not None and latest > now + AHEAD and not record.setting("rehearsal"):
        return Finding("clock", GRAVE, f"it is {now:%Y-%m-%d %H:%M}; an act is of {latest:%Y-%m-%d %H:%M}",
                       "set the server's clock: timedatectl set-ntp true")  # fmt: skip
    return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M}, English time")


def whose(record: Record, account: str) -> list[Finding]:
    """What the account that looks may do."""
    from core.people import actor_of

    me = actor_of(record, account)
    may = "reads and writes" if me.may_write else "only reads"
    known = any(one.account == me.account for one in staff_list(record))
    if staff_list(record) and not known:
        return [Finding("account", LOOK, f"{account} is not on the staff list: it {may}",
                        "an account that imports each morning must be listed as officer")]  # fmt: skip
    return [Finding("account", OK, f"{account} {may}")]
