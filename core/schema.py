"""Tables of the record and how a record grows from one version to the next.

Three kinds of table live side by side: what the school's files say (import tables), the journal of
what people did (`event`, `event_body`: append only), and the state that follows from the journal
(`STATE_TABLES`: may be thrown away and folded again from the events at any time).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x46644179  # "FdAy"
VERSION = 3

# State that follows from the journal alone: rebuilt by core.state.refold.
STATE_TABLES = (
    "attempt",
    "reason",
    "arrival",
    "handover",
    "barrier",
    "casework",
    "card",
    "note",
    "suggestion",
    "dismissal",
    "considered",
    "promise",
    "part_time",
    "taken_on",
)

_IMPORTED = [
    """CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE import (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, file TEXT NOT NULL,
        sha256 TEXT NOT NULL, kind TEXT NOT NULL, layout TEXT NOT NULL, profile TEXT NOT NULL,
        taken TEXT NOT NULL, taken_from TEXT NOT NULL, pupils INTEGER NOT NULL, counts TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX import_sha ON import (sha256)""",
    """CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES import (id),
        row INTEGER NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX quarantine_import ON quarantine (import_id)""",
    """CREATE TABLE calendar_entry (
        id INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL, kind TEXT NOT NULL,
        name TEXT NOT NULL, half TEXT CHECK (half IN ('AM', 'PM')), import_id INTEGER REFERENCES import (id),
        CHECK (first <= last)
    ) STRICT""",
    """CREATE TABLE staff (
        account TEXT PRIMARY KEY, name TEXT NOT NULL, initials TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('officer', 'pastoral', 'senco', 'dsl', 'leader')),
        email TEXT NOT NULL, listed INTEGER NOT NULL DEFAULT 1, import_id INTEGER REFERENCES import (id)
    ) STRICT""",
    """CREATE TABLE pupil (
        id INTEGER PRIMARY KEY, upn TEXT NOT NULL, adno TEXT NOT NULL DEFAULT '',
        surname TEXT NOT NULL DEFAULT '', forename TEXT NOT NULL DEFAULT '',
        preferred TEXT NOT NULL DEFAULT '',
        dob TEXT, year TEXT NOT NULL DEFAULT '', reg TEXT NOT NULL DEFAULT '', admitted TEXT, left TEXT,
        sen TEXT NOT NULL DEFAULT '', sen_need TEXT NOT NULL DEFAULT '', fsm INTEGER NOT NULL DEFAULT 0,
        pp INTEGER NOT NULL DEFAULT 0, looked_after INTEGER NOT NULL DEFAULT 0,
        social_worker TEXT NOT NULL DEFAULT '', youth_justice INTEGER NOT NULL DEFAULT 0,
        young_carer INTEGER NOT NULL DEFAULT 0, service_child INTEGER NOT NULL DEFAULT 0,
        language TEXT NOT NULL DEFAULT '', interpreter INTEGER NOT NULL DEFAULT 0,
        medical_plan TEXT NOT NULL DEFAULT '', transport TEXT NOT NULL DEFAULT '',
        walks_alone INTEGER NOT NULL DEFAULT 0, non_speaking INTEGER NOT NULL DEFAULT 0,
        at_risk INTEGER NOT NULL DEFAULT 0, named_adult TEXT NOT NULL DEFAULT '',
        contact_route TEXT NOT NULL DEFAULT '', ehcp_review TEXT, pt_from TEXT, pt_to TEXT,
        pt_sessions TEXT NOT NULL DEFAULT '', household TEXT NOT NULL DEFAULT '',
        taken TEXT NOT NULL DEFAULT '', listed INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    """CREATE UNIQUE INDEX pupil_upn ON pupil (upn) WHERE upn <> ''""",
    """CREATE INDEX pupil_household ON pupil (household)""",
    """CREATE TABLE contact (
        id INTEGER PRIMARY KEY, pupil_id INTEGER NOT NULL REFERENCES pupil (id), priority INTEGER NOT NULL,
        name TEXT NOT NULL, relationship TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
        phone2 TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', parental INTEGER NOT NULL DEFAULT 0,
        may_be_told INTEGER NOT NULL DEFAULT 1, best_time TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '', notes TEXT NOT NULL DEFAULT '',
        phone_key TEXT NOT NULL DEFAULT '', phone2_key TEXT NOT NULL DEFAULT '',
        taken TEXT NOT NULL DEFAULT '', listed INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    """CREATE INDEX contact_pupil ON contact (pupil_id)""",
    """CREATE INDEX contact_phone ON contact (phone_key) WHERE phone_key <> ''""",
    # Marks: one string a pupil and year from 1 August, two cells a calendar day (core.register).
    """CREATE TABLE register (
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), year TEXT NOT NULL, cells TEXT NOT NULL,
        PRIMARY KEY (pupil_id, year)
    ) STRICT""",
    # What each import said of each pupil, so that any order of imports gives the same register
    # and one import can be taken back.
    """CREATE TABLE register_import (
        import_id INTEGER NOT NULL REFERENCES import (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        year TEXT NOT NULL, first INTEGER NOT NULL, cells TEXT NOT NULL,
        PRIMARY KEY (import_id, pupil_id, year)
    ) STRICT""",
    """CREATE INDEX register_import_pupil ON register_import (pupil_id, year)""",
    """CREATE TABLE mark_change (
        id INTEGER PRIMARY KEY, pupil_id INTEGER NOT NULL REFERENCES pupil (id), day TEXT NOT NULL,
        half TEXT NOT NULL CHECK (half IN ('AM', 'PM')), old TEXT NOT NULL, new TEXT NOT NULL,
        import_id INTEGER NOT NULL REFERENCES import (id), at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX mark_change_pupil ON mark_change (pupil_id, day)""",
    """CREATE TABLE mark_detail (
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), day TEXT NOT NULL,
        half TEXT NOT NULL CHECK (half IN ('AM', 'PM')), minutes INTEGER, comment TEXT NOT NULL,
        import_id INTEGER NOT NULL REFERENCES import (id), PRIMARY KEY (pupil_id, day, half)
    ) STRICT, WITHOUT ROWID""",
]

_JOURNAL = [
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY, act TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
        kind TEXT NOT NULL, pupil_id INTEGER REFERENCES pupil (id), day TEXT NOT NULL,
        commitment BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL, UNIQUE (act, n)
    ) STRICT""",
    """CREATE INDEX event_pupil ON event (pupil_id, id)""",
    """CREATE TABLE event_body (
        id INTEGER PRIMARY KEY REFERENCES event (id), salt BLOB NOT NULL, body TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER event_stands BEFORE UPDATE ON event
       BEGIN SELECT RAISE (ABORT, 'the journal is only ever added to'); END""",
    """CREATE TRIGGER event_stays BEFORE DELETE ON event
       BEGIN SELECT RAISE (ABORT, 'the journal is only ever added to'); END""",
    """CREATE TRIGGER body_stands BEFORE UPDATE ON event_body
       BEGIN SELECT RAISE (ABORT, 'the journal is only ever added to'); END""",
    # Which acts are taken back: follows from undo and redo events (core.journal).
    """CREATE TABLE undone (
        act TEXT PRIMARY KEY, by TEXT NOT NULL, at TEXT NOT NULL, undo_act TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
]

_STATE = [
    """CREATE TABLE attempt (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, outcome TEXT NOT NULL, contact TEXT NOT NULL,
        contact_id INTEGER, phone TEXT NOT NULL, reason TEXT NOT NULL, code TEXT NOT NULL,
        note TEXT NOT NULL, ring_at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX attempt_day ON attempt (day, pupil_id)""",
    """CREATE INDEX attempt_pupil ON attempt (pupil_id)""",
    """CREATE TABLE reason (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, until TEXT NOT NULL, word TEXT NOT NULL, code TEXT NOT NULL, source TEXT NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX reason_pupil ON reason (pupil_id, day)""",
    """CREATE INDEX reason_until ON reason (until)""",
    """CREATE TABLE arrival (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, time TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX arrival_day ON arrival (day, pupil_id)""",
    """CREATE TABLE handover (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, why TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
        acked_by TEXT NOT NULL DEFAULT '', acked_at TEXT
    ) STRICT""",
    """CREATE INDEX handover_pupil ON handover (pupil_id)""",
    """CREATE TABLE barrier (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        text TEXT NOT NULL, kind TEXT NOT NULL, whose TEXT NOT NULL, since TEXT NOT NULL, by TEXT NOT NULL,
        kept INTEGER NOT NULL
    ) STRICT""",
    """CREATE INDEX barrier_pupil ON barrier (pupil_id)""",
    """CREATE TABLE casework (
        pupil_id INTEGER PRIMARY KEY REFERENCES pupil (id), owner TEXT NOT NULL DEFAULT '',
        owner_by TEXT NOT NULL DEFAULT '', review TEXT, review_by TEXT NOT NULL DEFAULT '',
        step TEXT NOT NULL DEFAULT '', step_by TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE INDEX casework_review ON casework (review)""",
    """CREATE TABLE card (
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), field TEXT NOT NULL, text TEXT NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (pupil_id, field)
    ) STRICT""",
    """CREATE TABLE note (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX note_pupil ON note (pupil_id)""",
    """CREATE TABLE suggestion (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, code TEXT NOT NULL, source TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX suggestion_pupil ON suggestion (pupil_id, day)""",
]

_PRESENCE = [
    # Courtesies between live sessions: never events, never rebuilt.
    """CREATE TABLE claim (
        pupil_id INTEGER PRIMARY KEY REFERENCES pupil (id), account TEXT NOT NULL, token TEXT NOT NULL,
        boot TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL, until REAL NOT NULL,
        since TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE present (
        token TEXT PRIMARY KEY, account TEXT NOT NULL, boot TEXT NOT NULL, pid INTEGER NOT NULL,
        started TEXT NOT NULL, since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE draft (
        account TEXT NOT NULL, kind TEXT NOT NULL, pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (account, kind, pupil_id)
    ) STRICT, WITHOUT ROWID""",
]


# Version 2: patterns and clocks. What lessons, timetables and change dates say; what people decided.
_QUESTIONS = [
    """CREATE TABLE lesson (
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), day TEXT NOT NULL, period TEXT NOT NULL,
        subject TEXT NOT NULL, mark TEXT NOT NULL, import_id INTEGER NOT NULL REFERENCES import (id),
        PRIMARY KEY (pupil_id, day, period, subject)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE timetable (
        id INTEGER PRIMARY KEY, pupil_id INTEGER REFERENCES pupil (id), reg TEXT NOT NULL, week TEXT NOT NULL,
        weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 4), period TEXT NOT NULL, subject TEXT NOT NULL,
        import_id INTEGER NOT NULL REFERENCES import (id)
    ) STRICT""",
    """CREATE TABLE change_date (
        id INTEGER PRIMARY KEY, day TEXT NOT NULL, what TEXT NOT NULL, scope TEXT NOT NULL,
        import_id INTEGER NOT NULL REFERENCES import (id)
    ) STRICT""",
    """CREATE TABLE dismissal (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        kind TEXT NOT NULL, why TEXT NOT NULL, until TEXT NOT NULL, sessions TEXT NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX dismissal_pupil ON dismissal (pupil_id)""",
    """CREATE TABLE considered (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        kind TEXT NOT NULL, text TEXT NOT NULL, day TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX considered_pupil ON considered (pupil_id)""",
    """CREATE TABLE promise (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        text TEXT NOT NULL, due TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, kept_on TEXT
    ) STRICT""",
    """CREATE INDEX promise_pupil ON promise (pupil_id)""",
    """CREATE TABLE part_time (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        first TEXT NOT NULL, last TEXT NOT NULL, sessions TEXT NOT NULL, why TEXT NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX part_time_pupil ON part_time (pupil_id)""",
]

# Version 3: two officers. What live sessions share, what only some may read, what a server keeps track of.
_TWO_OFFICERS: list[str] = [
    # One claim a strip, so that two windows on one pupil (of two people, or of one) know each other;
    # `event` is the journal's end when the strip was opened: what came later, came meanwhile.
    """DROP TABLE claim""",
    """CREATE TABLE claim (
        token TEXT PRIMARY KEY, pupil_id INTEGER NOT NULL REFERENCES pupil (id), account TEXT NOT NULL,
        boot TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL, until REAL NOT NULL,
        since TEXT NOT NULL, event INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX claim_pupil ON claim (pupil_id)""",
    # Where the cursor stood (-1: at the end), what else its strip or line needs, and which is newest.
    """ALTER TABLE draft ADD COLUMN cursor INTEGER NOT NULL DEFAULT -1""",
    """ALTER TABLE draft ADD COLUMN state TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE draft ADD COLUMN seq INTEGER NOT NULL DEFAULT 0""",
    # Who has taken a pupil of the ten o'clock hand-off on.
    """CREATE TABLE taken_on (
        id INTEGER PRIMARY KEY REFERENCES event (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        day TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
    """CREATE INDEX taken_on_day ON taken_on (day, pupil_id)""",
    # What other systems call a pupil, so that files which know only that find them.
    """CREATE TABLE pupil_id_elsewhere (
        system TEXT NOT NULL, id TEXT NOT NULL, pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        taken TEXT NOT NULL, PRIMARY KEY (system, id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX pupil_id_elsewhere_pupil ON pupil_id_elsewhere (pupil_id)""",
    # What a system's own codes mean, from its code list.
    """CREATE TABLE code_elsewhere (
        system TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (system, id)
    ) STRICT, WITHOUT ROWID""",
    # What makes a row that was set aside a thing somebody can put right: `about` is `mark` (then `what` is
    # the mark that is no code) or `pupil` (then `what` is how the row names one: importers.match.SameAs).
    """ALTER TABLE quarantine ADD COLUMN about TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE quarantine ADD COLUMN what TEXT NOT NULL DEFAULT ''""",
    # Whom somebody said a file means, where no number and no name of it leads to a pupil.
    """CREATE TABLE same_as (
        system TEXT NOT NULL, field TEXT NOT NULL, id TEXT NOT NULL,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), PRIMARY KEY (system, field, id)
    ) STRICT, WITHOUT ROWID""",
    # Rows that were set aside and may yet be read, kept whole until they can be (importers.held).
    """CREATE TABLE held_shape (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, layout TEXT NOT NULL, system TEXT NOT NULL,
        header TEXT NOT NULL, columns TEXT NOT NULL, UNIQUE (kind, layout, system, header, columns)
    ) STRICT""",
    """CREATE TABLE held_row (
        shape_id INTEGER NOT NULL REFERENCES held_shape (id), cells TEXT NOT NULL, key TEXT NOT NULL,
        import_id INTEGER NOT NULL REFERENCES import (id), row INTEGER NOT NULL,
        PRIMARY KEY (shape_id, cells)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX held_row_import ON held_row (import_id)""",
    # Sessions by year as another file sums them up: a leaver's file, the census. Never marks.
    """CREATE TABLE attendance_history (
        pupil_id INTEGER NOT NULL REFERENCES pupil (id), span TEXT NOT NULL, school TEXT NOT NULL,
        possible INTEGER NOT NULL, attended INTEGER, authorised INTEGER, unauthorised INTEGER,
        reasons TEXT NOT NULL, import_id INTEGER NOT NULL REFERENCES import (id),
        PRIMARY KEY (pupil_id, span, school)
    ) STRICT, WITHOUT ROWID""",
    # Rows as they were before the latest imports wrote them (importers.taking_back): `place` is the table,
    # `row` its key, `old` the whole row, NULL where there was none.
    """CREATE TABLE import_before (
        id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL, place TEXT NOT NULL, row TEXT NOT NULL, old TEXT
    ) STRICT""",
    """CREATE INDEX import_before_import ON import_before (import_id)""",
    # What an import amended, one row a pupil and year, so that a whole year amended is written while
    # nobody has to wait: from place `first` of the year's string, the cells before and after; blank where
    # nothing was amended (core.register.changes).
    """CREATE TABLE register_change (
        import_id INTEGER NOT NULL REFERENCES import (id), pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        year TEXT NOT NULL, first INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (import_id, pupil_id, year), CHECK (length(old) = length(new))
    ) STRICT""",
    """CREATE INDEX register_change_pupil ON register_change (pupil_id)""",
    # Who is importing now, if anybody: one at a time (importers.turn).
    """CREATE TABLE importing (
        one INTEGER PRIMARY KEY CHECK (one = 1), account TEXT NOT NULL, boot TEXT NOT NULL,
        pid INTEGER NOT NULL, started TEXT NOT NULL, since TEXT NOT NULL, what TEXT NOT NULL
    ) STRICT""",
    # Lessons missed, so that a school with every lesson's mark is counted in no time (patterns.lesson_marks).
    """CREATE INDEX lesson_missed ON lesson (pupil_id, subject, day, mark)
        WHERE mark NOT IN ('/', '\\', 'L')""",
    # What opens an account's locked screen (core.privacy.pins).
    """CREATE TABLE pin (
        account TEXT PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL, cost INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
]


def _gather_changes(db: Database) -> None:
    """Bring amended marks of version 2, a row each, into `register_change`."""
    from datetime import date

    from core.codes import CODES, NO_MARK
    from core.days import Session, string_length, year_start

    found: dict[tuple[int, int, str], tuple[list[str], list[str], str]] = {}
    rows = db.execute("SELECT import_id, pupil_id, day, half, old, new, at FROM mark_change ORDER BY id")
    for import_id, pupil_id, day, half, old, new, at in rows.fetchall():
        start = year_start(date.fromisoformat(day))
        empty = NO_MARK * string_length(start)
        key = (import_id, pupil_id, start.isoformat())
        before, after, _ = found.setdefault(key, (list(empty), list(empty), at))
        place = Session(date.fromisoformat(day), half).index
        before[place], after[place] = CODES[old].cell, CODES[new].cell
    db.conn.executemany(
        "INSERT INTO register_change VALUES (?,?,?,0,?,?,?)",
        [(*key, "".join(old), "".join(new), at) for key, (old, new, at) in found.items()],
    )
    db.execute("DROP TABLE mark_change")


def migrations() -> Migrations:
    """The steps that lead from an empty file to `VERSION`; one migration a version."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("firstday")

    @steps(name="1 the morning")
    def the_morning(db: Database) -> None:
        for statement in (*_IMPORTED, *_JOURNAL, *_STATE, *_PRESENCE):
            db.execute(statement)

    @steps(name="2 patterns and clocks")
    def patterns_and_clocks(db: Database) -> None:
        for statement in _QUESTIONS:
            db.execute(statement)

    @steps(name="3 two officers")
    def two_officers(db: Database) -> None:
        for statement in _TWO_OFFICERS:
            db.execute(statement)
        _gather_changes(db)

    return steps
