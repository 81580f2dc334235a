"""What the record holds: whether SQLite can read all of it, and whether it is what was written."""

from __future__ import annotations

from pathlib import Path

from core import journal
from core.connecting import SETTINGS
from core.errors import FirstdayError
from core.keeping.checking import compare_schema, compare_state
from core.keeping.checkup.finding import GRAVE, OK, Finding, of
from core.keeping.kept_safe import last_made
from core.keeping.manifest import read_manifest
from core.record import Record

RESTORE = "restore it from the last backup that was made before: firstday restore FILE"


def look(record: Record) -> list[Finding]:
    """Settings, integrity, schema, journal with the last noted head, state."""
    found = [*_settings(record), *_integrity(record)]
    found += of("tables", compare_schema(record), "as a new record's", RESTORE)
    found += _journal(record)
    if any(one.state == GRAVE for one in found):
        return found
    repair = "tell us: this is a fault of Firstday, or somebody changed rows by hand"
    return [*found, *of("state", compare_state(record), "follows from the journal", repair)]


def _settings(record: Record) -> list[Finding]:
    wrong = []
    for name, wanted in SETTINGS.items():
        row = record.db.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != wanted:
            wrong.append(f"{name} is {row[0]}, wanted {wanted}")
    mode = record.db.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        wrong.append(f"journal_mode is {mode}, wanted wal")
    return of("settings", wrong, f"all {len(SETTINGS) + 1} read back as set", RESTORE)


def _integrity(record: Record) -> list[Finding]:
    rows = record.db.execute("PRAGMA integrity_check(3)").fetchall()
    wrong = [str(row[0]) for row in rows if row[0] != "ok"]
    broken = record.db.execute("PRAGMA foreign_key_check").fetchall()
    wrong += (
        [f"{len(broken)} rows name a row that is not there, the first in {broken[0][0]}"] if broken else []
    )
    return of("integrity", wrong, "every page and index read", RESTORE)


def _journal(record: Record) -> list[Finding]:
    """The chain, and the heads that backups noted: in the record, and in the last one's own manifest."""
    made = last_made(record)
    noted = [made.head] if made else []
    if made:
        try:
            manifest = read_manifest(Path(made.where))
        except FirstdayError:
            manifest = None
        noted += [manifest.head] if manifest else []
    verdict = journal.verify(record.db)
    for head in noted:
        if verdict.sound:
            verdict = journal.verify(record.db, head)
    if not verdict.sound:
        return [Finding("journal", GRAVE, verdict.said, RESTORE)]
    since = " and holds the last backup's head" if noted else ""
    return [Finding("journal", OK, f"{verdict.events} events, unaltered{since}. Head {verdict.head}")]
