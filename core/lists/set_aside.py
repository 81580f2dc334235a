"""What imports set aside: grouped by why and by file, the newest import first."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from core.coming_in import refused_files
from core.driver import sqlite3
from core.lists.rows import Listing, ListRow
from core.privacy.masking import mask_within
from core.record import Record
from core.roll import pupils
from core.settings import PHONES, value
from core.telling import day_words

MOST = 2000  # rows shown
_PARTICULAR = re.compile(r"(?:row \d+ says \S+(?:, )?)+|\d{4}-\d\d-\d\d(?: [AP]M)?|[“\"].*?[”\"]|\d+")
_PLACE = re.compile(r" \((?:AM|PM)\)$|, (?:under|in) .*$| on the record$")
_FILE, _WHY = 18, 38  # characters of a heading, so that its count stands on a screen of eighty
_HOW = {"mark": "f says what it stands for", "pupil": "f says who this is"}


def read_set_aside(record: Record) -> Listing:
    """Refused files of the inbox, then every row set aside; `kind` and `what` say what can be put right."""
    refused = [
        ListRow(
            None, ("", one.file, f"refused {one.at:%Y-%m-%d %H:%M}: {one.why}"), "REFUSED, FROM THE INBOX"
        )
        for one in refused_files(record)
    ]
    rows = record.db.execute(
        """SELECT q.import_id, i.file, i.at, q.row, q.key, q.reason, q.raw, q.about, q.what
           FROM quarantine q JOIN import i ON i.id = q.import_id ORDER BY i.id DESC, q.row, q.id LIMIT ?""",
        (MOST + 1,),
    ).fetchall()
    found = _grouped(record, rows[:MOST])
    note = f"the newest {MOST:,} are shown" if len(rows) > MOST else ""
    return Listing("Set aside at import", ("row", "who", "as it came"), (*refused, *found),
                   "Nothing was set aside.", note, whole=(0,))  # fmt: skip


def _grouped(record: Record, rows: list[sqlite3.Row]) -> list[ListRow]:
    """Each row under its heading; within an import what can be put right here comes first."""
    systems = _kept(record.db)
    ids = _called(record.db, {row["key"] for row in rows})
    names = {one.id: one.name for one in pupils(record, set(ids.values())).values()}
    hide = mask_within if value(record, PHONES) == "masked" else str
    groups: dict[tuple[int, str], list[ListRow]] = {}
    for row in rows:
        system = systems.get((row["import_id"], row["row"]))
        kind = row["about"] if system is not None else ""
        what = json.dumps([system, row["what"]]) if kind == "mark" else row["what"]
        one = ids.get(row["key"])
        name = names.get(one, "") if one is not None else ""
        raw = hide(row["raw"])
        told = f"{row['file']}, row {row['row']}", f"{name} {row['key']}".strip(), row["reason"]
        detail = " · ".join(part for part in (*told, f"as it came: {raw}", _HOW.get(kind, "")) if part)
        heading = _heading(row, kind)
        cells = (str(row["row"]), name or row["key"], raw)
        groups.setdefault((row["import_id"], heading), []).append(
            ListRow(one, cells, heading, detail, kind, what)
        )
    order = sorted(groups, key=lambda key: (-key[0], groups[key][0].kind == ""))
    return [row for key in order for row in groups[key]]


def _heading(row: sqlite3.Row, kind: str) -> str:
    why = _PLACE.sub("", row["reason"])
    why = why if kind else _PARTICULAR.sub("…", why)
    return f"{_cut(why, _WHY)} · {_cut(row['file'], _FILE)} {_moment(row['at'])} ·"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _moment(at: str) -> str:
    when = datetime.fromisoformat(at)
    return f"{day_words(when.date())[4:]} {when:%H:%M}"


def _kept(db: sqlite3.Connection) -> Mapping[tuple[int, int], str]:
    """The rows that are kept whole, and whose numbers and marks their file holds."""
    rows = db.execute(
        "SELECT h.import_id, h.row, s.system FROM held_row h JOIN held_shape s ON s.id = h.shape_id"
    ).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def _called(db: sqlite3.Connection, keys: set[str]) -> Mapping[str, int]:
    """The pupils on the record whom rows call by UPN or admission number."""
    known = db.execute("SELECT id, upn, adno FROM pupil").fetchall()
    by_adno = {row[2]: row[0] for row in known if row[2] in keys and row[2]}
    return by_adno | {row[1]: row[0] for row in known if row[1] in keys and row[1]}
